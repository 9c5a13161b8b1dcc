"""Times in people's words (phrases, phrase_words) and the zones people live in (time_zones)."""
