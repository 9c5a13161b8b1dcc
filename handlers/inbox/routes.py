"""What can be pressed about sessions that other tools sent."""

from handlers.routing import Id, Route

ANALYSE = Route("inbox.analyse", Id, changes=True)
ALWAYS = Route("inbox.always", Id, changes=True)
IGNORE = Route("inbox.ignore", Id, changes=True)
ASK_AGAIN = Route("inbox.ask.again", Id, changes=True)
"""About a series, by its id."""
