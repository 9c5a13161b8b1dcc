"""The insight itself: its model, its sections (one file each), the draft an engine gives and the port of engines, merging,
and what is added to it by people (corrections, comments, holding)."""
