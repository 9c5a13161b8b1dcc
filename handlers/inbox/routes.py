"""What can be pressed about sessions that other tools sent."""

from handlers.routing import Id, Nothing, Route

ANALYSE = Route("inbox.analyse", Id, changes=True)
ALWAYS = Route("inbox.always", Id, changes=True)
IGNORE = Route("inbox.ignore", Id, changes=True)
ASK_AGAIN = Route("inbox.ask.again", Id, changes=True)
"""About a series, by its id."""
LINK = Route("inbox.link", Nothing, opens_form=True)
LINK_SENT = Route("inbox.link", Nothing, changes=True)
CODE_SENT = Route("inbox.code", Nothing, changes=True)
UNLINK = Route("inbox.unlink", Nothing, changes=True)
