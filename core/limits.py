"""How much of a file is taken. What a single format or reader bounds besides stands with it."""

MAX_BYTES = 10 * 1024 * 1024
"""The largest file taken, in bytes; enforced while downloading, before storing, and before reading."""
MAX_TEXT = 600_000
"""Characters of words in one file. An hour of speech is about 60,000; more than this is not one session."""
