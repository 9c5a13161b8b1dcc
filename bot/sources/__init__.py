"""The vendors whose meetings come by themselves: one file each, and a line in `bot/sources/table.py`."""
