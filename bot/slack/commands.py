"""How a command is written in Slack."""

from core.card import Say
from handlers.routes import COMMANDS

OWN = frozenset(command.name for command in COMMANDS if command.own)
"""The app's slash commands; whatever else it knows is said to /debrief."""


def typed(said: Say) -> str:
    """`/share list`, `/debrief privacy`."""
    name = said.verb if said.verb in OWN else f"debrief {said.verb}"
    return f"/{name} {said.rest}".strip()
