"""Who sees what: the access policy, grants, what a reader is shown of an insight, trends, search, and export."""
