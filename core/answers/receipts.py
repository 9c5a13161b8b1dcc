"""What of a session answers a question: promises, quotes, the day of the next one. Pure, over what its reader sees of it."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from core.insight.model import SessionInsight
from core.insight.sections import SECTIONS
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.promises import due_dates
from core.sharing.seen import Seen, labels
from core.transcript import Role

_LITTLE = (
    "the a an my your our his her their this that of to in and with new "
    "der die das den dem des mein meine meinen meinem meiner dein deine deinen ein eine einen einem einer und mit im am neue "
    "neuen neuer neues el la los las un una mi mis tu su de del y con en"
)
LITTLE = frozenset(_LITTLE.split())
"""Words that do not count in what is asked about, where there are others."""
WHOLE = 4
"""Letters from which a word may go on in what was said: "plan" finds "planning", "man" does not find "manner"."""
_ENDINGS = ("es", "en", "s", "n")


def voice_of(seen: Seen) -> Role | None:
    """As whom the reader speaks in it; None for whoever it is only shown to, and where its owner has not said it yet."""
    if seen.reader.id == seen.insight.client_user_id:
        return {"client": Role.CLIENT, "coach": Role.COACH}.get(seen.insight.owner_voice or "")
    return Role.COACH if seen.reader.id == seen.insight.coach_user_id else None


def was_there(seen: Seen) -> bool:
    """Whether it is a session of the reader's."""
    return seen.reader.id in {seen.insight.client_user_id, seen.insight.coach_user_id}


def named(name: str, called: Sequence[str]) -> bool:
    """Whether somebody who is called so is meant: by the whole name, or a part of it."""
    wanted = _words(name)
    return bool(wanted) and any(_is_part(wanted, _words(each)) for each in called)


def _is_part(wanted: Sequence[str], name: Sequence[str]) -> bool:
    return all(word in name for word in wanted)


def promised(insight: SessionInsight, by: Role) -> tuple[tuple[int, ActionItem], ...]:
    """The promises of client or coach, each with its place among all that are shown."""
    return tuple((n, item) for n, item in enumerate(insight.action_items) if item.owner == by.value)


def said_about(insight: SessionInsight, topic: str, voice: Role | None) -> tuple[Evidence, ...]:
    """What client or coach said, or anybody (None), in words that hold every word of the topic; each quote once, in order."""
    words = _words(topic)
    wanted = [word for word in words if word not in LITTLE] or words
    said = {(found.turn, found.quote): found for found in quotes(insight, voice) if _holds(_words(found.quote), wanted)}
    return tuple(said[place] for place in sorted(said))


def quotes(insight: SessionInsight, voice: Role | None) -> Iterator[Evidence]:
    """Every quote that it shows, of client or coach, or of anybody (None)."""
    of_whom = {label: role for role, label in labels(insight).items() if label}
    for found, usually in _quoted(insight):
        if voice is None or of_whom.get(found.speaker, usually) is voice:
            yield found


def _quoted(insight: SessionInsight) -> Iterator[tuple[Evidence, Role | None]]:
    """Each with whose words it usually is, where its label does not say it."""
    for section in SECTIONS:
        for item in insight.items(section.name):
            owner = Role(item.owner) if isinstance(item, ActionItem) else section.voice
            yield from ((found, owner) for found in item.evidence)
    for promise in insight.doubtful:
        yield from ((found, Role(promise.owner)) for found in promise.evidence)
    for done in insight.done_since_last:
        yield from ((found, Role(done.owner)) for found in done.evidence)
    yield from ((asked.evidence, Role.COACH) for asked in insight.questions)
    for passage in insight.passages:
        yield passage.evidence, Role.CLIENT
        if passage.asked:
            yield passage.asked, Role.COACH


def next_day(insight: SessionInsight) -> date | None:
    """The day on which the two said they meet again, if they named one."""
    day = insight.session_date.date() if insight.session_date else None
    return due_dates.next_session(insight.next_session_words, day, insight.metadata.language)


def _holds(said: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(_is(word, other) for other in said) for word in wanted)


def _is(wanted: str, said: str) -> bool:
    if said == wanted:
        return True
    stem = next(
        (wanted[: -len(end)] for end in _ENDINGS if wanted.endswith(end) and len(wanted) - len(end) > WHOLE), wanted
    )
    return len(stem) >= WHOLE and said.startswith(stem)


def _words(text: str) -> list[str]:
    """Without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain.replace("'s", "").replace("’s", "")).split()
