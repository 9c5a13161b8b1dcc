"""The bot as a person meets it: pictures of its cards, and its whole story against a Slack nobody here wrote (`make e2e`)."""
