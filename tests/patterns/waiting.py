"""Patterns that are known to be slow and wait to be deleted with their room, by where they stand; the list can only shrink.

A text that they read for long is read in a guarded child, so none can hold the bot.
"""

WAITING: frozenset[str] = frozenset()
