"""What can be pressed and sent about webhooks."""

from handlers.routing import Id, Nothing, Route

ADD = Route("webhook.add", Nothing, opens_form=True)
ADDED = Route("webhook.add", Id, changes=True)
"""By the name that the webhook has before it is asked for: a form that comes back twice makes one."""
REMOVE = Route("webhook.remove", Id, changes=True)
TURN_ON = Route("webhook.on", Id, changes=True)
