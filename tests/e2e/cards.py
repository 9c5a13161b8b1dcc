"""Every card the bot shows, made by the handlers themselves over a database of its own, as a person would come upon it: once for
people who read English and once for people who read German, over sessions the real engines have read."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.slack import forms
from bot.slack.messages import render
from core.analysis.care import NOTE
from core.briefs import acts, lines
from core.briefs import digest as weekly
from core.card import Card, Form
from core.jobs.job import Job
from core.nudges.record import UNANSWERED
from core.ports.insights import Scope
from core.promises.recording import record
from core.reading.roles import RoleGuess, Voice
from core.translation import _, reading
from handlers import cards, dispatcher
from handlers.briefs import notes
from handlers.home import home
from handlers.insight import view
from handlers.intake import cards as session_cards
from handlers.intake.analysis import NOT_ANSWERING
from handlers.intake.jobs import KIND
from handlers.intake.reading import TOO_LARGE
from handlers.nudges import cards as nudges
from handlers.nudges import shown
from handlers.nudges.routes import ANOTHER, KEEP_ALL, PLAN, SETTINGS, Found
from handlers.promises.routes import View
from storage import StorageConfig, open_storage
from tests.e2e import sessions
from tests.programme.months import BOSS, lived
from tests.relationships.house import HERE, START, Answer, House, furnish, person

ADA, IVA = person("ada"), person("iva")
JOB = "slack:T1:F1"


@dataclass(frozen=True)
class Shown:
    """A picture to take. `source` is what was said, `payload` Slack's form of it. `opened`: with its folds open."""

    name: str
    surface: str
    source: Card | Form
    payload: dict[str, Any]
    opened: bool = False


def message(name: str, card: Card, *, opened: bool = False) -> Shown:
    return Shown(name, "message", card, {"blocks": list(render(card)[0].blocks)}, opened)


def modal(name: str, form: Form) -> Shown:
    return Shown(name, "modal", form, forms.modal(form).view)


def at_home(name: str, card: Card) -> Shown:
    return Shown(name, "home", card, forms.home(card).view)


def answered(name: str, answer: Answer) -> Shown:
    return modal(name, answer.forms[-1]) if answer.forms else message(name, answer.cards[-1])


async def all_cards() -> AsyncIterator[Shown]:
    for language, sample in sessions.SESSIONS.items():
        read = await sessions.read(sample, START.date())
        with tempfile.TemporaryDirectory() as folder, reading(language):
            async with open_storage(StorageConfig(data=Path(folder), timeout=20.0)) as storage:
                house = furnish(storage)
                house.directory.add(ADA, sample.client, locale=language)
                house.directory.add(IVA, sample.coach, locale=language)
                for shown in alone(sample):
                    yield replace(shown, name=f"{shown.name}.{language}")
                async for shown in together(house, read):
                    yield replace(shown, name=f"{shown.name}.{language}")


MIXED_UP = ("Both voices ask and tell in the same way, so the names may be mixed up.",)


def alone(sample: sessions.Sample) -> list[Shown]:
    """What needs nobody else."""
    voices = (
        Voice(sample.client, 41, 1203, ("I rewrite what my team writes.", "It is the workshop I miss.")),
        Voice(sample.coach, 40, 610, ("What would be different then?",)),
    )
    guess = RoleGuess({}, confidence=0.5, certain=False, suspect_swap=False, reasons=(), voices=voices, doubts=MIXED_UP)
    return [
        message("hello", cards.hello()),
        message("help", cards.help_card(dispatcher.all_help())),
        message("unknown", cards.unknown_verb("insigths", dispatcher.all_help())),
        message("status-received", session_cards.status(JOB, 0, session_cards.CONSENT_NOTE)),
        message("status-analysed", session_cards.status(JOB, 2, session_cards.CONSENT_NOTE)),
        message("waiting", session_cards.waiting(JOB)),
        message("failed", session_cards.failed(JOB, NOT_ANSWERING)),
        message("refused", session_cards.refused(_(TOO_LARGE))),
        message("who-is-who", session_cards.ask_coach(JOB, guess)),
        message("care", session_cards.care(_(NOTE))),
        message("stopped", session_cards.stopped()),
        message("gone", cards.gone()),
        message("bug", cards.bug("1f2e3d4c")),
    ]


async def together(house: House, read: sessions.Read) -> AsyncIterator[Shown]:
    """What people share, in the order of a first week."""
    yield at_home("home-empty", await home.home(house.services, ADA, Scope.ALL))
    asked = await house.write(ADA, "coach", "invite coach", IVA)
    yield answered("coach-invite", asked)
    yield message("coach-invited", house.chat.of(IVA)[-1])
    for n in range(53, 59):
        await house.session(ADA, n, **read.keyless)
    keyless = await house.session(ADA, 59, **read.keyless)
    drafted = await house.session(ADA, 60, **read.drafted)
    for insight in (keyless, drafted):
        await record(house.services, HERE, insight)
    for name, insight in (("keyless", keyless), ("insight", drafted)):
        card = (await house.press(ADA, "insight.open", insight)).cards[0]
        yield message(name, card)
        yield message(f"{name}-open", card, opened=True)
        await house.press(ADA, "insight.voice", f"{insight}|client")
    yield answered("insight-section", await house.press(ADA, "insight.section", f"{drafted}|client_discoveries"))
    yield answered("insight-craft", await house.press(ADA, "insight.craft", drafted))
    yield answered("insight-correct", await house.press(ADA, "insight.correct", drafted))
    yield answered("insight-edit", await house.press(ADA, "insight.edit", drafted))
    yield answered("insight-doubtful", await house.press(ADA, "insight.section", f"{drafted}|doubtful"))
    yield answered("list", await house.write(ADA, "insights"))
    yield answered("timeline", await house.write(ADA, "timeline"))
    bond = await house.bond(ADA, IVA)
    await house.press(IVA, "coach.accept", bond.id)
    yield answered("coach-overview", await house.write(ADA, "coach"))
    form = (await house.press(ADA, "share.one", drafted)).forms[-1]
    yield modal("share-form", form)
    fields: dict[str, Any] = {"coach": "iva", "sessions": (drafted,), "permissions": ("comment",), "until": None}
    previewed = (await house.send(ADA, form, **fields)).forms[-1]
    yield modal("share-preview", previewed)
    await house.send(ADA, previewed)
    yield message("shared", house.chat.of(IVA)[-1])
    yield message("insight-coach", (await house.press(IVA, "insight.open", drafted)).cards[0], opened=True)
    yield answered("comments", await house.press(IVA, "comments.open", drafted))
    yield answered("list-coach", await house.write(IVA, "insights"))
    yield answered("share-list", await house.write(ADA, "share", "list"))
    yield answered("actions", await house.write(ADA, "actions"))
    second = f"{drafted}-1|{View().packed()}"
    yield answered("actions-move", await house.press(ADA, "actions.move", second))
    await house.press(ADA, "actions.done", second)
    yield answered("actions-settled", await house.write(ADA, "actions", "done"))
    yield answered("settings", await house.press(ADA, "settings.open"))
    async for reminder in reminders(house, drafted):
        yield reminder
    yield answered("privacy", await house.write(ADA, "privacy"))
    yield answered("privacy-erase", await house.press(ADA, "privacy.erase"))
    await house.services.jobs.enqueue(Job(JOB, KIND, HERE, refs={"person": "ada"}))
    yield at_home("home", await home.home(house.services, ADA, Scope.ALL))
    yield message("given-before", cards.given_before(datetime(2026, 11, 9, tzinfo=UTC), None))
    async for picture in before_a_session(house, read):
        yield picture
    boss = house.directory.members[ADA]
    house.directory.add(BOSS, "Boss", admin=True, locale=boss.locale)
    await lived(house, *(datetime(2026, month, 10, tzinfo=UTC) for month in (1, 2)))
    yield answered("programme", await house.press(BOSS, "programme.open"))


async def reminders(house: House, insight: str) -> AsyncIterator[Shown]:
    """What is asked about promises of a session, and the message that reminds of them."""
    value = Found(insight)
    yield message("promises-found", (await shown.found(house.services, ADA, value.packed()))[0])
    kept = await house.press(ADA, KEEP_ALL.name, value.packed())
    yield answered("promises-kept", kept)
    made = [one for one in await house.services.commitments.of(HERE, insight) if not one.settled]
    first = made[0]
    yield answered("promise-plan", await house.press(ADA, PLAN.name, f"{first.id}|"))
    yield answered("promise-another-day", await house.press(ADA, ANOTHER.name, f"{first.id}|"))
    standing, ids = await shown.standing(house.services, ADA), tuple(one.id for one in made)
    yield message("reminder", nudges.told(0, made[:1], standing, ids[:1], fresh=True))
    asked = tuple(replace(one, unanswered=UNANSWERED) if one.id == first.id else one for one in standing.record.kept)
    third = replace(standing, record=replace(standing.record, kept=asked))
    yield message("reminder-third", nudges.told(3, made, third, ids, fresh=True))
    each_week = tuple(replace(one, weekly=True, weekday=4) for one in standing.record.kept)
    settings = replace(standing.record.settings, weekly=4)
    weekly = replace(standing, record=replace(standing.record, kept=each_week, settings=settings))
    yield message("reminder-weekly", nudges.told(1, made[:1], weekly, ids[:1], fresh=True))
    yield answered("reminders", await house.press(ADA, SETTINGS.name))
    form = (await house.press(ADA, PLAN.name, f"{first.id}|")).forms[-1]
    yield answered("promise-plan-noted", await house.send(ADA, form, line="On 31 December at 23:00", obstacle=""))


async def before_a_session(house: House, read: sessions.Read) -> AsyncIterator[Shown]:
    """When the two meet next, and the brief: asked for, shown to the client, given to the coach; the coach's week."""
    bond = await house.bond(ADA, IVA)
    paired = await house.paired_session(IVA, ADA, 61, **{**read.drafted, "session_date": START})
    await record(house.services, HERE, paired)
    yield message("meeting-asked", await view.drawn(house.services, IVA, paired))
    form = (await house.press(IVA, "nudges.meeting", bond.id)).forms[-1]
    yield modal("meeting", form)
    await house.send(IVA, form, date="2026-03-16", time="10:00")
    yield answered("brief-settings", await house.press(IVA, "briefs.open", bond.id))
    await house.press(IVA, "briefs.agree", f"{bond.id}|1|")
    yield message("brief-wished", house.chat.of(ADA)[-1])
    await house.press(ADA, "briefs.agree", f"{bond.id}|1|")
    yield message("brief-on", house.chat.of(IVA)[-1])
    bond = await house.bond(ADA, IVA)
    yield message("brief-preview", (await notes.preview(house.services, bond, "", asked=False))[0])
    yield answered("brief-prep", await house.write(IVA, "coach", "prep", ADA))
    yield message("brief-prep-client", (await notes.preview(house.services, bond, "", asked=True))[0])
    await acts.shown(house.services, bond, await lines.of(house.services, bond), asked=True)
    given = await notes.brief(house.services, await house.bond(ADA, IVA), fresh=True)
    if given:
        yield message("brief", given[0])
    digest = await notes.drawn(house.services, IVA, weekly.WEEKLY, "")
    if digest:
        yield message("digest", digest[0])
    yield answered("settings-coach", await house.press(IVA, "settings.open"))
