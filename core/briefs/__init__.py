"""The brief a coach gets before a session, where both agreed to it: what stands in it (lines), what either
decides (acts), and when it is due (planning). And the weekly digest."""
