"""Every card the bot shows, made by the handlers themselves over a database of its own, as a person would come upon it."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.slack import forms
from bot.slack.messages import render
from core.analysis.safety import NOTE
from core.card import Card, Form
from core.insight.model import SessionMetadata
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.jobs.job import Job
from core.ports.insights import Scope
from core.promises.recording import record
from core.reading.roles import RoleGuess, Voice
from handlers import cards, dispatcher
from handlers.home import home
from handlers.intake import cards as session_cards
from handlers.intake.jobs import KIND
from handlers.promises.routes import View
from storage import StorageConfig, open_storage
from tests.relationships.house import HERE, START, Answer, House, furnish, person

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
JOB = "slack:T1:F1"


def promise(action: str, days: int | None = None, owner: Literal["client", "coach"] = "client") -> ActionItem:
    said = Evidence(quote=f"I will {action}.", turn=14, speaker="Ada", start=200.0)
    due = START.date() + timedelta(days=days) if days is not None else None
    return ActionItem(action=f"{action[0].upper()}{action[1:]}", due=due, evidence=(said,), owner=owner)


PROMISES = (
    promise("ask Noor to take the Thursday review", -3),
    promise("call the bank", 2),
    promise("send the list of questions", 1, "coach"),
    promise("write the letter"),
)


@dataclass(frozen=True)
class Shown:
    """A picture to take. `opened`: with its folds open."""

    name: str
    surface: str
    payload: dict[str, Any]
    opened: bool = False


def message(name: str, card: Card, *, opened: bool = False) -> Shown:
    return Shown(name, "message", {"blocks": list(render(card)[0].blocks)}, opened)


def modal(name: str, form: Form) -> Shown:
    return Shown(name, "modal", forms.modal(form).view)


def answered(name: str, answer: Answer) -> Shown:
    return modal(name, answer.forms[-1]) if answer.forms else message(name, answer.cards[-1])


async def all_cards() -> AsyncIterator[Shown]:
    for shown in alone():
        yield shown
    with tempfile.TemporaryDirectory() as folder:
        async with open_storage(StorageConfig(data=Path(folder), timeout=20.0)) as storage:
            async for shown in together(furnish(storage)):
                yield shown


MIXED_UP = ("Both voices ask and tell in the same way, so the names may be mixed up.",)


def alone() -> list[Shown]:
    """What needs nobody else."""
    voices = (
        Voice("Ada", 41, 1203, ("I rewrite what my team writes.", "It is the workshop I miss.")),
        Voice("Iva", 40, 610, ("What would be different then?",)),
    )
    guess = RoleGuess({}, confidence=0.5, certain=False, suspect_swap=False, reasons=(), voices=voices, doubts=MIXED_UP)
    return [
        message("hello", cards.hello()),
        message("help", cards.help_card(dispatcher.all_help())),
        message("unknown", cards.unknown_verb("insigths", dispatcher.all_help())),
        message("status-received", session_cards.status(JOB, 0, session_cards.CONSENT_NOTE)),
        message("status-analysed", session_cards.status(JOB, 2, session_cards.CONSENT_NOTE)),
        message("waiting", session_cards.waiting(JOB)),
        message(
            "failed", session_cards.failed(JOB, "The analysis service did not answer, although I tried several times.")
        ),
        message(
            "refused",
            session_cards.refused("This file is over 10 MB. Export the text transcript alone, and drop it again."),
        ),
        message("who-is-who", session_cards.ask_coach(JOB, guess)),
        message("care", session_cards.care(NOTE)),
        message("stopped", session_cards.stopped()),
        message("gone", cards.gone()),
        message("bug", cards.bug("1f2e3d4c")),
    ]


async def together(house: House) -> AsyncIterator[Shown]:
    """What people share, in the order of a first week."""
    yield Shown("home-empty", "home", forms.home(await home.home(house.services, ADA, Scope.ALL)).view)
    asked = await house.write(ADA, "coach", "invite coach", IVA)
    yield answered("coach-invite", asked)
    yield message("coach-invited", house.chat.of(IVA)[-1])
    made = SessionMetadata(
        session_duration_minutes=52.0, engine="claude", model_version="claude-sonnet-5", items_proposed=9, items_kept=8
    )
    insights = [await house.session(ADA, n, metadata=made) for n in range(1, 8)]
    insights.append(await house.session(ADA, 8, metadata=made, action_items=PROMISES))
    await record(house.services, HERE, insights[-1])
    card = (await house.press(ADA, "insight.open", insights[-1])).cards[0]
    yield message("insight", card)
    yield message("insight-open", card, opened=True)
    yield answered("insight-section", await house.press(ADA, "insight.section", f"{insights[-1]}|client_discoveries"))
    yield answered("insight-craft", await house.press(ADA, "insight.craft", insights[-1]))
    yield answered("list", await house.write(ADA, "insights"))
    yield answered("timeline", await house.write(ADA, "timeline"))
    bond = await house.bond(ADA, IVA)
    await house.press(IVA, "coach.accept", bond.id)
    yield answered("coach-overview", await house.write(ADA, "coach"))
    form = (await house.press(ADA, "share.one", insights[-1])).forms[-1]
    yield modal("share-form", form)
    fields: dict[str, Any] = {"coach": "iva", "sessions": (insights[-1],), "permissions": ("comment",), "until": None}
    previewed = await house.send(ADA, form, **fields)
    if previewed.forms:
        yield modal("share-preview", previewed.forms[-1])
        await house.send(ADA, previewed.forms[-1])
    yield answered("share-list", await house.write(ADA, "share", "list"))
    second = f"{insights[-1]}-1|{View().packed()}"
    yield answered("actions", await house.write(ADA, "actions"))
    yield answered("actions-move", await house.press(ADA, "actions.move", second))
    await house.press(ADA, "actions.done", second)
    yield answered("actions-settled", await house.write(ADA, "actions", "done"))
    yield answered("privacy", await house.write(ADA, "privacy"))
    yield answered("privacy-erase", await house.press(ADA, "privacy.erase"))
    await house.services.jobs.enqueue(Job(JOB, KIND, HERE, refs={"person": "ada"}))
    yield Shown("home", "home", forms.home(await home.home(house.services, ADA, Scope.ALL)).view)
    yield message("given-before", cards.given_before(datetime(2026, 11, 9, tzinfo=UTC), None))
