"""What a bot in Slack puts on record of the sessions it is given, from which a month is counted; and the hour that counts it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Overrides
from core.jobs.job import JobState
from core.people.person import Person
from handlers.intake import buttons
from handlers.intake.jobs import job_id
from tests.fakes.messages_api import MessagesApi, Reply, overloaded
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import QUICK, SESSION, House, Open, house, models, open_house, slack
from tests.scenario.test_main_job import CLIENT, finished, tenant

__all__ = ["house", "models", "open_house", "slack"]


async def entries(house: House, operation: str) -> list[dict[str, Any]]:
    rows = house.app.storage.db.collection("audit_log").find({"operation": operation})
    return await rows.sort([("at", 1), ("_id", 1)]).to_list()


async def test_a_card_and_how_long_it_took(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    (analysed,), (delivered,) = await entries(house, "analyse"), await entries(house, "deliver")
    assert analysed["facts"]["job"] == f"slack:{house.slack.team}:{drop.file_ids[0]}"
    assert 0 <= delivered["facts"]["waited"] < 600
    assert delivered["facts"]["waited"] >= analysed["facts"]["seconds"] - 0.1
    assert (delivered["actor"], delivered["subject"]) == (CLIENT, analysed["subject"])
    assert await entries(house, "fail") == []


async def test_what_comes_to_nothing_is_on_record_once_and_not_why(house: House) -> None:
    """An empty file, and one whose engine does not answer; that one is tried again and works out."""
    house.models.always(overloaded())
    empty = await house.slack.drop_file(CLIENT, "notes.txt", b"")
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("Your session is safe with me; nothing needs", channel=drop.channel)
    for each in (empty, drop):
        await finished(house, each.file_ids[0], JobState.FAILED)
    jobs = {f"slack:{house.slack.team}:{each.file_ids[0]}" for each in (empty, drop)}
    rows = await entries(house, "fail")
    assert ({row["subject"] for row in rows}, len(rows)) == (jobs, 2)
    assert [(row["actor"], row["facts"], row["result"]) for row in rows] == [(CLIENT, {}, "ok")] * 2
    house.models.always(Reply())
    await house.slack.press(CLIENT, message, "Try again")
    await finished(house, drop.file_ids[0])
    assert len(await entries(house, "fail")) == 2
    (analysed,), (delivered,) = await entries(house, "analyse"), await entries(house, "deliver")
    assert analysed["facts"]["job"] in jobs
    job = await house.app.services.jobs.get(tenant(house.slack), analysed["facts"]["job"])
    assert job is not None
    again = datetime.fromisoformat(job.refs["waits_from"])
    assert again > datetime.fromisoformat(job.refs["given_at"])
    assert delivered["facts"]["waited"] == pytest.approx((delivered["at"] - again).total_seconds(), abs=0.2)


async def test_what_its_person_took_back_was_never_given(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        where = tenant(slack)
        await buttons.stopped(house.app.services, Person(where, CLIENT), job_id(where, drop.file_ids[0]))
        async with house.app.working():
            await finished(house, drop.file_ids[0], JobState.CANCELLED)
        assert await entries(house, "fail") == []


async def test_the_hour_after_a_month_counts_it(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    """The clock is wound on by two months: February is counted without anybody asking, for who was there and nobody else."""
    ahead = [timedelta()]
    overrides: Overrides = replace(QUICK, ahead=lambda: ahead[0], tick=0.2)
    async with open_house(slack, models, overrides=overrides) as house:
        for n in range(6):
            await slack.drop_file(f"U{n}", f"notes{n}.txt", b"")
        async with asyncio.timeout(120):
            while len(await entries(house, "fail")) < 6:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        (first, *_rest) = await entries(house, "fail")
        ahead[0] = timedelta(days=64)
        programme = house.app.storage.db.collection("programme")
        month = f"{first['at'].astimezone(UTC):%Y-%m}"
        async with asyncio.timeout(120):
            while not (row := await programme.find_one({"_id.id": month})):  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.05)
        assert (row["active"], row["not_analysed"], row["analysed"]) == (6, 6, None)
        assert row["tenant_id"] == tenant(slack).id
        assert await house.app.services.programme.kept(tenant(slack), [first["at"].date().replace(day=1)])
