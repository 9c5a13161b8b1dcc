"""Sessions that other tools send: each waits, sealed and unread, until its person says what is to become of it."""
