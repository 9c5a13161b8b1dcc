"""Promises after the session: commitments with their changes, and due dates counted from the session's day."""
