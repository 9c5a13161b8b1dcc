"""What the bot says to greet, to answer, and of what is not there (any more), as cards: one function a card."""

from dataclasses import replace
from datetime import datetime

from core import translation
from core.card import (
    Bullets,
    Card,
    Facts,
    Say,
    Style,
    Text,
)
from core.refusal import Reason, Refused
from core.translation import N_, _

ACCEPTED = N_("txt, md, vtt, srt, docx, pdf or json, up to 10 MB")
SAVED_AS = {"PDF": "pdf", "Word": "docx", "Markdown": "md", "JSON": "json"}
"""What a session or a timeline is saved as, and the end of such a file's name."""


def hello() -> Card:
    return Card(
        _("Hello, I am Debrief"),
        (
            Text(_("Give me the transcript of a coaching session, and I will show you what it held.")),
            Bullets(
                (
                    _("Drop a file here: {accepted}.", accepted=_(ACCEPTED)),
                    _(
                        "I look for what was promised, which questions mattered, and which words are worth coming back to."
                    ),
                    _("Every quote I show was found, word for word, in your transcript."),
                    _("What you give me stays yours and private, until you share it."),
                )
            ),
            Text(
                _(
                    "{insights} lists your sessions. {help} says what else I can do.",
                    insights=Say("insights"),
                    help=Say("help"),
                ),
                Style.SMALL,
            ),
        ),
    )


def help_card(commands: tuple[tuple[str, str], ...]) -> Card:
    drop = _("Drop the transcript of a coaching session into our private chat: {accepted}.", accepted=_(ACCEPTED))
    return Card(
        _("What I can do"),
        (
            Text(drop),
            Facts(commands),
            Text(_("In channels I answer only you, and never say who has sessions with me."), Style.SMALL),
        ),
    )


def unknown_verb(verb: str, commands: tuple[tuple[str, str], ...], near: str = "") -> Card:
    """`near`: the verb that was probably meant."""
    verb = verb[:40]
    if near:
        said = _("I do not know “{verb}”. Did you mean {near}? This is what there is:", verb=verb, near=near)
    else:
        said = _("I do not know “{verb}”. This is what there is:", verb=verb)
    return Card(_("I do not know that one"), (Text(said), Facts(commands)))


def sorry(message: str) -> Card:
    return Card(_("That did not work"), (Text(message),))


def answer_to(refusal: Refused) -> Card:
    """A refusal as an answer; what is not there and what somebody may not see read the same."""
    if refusal.reason is Reason.NOT_FOUND:
        return Card(_("I cannot find that"), (Text(refusal.message),))
    return sorry(refusal.message)


def not_there(card: Card) -> bool:
    """Whether it says that something is not there, or not for this person to see."""
    return card.title == _("I cannot find that")


def bug(reference: str) -> Card:
    return Card(
        _("Something went wrong on my side"),
        (
            Text(
                _(
                    "Nothing of yours is lost. Please try again; "
                    "if it stays, tell whoever runs me this reference: {reference}.",
                    reference=reference,
                )
            ),
        ),
    )


def on_its_way() -> Card:
    said = _("The session you pointed me to is being read; what I find comes here.")
    return Card(_("I am on it"), (Text(said),))


def only_in_private() -> Card:
    return Card(
        _("I read files in our private chat only"),
        (
            Text(
                _("You posted a file in a conversation with others. I have not opened it, and nobody there sees this.")
            ),
            Text(_("If it is a session of yours, drop it right here.")),
        ),
    )


def day(moment: datetime | None) -> str:
    return translation.day(moment) if moment else _("no date")


def day_of(session: datetime | None, added: datetime) -> str:
    """The day of a session; where nobody has said it, when it came here, and that it is this."""
    return day(session) if session else _("added {day}", day=day(added))


def session_title(title: str | None) -> str:
    return title or _("Coaching session")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def short(text: str, most: int = 72) -> str:
    """At most so many characters, cut with an ellipsis: for a choice's label or a line that names something."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def given_before(when: datetime, card: Card | None, *, named_anew: bool = False) -> Card:
    """The same file once more: the card of what came of it the first time, if that is known yet. `named_anew`: with another title
    or day than it has."""
    if card is None:
        said = _("It came in on {day}, and I am still working on it.", day=day(when))
        return Card(_("You gave me this one already"), (Text(said),))
    before = Text(_("You gave me this on {day}; here it is.", day=day(when)), Style.SMALL)
    said = _("It keeps the title and the day it has. “Title and date” in its menu changes them.")
    kept = (Text(said, Style.SMALL),) if named_anew else ()
    return replace(card, blocks=(before, *kept, *card.blocks))


def deleted() -> Card:
    return Card(_("Deleted"), (Text(_("The insight and its transcript are gone.")),))


def list_gone() -> Card:
    """What a list turns into that held sessions of somebody who has erased everything."""
    said = _(
        "Something on it was erased. {insights} and {actions} list what there is.",
        insights=Say("insights"),
        actions=Say("actions"),
    )
    return Card(_("This list is out of date"), (Text(said),))


def gone() -> Card:
    """The same words for what is not there and for what somebody may not see."""
    said = _(
        "It may have been deleted, or it is not yours to open. {insights} lists what is.", insights=Say("insights")
    )
    return Card(_("I cannot find that"), (Text(said),))


def no_access() -> Card:
    """What a card turns into that somebody was shown through a grant or a relationship."""
    return Card(_("Access has ended"), (Text(_("This session is not shared with you any more.")),))
