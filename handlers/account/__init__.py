"""A person's and a workspace's own affairs: privacy, archive, settings, housekeeping, and people who leave."""
