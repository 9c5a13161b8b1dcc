"""What follows a change (core/changes.py), whoever made it and wherever: effects that every kind of change has, lists drawn anew,
and the table of which kind has which, with the job that carries them out."""
