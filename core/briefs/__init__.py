"""The brief a coach gets before a session, where both agreed to it: what stands in it (lines), and what either decides (acts)."""
