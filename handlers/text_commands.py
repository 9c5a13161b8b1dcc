"""Commands as they are said in a direct message: the verbs of /debrief, with or without its name, told from mere talk."""

from collections.abc import Mapping, Sequence

from core.translation import N_, _
from handlers.arguments import closest
from handlers.events import CommandGiven, TextSaid
from handlers.routing import Command

PROMPTS = {N_("What can you do?"): "help", N_("My sessions"): "insights", N_("My timeline"): "timeline"}
"""What a platform may offer to be said, and the command that each stands for. The first manifests have them in English."""
FEW = 4
"""Words up to which something that begins with a verb is taken for a command, mentions apart."""
ALIKE = 0.75
"""From which difflib ratio on a first word is taken for a misspelt verb: a greeting must not be."""


def command_in(event: TextSaid, commands: Mapping[str, Command]) -> CommandGiven | None:
    """What a message amounts to, as a /debrief command; None for talk, and for words pasted from elsewhere."""
    words = (event.words or event.text).strip(" ?.!/").split()
    if "\n" in event.text or not words:
        return None
    words = meant(" ".join(words)).split()
    called = words[0].lower() == "debrief"
    rest = words[1:] if called else words
    if not _is_command([word.lower() for word in rest], commands, called=called):
        return None
    return CommandGiven(event.person, event.place, "debrief", " ".join(rest), mentioned=event.mentioned, spoken=True)


def meant(words: str) -> str:
    """The command that a prompt, or the reader's word for help, stands for; other words as they are. `words`
    without what ends a sentence."""
    said = words.lower()
    if said == _("Help").lower():
        return "help"
    for prompt, command in PROMPTS.items():
        if said in {each.lower().strip(" ?") for each in (prompt, _(prompt))}:
            return command
    return words


def _is_command(words: Sequence[str], commands: Mapping[str, Command], *, called: bool) -> bool:
    """`called`: it began with the name of the bot, so that an unknown verb is one, too."""
    if not words:
        return called
    verb, *rest = words
    if verb in commands and commands[verb].words.issuperset(rest):
        return True
    near = verb == "help" or verb in commands or closest(verb, tuple(commands), ALIKE) != ""
    return len(words) <= (FEW if near else 2 if called else 0)
