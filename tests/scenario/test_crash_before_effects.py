"""An act was written and its process died before anything followed from it: the running bot carries that out, once."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.app import Overrides
from core.people import acts
from core.people.person import Person
from core.transcript import Role
from tests.acts.conftest import Crash, Killed
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import QUICK, House, Open
from tests.scenario.test_main_job import CLIENT, tenant

COACH = "U0COACH"
SAID = "you to be their coach here"


async def carried_out(house: House) -> None:
    """Until no change waits for its effects."""
    async with asyncio.timeout(60):
        while await house.app.services.outbox.left():  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("died", ["before the start", "while others work"])
async def test_an_invitation_arrives_although_its_process_died(
    open_house: Open, slack: FakeSlack, models: MessagesApi, died: str
) -> None:
    ahead = [timedelta()]
    overrides: Overrides = replace(QUICK, ahead=lambda: ahead[0], tick=0.2)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(
            open_house(slack, models, overrides=overrides, working=died == "while others work")
        )
        services = house.app.services
        dying = replace(services, jobs=cast("Any", Killed(services.jobs)))
        with pytest.raises(Crash):
            await acts.invite(dying, Person(tenant(slack), CLIENT), Person(tenant(slack), COACH), Role.CLIENT)
        ahead[0] = timedelta(minutes=1)
        if died == "before the start":
            await stack.aclose()
            house = await stack.enter_async_context(open_house(slack, models, overrides=overrides))
        told = await slack.wait_for(SAID, seconds=60)
        await carried_out(house)
        assert [message for message in slack.in_channel(told.channel) if SAID in message.words] == [told]
