"""Commands as they are said in a direct message: the verbs of /debrief, with or without its name, told from mere talk."""

from collections.abc import Mapping, Sequence

from handlers.arguments import closest
from handlers.events import CommandGiven, TextSaid
from handlers.routing import Command

SAID = {"my sessions": "insights", "my timeline": "timeline", "what can you do": "help"}
"""What prompts say, as commands (bot/slack/agent.py)."""
FEW = 4
"""Words up to which something that begins with a verb is taken for a command, mentions apart."""
ALIKE = 0.75
"""From which difflib ratio on a first word is taken for a misspelt verb: a greeting must not be."""


def command_in(event: TextSaid, commands: Mapping[str, Command]) -> CommandGiven | None:
    """What a message amounts to, as a /debrief command; None for talk, and for words pasted from elsewhere."""
    words = (event.words or event.text).strip(" ?.!/").split()
    if "\n" in event.text or not words:
        return None
    words = SAID.get(" ".join(words).lower(), " ".join(words)).split()
    called = words[0].lower() == "debrief"
    rest = words[1:] if called else words
    if not _is_command([word.lower() for word in rest], commands, called=called):
        return None
    return CommandGiven(event.person, event.place, "debrief", " ".join(rest), mentioned=event.mentioned, spoken=True)


def _is_command(words: Sequence[str], commands: Mapping[str, Command], *, called: bool) -> bool:
    """`called`: it began with the name of the bot, so that an unknown verb is one, too."""
    if not words:
        return called
    verb, *rest = words
    if verb in commands and commands[verb].words.issuperset(rest):
        return True
    near = verb == "help" or verb in commands or closest(verb, tuple(commands), ALIKE) != ""
    return len(words) <= (FEW if near else 2 if called else 0)
