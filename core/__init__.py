"""What a coaching session, an insight and a grant mean. Knows no chat platform, no HTTP, no MongoDB, no environment."""
