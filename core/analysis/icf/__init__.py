"""What the International Coaching Federation looks at, as versioned data, and what of it can be heard in one session."""
