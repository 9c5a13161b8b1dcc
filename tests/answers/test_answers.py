"""Plain questions in the private chat, answered with receipts from what the asker may see, and from nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.card import Quote
from core.insight.model import Grant, Speakers
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.powerful_question import PowerfulQuestion
from core.people.person import Person, Place
from core.promises.recording import record
from handlers.answers.answers import LOOKED_AT
from handlers.cards import hello
from handlers.dispatcher import Dispatcher
from handlers.events import TextSaid
from tests.relationships.house import HERE, Answer, House, person

ADA, IVA, BO, CY = person("ada"), person("iva"), person("bo"), person("cy")
NOTHING = "I found nothing about that in your sessions"
SPEAKERS = Speakers(client="Ada", coach="Ivana", owner="client")


def quote(text: str, turn: int, speaker: str = "Ada") -> Evidence:
    return Evidence(quote=text, turn=turn, speaker=speaker)


CALL = ActionItem(action="Call Noor.", evidence=(quote("I call Noor on Friday.", 31),))
SEND = ActionItem(action="Send the list.", owner="coach", evidence=(quote("I send you the list.", 33, "Ivana"),))
CELEBRATION = Celebration(description="Rest.", evidence=(quote("My work no longer follows me home.", 12),))
ASKED = PowerfulQuestion(question="What is work to you?", evidence=(quote("What is work to you?", 11, "Ivana"),))
TOLD: dict[str, Any] = {
    "speakers": SPEAKERS,
    "action_items": (CALL, SEND),
    "celebration": CELEBRATION,
    "powerful_questions": (ASKED,),
    "client_discoveries": (),
    "doubtful": (),
    "passages": (),
}


async def say(house: House, who: Person, words: str, *mentioned: Person) -> Answer:
    """Said in the private chat, where the answer stays."""
    here = Place(HERE, f"D-{who.id}", "1.1")
    answer = Answer(chat=house.chat, stays=here)
    await Dispatcher(house.services).handle(TextSaid(who, here, words, words, mentioned), answer)
    await house.settle()
    return answer


async def made(house: House, insight_id: str) -> str:
    """The session's promises as they are recorded when it is analysed."""
    insight = await house.insights.get(HERE, insight_id)
    assert insight is not None
    await record(house.services, HERE, insight_id)
    return insight_id


def shown(house: House) -> str:
    """All that stands in anybody's messages by now."""
    return str([card for _who, card in house.chat.messages.values()])


def quoted(answer: Answer) -> list[str]:
    return [block.text for card in answer.cards for block in card.blocks if isinstance(block, Quote)]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Thanks a lot!", "You are welcome"),
        ("danke", "You are welcome"),
        (":+1:", "Good. I am here when you have a session for me."),
        ("help me", "What I can do"),
        ("What can I ask you?", "What I can do"),
        ("What is open?", "Open promises"),
        ("¿Qué está pendiente?", "Open promises"),
        ("what did I promise?", NOTHING),
        ("When did we last speak?", NOTHING),
        ("What did I say about work?", NOTHING),
        ("when is my next session?", "When your next session is, I do not know yet"),
    ],
)
async def test_each_has_its_own_short_answer(house: House, words: str, title: str) -> None:
    assert [card.title for card in (await say(house, ADA, words)).cards] == [title]


async def test_the_greeting_comes_once(house: House) -> None:
    first, second, third = [await say(house, ADA, words) for words in ("the sky is blue", "hello", "and so is the sea")]
    assert [card.title for card in first.cards] == [hello().title]
    assert [card.title for card in second.cards] == ["Hello"]
    assert [card.title for card in third.cards] == ["I did not understand that"]
    assert [card.title for card in (await say(house, BO, "hi")).cards] == [hello().title]


async def test_a_promise_is_told_with_its_words_and_a_way_to_the_session(house: House) -> None:
    await made(house, await house.paired_session(IVA, ADA, 1, **TOLD))
    latest = await made(house, await house.paired_session(IVA, ADA, 2, **TOLD))
    mine = await say(house, ADA, "What did I promise?")
    assert "You promised Iva one thing (Mon 27 Jan 2025):" in mine.text
    assert quoted(mine) == ["I call Noor on Friday."]
    assert "Still open" in mine.text
    assert latest in str(House.pressables(mine.cards[0]))
    both = await say(house, ADA, "what did we agree on?")
    assert "Iva promised one thing" in both.text
    theirs = await say(house, ADA, "What did Iva promise?")
    assert quoted(theirs) == ["I send you the list."]
    assert quoted(await say(house, ADA, "what did I promise", IVA)) == ["I call Noor on Friday."]
    assert [card.title for card in (await say(house, ADA, "what did I promise to Bo?")).cards] == [NOTHING]


async def test_a_coach_is_told_only_what_is_shared(house: House) -> None:
    alone = await made(house, await house.session(ADA, 1, **TOLD))
    assert [card.title for card in (await say(house, IVA, "what did Ada promise?")).cards] == [NOTHING]
    shared = await made(house, await house.paired_session(IVA, ADA, 2, **TOLD))
    told = await say(house, IVA, "What did ada promise?")
    assert quoted(told) == ["I call Noor on Friday."]
    assert alone not in str(told.cards)
    looks = [entry for entry in await house.services.audit.of(HERE, shared) if entry.actor == IVA.id]
    assert [entry.operation for entry in looks] == ["view section"]
    assert quoted(await say(house, IVA, "what did I promise?")) == ["I send you the list."]
    assert [card.title for card in (await say(house, CY, "what did Ada promise?")).cards] == [NOTHING]
    bond = await house.relationships.between(HERE, IVA.id, ADA.id)
    assert bond is not None
    told = await say(house, IVA, "What did ada promise?")
    await house.press(ADA, "coach.withdraw", bond.id)
    assert "Noor" not in shown(house), "what was told is taken back"
    assert [card.title for card in (await say(house, IVA, "what did Ada promise?")).cards] == [NOTHING]


async def test_the_list_of_what_is_open_is_pointed_to_only_where_it_has_something(house: House) -> None:
    await made(house, await house.paired_session(IVA, ADA, 1, **TOLD))
    for who, has in ((ADA, True), (IVA, False)):
        told = await say(house, who, "What did I promise?")
        assert ("lists everything that is open" in told.text) is has
        assert ("You have no open promises here." not in (await say(house, who, "What is open?")).text) is has


async def test_what_is_held_and_what_expired_answers_nobody(house: House) -> None:
    await house.paired_session(IVA, ADA, 1, visible_to_client=False, **TOLD)
    assert [card.title for card in (await say(house, ADA, "what did I promise?")).cards] == [NOTHING]
    assert [card.title for card in (await say(house, ADA, "what did I say about work?")).cards] == [NOTHING]
    over = Grant(granted_at=house.clock.now() - timedelta(days=9), expires_at=house.clock.now() - timedelta(days=1))
    await house.session(BO, 2, shared_with_coaches=("cy",), sharing_permissions={"cy": over}, **TOLD)
    assert [card.title for card in (await say(house, CY, "what did Bo promise?")).cards] == [NOTHING]


async def test_what_i_said_is_found_in_my_words_and_not_in_theirs(house: House) -> None:
    await house.paired_session(IVA, ADA, 1, **TOLD)
    assert quoted(await say(house, ADA, "What did I say about my work?")) == ["My work no longer follows me home."]
    assert quoted(await say(house, ADA, "Was habe ich über Work gesagt?")) == ["My work no longer follows me home."]
    assert quoted(await say(house, IVA, "What did I say about work?")) == ["What is work to you?"]
    assert quoted(await say(house, IVA, "What did Ada say about work")) == ["My work no longer follows me home."]
    assert len(quoted(await say(house, ADA, "what did we say about work"))) == 2
    for topic in ("football", "wor", "homework"):
        assert [card.title for card in (await say(house, ADA, f"what did I say about {topic}?")).cards] == [NOTHING]


async def test_an_answer_keeps_up_with_what_is_left_out_and_what_is_deleted(house: House) -> None:
    session = await made(house, await house.session(ADA, 1, **TOLD))
    await say(house, ADA, "what did I say about work?")
    form = (await house.press(ADA, "insight.correct", session)).forms[0]
    await house.send(ADA, form, item="celebration|0", what="dismissed", text="")
    assert "follows me home" not in shown(house)
    await say(house, ADA, "what did I promise?")
    await house.press(ADA, "insight.delete", session)
    assert "Noor" not in shown(house)


async def test_when_we_last_spoke_and_speak_again(house: House) -> None:
    await house.paired_session(IVA, ADA, 50, **TOLD)
    await house.session(ADA, 40, **TOLD)
    last = await say(house, ADA, "When did we last speak?")
    assert "Letting go 50, Mon 29 Dec 2025, with Iva" in last.text
    assert "Letting go 50" in (await say(house, ADA, "when was my last session with iva?")).text
    assert [card.title for card in (await say(house, ADA, "when was my last session with Bo")).cards] == [NOTHING]
    when = datetime(2026, 3, 6, tzinfo=UTC)
    await house.paired_session(IVA, ADA, 60, session_date=when, next_session_words="in two weeks", **TOLD)
    soon = await say(house, ADA, "When is my next session?")
    assert "Fri 20 Mar 2026" in soon.text
    assert "“in two weeks”" in soon.text
    house.clock.pass_(days=20)
    assert "I do not know yet" in (await say(house, ADA, "When is my next session?")).text


async def test_so_many_sessions_are_looked_at_and_it_is_said(house: House) -> None:
    for n in range(LOOKED_AT + 1):
        await house.session(ADA, n, **{**TOLD, "action_items": (), "celebration": CELEBRATION if n == 0 else None})
    answer = await say(house, ADA, "what did I say about work?")
    assert [card.title for card in answer.cards] == [NOTHING]
    assert f"I looked at your newest {LOOKED_AT} sessions." in answer.text
