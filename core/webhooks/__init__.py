"""Messages to programs of a person's own: that something of theirs is done, by ids alone."""
