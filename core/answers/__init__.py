"""Plain questions in the private chat: which they are (forms.py, a file a language), and what answers them (receipts.py)."""
