"""Sharing an unpaired session: what is previewed is what is seen, and what is taken back is gone, whatever is still open."""

from datetime import timedelta

import pytest

from core.card import ChoiceField, Form
from core.faults import ChatFault
from core.insight.model import Status
from core.jobs.handler import Finished, Later
from core.jobs.job import JobState
from core.people.person import MessageRef, Person, Place
from core.ports.sessions import Profile
from handlers.events import ButtonPressed, FieldAnswer
from handlers.messages import posted as shown
from handlers.messages.take_back import CloseMessage
from handlers.sharing.grant_ends import GrantEnds
from tests.relationships.house import ELSEWHERE, GONE, Answer, House, person, words_of
from tests.relationships.test_keeping_up import opened, redrawn
from tests.relationships.test_keeping_up import shown as said_on

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def choose(house: House, *ids: str, coach: Person = IVA, may: tuple[str, ...] = (), until: str = "") -> Answer:
    form = (await house.write(ADA, "share")).forms[0]
    return await house.send(ADA, form, sessions=ids, coach=coach.id, permissions=may, until=until or None)


async def share(house: House, *ids: str, coach: Person = IVA, may: tuple[str, ...] = (), until: str = "") -> Answer:
    chosen = await choose(house, *ids, coach=coach, may=may, until=until)
    assert not chosen.wrong, chosen.wrong
    return await house.send(ADA, chosen.forms[0])


async def test_share_open_revoke_and_the_old_card_says_it_is_gone(house: House) -> None:
    insight = await house.session(ADA)
    assert GONE in (await house.press(IVA, "insight.open", insight)).refused
    done = await share(house, insight, may=("comment",))
    assert "Iva may see it and write comments" in done.text
    card = house.chat.of(IVA)[0]
    assert "Ada shares a session" in str(card)
    assert "Letting go" not in str(card)  # no word of the session stays behind in a message
    opened = await house.press_on(IVA, card, "Open")
    assert "She misses the workshop." in opened.text
    assert "Shared with you by its owner." in opened.text
    listed = await house.write(ADA, "share", "list")
    revoked = await house.press_on(ADA, listed.cards[0], "Take it back")
    assert "can no longer open" in revoked.text
    assert house.chat.of(IVA)[0].title == "Access has ended"
    assert "no longer shares a session" in str(house.chat.of(IVA)[-1])
    for action in ("insight.open", "insight.section", "comments.open"):
        there = await house.press(IVA, action, f"{insight}|celebration")
        nowhere = await house.press(IVA, action, f"{'0' * 24}|celebration")
        assert there.refused == nowhere.refused != ""
    assert [e.operation for e in await house.done_to(insight)] == ["share", "view", "revoke"]


async def test_somebody_who_has_only_what_is_shared_is_shown_the_way_to_it(house: House) -> None:
    insight = await house.session(ADA)
    assert "All sessions: none" in (await house.write(IVA, "insights")).text
    await share(house, insight)
    assert "stays between you and Ada." in str(house.chat.of(IVA)[0])
    listed = await house.write(IVA, "insights")
    assert "What others share with you is under “Shared with me”." in listed.text
    assert "none" not in listed.text
    assert "Letting go 1" in (await house.press_on(IVA, listed.cards[0], "Shared with me")).text
    await house.press(ADA, "share.revoke", f"{insight}|{IVA.id}")
    assert "All sessions: none" in (await house.write(IVA, "insights")).text


async def test_the_preview_is_what_the_coach_will_see(house: House) -> None:
    house.directory.add(IVA, "Iva Marguerite Lindqvist")
    insight = await house.session(ADA)
    form = (await choose(house, insight)).forms[0]
    assert not (await house.insight(insight)).sharing_permissions  # nothing is shared by looking
    assert form.title == "Share with Iva Marguerite Lindqvist"  # whole: a face with less room cuts it
    shown = words_of(form.title, form.blocks)
    await house.send(ADA, form)
    card = (await house.press(IVA, "insight.open", insight)).cards[0]
    for words in (
        "Said no to the team.",
        "She misses the workshop.",
        "It is the workshop I miss, not the money.",
        "Letting go, workshop",
    ):
        assert words in shown
        assert words in words_of(card.title, card.blocks)
    for craft in ("Advice in 2", "overlaps", "Open questions", "Craft view"):
        assert craft not in shown.replace("Not shown: the transcript, the craft view", "")
        assert craft not in words_of(card.title, card.blocks)
    assert "[" not in shown  # nothing to press in a preview


@pytest.mark.parametrize(
    ("may", "labels"),
    [
        ((), {"Open", "Comments"}),
        (("comment",), {"Open", "Comments"}),
        (("export",), {"Open", "Comments", "PDF", "Word", "Markdown", "JSON"}),
    ],
)
async def test_a_coach_is_offered_what_the_grant_gives(house: House, may: tuple[str, ...], labels: set[str]) -> None:
    insight = await house.session(ADA)
    await share(house, insight, may=may)
    card = (await house.press(IVA, "insight.open", insight)).cards[0]
    assert {label for label, _, _ in house.pressables(card)} <= labels | {"Helpful", "Not helpful"}
    refused = {
        name: bool((await house.press(IVA, action, value)).refused)
        for name, action, value in [
            ("comment", "comments.write", insight),
            ("export", "insight.export", f"{insight}|json"),
            ("craft", "insight.craft", insight),
            ("share", "share.one", insight),
            ("delete", "insight.delete", insight),
            ("edit", "insight.edit", insight),
            ("correct", "insight.correct", insight),
            ("hold", "insight.hold", f"{insight}|yes"),
            ("seen", "insight.seen", insight),
            ("pair", "insight.pair", insight),
        ]
    }
    assert {name for name, no in refused.items() if not no} == set(may)


async def test_a_grant_ends_with_its_day(house: House) -> None:
    insight = await house.session(ADA)
    day = (house.clock.now() + timedelta(days=2)).date().isoformat()
    done = await share(house, insight, may=("export",), until=day)
    assert "until 11 Mar 2026" in done.text
    assert "She misses" in (await house.press(IVA, "insight.open", insight)).text
    house.clock.pass_(days=2, hours=12)
    assert GONE in (await house.press(IVA, "insight.open", insight)).refused
    assert GONE in (await house.press(IVA, "insight.export", f"{insight}|pdf")).refused
    assert "Letting go" not in (await house.write(IVA, "insights", "shared")).text
    assert "ended on 11 Mar 2026" in (await house.write(ADA, "share", "list")).text


async def test_revoked_while_a_form_is_open(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight, may=("comment",))
    form = (await house.press(IVA, "comments.write", insight)).forms[0]
    await house.press(ADA, "share.revoke", f"{insight}|iva")
    sent = await house.send(IVA, form, text="Well done")
    assert GONE in sent.refused
    assert "No comments yet." in (await house.press(ADA, "comments.open", insight)).text


async def test_changed_while_the_preview_is_open(house: House) -> None:
    """Paired or deleted between preview and yes: nothing is shared."""
    await house.pair_up(IVA, ADA)
    insight = await house.session(ADA)
    form = (await choose(house, insight, coach=BO)).forms[0]
    asked = await house.press(ADA, "insight.pair", insight)
    relationship = (await house.bond(ADA, IVA)).id
    await house.send(ADA, asked.forms[0], relationship=relationship)
    sent = await house.send(ADA, form)
    assert sent.refused
    assert GONE in (await house.press(BO, "insight.open", insight)).refused
    assert "She misses" in (await house.press(IVA, "insight.open", insight)).text


async def test_sharing_twice_tells_once(house: House) -> None:
    insight = await house.session(ADA)
    chosen = await choose(house, insight)
    await house.send(ADA, chosen.forms[0])
    await house.send(ADA, chosen.forms[0])
    assert len(house.chat.of(IVA)) == 1
    assert len((await house.insight(insight)).sharing_permissions) == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"coach": "robot"}, "coach"),
        ({"coach": "ada"}, "coach"),
        ({"coach": "C0CHANNEL"}, "coach"),
        ({"coach": ""}, "coach"),
        ({"sessions": ()}, "sessions"),
        ({"sessions": ("0" * 24,)}, "sessions"),
        ({"sessions": tuple("abcdef")}, "sessions"),
        ({"until": "2026-03-08"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"until": "soon"}, "until"),
        ({"permissions": ("view", "delete")}, "until"),
    ],
)
async def test_a_tampered_form_shares_nothing(house: House, fields: dict[str, FieldAnswer], where: str) -> None:
    insight = await house.session(ADA)
    form = (await house.write(ADA, "share")).forms[0]
    wish: dict[str, FieldAnswer] = {"sessions": (insight,), "coach": "iva", "permissions": (), "until": None}
    answer = await house.send(ADA, form, **(wish | fields))
    assert set(answer.wrong) == {where}
    assert not answer.forms
    assert not (await house.insight(insight)).sharing_permissions


@pytest.mark.parametrize(
    "value", ["", "|||", "{id}|iva|view,delete|", "{id}|robot||", "{id}|iva||yesterday", "{other}|iva||", "a|b"]
)
async def test_a_tampered_second_form_shares_nothing(house: House, value: str) -> None:
    insight, other = await house.session(ADA), await house.session(BO)
    form = Form("", "share.confirm", value=value.format(id=insight, other=other))
    assert (await house.send(ADA, form)).refused
    assert not any([(await house.insight(one)).sharing_permissions for one in (insight, other)])


async def test_only_the_owner_can_revoke_and_share(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight)
    for other in (IVA, BO, person("ada", ELSEWHERE)):
        answer = await house.press(other, "share.revoke", f"{insight}|iva")
        assert answer.refused
        assert (await house.press(other, "share.one", insight)).refused
    assert "iva" in (await house.insight(insight)).sharing_permissions


async def test_what_the_form_offers(house: House) -> None:
    assert "no private session" in (await house.write(ADA, "share")).refused
    await house.session(ADA, 1)
    await house.session(ADA, 2, status=Status.FAILED)
    await house.paired_session(IVA, ADA, 3)
    form = (await house.write(ADA, "share", "", IVA)).forms[0]
    sessions = next(field for field in form.fields if isinstance(field, ChoiceField))
    assert [choice.label.split(",")[0] for choice in sessions.choices] == ["Letting go 1"]


async def test_pairing_ends_grants_and_tells(house: House) -> None:
    await house.pair_up(IVA, ADA)
    insight = await house.session(ADA)
    await share(house, insight, coach=BO)
    asked = await house.press(ADA, "insight.pair", insight)
    answer = await house.send(ADA, asked.forms[0], relationship=(await house.bond(ADA, IVA)).id)
    assert "Iva sees this session from now on" in answer.text
    assert "Ada has added a session" in str(house.chat.of(IVA)[-1])
    assert "no longer shares" in str(house.chat.of(BO)[-1])
    assert GONE in (await house.press(BO, "insight.open", insight)).refused
    assert (await house.press(ADA, "share.one", insight)).refused


async def test_pairing_with_somebody_elses_relationship(house: House) -> None:
    theirs = await house.pair_up(IVA, BO)
    mine = await house.pair_up(IVA, ADA)
    insight = await house.session(ADA)
    form = (await house.press(ADA, "insight.pair", insight)).forms[0]
    assert "relationship" in (await house.send(ADA, form, relationship=theirs)).wrong
    await house.press(ADA, "coach.end", mine)
    assert "relationship" in (await house.send(ADA, form, relationship=mine)).wrong
    assert (await house.insight(insight)).is_unpaired


async def test_what_a_coach_opened_in_their_messages_goes_with_the_grant(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight, may=("comment",))
    card = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    await house.press(IVA, "insight.open", insight, on=card)
    await house.press(IVA, "comments.open", insight, on=card)
    posted = [number for number, (who, _) in house.chat.messages.items() if who is None]
    assert [house.chat.messages[number][1].title for number in posted] == ["Letting go 1", "Comments"]
    await house.press(ADA, "share.revoke", f"{insight}|{IVA.id}")
    assert {house.chat.messages[number][1].title for number in posted} == {"Access has ended"}


async def test_a_card_posted_while_it_is_revoked_does_not_stay(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight)
    late = (await house.press(IVA, "insight.open", insight)).cards[0]
    await house.press(ADA, "share.revoke", f"{insight}|{IVA.id}")  # before the message is there to be found
    at = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    event = ButtonPressed(IVA, at.place, "insight.open", insight, at)
    await shown.reply(house.services, event, Answer(chat=house.chat, stays=event.place), late, insight)
    assert list(house.chat.messages.values())[-1][1].title == "I cannot find that"


async def test_what_a_coach_opened_goes_when_the_grant_runs_out(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight, until="2026-03-20")
    card = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    await house.press(IVA, "insight.open", insight, on=card)
    [job] = await house.claimed()
    mine = await opened(house, ADA, "insight.open", insight)
    assert "You share this with 1 person" in said_on(house, mine)
    early = await GrantEnds(house.services).run(job)
    assert isinstance(early, Later)
    assert early.delay > timedelta(days=10)
    assert house.chat.of(IVA)[0].title != "Access has ended"
    house.clock.pass_(seconds=early.delay.total_seconds())
    assert await GrantEnds(house.services).run(job) == Finished()
    assert {card.title for card in house.chat.of(IVA)} == {"Access has ended"}
    assert GONE in (await house.press(IVA, "insight.open", insight)).refused
    await redrawn(house, insight)
    assert "Only you see this" in said_on(house, mine)


async def test_a_grant_that_was_prolonged_ends_at_its_new_end(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight, until="2026-03-20")
    [job] = await house.claimed()
    await share(house, insight, until="2026-04-20")
    house.clock.pass_(days=15)
    again = await GrantEnds(house.services).run(job)
    assert isinstance(again, Later)
    assert again.delay > timedelta(days=25)
    await share(house, insight)
    assert await GrantEnds(house.services).run(job) == Finished(JobState.CANCELLED)


async def test_what_slack_does_not_take_back_now_is_taken_back_later(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight)
    house.chat.down = True
    await house.press(ADA, "share.revoke", f"{insight}|{IVA.id}")
    assert house.chat.of(IVA)[0].title != "Access has ended"
    [job] = [job for job in await house.claimed() if job.kind == "message.close"]
    with pytest.raises(ChatFault):
        await CloseMessage(house.services).run(job)
    house.chat.down = False
    assert await CloseMessage(house.services).run(job) == Finished()
    assert house.chat.of(IVA)[0].title == "I cannot find that"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin"])
async def test_the_last_day_is_the_day_that_was_chosen(house: House, zone: str) -> None:
    insight = await house.session(ADA)
    await house.services.people.put(Profile(ADA, time_zone=zone))
    done = await share(house, insight, until="2026-05-03")
    assert "until 3 May 2026" in done.text
    assert "until 3 May 2026" in str(house.chat.of(IVA)[0])
    assert "until 3 May 2026" in (await house.write(ADA, "share", "list")).text


async def test_an_expired_grant_is_not_even_counted(house: House) -> None:
    insight = await house.session(ADA)
    never = (await house.write(IVA, "insights", "shared")).text
    await share(house, insight, until="2026-03-10")
    assert "Sessions shared with me: 1" in (await house.write(IVA, "insights", "shared")).text
    house.clock.pass_(days=3)
    assert (await house.write(IVA, "insights", "shared")).text == never


async def test_who_cannot_correct_is_not_offered_it(house: House) -> None:
    insight = await house.session(ADA)
    await share(house, insight)
    assert "[Put something right]" not in (await house.press(IVA, "insight.feedback", f"{insight}|no")).text
    assert "[Put something right]" in (await house.press(ADA, "insight.feedback", f"{insight}|no")).text
