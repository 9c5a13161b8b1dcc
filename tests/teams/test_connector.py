"""Speaking to the Connector: faults are typed, what may be repeated is, and one token is asked for at a time."""

import asyncio

import pytest

from bot.teams.connector import patiently
from core.card import Card, Progress, Step, StepState, Text
from core.faults import ChatFault
from core.people.person import MessageRef, Place
from tests.fakes.teams import visible
from tests.fakes.teams_wire import Fault
from tests.teams.conftest import House

HELLO = Card("Hello", (Text("I am here."),))


async def told(house: House, fault: Fault) -> ChatFault:
    house.teams.faults = [fault]
    with pytest.raises(ChatFault) as raised:
        await house.face.chat.direct(house.person("maya"), HELLO)
    return raised.value


@pytest.mark.parametrize(
    ("fault", "kind", "transient", "unreachable", "lost"),
    [
        (Fault(403, code="MessageWritesBlocked"), "not_installed", False, True, False),
        (Fault(404, code="ConversationNotFound"), "channel_not_found", False, True, False),
        (Fault(404, code="ActivityNotFoundInConversation"), "message_not_found", False, False, False),
        (Fault(400, code="BadSyntax"), "BadSyntax", False, False, False),
        (Fault(413, code="MessageSizeTooBig"), "MessageSizeTooBig", False, False, False),
        (Fault(429, 9, headers={"Retry-After": "30"}), "ratelimited", True, False, False),
        (Fault(429, 9), "ratelimited", True, False, False),
        (Fault(412, 9), "ServiceError", True, False, False),
        (Fault(503, 9), "ServiceError", True, False, True),
        (Fault(200, 9, drops=True), "unanswered", True, False, True),
    ],
)
async def test_a_fault_says_what_to_make_of_it(
    house: House, fault: Fault, kind: str, transient: bool, unreachable: bool, lost: bool
) -> None:
    await house.teams.seen("maya")
    found = await told(house, fault)
    assert (found.kind, found.transient, found.unreachable, found.lost) == (kind, transient, unreachable, lost)
    assert found.retry_after == (30.0 if "Retry-After" in fault.headers else None)


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_what_teams_wants_repeated_is(house: House, status: int) -> None:
    await house.teams.seen("maya")
    house.teams.faults = [Fault(status, 3)]
    await house.face.chat.direct(house.person("maya"), HELLO)
    assert len(house.teams.of("maya")) == 1
    house.teams.faults = [Fault(status, 4)]
    with pytest.raises(ChatFault):
        await house.face.chat.direct(house.person("maya"), HELLO)


async def test_an_answer_to_somebody_waits_as_long_as_teams_asks_for(house: House) -> None:
    await house.teams.seen("maya")
    house.teams.faults = [Fault(429, 1, headers={"Retry-After": "2"})]
    with patiently(10.0):
        await house.face.chat.direct(house.person("maya"), HELLO)
    assert len(house.teams.of("maya")) == 1


async def test_a_card_whose_answer_was_lost_is_not_posted_twice_and_an_edit_is_repeated(house: House) -> None:
    await house.teams.seen("maya")
    house.teams.faults = [Fault(200, 1, "POST", does=True, drops=True)]
    with pytest.raises(ChatFault):
        await house.face.chat.direct(house.person("maya"), HELLO)
    (message,) = house.teams.of("maya")
    place = Place(house.tenant, message.conversation)
    house.teams.faults = [Fault(200, 2, "PUT", does=True, drops=True)]
    await house.face.chat.update(MessageRef(place, message.id), Card("Then"))
    assert "Then" in visible(message.activity)
    house.teams.faults = [Fault(200, 1, "DELETE", drops=True)]
    await house.face.chat.remove(MessageRef(place, message.id))
    assert house.teams.of("maya") == []


async def test_a_marked_message_is_first_its_title_and_never_lost(house: House) -> None:
    """Cut off before its words are there, a title is left, and the mark finds it."""
    await house.teams.seen("maya")
    place = await house.face.references.place(house.person("maya"))
    house.teams.faults = [Fault(503, 9, "PUT")]
    with pytest.raises(ChatFault):
        await house.face.chat.post_marked(place, HELLO, "job/status")
    assert [visible(each.activity).split("\n")[-1] for each in house.teams.of("maya")] == ["Hello"]
    house.teams.faults = []
    (found,) = await house.face.chat.marked(place, "job/status") or ()
    await house.face.chat.update(found, HELLO)
    (message,) = house.teams.of("maya")
    assert "I am here." in visible(message.activity)
    assert "I am here." not in visible(message.versions[0])


async def test_a_long_card_is_several_messages_that_come_and_go_with_it(house: House) -> None:
    await house.teams.seen("maya")
    long = Card("Long", tuple(Text(f"{n} " + "word " * 300) for n in range(60)))
    message = await house.face.chat.direct(house.person("maya"), long)
    parts = house.teams.of("maya")
    assert len(parts) > 2
    assert all("word" not in visible(each.versions[0]) for each in parts[1:])
    await house.face.chat.update(message, long)
    assert len(house.teams.of("maya")) == len(parts)
    await house.face.chat.update(message, Card("Gone"))
    assert [each.id for each in house.teams.of("maya")] == [message.id]
    await house.face.chat.update(message, long)
    assert len(house.teams.of("maya")) == len(parts)
    await house.face.chat.remove(message)
    assert house.teams.of("maya") == []


async def test_one_token_is_asked_for_at_a_time_and_anew_when_it_is_not_taken(house: House) -> None:
    await house.teams.seen("maya")
    await asyncio.gather(*(house.face.chat.direct(house.person("maya"), HELLO) for _ in range(5)))
    assert len(house.teams.tokens) == 1
    house.teams.tokens.append("another")  # as if the first had been revoked
    await house.face.chat.direct(house.person("maya"), HELLO)
    assert len(house.teams.tokens) == 3


async def test_a_secret_that_is_not_taken_is_not_tried_again_and_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.teams.seen("maya")
    house.teams.secret = "a new one"
    for _ in range(3):
        found = await told(house, Fault(200, 0))
        assert (found.kind, found.transient) == ("invalid_client", True)
        assert found.retry_after
    assert sum("TEAMS_APP_SECRET" in record.getMessage() for record in caplog.records) == 1


async def test_somebody_who_was_never_heard_of_is_reached_if_they_have_the_app(house: House) -> None:
    await house.teams.seen("clara")  # of her tenant, so the address is known
    house.teams.members["maya"]["installed"] = False
    assert (await told(house, Fault(200, 0))).unreachable
    house.teams.members["maya"]["installed"] = True
    await house.face.chat.direct(house.person("maya"), HELLO)
    assert len(house.teams.of("maya")) == 1


def working(done: int) -> Card:
    states = [StepState.DONE] * done + [StepState.RUNNING] + [StepState.PENDING] * (2 - done)
    return Card("Working", (Progress(tuple(Step(f"Step {n}", state) for n, state in enumerate(states))),))


async def test_what_is_being_done_is_told_beside_the_card_for_a_hundred_seconds(house: House) -> None:
    await house.teams.seen("maya")
    chat, now = house.face.chat, [0.0]
    chat.informing._clock = lambda: now[0]
    place = await house.face.references.place(house.person("maya"))
    message = await chat.post_marked(place, working(0), "job/status")

    async def then(seconds: float, done: int) -> None:
        await chat.informing.close()
        now[0] += seconds
        await chat.update(message, working(done))

    await then(1.0, 1)  # too soon after the other
    await then(1.0, 1)
    await chat.informing.close()
    assert list(house.teams.lines.values()) == ["Working: step 2 of 3"]
    await then(99.0, 2)  # too late
    await chat.informing.close()
    assert house.teams.lines == {}
    other = await chat.post(place, working(0))  # one line a chat
    await chat.update(message, HELLO)
    await chat.informing.close()
    assert list(house.teams.lines.values()) == ["Working: step 1 of 3"]
    await chat.update(other, HELLO)
    await chat.informing.close()
    assert house.teams.lines == {}
    assert [each["text"] for each in house.teams.typing] == [
        "Working: step 1 of 3",
        "Working: step 2 of 3",
        "Working: step 1 of 3",
    ]
    first, second, third = (each["entities"][0] for each in house.teams.typing)
    assert first == {"type": "streaminfo", "streamType": "informative", "streamSequence": 1}
    assert second["streamSequence"] == 2
    assert second["streamId"]
    assert "streamId" not in third


async def test_progress_that_is_refused_holds_nothing_up(house: House) -> None:
    await house.teams.seen("maya")
    place = await house.face.references.place(house.person("maya"))
    message = await house.face.chat.post(place, Card("First"))
    house.teams.faults = [Fault(403, 9, "POST", code="ContentStreamNotAllowed")]
    await house.face.chat.update(message, working(0))
    await house.face.chat.informing.close()
    await house.face.chat.update(message, HELLO)
    assert house.teams.typing == []
    assert "I am here." in visible(house.teams.of("maya")[0].activity)
