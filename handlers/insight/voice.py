"""Which voice of a private session is its owner's: asked once on the card, so that only their own promises become theirs."""

from core.card import Actions, Block, Style, Text
from core.insight.corrections import Correction
from core.insight.model import SessionInsight, Status
from core.insight.sections import SECTIONS
from core.sharing.access import Operation
from core.sharing.seen import Seen, unnamed
from core.transcript import Role
from core.translation import N_, _, quoted
from handlers.cards import short
from handlers.insight import routes
from handlers.insight.routes import Voice

NEITHER = N_("Neither is me")
BEGINNING = 60
"""Characters of a line that shows whose voice it is."""


def question(seen: Seen) -> tuple[Block, ...]:
    """Nothing where it is known, is not the reader's to say, or nothing hangs on it."""
    insight = seen.insight
    speakers = insight.speakers
    waits = insight.action_items or insight.passages
    known = insight.owner_voice is not None or speakers is None or insight.status is not Status.COMPLETED
    if known or not waits or not seen.may(Operation.NAME) or speakers is None:
        return ()
    said = _("Which voice is you? Only what you promised yourself becomes yours to follow up.")
    buttons = [
        routes.VOICE.button(_("I am {name}", name=_called(name)), Voice(insight.id, answer))
        for answer, name in (("client", speakers.client), ("coach", speakers.coach))
        if name
    ]
    neither = routes.VOICE.button(_(NEITHER), Voice(insight.id, "neither"))
    heard = [
        Text(f"{name}: {quoted(line)}", Style.SMALL)
        for name in (speakers.client, speakers.coach)
        if (line := _line(insight, name))
    ]
    return (Text(said), *heard, Actions((*buttons, neither)))


def _called(name: str) -> str:
    return quoted(name) if unnamed(name) else name


def _line(insight: SessionInsight, name: str) -> str:
    """Words that show who a voice without a name is: how the longest of its quotes begins, which stands whole on the card."""
    quoted = [found for section in SECTIONS for item in insight.items(section.name) for found in item.evidence]
    quoted += [asked.evidence for asked in insight.questions]
    spoken = [found.quote for found in quoted if unnamed(name) and found.speaker == name]
    longest = max(spoken, key=len, default="")
    return short(longest, min(BEGINNING, len(longest) * 3 // 4)) if longest else ""


def told(insight: SessionInsight, correction: Correction) -> str:
    """What the owner has said."""
    speakers = insight.speakers
    name = getattr(speakers, correction.text, "") if speakers and correction.text in set(Role) else ""
    return _("I am {name}", name=_called(name)) if name else _(NEITHER)
