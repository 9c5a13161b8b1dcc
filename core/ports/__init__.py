"""What the storage and the chat platforms give, one file for each side: insights and what hangs on them, sessions on their way,
people, chat, and work in a guarded child."""
