"""Work on untrusted text in guarded child processes: the table of tasks, the pool, the child, its walls, and the wire between."""
