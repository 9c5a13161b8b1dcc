"""What people decide about sessions that other tools send here."""
