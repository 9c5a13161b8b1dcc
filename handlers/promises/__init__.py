"""`/actions`: promises in lists and cards, and every change to them."""
