"""A session a coach holds back: its client is told that it is there, and no more until the hold ends."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from core.card import Form
from core.insight.holding import HELD_FOR
from core.insight.holds import settle_holds
from core.insight.model import DoneCommitment
from core.insight.sections.base import Evidence
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people.person import MessageRef, Person, Place
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import AuditEntry
from core.promises.recording import record
from handlers.account import archive
from handlers.home import home
from handlers.insight.hold_ends import HoldEnds
from handlers.intake import delivery
from tests.relationships.house import GONE, HERE, START, House, person, transcript, words_of

ADA, IVA = person("ada"), person("iva")
CONTENT = ("Letting go", "misses", "Noor", "workshop", "theme 1", "Said no")
NAMED = "Iva is looking through a session of the two of you before you see it, since Mon 9 Mar 2026."
ENDS = "You see it on Mon 23 Mar 2026 at the latest."


async def held(house: House, n: int = 1, **changes: Any) -> str:
    """A session its coach brought and holds; its id."""
    ends = {"held_since": START, "hold_ends_at": START + HELD_FOR, "visible_to_client": False}
    insight_id = await house.paired_session(IVA, ADA, n, **{**ends, **changes})
    await house.services.transcripts.put(ADA, transcript(), "", id=f"doc-ada-{n}")
    await record(house.services, HERE, insight_id)
    return insight_id


async def ended(house: House, insight_id: str) -> Job:
    """The job that ends the hold, claimed."""
    name = f"hold.ends:{insight_id}"
    assert await house.services.jobs.wake(HERE, name) is not None
    return next(job for job in await house.claimed() if job.id == name)


async def export(house: House) -> tuple[list[str], dict[str, object]]:
    with zipfile.ZipFile(io.BytesIO(await archive.build(house.services, ADA))) as zipped:
        return zipped.namelist(), json.loads(zipped.read("you.json"))


async def _home(house: House) -> str:
    card = await home.home(house.services, ADA, Scope.ALL)
    return words_of(card.title, card.blocks)


async def _archive(house: House) -> str:
    names, told = await export(house)
    return f"{names} {told}"


async def _found(house: House) -> str:
    form = Form("", "insights.search", value="all|||")
    return (await house.send(ADA, form, words="Letting")).text


SURFACES: dict[str, Callable[[House], Awaitable[str]]] = {
    "/insights": lambda house: _text(house, "insights"),
    "/insights @coach": lambda house: _text(house, "insights", IVA),
    "/timeline": lambda house: _text(house, "timeline"),
    "/timeline @coach": lambda house: _text(house, "timeline", IVA),
    "/actions": lambda house: _text(house, "actions"),
    "/actions @coach": lambda house: _text(house, "actions", IVA),
    "search": _found,
    "Home": _home,
    "/debrief privacy": lambda house: _text(house, "privacy"),
    "everything as a file": _archive,
}


async def _text(house: House, command: str, *about: Person) -> str:
    return (await house.write(ADA, command, "", *about)).text


TELLS = {"/insights", "/insights @coach", "Home", "/debrief privacy"}
"""Where the line stands; the export says it as data, the others say nothing of it."""
SHOWS = {
    "/actions": "Call Noor",
    "/actions @coach": "Call Noor",
    "/debrief privacy": "analyses of your sessions 1",
    "everything as a file": "insights/",
}
"""What each has once it is released; the others its title."""
COUNTED = ("analyses of your sessions", "transcripts 1", "promises 1")


async def test_every_surface_while_it_is_held_and_after(house: House) -> None:
    insight_id = await held(house)
    await house.services.audit.append(_hold_entry(house, insight_id))
    for surface, look in SURFACES.items():
        said = await look(house)
        assert [word for word in CONTENT if word in said] == [], surface
        assert (NAMED in said and ENDS in said and "[Delete]" in said) is (surface in TELLS), surface
        assert [word for word in COUNTED if word in said] == [], surface
    assert await house.insights.count(InsightQuery(ADA)) == 0
    names, told = await export(house)
    assert told["held_sessions"] == [
        {
            "insight": insight_id,
            "held_by": "iva",
            "since": START.isoformat(),
            "until": (START + HELD_FOR).isoformat(),
        }
    ]
    assert not any(insight_id in name for name in names)
    for action in ("insight.open", "insight.section", "insight.export", "comments.open", "insight.seen"):
        rest = {"insight.section": "|action_items", "insight.export": "|pdf"}.get(action, "")
        value = insight_id + rest
        assert GONE in (await house.press(ADA, action, value)).refused, action

    house.clock.pass_(days=14)
    assert await _end(house, insight_id) == Finished()
    for surface, look in SURFACES.items():
        said = await look(house)
        assert "is looking through" not in said, surface
        assert SHOWS.get(surface, "Letting go") in said, surface
    names, told = await export(house)
    assert told["held_sessions"] == []
    assert sum(insight_id in name for name in names) == 3, "the analysis, and the transcript in two forms"


def _hold_entry(house: House, insight_id: str) -> AuditEntry:
    return AuditEntry(HERE, "iva", "hold", insight_id, house.clock.now())


async def _end(house: House, insight_id: str) -> Outcome:
    await settle_holds(house.services)  # as housekeeping does, should a job be missing
    outcome = await HoldEnds(house.services).run(await ended(house, insight_id))
    await house.settle()
    return outcome


async def test_a_hold_has_its_end_before_it_begins(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    shown = await house.press(ADA, "insight.open", insight_id, on=MessageRef(Place(HERE, "D-ada"), "7"))
    assert "Letting go" in shown.text
    pressed = await house.press(IVA, "insight.hold", f"{insight_id}|yes")
    assert "knows of it. On Mon 23 Mar 2026 it is shown to them." in pressed.text
    cards = [words_of(card.title, card.blocks) for _, card in house.chat.messages.values()]
    assert [card for card in cards if "Letting go" in card] == []
    assert sum(NAMED in card for card in cards) == 1, "the card the client had says it now; nothing else is sent"
    assert await HoldEnds(house.services).run(await ended(house, insight_id)) == Later(HELD_FOR + timedelta(seconds=1))


async def test_both_are_told_once_when_it_ends(house: House) -> None:
    insight_id = await held(house)
    reached = await _deliver(house, insight_id)
    assert NAMED in reached
    assert [word for word in CONTENT if word in reached] == []
    before = {who: len(house.chat.of(who)) for who in (ADA, IVA)}
    house.clock.pass_(days=14, seconds=1)
    await _end(house, insight_id)
    new = {who: house.chat.of(who)[before[who] :] for who in (ADA, IVA)}
    assert [card.title for card in new[ADA]] == ["A session is ready for you"]
    assert [card.title for card in new[IVA]] == ["Your client sees a session now"]
    assert NAMED not in str(house.chat.of(ADA)), "the message that named it says that it is there"
    assert "She misses" in (await house.press(ADA, "insight.open", insight_id)).text
    [entry] = [entry for entry in await house.done_to(insight_id) if entry.operation == "release"]
    assert entry.actor == "debrief"
    job = await house.services.jobs.get(HERE, f"hold.ends:{insight_id}")
    assert job is not None
    again = await HoldEnds(house.services).run(job)  # the worker was killed after the last write
    assert again == Finished(JobState.CANCELLED)
    await house.settle()
    assert len(house.chat.of(ADA)) == before[ADA] + 1


async def _deliver(house: House, insight_id: str) -> str:
    await delivery.enqueue(house.services, IVA, await house.insight(insight_id))
    job = next(job for job in await house.claimed() if job.kind == delivery.KIND)
    await delivery.Delivery(house.services).run(job)
    return str(house.chat.of(ADA)[-1])


@pytest.mark.parametrize("how", ["coach.end", "coach.withdraw"])
async def test_it_ends_whatever_has_become_of_the_two(house: House, how: str) -> None:
    insight_id = await held(house)
    bond = await house.bond(IVA, ADA)
    await house.press(ADA, how, bond.id)
    assert NAMED in await SURFACES["/insights"](house)
    heard = len(house.chat.of(IVA))
    house.clock.pass_(days=15)
    await _end(house, insight_id)
    assert "She misses" in (await house.press(ADA, "insight.open", insight_id)).text
    assert len(house.chat.of(IVA)) - heard == (1 if how == "coach.end" else 0)


async def test_what_was_released_or_deleted_before_is_left_alone(house: House) -> None:
    released, deleted = await held(house, 1), await held(house, 2)
    for insight_id in (released, deleted):
        await house.press(IVA, "insight.hold", f"{insight_id}|yes")
    await house.services.jobs.enqueue(Job(f"hold.ends:{deleted}", "hold.ends", HERE, refs={"insight": deleted}))
    await house.services.jobs.enqueue(Job(f"hold.ends:{released}", "hold.ends", HERE, refs={"insight": released}))
    await house.press(IVA, "insight.hold", f"{released}|no")
    assert (await house.press(ADA, "insight.delete", deleted)).cards[0].title == "Deleted"
    heard = len(house.chat.of(ADA))
    house.clock.pass_(days=20)
    for insight_id in (released, deleted):
        job = await ended(house, insight_id)
        assert await HoldEnds(house.services).run(job) == Finished(JobState.CANCELLED)
    assert len(house.chat.of(ADA)) == heard


async def test_a_hold_cannot_be_drawn_out(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    await house.press(IVA, "insight.hold", f"{insight_id}|yes")
    house.clock.pass_(days=13)
    await house.press(IVA, "insight.hold", f"{insight_id}|no")
    again = await house.press(IVA, "insight.hold", f"{insight_id}|yes")
    assert "On Mon 23 Mar 2026 it is shown to them." in again.text
    house.clock.pass_(days=1)
    await _end(house, insight_id)
    assert "they are over" in (await house.press(IVA, "insight.hold", f"{insight_id}|yes")).refused
    assert "[Hold for review]" not in (await house.press(IVA, "insight.open", insight_id)).text
    assert "Letting go" in await SURFACES["/insights"](house)


async def test_what_an_older_version_held_gets_an_end_that_counts_from_now(house: House) -> None:
    insight_id = await held(house)
    fields = {"held_since": "", "hold_ends_at": ""}
    await house.storage.db.collection("session_insights").update_many({}, {"$unset": fields})
    await house.services.audit.append(_hold_entry(house, insight_id))
    assert "is looking through a session" in await SURFACES["/insights"](house)
    house.clock.pass_(days=100)
    await settle_holds(house.services)
    await settle_holds(house.services)
    stored = await house.insight(insight_id)
    assert (stored.held_since, stored.hold_ends_at) == (START, START + timedelta(days=114))
    assert stored.updated_at == (await house.insight(insight_id)).updated_at < house.clock.now()
    assert GONE in (await house.press(ADA, "insight.open", insight_id)).refused
    house.clock.pass_(days=14)
    assert await HoldEnds(house.services).run(await ended(house, insight_id)) == Finished()
    assert "She misses" in (await house.press(ADA, "insight.open", insight_id)).text


async def test_what_it_proves_counts_once_its_client_sees_it(house: House) -> None:
    first = await house.paired_session(IVA, ADA, 1)
    await record(house.services, HERE, first)
    [promise] = await house.services.commitments.of(HERE, first)
    shown = DoneCommitment(commitment_id=promise.id, action="Call", evidence=(Evidence(quote="I called.", turn=3),))
    second = await held(house, 2, done_since_last=(shown,))
    before = await SURFACES["/timeline"](house)
    assert "kept" not in before
    assert [one.state for one in await house.services.commitments.of(HERE, first)] == ["open"]
    house.clock.pass_(days=14)
    await _end(house, second)
    assert [one.state for one in await house.services.commitments.of(HERE, first)] == ["done"]


async def test_a_crash_at_any_step_ends_in_the_same(house: House) -> None:
    """The process dies after each write in turn, and the job is claimed anew."""
    insight_id = await held(house)
    house.clock.pass_(days=14)
    await settle_holds(house.services)
    for step in ("ending", "ending", "ended", "client told"):
        job = await ended(house, insight_id)
        await house.services.jobs.save(job, step=step)
        job = await ended(house, insight_id)
        assert await HoldEnds(house.services).run(job) == Finished()
        assert (await house.insight(insight_id)).visible_to_client
