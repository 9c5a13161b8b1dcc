"""What follows a change (core/changes.py), whoever made it and wherever: effects are what every kind of change has, table says
which kind has which, and carrying runs them as a job."""
