"""What a coaching programme's administrators may know of it: figures of whole months, in which nobody can be found."""
