"""What people do in Teams, and what becomes of it: stored before it is answered, answered where it has to be."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.teams.endpoint import ANSWER_WITHIN
from bot.teams.heard import NAMED
from core.card import Actions, Button, Card, Form, Text, TextField, Tone
from core.changes import Change
from core.changes import Kind as Kind_
from core.faults import ChatFault
from core.jobs.handler import Finished
from core.jobs.job import JobState
from core.people.person import MessageRef, Place
from core.people.relationships import request
from core.ports.people import Kind
from core.transcript import Role
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FilesElsewhere,
    FilesWithdrawn,
    FormSent,
    HomeOpened,
    TextSaid,
)
from tests.fakes.teams import FILE, actions, card_of, visible, visible_card
from tests.fakes.teams_wire import Fault, Json, Sent
from tests.storage.samples import START
from tests.teams.conftest import House

CANARY = "quokkazephyr"
FORM = Form("A form", "thing.sent", (TextField("name", "Your name"),), submit="Send", value="v1")
PRESSED = Card(
    "A card",
    (
        Actions(
            (
                Button("Do it", "thing.do", "x|1", Tone.PRIMARY),
                Button("Ask me", "thing.ask", "y", opens_form=True),
            )
        ),
        Actions((Button("Good", "thing.judge", "x|yes"), Button("Bad", "thing.judge", "x|no")), judgement=True),
    ),
)


async def posted(house: House, card: Card = PRESSED) -> Sent:
    await house.teams.seen("maya")
    await house.face.chat.direct(house.person("maya"), card)
    return house.teams.of("maya")[-1]


class TestWhatIsSaid:
    async def test_files_are_stored_before_the_answer_with_where_they_are(self, house: House) -> None:
        drop = await house.teams.drop(
            "maya", ("a.vtt", b"a"), ("b.vtt", b"b"), text='Two of them<attachment id="1"></attachment>'
        )
        assert drop.status == 200
        first, second = house.inbox.files
        place = Place(house.tenant, house.teams.conversation("maya"), drop.activity["id"])
        told = drop.activity["attachments"][1]["content"]
        assert (first.person, first.place, first.file_id) == (house.person("maya"), place, told["uniqueId"])
        assert (first.name, second.name, first.comment) == ("a.vtt", "b.vtt", "Two of them")
        assert told["downloadUrl"] in first.source
        assert "tempauth" not in repr(first)
        assert house.inbox.events == []

    async def test_a_store_that_is_away_makes_teams_come_again(self, house: House) -> None:
        house.inbox.faults.append(RuntimeError("no primary"))
        assert (await house.teams.drop("maya", ("a.vtt", b"a"))).status == 503
        house.inbox.away.append(RuntimeError("no primary"))
        said = house.teams.activity("maya", "message", text="insights")
        assert (await house.teams.send(said)).status == 503
        assert (await house.teams.send(said)).status == 200
        assert (await house.teams.send(said)).status == 200  # told again: handled once
        await house.settled()
        assert len(house.inbox.events) == 1

    async def test_words_and_who_is_named_in_them(self, house: House) -> None:
        named = house.teams.mention("<at>Debrief</at>&nbsp;insights <at>Clara Novak</at> R&amp;D", "clara")
        await house.teams.seen("clara")
        await house.teams.say("maya", **named)
        await house.settled()
        (said,) = house.inbox.events
        assert isinstance(said, TextSaid)
        assert (said.text, said.words, said.mentioned) == (
            "insights Clara Novak R&D",
            "insights   R&D",
            (house.person("clara"),),
        )

    async def test_of_many_who_are_named_few_are_looked_up(self, house: House) -> None:
        await house.teams.seen("maya")
        before = len(house.teams.calls)
        named = [{"type": "mention", "mentioned": {"id": f"29:{n}"}, "text": f"<at>{n}</at>"} for n in range(2_000)]
        assert (await house.teams.say("maya", "insights <at>1</at>", entities=named)).status == 200
        await house.settled()
        assert len(house.inbox.events) == 1
        assert len(house.teams.calls) - before <= NAMED + 2  # and who she is, and the answer

    async def test_half_a_character_is_no_reason_to_come_again(self, house: House) -> None:
        half = "a\ud800b"
        file = {"contentType": FILE, "name": f"{half}.vtt", "content": {"downloadUrl": "https://x", "uniqueId": half}}
        for more in ({"text": half}, {"id": half}, {"attachments": [file]}):
            told = house.teams.activity("maya", "message", **more)
            assert (await house.teams.send(told)).status == 200
        told = house.teams.activity("maya", "message", text="hello")
        told["from"]["aadObjectId"] = told["locale"] = half
        assert (await house.teams.send(told)).status == 200
        consent = {"context": {"give": f"file.give:{half}"}, "action": "accept"}
        assert (await house.teams.invoke("maya", "fileConsent/invoke", consent)).status == 200
        await house.settled()
        assert [each.name for each in house.inbox.files] == ["a?b.vtt"]
        assert {each.text for each in house.inbox.events if isinstance(each, TextSaid)} == {"a?b", "hello"}

    @pytest.mark.parametrize("text", ["insights @Clara Novak", "insights @Clara", "insights @clara novak"])
    async def test_somebody_one_works_with_is_known_by_name(self, house: House, text: str) -> None:
        maya, clara = house.person("maya"), house.person("clara")
        await house.teams.seen("clara")
        await house.teams.say("maya", text)
        await house.storage.relationships.create(
            request("R1", maya, clara, Role.CLIENT, START), Change(Kind_.END, house.tenant, "R1", maya.id, START)
        )
        await house.teams.say("maya", text)
        await house.settled()
        before, after = house.inbox.events
        assert isinstance(before, TextSaid)
        assert isinstance(after, TextSaid)
        assert (before.words, before.mentioned) == (text, ())  # nobody else is searched for
        assert (after.words, after.mentioned) == ("insights", (clara,))

    async def test_what_several_people_talk_of_is_answered_in_private(self, house: House) -> None:
        shared = "19:team@thread.tacv2;messageid=1"
        house.teams.conversations[shared] = "the team"
        await house.teams.seen("maya")
        named = house.teams.mention("<at>Debrief</at> insights")
        assert (await house.teams.say("maya", conversation=shared, **named)).status == 200
        await house.settled()
        (given,) = house.inbox.events
        home = house.teams.conversation("maya")
        assert isinstance(given, CommandGiven)
        assert (given.name, given.text, given.place.channel) == ("debrief", "insights", home)
        assert ["Hello" in visible(each.activity) for each in house.teams.of("maya")] == [True]
        (notice,) = house.teams.of("the team")
        assert (notice.to, "Hello" in visible(notice.activity)) == ("29:maya", False)

    @pytest.mark.parametrize("file", [False, True])
    async def test_who_does_not_have_the_app_is_told_so_where_they_asked(self, house: House, *, file: bool) -> None:
        shared = "19:team@thread.tacv2"
        house.teams.conversations[shared] = "the team"
        house.teams.members["maya"]["installed"] = False
        html = {"contentType": "text/html", "content": '<p><attachment id="1"></attachment></p>'}
        named = house.teams.mention("<at>Debrief</at> insights")
        await house.teams.say("maya", conversation=shared, **named, attachments=[html] if file else [])
        await house.settled()
        (notice,) = house.teams.of("the team")
        assert "Add me to your own chats first" in visible(notice.activity)
        assert house.inbox.events == []

    async def test_files_where_several_people_talk_are_not_read(self, house: House) -> None:
        shared = "19:group@unq.gbl.spaces"
        html = {"contentType": "text/html", "content": '<p><attachment id="1"></attachment></p>'}
        await house.teams.say("maya", "<at>Debrief</at>", shared, attachments=[html])
        await house.settled()
        assert [type(event) for event in house.inbox.events] == [FilesElsewhere]
        assert house.inbox.files == []

    async def test_home_is_a_word_and_what_an_install_begins_with(self, house: House) -> None:
        await house.teams.install("maya")
        await house.teams.say("maya", "Home")
        await house.settled()
        assert house.inbox.events == [HomeOpened(house.person("maya"))] * 2

    async def test_a_message_that_is_deleted_takes_what_came_with_it_along(self, house: House) -> None:
        said = await house.teams.say("maya", "Coach: Hello")
        await house.teams.send(house.teams.activity("maya", "messageDelete", id=said.activity["id"]))
        await house.settled()
        (withdrawn,) = [each for each in house.inbox.events if isinstance(each, FilesWithdrawn)]
        assert (withdrawn.place.thread, withdrawn.file_ids, withdrawn.text) == (said.activity["id"], (), "")

    async def test_a_file_that_is_only_linked_or_added_later(self, house: House) -> None:
        link = {"contentType": "reference", "contentUrl": "https://contoso.sharepoint.com/x/a.vtt", "name": "a.vtt"}
        said = await house.teams.say("maya", "", attachments=[link, {"contentType": "image/png"}, "nonsense", None])
        content = {"downloadUrl": "https://contoso.sharepoint.com/d?t=1"}
        added = {"contentType": FILE, "name": "b.vtt", "content": content}
        update = house.teams.activity("maya", "messageUpdate", id=said.activity["id"], text="", attachments=[added])
        assert (await house.teams.send(update)).status == 200
        assert [each.name for each in house.inbox.files] == ["a.vtt", "b.vtt"]
        assert len({each.file_id for each in house.inbox.files}) == 2
        assert {each.place.thread for each in house.inbox.files} == {said.activity["id"]}


class TestWhatIsPressed:
    async def test_a_press_is_answered_with_the_card_and_updates_it_for_all(self, house: House) -> None:
        message = await posted(house)
        house.inbox.way = "update"
        told = await house.teams.press("maya", message, "Do it")
        assert told.json["type"] == "application/vnd.microsoft.card.adaptive"
        assert "I am here." in visible_card(told.json["value"])
        await house.settled()
        assert "I am here." in visible(message.activity)
        (pressed,) = house.inbox.events
        place = Place(house.tenant, message.conversation)
        assert pressed == ButtonPressed(house.person("maya"), place, "thing.do", "x|1", MessageRef(place, message.id))
        assert len(house.inbox.kept) == 1

    async def test_one_that_is_told_twice_is_done_once_and_answered_alike(self, house: House) -> None:
        message = await posted(house)
        house.inbox.way, house.inbox.slow = "update", 0.2
        first = await house.teams.press("maya", message, "Do it")
        again, once_more = await asyncio.gather(house.teams.send(first.activity), house.teams.send(first.activity))
        assert first.json == again.json == once_more.json
        assert len(house.inbox.events) == 1

    async def test_what_is_told_without_an_id_is_answered_to_who_did_it(self, house: House) -> None:
        house.inbox.way = "reply"
        for who in ("maya", "clara"):
            house.inbox.card = Card("For you alone", (Text(f"Words of {who}"),))
            asked = house.teams.activity(
                who, "invoke", name="task/fetch", value={"data": {"action": "a", "value": "b"}}
            )
            del asked["id"]
            assert f"Words of {who}" in (await house.teams.send(asked)).text
        assert [each.person for each in house.inbox.events] == [house.person("maya"), house.person("clara")]

    async def test_a_form_is_the_answer_to_a_press_that_asks_for_one(self, house: House) -> None:
        message, house.inbox.form, house.inbox.way = await posted(house), FORM, "open"
        await house.teams.press("maya", message, "Ask me")
        assert house.teams.dialogs["maya"]["title"] == "A form"
        house.inbox.way, house.inbox.errors = "errors", {"name": "Too short."}
        await house.teams.submit("maya", {"name": "M"})
        shown = visible_card(house.teams.dialogs["maya"]["card"]["content"])
        assert "Too short." in shown
        assert "\nM\n" in f"\n{shown}\n"  # what was typed is still there
        house.inbox.way = "reply"
        await house.teams.submit("maya", {})
        assert "maya" not in house.teams.dialogs
        *_, first, second = house.inbox.events
        assert isinstance(first, FormSent)
        assert isinstance(second, FormSent)
        assert (first.action, first.value, dict(first.fields)) == ("thing.sent", "v1", {"name": "M"})
        assert first.key == second.key != ""
        await house.teams.wait_for("maya", "I am here.")

    async def test_what_is_said_instead_of_a_form_is_said_in_its_place(self, house: House) -> None:
        message = await posted(house)
        await house.teams.press("maya", message, "Ask me")
        assert "I am here." in visible_card(house.teams.dialogs["maya"]["card"]["content"])

    async def test_a_form_that_comes_too_late_is_offered_by_a_button(self, house: House) -> None:
        message, house.inbox.form, house.inbox.way = await posted(house), FORM, "open"
        house.inbox.slow = ANSWER_WITHIN + 0.5
        await house.teams.press("maya", message, "Ask me")
        assert house.teams.toasts["maya"]
        offer = await house.teams.wait_for("maya", "A form")
        house.inbox.slow = 0.0
        (button,) = actions(card_of(offer.activity))
        await house.teams.do("maya", offer, button)
        assert house.teams.dialogs["maya"]["title"] == "A form"
        assert house.inbox.events[0] == house.inbox.events[1]
        await house.teams.do("maya", offer, {**button, "data": {**button["data"], "value": "of before"}})
        assert "Please begin again." in visible_card(house.teams.dialogs["maya"]["card"]["content"])

    async def test_a_form_to_a_command_is_offered_by_a_button(self, house: House) -> None:
        house.inbox.form, house.inbox.way = FORM, "open"
        await house.teams.say("maya", "insights new")
        offer = await house.teams.wait_for("maya", "A form")
        await house.teams.do("maya", offer, actions(card_of(offer.activity))[0])
        assert house.teams.dialogs["maya"]["title"] == "A form"

    async def test_a_thumb_is_the_press_it_stands_for(self, house: House) -> None:
        message = await posted(house)
        assert (await house.teams.judge("maya", message, "dislike")).status == 200
        await house.settled()
        (pressed,) = house.inbox.events
        assert isinstance(pressed, ButtonPressed)
        assert (pressed.action, pressed.value) == ("thing.judge", "x|no")
        assert "I am here." in visible_card(house.teams.dialogs["maya"]["card"]["content"])
        house.inbox.way = "silence"  # a change of mind is not answered in words
        assert (await house.teams.judge("maya", message, "like")).status == 200
        assert "Thank you, noted" in visible_card(house.teams.dialogs["maya"]["card"]["content"])
        other = await posted(house, Card("Another"))
        assert (await house.teams.judge("maya", other, "like")).status == 200
        assert house.teams.dialogs["maya"]["title"] == "That was a while ago"
        words = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": CANARY}}
        assert (await house.teams.invoke("maya", "message/submitAction", words, on=message.id)).json == {}
        await house.settled()
        assert [each.value for each in house.inbox.events if isinstance(each, ButtonPressed)] == [
            "x|no",
            "x|yes",
            "x|yes",
        ]
        assert CANARY not in str(house.inbox.events + house.inbox.kept)

    @pytest.mark.parametrize("name", ["nobody/knows", "composeExtension/query", "", "signin/verifyState"])
    async def test_an_invoke_of_another_name_is_501(self, house: House, name: str) -> None:
        told = await house.teams.invoke("maya", name, {"data": {}})
        assert (told.status, told.text) == (501, "")
        assert house.inbox.events == []

    @pytest.mark.parametrize("data", [None, [], "x", {}, {"action": 1}, {"action": "a", "value": None}, {"inputs": 3}])
    async def test_what_no_card_of_ours_carries(self, house: House, data: object) -> None:
        for name, value in (
            ("adaptiveCard/action", {"action": {"data": data}}),
            ("task/fetch", {"data": data}),
            ("task/submit", data),
        ):
            told = await house.teams.send(house.teams.activity("maya", "invoke", name=name, value=value))
            assert told.status == 501, name
        assert house.inbox.events == []


class TestWho:
    @pytest.mark.parametrize(
        "change_",
        [
            {"from": {"id": "29:x", "name": "X"}},
            {"from": {"id": "29:x", "aadObjectId": "x", "tenantId": "other"}},
            {"from": {"id": "29:x", "aadObjectId": "x", "userRole": "guest"}},
            {"channelData": {"tenant": {"id": "other"}}},
        ],
    )
    async def test_strangers_are_told_and_nothing_of_theirs_is_kept(self, house: House, change_: Json) -> None:
        told = house.teams.activity("maya", "message", text=CANARY, **change_)
        assert (await house.teams.send(told)).status == 200
        await house.teams.wait_for("maya", "I only work with full members")
        assert (house.inbox.events, house.inbox.files) == ([], [])
        assert await house.storage.conversations.of(house.person("x")) is None

    async def test_another_tenant_is_not_served(self, house: House) -> None:
        more: Json = {"text": "x", "name": "task/fetch", "value": {"data": {"action": "a", "value": "b"}}}
        for kind, status in (("message", 200), ("invoke", 403)):
            told = house.teams.activity("maya", kind, **more)
            told["conversation"]["tenantId"] = told["channelData"]["tenant"]["id"] = "another"
            assert (await house.teams.send(told)).status == status
        assert house.inbox.events == []

    async def test_guests_are_told_apart_by_what_teams_says_of_them(self, house: House) -> None:
        outside: dict[str, Json] = {
            "gil": {"userRole": "guest"},
            "fed": {"tenantId": "other"},
            "ext": {"userPrincipalName": "ext_mail#EXT#@contoso.onmicrosoft.com"},
        }
        for who, facts in outside.items():
            house.teams.member(who, who.title(), **facts)
            assert (await house.teams.say(who, "insights")).status == 200
            await house.teams.wait_for(who, "I only work with full members")
            member = await house.face.directory.look_up(house.person(who))
            assert member
            assert member.kind is Kind.GUEST
        assert house.inbox.events == []

    async def test_a_member_has_a_name_a_zone_and_a_language(self, house: House) -> None:
        await house.teams.say("maya", "hello")
        member = await house.face.directory.look_up(house.person("maya"))
        assert member
        assert (member.name, member.time_zone, member.locale, member.admin) == (
            "Maya Lind",
            "Europe/London",
            "en-GB",
            True,
        )
        assert await house.face.directory.look_up(house.person("nobody")) is None
        assert await house.face.directory.look_up(replace(house.person("maya"), id="x" * 500)) is None
        assert await house.face.directory.look_up(house.person("29:maya")) is None  # she has one id here

    async def test_who_removes_the_app_is_left_alone_until_they_come_back(self, house: House) -> None:
        await house.teams.say("maya", "hello")
        await house.settled()
        await house.teams.install("maya", "remove")
        before = len(house.teams.calls)
        for ask in (
            house.face.chat.direct(house.person("maya"), Card("News")),
            house.face.directory.look_up(house.person("maya")),
        ):
            with pytest.raises(ChatFault) as raised:
                await ask
            assert raised.value.unreachable
        assert len(house.teams.calls) == before
        left = house.teams.activity("maya", "conversationUpdate", membersRemoved=[{"id": "28:app"}])
        assert (await house.teams.send(left)).status == 200
        known = await house.storage.conversations.of(house.person("maya"))
        assert known
        assert not known.open
        await house.teams.install("maya", "add")
        await house.face.chat.direct(house.person("maya"), Card("News"))
        await house.teams.wait_for("maya", "News")

    async def test_who_blocks_the_bot_is_away_and_no_stranger(self, house: House) -> None:
        await house.teams.seen("maya")
        house.teams.faults = [Fault(403)]
        with pytest.raises(ChatFault) as raised:
            await house.face.directory.look_up(house.person("maya"))
        assert raised.value.unreachable
        member = await house.face.directory.look_up(house.person("maya"))
        assert member
        assert member.kind is Kind.PERSON

    async def test_the_newest_address_is_used(self, house: House) -> None:
        await house.teams.say("maya", "hello")
        moved = f"{house.teams.base}/emea/{house.teams.tenant}"  # without the slash at its end
        told = house.teams.activity("maya", "message", text="again", serviceUrl=moved)
        assert (await house.teams.send(told, authorization=house.teams.bearer(serviceurl=moved))).status == 200
        known = await house.storage.conversations.of(house.person("maya"))
        assert known
        assert known.address == moved
        await house.face.chat.direct(house.person("maya"), Card("News"))


class TestFilesGiven:
    async def test_a_file_waits_sealed_for_a_yes(self, house: House) -> None:
        await house.teams.seen("maya")
        data = CANARY.encode() * 1_000
        await house.face.sender.send(house.person("maya"), "debrief.zip", data, Card("Your file", (Text("Keep it."),)))
        (offer,) = house.teams.offers("maya")
        assert "Your file\nKeep it." in visible(offer.activity)
        assert CANARY not in str(await house.storage.db.collection("uploads").find({}).to_list())
        for _ in range(2):
            assert (await house.teams.consent("maya", offer)).status == 200
        (job,) = await house.storage.jobs.open_of(house.person("maya"), "file.give")
        house.teams.faults = [Fault(503, 9)]
        await house.face.sender.run(job)  # not yet
        house.teams.faults = []
        await house.face.sender.run(job)
        assert house.teams.given("maya") == {"debrief.zip": data}
        assert house.teams.offers("maya") == []
        assert await house.storage.db.collection("uploads").count_documents({}) == 0
        assert house.teams.bearers == []

    async def test_a_no_and_a_late_yes(self, house: House) -> None:
        await house.teams.seen("maya")
        await house.face.sender.send(house.person("maya"), "debrief.zip", b"x", Card("Your file"))
        (offer,) = house.teams.offers("maya")
        await house.teams.consent("clara", offer)  # not hers
        (job,) = await house.storage.jobs.open_of(house.person("maya"), "file.give")
        assert job.step == ""
        await house.teams.consent("maya", offer, agreed=False)
        (job,) = await house.storage.jobs.open_of(house.person("maya"), "file.give")
        await house.face.sender.run(job)
        assert "I have not given you the file." in visible(house.teams.of("maya")[0].activity)
        assert house.teams.uploads == {}

    @pytest.mark.parametrize(
        "to", ["https://evil.example/", "http://localhost:1/", "nonsense", "https://a.sharepoint.com@evil.example"]
    )
    async def test_bytes_go_to_no_address_off_the_list(self, house: House, to: str) -> None:
        await house.teams.seen("maya")
        await house.face.sender.send(house.person("maya"), "debrief.zip", b"x", Card("Your file"))
        (offer,) = house.teams.offers("maya")
        await house.teams.consent("maya", offer, to=to)
        (job,) = await house.storage.jobs.open_of(house.person("maya"), "file.give")
        assert await house.face.sender.run(job) == Finished(JobState.CANCELLED)
        assert "Please ask for it again." in visible(offer.activity)

    async def test_who_cannot_be_asked_leaves_nothing_behind(self, house: House) -> None:
        await house.teams.seen("maya")
        house.teams.faults = [Fault(403)]
        with pytest.raises(ChatFault):
            await house.face.sender.send(house.person("maya"), "debrief.zip", b"x", Card("Your file"))
        assert await house.storage.db.collection("uploads").count_documents({}) == 0
        assert await house.storage.jobs.open_of(house.person("maya"), "file.give") == []


async def test_nothing_that_was_said_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    teams = house.teams
    await teams.say("maya", CANARY)
    for fault in (ChatFault("no_such_thing", transient=False), RuntimeError(CANARY)):
        house.inbox.faults.append(fault)
        await teams.drop("maya", (f"{CANARY}.txt", CANARY.encode()), text=CANARY)
        house.inbox.away.append(RuntimeError(CANARY))
        await teams.say("maya", CANARY)
    await teams.send({**teams.activity("maya", "message", text=CANARY), "entities": 3, "attachments": {CANARY: 1}})
    await teams.send(teams.activity("maya", "message", text=CANARY), authorization=f"Bearer {CANARY}")
    teams.faults = [Fault(400, 1, code="BadSyntax")]
    house.inbox.card = Card(CANARY, (Text(CANARY),))
    await teams.say("maya", CANARY)
    await house.settled()
    ours = [record for record in caplog.records if record.name.startswith("bot")]
    assert len(ours) >= 5
    assert all(CANARY not in str(record.__dict__) + record.getMessage() for record in ours)
