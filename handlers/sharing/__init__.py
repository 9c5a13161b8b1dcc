"""`/share`: what a client shows to a coach, the preview before, and taking it back."""
