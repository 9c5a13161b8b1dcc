"""Changing through the API: the same acts as in chat, recorded as such, each once."""

import asyncio
from datetime import date

import pytest

from core.insight.model import Status
from core.ports.sessions import Profile
from tests.api.conftest import Client
from tests.relationships.house import person

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def test_title_and_day_are_changed_apart(api: Client) -> None:
    session = await api.house.session(ADA)
    path = f"/session-insights/{session}"
    before = (await api.house.insight(session)).session_date
    assert (await api.ask(ADA, "PATCH", path, json={"session_title": "  A  title "})).status == 204
    now = await api.house.insight(session)
    assert (now.session_title, now.session_date) == ("A title", before)
    assert (await api.ask(ADA, "PATCH", path, json={"session_date": "2026-02-03"})).status == 204
    now = await api.house.insight(session)
    assert (now.session_title, now.session_date and now.session_date.date()) == ("A title", date(2026, 2, 3))
    got = await api.ask(ADA, "PATCH", path, json={"session_date": None})
    assert (got.status, got.json["errors"][0]["field"]) == (422, "session_date")


async def test_a_held_session_is_not_its_client_s_to_see_until_it_is_released(api: Client) -> None:
    session = await api.house.paired_session(IVA, ADA)
    path = f"/session-insights/{session}"
    assert (await api.post(IVA, f"{path}/hold")).status == 204
    assert (await api.get(ADA, path)).status == 404
    assert (await api.get(ADA, "/session-insights/my-insights")).json["paired_insights"] == []
    assert (await api.get(IVA, path)).json["visible_to_client"] is False
    assert (await api.post(IVA, f"{path}/release")).status == 204
    assert (await api.get(ADA, path)).status == 200


async def test_words_are_named_by_the_client_alone(api: Client) -> None:
    session = await api.house.paired_session(IVA, ADA)
    path = f"/session-insights/{session}"
    passage = (await api.get(ADA, path)).json["passages"][0]
    name = {"among": "passages", "place": passage["place"], "section": "goal_progress"}
    assert (await api.post(IVA, f"{path}/name", json=name)).status == 403
    assert (await api.post(ADA, f"{path}/name", json=name)).status == 204
    seen = (await api.get(ADA, path)).json
    assert seen["passages"] == []
    assert seen["goal_progress"][0]["evidence"][0]["quote"] == passage["evidence"]["quote"]
    assert {"section": "goal_progress", "place": 0, "by": "client"}.items() <= seen["corrections"][0].items()


async def test_comments_are_written_once_for_each_key(api: Client) -> None:
    session = await api.house.paired_session(IVA, ADA)
    path, key = f"/session-insights/{session}/comments", {"Idempotency-Key": "one"}
    first, again = [await api.post(IVA, path, json={"text": " Well done. "}, headers=key) for _ in "12"]
    assert (first.status, first.json) == (201, again.json)
    another = await api.post(IVA, path, json={"text": "Not that."}, headers=key)
    assert (another.status, another.json["errors"][0]["field"]) == (422, "Idempotency-Key")
    other = await api.post(IVA, path, json={"text": "Well done."})
    assert other.json["id"] != first.json["id"]
    listed = (await api.get(ADA, f"{path}?limit=1")).json
    rest = (await api.get(ADA, listed["next"])).json
    assert [one["text"] for one in (*listed["comments"], *rest["comments"])] == ["Well done.", "Well done."]
    mine = f"{path}/{first.json['id']}"
    assert (await api.ask(ADA, "DELETE", mine)).status == 404
    assert (await api.ask(IVA, "DELETE", mine)).status == 204
    assert len((await api.get(ADA, path)).json["comments"]) == 1


async def test_promises_are_listed_and_moved(api: Client) -> None:
    from core.promises.recording import record  # noqa: PLC0415 - as the analysis does

    house = api.house
    session = await house.paired_session(IVA, ADA)
    await record(house.services, ADA.tenant, session)
    (one,) = (await api.get(ADA, "/actions")).json["actions"]
    assert (one["action"], one["state"], one["may_change"]) == ("Call Noor on Friday.", "open", True)
    assert (await api.get(ADA, f"/session-insights/{session}")).json["action_items"][0]["action_id"] == one["id"]
    (seen,) = (await api.get(IVA, "/actions?client_user_id=ada")).json["actions"]
    assert seen["may_change"] is False
    assert (await api.get(BO, "/actions?client_user_id=ada")).json == {"actions": [], "next": None}
    path = f"/actions/{one['id']}"
    assert (await api.post(IVA, f"{path}/done")).status == 403
    assert (await api.post(BO, f"{path}/done")).status == 404
    agreed = {"action": "Call Noor on Monday.", "due": "2026-04-06", "version": one["version"]}
    assert (await api.ask(ADA, "PATCH", path, json=agreed)).json["state"] == "renegotiated"
    assert (await api.ask(ADA, "PATCH", path, json={**agreed, "action": "Write."})).status == 403
    assert (await api.post(ADA, f"{path}/done")).json["state"] == "done"
    assert (await api.post(ADA, f"{path}/done")).json["state"] == "done"
    assert (await api.get(ADA, "/actions")).json["actions"] == []
    assert len((await api.get(ADA, "/actions?state=settled")).json["actions"]) == 1
    assert (await api.post(ADA, f"{path}/reopen")).json["action"] == "Call Noor on Monday."
    assert (await api.post(ADA, f"{path}/drop")).json["state"] == "dropped"


async def test_deleting_is_for_everybody_and_on_record(api: Client) -> None:
    session = await api.house.paired_session(IVA, ADA)
    assert (await api.ask(ADA, "DELETE", f"/session-insights/{session}")).status == 204
    await api.house.settle()
    assert (await api.get(IVA, f"/session-insights/{session}")).status == 404
    assert "delete" in [entry.operation for entry in await api.house.done_to(session)]


async def test_a_failed_one_is_not_shared(api: Client) -> None:
    session = await api.house.session(ADA, status=Status.FAILED, processing_error="It broke.")
    assert (await api.get(ADA, f"/session-insights/{session}")).json["processing_error"] == "It broke."
    assert (await api.post(ADA, f"/session-insights/{session}/share", json={"coach_user_id": "iva"})).status == 403


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2026-03-10", "9999-12-31"])
async def test_a_day_that_cannot_be_is_refused_as_in_chat(api: Client, day: str) -> None:
    """It is 9 March for her."""
    house, session = api.house, await api.house.session(ADA)
    await house.services.people.put(Profile(ADA, time_zone="Europe/Berlin"))
    got = await api.ask(ADA, "PATCH", f"/session-insights/{session}", json={"session_date": day})
    assert (got.status, got.json["errors"][0]["field"]) == (422, "session_date")
    text = {"transcript_text": "Ada: One.\nIva: Two.", "session_date": day}
    got = await api.post(ADA, "/session-insights/unpaired/from-text", json=text)
    assert (got.status, got.json["errors"][0]["field"]) == (422, "session_date")
    inbox = f"/inbox/{await api.token(ADA, ('inbox',))}?date={day}"
    got = await api.post(None, inbox, data=b"Ada: One.\nIva: Two.")
    assert (got.status, got.json["errors"][0]["field"]) == (422, "date")
    form = (await house.press(ADA, "insight.edit", session)).forms[0]
    assert "date" in (await house.send(ADA, form, date=day)).wrong
    assert (
        await api.ask(ADA, "PATCH", f"/session-insights/{session}", json={"session_date": "2026-03-09"})
    ).status == 204


async def test_where_nobody_knows_where_she_lives_a_day_that_began_anywhere_will_do(api: Client) -> None:
    session = await api.house.session(ADA)
    path = f"/session-insights/{session}"
    assert (await api.ask(ADA, "PATCH", path, json={"session_date": "2026-03-10"})).status == 204
    assert (await api.ask(ADA, "PATCH", path, json={"session_date": "2026-03-11"})).status == 422


async def test_of_a_title_only_what_can_be_seen_is_kept(api: Client) -> None:
    session = await api.house.session(ADA)
    path = f"/session-insights/{session}"
    sent = {
        "session_title": "A\u202e\x00 title\x1b[31m\n\u2028of  \ud83c\udf31 \u0645\u06cc\u200c\u062e\u0648\u0627\u0645"
    }
    assert (await api.ask(ADA, "PATCH", path, json=sent)).status == 204
    assert (
        await api.house.insight(session)
    ).session_title == "A title[31m of \U0001f331 \u0645\u06cc\u200c\u062e\u0648\u0627\u0645"
    assert (await api.ask(ADA, "PATCH", path, json={"session_title": "\x07\u202e"})).status == 204
    assert (await api.house.insight(session)).session_title is None


async def test_of_several_who_saw_the_same_one_changes_it(api: Client) -> None:
    session = await api.house.session(ADA)
    path = f"/session-insights/{session}"
    headers = {"If-Match": (await api.get(ADA, path)).headers["ETag"]}
    api.house.clock.pass_(minutes=1)
    changes = (api.ask(ADA, "PATCH", path, json={"session_title": f"{n}"}, headers=headers) for n in range(8))
    got = [one.status for one in await asyncio.gather(*changes)]
    assert sorted(got) == [204] + [412] * 7
    assert (await api.house.insight(session)).session_title == str(got.index(204))
