"""What the storage and the chat platforms give, one file for each side: sessions, people, chat, and work in a guarded child."""
