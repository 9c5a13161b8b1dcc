"""What the bot says to greet, to answer and of an insight, as cards: one function a card."""

from collections.abc import Mapping
from datetime import datetime

from core import translation
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Confirm,
    Divider,
    Facts,
    Fold,
    Quote,
    Say,
    Style,
    Text,
    Tone,
)
from core.insight.model import Metric, SessionInsight, Status
from core.insight.sections import SECTIONS, Section, SectionItem
from core.refusal import Reason, Refused
from core.sharing.seen import heard
from core.transcript import Role
from core.translation import _

ACCEPTED = "txt, md, vtt, srt, docx, pdf or json, up to 10 MB"
SAVED_AS = {"PDF": "pdf", "Word": "docx", "Markdown": "md", "JSON": "json"}
"""What a session or a timeline is saved as, and the end of such a file's name."""


def hello() -> Card:
    return Card(
        "Hello, I am Debrief",
        (
            Text("Give me the transcript of a coaching session, and I will show you what it held."),
            Bullets(
                (
                    f"Drop a file here: {ACCEPTED}.",
                    "I look for what to celebrate, what was intended, discovered and promised, and which questions mattered.",
                    "Every quote I show was found, word for word, in your transcript.",
                    "What you give me stays yours and private, until you share it.",
                )
            ),
            Text(f"{Say('insights')} lists your sessions. {Say('help')} says what else I can do.", Style.SMALL),
        ),
    )


def help_card(commands: tuple[tuple[str, str], ...]) -> Card:
    return Card(
        "What I can do",
        (
            Text(f"Drop the transcript of a coaching session into our direct message: {ACCEPTED}."),
            Facts(commands),
            Text("In channels I answer only you, and never say who has sessions with me.", Style.SMALL),
        ),
    )


def unknown_verb(verb: str, commands: tuple[tuple[str, str], ...], near: str = "") -> Card:
    """`near`: the verb that was probably meant."""
    meant = f" Did you mean {near}?" if near else ""
    said = f"I do not know “{verb[:40]}”.{meant} This is what there is:"
    return Card("I do not know that one", (Text(said), Facts(commands)))


def sorry(message: str) -> Card:
    return Card("That did not work", (Text(message),))


def answer_to(refusal: Refused) -> Card:
    """A refusal as an answer; what is not there and what somebody may not see read the same."""
    title = "I cannot find that" if refusal.reason is Reason.NOT_FOUND else "That did not work"
    return Card(title, (Text(refusal.message),))


def bug(reference: str) -> Card:
    return Card(
        "Something went wrong on my side",
        (
            Text(
                f"Nothing of yours is lost. Please try again; if it stays, tell whoever runs me this reference: {reference}."
            ),
        ),
    )


def on_its_way() -> Card:
    return Card("I am on it", (Text("The session you pointed me to is being read; what I find comes here."),))


def only_in_private() -> Card:
    return Card(
        "I read files in our direct message only",
        (
            Text("You posted a file in a conversation with others. I have not opened it, and nobody there sees this."),
            Text("If it is a session of yours, drop it right here."),
        ),
    )


# --- the insight ---


def day(moment: datetime | None) -> str:
    return translation.day(moment) if moment else _("no date")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def short(text: str, most: int = 72) -> str:
    """At most so many characters, cut with an ellipsis: for a choice's label or a line that names something."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def day_of(session: datetime | None, added: datetime) -> str:
    """The day of a session; where nobody has said it, when it came here, and that it is this."""
    return day(session) if session else f"added {day(added)}"


def insight_card(insight: SessionInsight, people: Mapping[Role, str] | None = None) -> Card:
    """`people` by role; without them as the transcript calls them."""
    if insight.status == Status.FAILED:
        return Card(_title(insight), (Text(insight.processing_error or "The analysis did not work out."),))
    if insight.status != Status.COMPLETED:
        return Card(_title(insight), (Text("I am still working on this one."),))
    facts = _facts(insight, heard(insight) if people is None else people)
    blocks: list[Block] = [Facts(facts)] if facts else []
    if insight.session_summary:
        blocks.append(Text(insight.session_summary))
    if insight.key_themes:
        blocks.append(Text(" · ".join(insight.key_themes), Style.SMALL))
    blocks.append(Divider())
    folds = [_fold(insight, section) for section in SECTIONS if insight.items(section.name)]
    if insight.done_since_last:
        folds.insert(0, done_since_last(insight))
    blocks += folds or [Text("I found nothing in this transcript that I could prove with quotes, so I show nothing.")]
    blocks.append(Divider())
    blocks += _footer(insight)
    return Card(_title(insight), tuple(blocks))


def _title(insight: SessionInsight) -> str:
    return insight.session_title or "Your coaching session"


def _facts(insight: SessionInsight, people: Mapping[Role, str]) -> tuple[tuple[str, str], ...]:
    facts = [("Session", day(insight.session_date))] if insight.session_date else []
    facts += [(label, people[role]) for role, label in SPEAKERS.items() if people.get(role)]
    if insight.metadata.session_duration_minutes:
        facts.append(("Length", f"{insight.metadata.session_duration_minutes:.0f} min"))
    share = figure(insight.metrics, "client_talk_share_words")
    if share is not None:
        facts.append(("Client spoke", f"{share * 100:.0f} % of the words"))
    if insight.overall_session_quality:
        facts.append(("Overall", insight.overall_session_quality.value))
    return tuple(facts)


SPEAKERS = {Role.CLIENT: "Client", Role.COACH: "Coach"}


def figure(metrics: tuple[Metric, ...], name: str) -> float | None:
    return next((metric.value for metric in metrics if metric.name == name), None)


def _fold(insight: SessionInsight, section: Section[SectionItem]) -> Fold:
    items = insight.items(section.name)
    count = f" ({len(items)})" if section.many else ""
    blocks = tuple(block for item in items for block in _item(section, item))
    return Fold(
        section.title + count,
        blocks,
        Button("Open", "insight.section", f"{insight.id}|{section.name}", opens_form=True),
    )


def done_since_last(insight: SessionInsight) -> Fold:
    """Promises of earlier sessions that were kept, each with the words that show it."""
    blocks: list[Block] = []
    for done in insight.done_since_last:
        blocks.append(Text(done.action if done.owner == "client" else f"Coach: {done.action}", Style.STRONG))
        blocks += [Quote(found.quote, found.speaker, found.turn, found.start) for found in done.evidence]
    return Fold(f"Done since last time ({len(insight.done_since_last)})", tuple(blocks))


def _item(section: Section[SectionItem], item: SectionItem) -> tuple[Block, ...]:
    receipts = tuple(Quote(found.quote, found.speaker, found.turn, found.start) for found in item.evidence)
    return (*section.show(item), *receipts)


def _footer(insight: SessionInsight) -> list[Block]:
    meta = insight.metadata
    proven = "Every quote was found in the transcript."
    if meta.items_proposed and meta.engine != "offline":  # of the rules, it would say nothing
        proven += f" {meta.items_kept} of {meta.items_proposed} points could be proven; the others are left out."
    lines = [proven]
    if meta.engine == "offline":
        lines.append(
            "Analysed offline by rules; nothing left this machine. It may miss what is said between the lines."
        )
    else:
        lines.append(
            f"Analysed by {meta.engine} ({meta.model_version}). It may miss irony and what is said between the lines."
        )
    if meta.missing_sections:
        names = ", ".join(section.title.lower() for section in SECTIONS if section.name in meta.missing_sections)
        lines.append(f"Missing this time: {names}. Try again to fill them in.")
    lines += meta.notes
    buttons = [delete_button(insight.id)]
    if insight.session_date is None:
        buttons.insert(0, set_date(insight.id))
    return [Text(" ".join(lines), Style.SMALL), Actions(tuple(buttons))]


def set_date(insight_id: str) -> Button:
    return Button("Set the date", "insight.date", insight_id, opens_form=True)


def delete_button(insight_id: str) -> Button:
    return Button(
        "Delete",
        "insight.delete",
        insight_id,
        Tone.DANGER,
        Confirm("Delete this session?", "The insight and its transcript are deleted for good.", "Delete", "Keep it"),
    )


def given_before(when: datetime, card: Card | None) -> Card:
    """The same file once more: the card of what came of it the first time, if that is known yet."""
    if card is None:
        return Card(
            "You gave me this one already", (Text(f"It came in on {day(when)}, and I am still working on it."),)
        )
    return Card(card.title, (Text(f"You gave me this on {day(when)}; here it is.", Style.SMALL), *card.blocks))


def section_blocks(insight: SessionInsight, section: Section[SectionItem]) -> tuple[Block, ...]:
    return tuple(block for item in insight.items(section.name) for block in (*_item(section, item), Divider()))[:-1]


def deleted() -> Card:
    return Card("Deleted", (Text("The insight and its transcript are gone."),))


def list_gone() -> Card:
    """What a list turns into that held sessions of somebody who has erased everything."""
    return Card(
        "This list is out of date",
        (Text(f"Something on it was erased. {Say('insights')} and {Say('actions')} list what there is."),),
    )


def gone() -> Card:
    """The same words for what is not there and for what somebody may not see."""
    return Card(
        "I cannot find that",
        (Text(f"It may have been deleted, or it is not yours to open. {Say('insights')} lists what is."),),
    )


def no_access() -> Card:
    """What a card turns into that somebody was shown through a grant or a relationship."""
    return Card("Access has ended", (Text("This session is not shared with you any more."),))
