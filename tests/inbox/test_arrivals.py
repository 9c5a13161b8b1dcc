"""A session that another tool sent waits, sealed and unread, until its person has said what is to become of it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from core.card import Card
from core.inbox.arrival import Arrival
from core.jobs.handler import Finished, Later
from core.jobs.job import Job, JobState, Lane
from core.people.person import Person
from core.refusal import Reason, Refused
from handlers.account import archive
from handlers.inbox import arrivals
from handlers.inbox.arrivals import KEPT, KIND, MOST, Arrivals, keep
from handlers.intake import jobs as intake
from handlers.intake import labels
from handlers.lanes import lane_of
from tests.relationships.house import HERE, House, person, words_of

ADA, BO = person("ada"), person("bo")
TEXT = b"Iva: What is it about?\nAda: The workshop in Lisbon."
CAME = Arrival("inbox:t1", "My Zap", "Session with Iva, 3 Nov 2026", date(2026, 11, 3), "session.txt")


async def run(house: House, job_id: str, kind: str = KIND) -> Job:
    """Have the job's next step done, however long it waits for it."""
    jobs = house.storage.db.collection("jobs")
    now = house.storage.clock.moment()
    await jobs.update_one({"_id.id": job_id, "state": "queued"}, [{"$set": {"due": now}}])
    while job := await house.services.jobs.claim(timedelta(minutes=1)):
        if job.id == job_id:
            break
    assert job is not None
    outcome = await Arrivals(house.services).run(job)
    match outcome:
        case Job():
            await house.services.jobs.release(job, delay=timedelta(), failed=False)
            return await run(house, job_id)
        case Finished(state):
            await house.services.jobs.finish(job, state)
        case Later(delay):
            await house.services.jobs.release(job, delay=delay, failed=False)
    found = await house.services.jobs.get(HERE, job_id)
    assert found is not None
    return found


def id_of(name: str) -> str:
    return intake.job_id(HERE, f"{KIND}:{name}")


async def came(house: House, arrival: Arrival = CAME, data: bytes = TEXT) -> Job:
    return await run(house, id_of(await keep(house.services, ADA, arrival, data)))


def told(house: House, who: Person = ADA) -> Card:
    return house.chat.of(who)[-1]


async def given_on(house: House, job: Job) -> Job | None:
    """The job that analyses it, if there is one."""
    return await house.services.jobs.get(HERE, arrivals.session_of(job))


async def test_its_person_is_asked_and_nothing_is_read_before(house: House) -> None:
    job = await came(house)
    said = words_of(told(house).title, told(house).blocks)
    assert "Your session of Tue 3 Nov 2026 is here" in said
    assert "“Session with Iva, 3 Nov 2026” came through My Zap." in said
    assert "I have not read it. If I hear nothing, I delete it on Mon 16 Mar 2026." in said
    assert "[Analyse]" in said
    assert "[Ignore]" in said
    assert "[Always for this series]" in said
    assert (job.state, job.step) == (JobState.QUEUED, "offered")
    assert await given_on(house, job) is None
    row = await house.storage.db.collection("uploads").find_one({})
    assert row is not None
    assert b"Lisbon" not in repr(row).encode()
    assert "Session with" not in repr(row)


async def test_what_is_analysed_goes_the_way_of_a_dropped_file(house: House) -> None:
    job = await came(house)
    answer = await house.press_on(ADA, told(house), "Analyse")
    assert "Working on your session" in answer.text
    again = await house.press_on(ADA, told(house), "Analyse")
    assert "Working on your session" not in again.text
    await run(house, job.id)
    session = await given_on(house, job)
    assert session is not None
    assert (session.kind, session.step, session.refs["source"]) == (intake.KIND, "announced", "url_import")
    assert session.refs["status"] == job.refs["status"], "the message that asked shows how far it is"
    assert await house.services.uploads.get(HERE, session.id) == (TEXT, "session.txt")
    label = await labels.kept(house.services, session)
    assert (label.title, label.day) == (CAME.title, CAME.day)
    assert await house.services.uploads.get(HERE, job.id) is None


@pytest.mark.parametrize("ended", ["ignored", "unanswered"])
async def test_what_is_not_wanted_is_deleted(house: House, ended: str) -> None:
    job = await came(house)
    if ended == "ignored":
        answer = await house.press_on(ADA, told(house), "Ignore")
        assert "I have deleted this session, unread." in answer.text
    else:
        early = await run(house, job.id)
        assert (early.state, early.step) == (JobState.QUEUED, "offered"), "its days are not over"
        house.clock.pass_(seconds=KEPT.total_seconds() + 1)
    job = await run(house, job.id)
    assert job.state is JobState.CANCELLED
    assert await house.services.uploads.get(HERE, job.id) is None
    assert await given_on(house, job) is None
    if ended == "unanswered":
        assert "so I deleted it, unread" in words_of(told(house).title, told(house).blocks)
    gone = await house.press(ADA, "inbox.analyse", job.id)
    assert "I cannot find that" in gone.text
    # Told again by a tool that was not sure: nothing. Sent again another day: asked again.
    before = len(house.chat.of(ADA))
    await keep(house.services, ADA, CAME, TEXT)
    again = await house.services.jobs.get(HERE, job.id)
    assert again is not None
    if ended == "ignored":
        assert again.state is JobState.CANCELLED
        house.clock.pass_(days=1, seconds=1)
        await keep(house.services, ADA, CAME, TEXT)
    await run(house, job.id)
    assert len(house.chat.of(ADA)) == before + 1


async def test_a_series_is_analysed_as_it_comes_until_that_is_taken_back(house: House) -> None:
    first = await came(house)
    await house.press_on(ADA, told(house), "Always for this series")
    await run(house, first.id)
    assert await given_on(house, first) is not None
    said = len(house.chat.of(ADA))
    second = await came(house, Arrival("inbox:t1", "My Zap", "Session with Iva, 10 Nov 2026"), b"another")
    session = await given_on(house, second)
    assert session is not None
    assert "status" not in session.refs, "it is announced as a dropped file is"
    assert len(house.chat.of(ADA)) == said
    for other in (
        Arrival("inbox:t2", "Another", "Session with Iva"),
        Arrival("inbox:t1", "My Zap", "Session with Bo"),
        Arrival("inbox:t1", "My Zap"),
        Arrival("zoom", "", "Session with Iva", meeting="7"),
    ):
        assert await given_on(house, await came(house, other, repr(other).encode())) is None
    settings = (await house.write(ADA, "settings")).cards[0]
    assert "“Session with Iva, 3 Nov 2026”, through My Zap, since" in words_of("", settings.blocks)
    saved = await house.press_on(ADA, settings, "Ask me first")
    assert "I ask you first" in saved.text
    assert await given_on(house, await came(house, CAME, b"a third")) is None
    assert "Analysed as they come" not in (await house.write(ADA, "settings")).text


@pytest.mark.parametrize("title", ["", "Transcript", "2026-11-03", "Recording 12"])
def test_what_nothing_tells_from_others_is_of_no_series(title: str) -> None:
    assert Arrival("inbox:t1", title=title, name="session.txt").series == ""


async def test_the_same_delivery_is_one_and_another_persons_is_another(house: House) -> None:
    one = await keep(house.services, ADA, CAME, TEXT)
    assert await keep(house.services, ADA, CAME, TEXT) == one
    assert await keep(house.services, ADA, CAME, b"other words", key="42") != one
    assert await keep(house.services, ADA, CAME, b"yet other words", key="42") == await keep(
        house.services, ADA, CAME, b"", key="42"
    )
    assert await keep(house.services, BO, CAME, TEXT) != one
    assert len(await house.services.jobs.open_of(ADA, KIND)) == 2


def test_asking_a_vendor_keeps_nobody_waiting_to_be_told() -> None:
    told = Job("J", KIND, HERE, refs={"person": ADA.id, "source": "zoom"})
    assert lane_of(told) is Lane.READ
    assert lane_of(replace(told, step="fetched")) is Lane.QUICK
    assert lane_of(replace(told, refs={"person": ADA.id})) is Lane.QUICK


async def test_somebody_else_cannot_press(house: House) -> None:
    job = await came(house)
    for action in ("inbox.analyse", "inbox.always", "inbox.ignore"):
        assert "Working" not in (await house.press(BO, action, job.id)).text
    still = await house.services.jobs.get(HERE, job.id)
    assert still is not None
    assert still.step == "offered"


async def test_a_full_inbox_says_so(house: House) -> None:
    for n in range(MOST):
        await keep(house.services, ADA, CAME, b"%d" % n)
    with pytest.raises(Refused) as refused:
        await keep(house.services, ADA, CAME, b"one more")
    assert refused.value.reason is Reason.LIMIT_REACHED


async def test_whoever_cannot_be_told_loses_nothing_to_anybody(house: House) -> None:
    """A guest, or somebody who has left."""
    for who in (person("guest"), person("left")):
        name = await keep(house.services, who, CAME, TEXT)
        job = await run(house, id_of(name))
        assert job.state is JobState.CANCELLED
        assert await house.services.uploads.get(HERE, job.id) is None
        assert house.chat.of(who) == []


async def test_what_waits_and_what_was_decided_is_in_the_archive(house: House) -> None:
    await came(house)
    await house.press_on(ADA, told(house), "Always for this series")
    await came(house, Arrival("inbox:t1", "My Zap", "Something else", name="notes.vtt"), b"another")
    with ZipFile(BytesIO(await archive.build(house.services, ADA))) as saved:
        held = {saved.read(name) for name in saved.namelist() if name.startswith("inbox/")}
        you = json.loads(saved.read("you.json"))
    assert held == {TEXT, b"another"}
    assert [one["title"] for one in you["inbox"]] == [CAME.title]


async def test_an_erasure_takes_what_waits_and_what_was_decided(house: House) -> None:
    first = await came(house)
    await house.press_on(ADA, told(house), "Always for this series")
    await run(house, first.id)
    waits = await came(house, Arrival("inbox:t1", "My Zap", "Something else"), b"another")
    holdings = await house.services.privacy.holdings(ADA)
    assert holdings.counts["inbox"] == 1
    assert holdings.counts["uploads"] >= 1
    await house.services.privacy.erase(ADA, house.clock.now())
    assert (await house.services.inboxes.get(ADA)).always == ()
    assert await house.services.uploads.get(HERE, waits.id) is None
    assert await house.services.jobs.get(HERE, waits.id) is None
