"""A meeting is whoever's who has confirmed the host's e-mail address by a code that was sent there."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from bot.mail import Smtp
from bot.sources.fathom import Fathom
from core.inbox import links
from core.inbox.arrival import Arrival
from core.jobs.handler import Finished, Later
from core.jobs.job import JobState
from core.people.person import Person
from handlers.inbox import arrivals
from handlers.inbox.codes import SendCode
from tests.inbox.vendors import FATHOM_SECRET, Mailbox, mailbox
from tests.relationships.house import ELSEWHERE, HERE, Answer, House, person

ADA, BO = person("ada"), person("bo")
ADDRESS = "Ada@example.com"


@dataclass
class Linked:
    house: House
    mails: Mailbox

    async def ask(self, address: str = ADDRESS, who: Person = ADA) -> Answer:
        card = (await self.house.write(who, "settings")).cards[0]
        form = (await self.house.press_on(who, card, "Link my address")).forms[0]
        return await self.house.send(who, form, address=address)

    async def sent(self) -> str:
        """The code of the newest mail, once it is sent."""
        (job,) = [job for job in await self.house.claimed() if job.kind == links.KIND]
        outcome = await SendCode(self.house.services).run(job)
        assert isinstance(outcome, Finished)
        await self.house.services.jobs.finish(job, outcome.state)
        found = re.search(r"\b[0-9]{6}\b", self.mails.mails[-1][1])
        assert found
        return found[0]

    async def link(self, who: Person = ADA) -> None:
        form = (await self.ask(who=who)).forms[0]
        assert "come here from Fathom" in (await self.house.send(who, form, code=await self.sent())).text


@pytest_asyncio.fixture(loop_scope="session")
async def linked(house: House) -> AsyncIterator[Linked]:
    async with mailbox() as mails:
        mail, sources = Smtp(mails.url, "debrief@example.com"), {"fathom": Fathom(FATHOM_SECRET)}
        yield Linked(replace(house, services=replace(house.services, mail=mail, sources=sources)), mails)


async def test_an_address_is_theirs_once_the_code_is_written(linked: Linked) -> None:
    form = (await linked.ask()).forms[0]
    code = await linked.sent()
    assert linked.mails.mails[0][0] == ADDRESS
    whose = linked.house.services.inboxes.whose
    assert await whose(ADDRESS) is None
    wrong = await linked.house.send(ADA, form, code="000000" if code != "000000" else "111111")
    assert "not the code" in wrong.wrong["code"]
    assert await whose(ADDRESS) is None
    await linked.house.send(ADA, form, code=f" {code[:3]} {code[3:]} ")
    assert await whose("ada@EXAMPLE.com") == ADA
    again = await linked.house.send(ADA, form, code=code)
    assert "holds no more" in again.wrong["code"]
    settings = await linked.house.write(ADA, "settings")
    assert "Meetings of Ada@example.com come here from Fathom." in settings.text
    row = await linked.house.storage.db.collection("inboxes").find_one({})
    assert "example.com" not in repr(row).lower()


async def test_a_code_is_guessed_five_times_at_most_and_holds_half_an_hour(linked: Linked) -> None:
    form = (await linked.ask()).forms[0]
    code = await linked.sent()
    for n in range(links.TRIES):
        await linked.house.send(ADA, form, code=f"{(int(code) + n + 1) % 10**6:06}")
    assert "holds no more" in (await linked.house.send(ADA, form, code=code)).wrong["code"]
    form = (await linked.ask()).forms[0]
    code = await linked.sent()
    linked.house.clock.pass_(minutes=31)
    assert "holds no more" in (await linked.house.send(ADA, form, code=code)).wrong["code"]
    assert await linked.house.services.inboxes.whose(ADDRESS) is None


async def test_somebody_else_s_mailbox_is_not_flooded(linked: Linked) -> None:
    for _ in range(links.MOST):
        assert (await linked.ask()).forms
    assert "tomorrow" in (await linked.ask()).wrong["address"]
    linked.house.clock.pass_(days=1)
    assert (await linked.ask()).forms


@pytest.mark.parametrize("address", ["", "ada", "a@b", "a@b.c\nBcc: x@y.z", "<a@b.cd>", "ä@b.cd", "a b@c.de", "a@b..c"])
async def test_what_is_no_address_is_said_beside_its_field(linked: Linked, address: str) -> None:
    answer = await linked.ask(address)
    assert list(answer.wrong) == ["address"]
    assert linked.mails.mails == []


async def test_mail_that_is_not_taken_is_tried_again_unless_it_is_refused(linked: Linked) -> None:
    await linked.ask()
    (job,) = [job for job in await linked.house.claimed() if job.kind == links.KIND]
    linked.mails.refuses = True
    assert await SendCode(linked.house.services).run(job) == Finished(JobState.FAILED)
    away = replace(linked.house.services, mail=Smtp("smtp://127.0.0.1:9", "d@example.com"))
    assert isinstance(await SendCode(away).run(job), Later)


async def test_unlinking_deletes_what_came_by_it_and_waits(linked: Linked) -> None:
    await linked.link()
    services = linked.house.services
    await arrivals.keep(services, ADA, Arrival("fathom", "Fathom", "S"), b"words", "7", source="fathom")
    own = await arrivals.keep(services, ADA, Arrival("inbox:t", "Zap", "S"), b"other words")
    card = (await linked.house.write(ADA, "settings")).cards[0]
    answer = await linked.house.press_on(ADA, card, "Unlink")
    assert "What waited is deleted" in answer.text
    assert await services.inboxes.whose(ADDRESS) is None
    (left,) = [job for job in await services.jobs.open_of(ADA, arrivals.KIND) if job.step == ""]
    assert left.refs["file"] == own
    assert len(await arrivals.waiting(services, ADA)) == 1
    assert "Link my address" in (await linked.house.write(ADA, "settings")).text


async def test_the_last_who_confirmed_an_address_has_it_and_an_erasure_ends_it(linked: Linked) -> None:
    elsewhere = person("ada", ELSEWHERE)
    await linked.link()
    await linked.link(elsewhere)
    whose = linked.house.services.inboxes.whose
    assert await whose(ADDRESS) == elsewhere
    await linked.house.services.privacy.erase(elsewhere, linked.house.clock.now())
    assert await whose(ADDRESS) == ADA
    assert ADA.tenant == HERE


async def test_where_no_vendor_is_on_nothing_is_offered(house: House) -> None:
    assert "Link my address" not in (await house.write(ADA, "settings")).text
