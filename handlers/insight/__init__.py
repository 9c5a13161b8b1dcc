"""One session: its card and views, the coach's review and hold, craft, corrections, comments, feedback, export."""
