"""Plain questions in the private chat, answered from stored sessions with their receipts, and the short words beside them."""
