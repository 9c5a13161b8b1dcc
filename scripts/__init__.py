"""Scripts run by hand."""
