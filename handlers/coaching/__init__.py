"""`/coach`: pairing of a client and a coach, and its end."""
