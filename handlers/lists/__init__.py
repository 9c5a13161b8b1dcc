"""`/insights` and `/timeline`: sessions in lists and over time."""
