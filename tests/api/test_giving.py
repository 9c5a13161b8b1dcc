"""A session given through the API to a running bot: stored before 202, worked on as a dropped file, asked about in chat."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from core.people import token_acts
from core.people.person import Person
from handlers.intake.steps import Step
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, House, Open, models, open_house, slack
from tests.scenario.test_main_job import CLIENT, tenant

__all__ = ["models", "open_house", "slack"]
INSIGHTS = "/api/v1/session-insights"


def file(data: bytes = SESSION, /, **fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(fields)
    form.add_field("transcript_file", io.BytesIO(data), filename="session.vtt")
    return form


HALF = (
    b"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="transcript_file"; filename="f"\r\n\r\nIva: half'
)


UNDER_WAY = {"kind": "intake", "state": {"$in": ["queued", "running"]}, "step": {"$nin": [Step.ASKING, Step.PLACING]}}


@dataclass(frozen=True)
class Asking:
    session: aiohttp.ClientSession
    url: str
    header: bytes
    person: Person

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any, Any]:
        async with self.session.request(method, self.url + path, **more) as response:
            is_json = "json" in response.headers.get("Content-Type", "")
            return response.status, (await response.json()) if is_json else None, response.headers

    async def ended(self, upload: dict[str, Any], *states: str) -> dict[str, Any]:
        """The upload once it is in one of these states."""
        async with asyncio.timeout(120):
            while True:
                _status, told, _headers = await self.ask("GET", upload["status_url"])
                if told["state"] in (states or ("completed", "failed", "stopped")):
                    found: dict[str, Any] = told
                    return found
                await asyncio.sleep(0.1)


@asynccontextmanager
async def asking(house: House, slack: FakeSlack, who: str = CLIENT) -> AsyncIterator[Asking]:
    person = Person(tenant(slack), who)
    slack.member(who)
    _token, secret = await token_acts.create(
        house.app.services, person, "test", ("read", "write"), "30", id="0123456789abcdef"
    )
    url = slack.app_url.removesuffix("/slack/events")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {secret}"}) as session:
        yield Asking(session, url, f"Bearer {secret}".encode(), person)


async def test_files_and_text_on_their_way(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    async with open_house(slack, models, engine="offline") as house, asking(house, slack) as api:
        # A file with title and day, once for its key.
        key = {"Idempotency-Key": "a"}
        sent = {"session_title": "Workshop", "session_date": "2026-11-03"}
        status, first, headers = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(**sent), headers=key)
        assert (status, headers["Location"]) == (202, first["status_url"])
        again = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(**sent), headers=key)
        assert (again[0], again[1]["id"]) == (202, first["id"])
        other = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(session_title="Other"), headers=key)
        assert (other[0], other[1]["errors"][0]["field"]) == (422, "Idempotency-Key")
        done = await api.ended(first)
        assert done["state"] == "completed"
        _status, insight, _headers = await api.ask("GET", done["insight_url"])
        assert (insight["session_title"], insight["session_date"][:10]) == ("Workshop", "2026-11-03")
        assert insight["is_unpaired"] is True
        # Its message is in the person's chat.
        await slack.wait_for("Workshop")
        # The same file once more leads to the same session.
        _status, repeated, _headers = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file())
        assert repeated["given_before"] is False
        same = await api.ended(repeated)
        assert (same["insight_id"], same["given_before"], done["given_before"]) == (done["insight_id"], True, False)
        await slack.wait_for("You gave me this on")
        assert not any("It keeps the title" in message.words for message in slack.messages)
        # As text; and what is no session is refused with the reason.
        said = {"transcript_text": TEXT}
        status, given, _headers = await api.ask("POST", f"{INSIGHTS}/unpaired/from-text", json=said)
        assert status == 202
        told = await api.ended(given, "completed", "failed", "waiting")
        assert told["state"] in {"completed", "waiting"}
        _status, essay, _headers = await api.ask(
            "POST", f"{INSIGHTS}/unpaired", data=file(b"A list of things to buy. " * 40)
        )
        failed = await api.ended(essay)
        assert (failed["state"], failed["insight_id"]) == ("failed", None)
        assert failed["reason"] not in {None, "internal"}
        # What is missing or too much is told at once, and leaves nothing.
        kept = house.app.storage.db.collection("uploads")
        jobs = house.app.storage.db.collection("jobs")
        async with asyncio.timeout(120):  # what is told of is not all that is done
            while True:
                if not await jobs.count_documents(UNDER_WAY):
                    break
                await asyncio.sleep(0.05)
        before = await kept.count_documents({})
        status, problem, _headers = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(b""))
        assert (status, problem["errors"][0]["field"]) == (422, "transcript_file")
        status, problem, _headers = await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(session_date="yesterday"))
        assert (status, problem["errors"][0]["field"]) == (422, "session_date")
        status, problem, _headers = await api.ask("POST", f"{INSIGHTS}/", data=file())
        assert (status, problem["errors"][0]["field"]) == (422, "coaching_relationship_id")
        status, _problem, _headers = await api.ask("POST", INSIGHTS, data=file(coaching_relationship_id="f" * 24))
        assert status == 404
        half = b"POST /api/v1/session-insights/unpaired HTTP/1.1\r\nHost: x\r\nAuthorization: " + api.header + HALF
        _reader, writer = await asyncio.open_connection("127.0.0.1", int(api.url.rpartition(":")[2]))
        writer.write(half)
        await writer.drain()
        writer.close()
        assert (await api.ask("GET", "/api/v1/me"))[0] == 200
        assert await kept.count_documents({}) == before
        # Once more under another title: it keeps its own, and that is said.
        await api.ended((await api.ask("POST", f"{INSIGHTS}/unpaired", data=file(session_title="Another")))[1])
        await slack.wait_for("It keeps the title and the day it has.")


TEXT = "\n".join(
    f"{'Iva' if n % 2 else 'Ada'}: What I did this week was number {n}, and I will call Noor." for n in range(40)
)


async def test_for_a_pair_it_is_asked_once_whether_everyone_agreed(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house, asking(house, slack) as api:
        services = house.app.services
        from core.people import acts as people  # noqa: PLC0415 - beside the one test that pairs people
        from core.transcript import Role  # noqa: PLC0415

        slack.member("U9COACH", real_name="Iva Coach")
        client, coach = Person(tenant(slack), CLIENT), Person(tenant(slack), "U9COACH")
        bond = (await people.invite(services, client, coach, Role.CLIENT)).relationship
        await people.accept(services, coach, bond.id)
        status, first, _headers = await api.ask("POST", INSIGHTS, data=file(coaching_relationship_id=bond.id))
        assert status == 202
        waiting = await api.ended(first, "waiting", "failed")
        assert waiting["waiting_for"] == "place"
        assert (await api.ask("DELETE", first["status_url"]))[0] == 204
        assert (await api.ended(first))["state"] == "stopped"
        agreed = file(SESSION + b"\n", coaching_relationship_id=bond.id, everyone_agreed="true")
        _status, second, _headers = await api.ask("POST", INSIGHTS, data=agreed)
        done = await api.ended(second)
        assert done["state"] == "completed", done
        _status, page, _headers = await api.ask("GET", f"{INSIGHTS}/relationship/{bond.id}")
        assert ([row["id"] for row in page["insights"]], page["total_count"]) == ([done["insight_id"]], 1)
        profile = await services.people.get(client)
        assert profile is not None
        assert any(bond.id in version for version in profile.consents)
        # What is analysed is stopped no more, and tried again only where it failed.
        assert (await api.ask("DELETE", second["status_url"]))[0] == 403
        status, told, _headers = await api.ask("POST", f"{done['insight_url']}/retry")
        assert (status, told["state"]) == (202, "completed")
