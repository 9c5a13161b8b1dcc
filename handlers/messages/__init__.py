"""What has been posted and is kept true: messages remembered (posted), drawn anew (redraw), and taken back (take_back)."""
