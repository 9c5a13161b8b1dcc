"""Messages that show a session are edited when it changes, for each reader, and none is posted beside them."""

from core.card import Fold
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job
from core.jobs.refs import Refs
from core.people.person import MessageRef, Person, Place
from handlers.jobs import DRAWINGS
from handlers.messages.redraw import KIND, Redraw
from tests.relationships.house import HERE, House, person

ADA, IVA = person("ada"), person("iva")


async def opened(house: House, reader: Person, action: str, insight_id: str) -> MessageRef:
    """The message that now shows it to the reader."""
    at = Place(HERE, f"D-{reader.id}")
    await house.press(reader, action, insight_id, on=MessageRef(at, "0"))
    return MessageRef(at, max(house.chat.messages, key=int))


async def redrawn(house: House, insight_id: str, what: str = "card") -> Outcome | None:
    job = await house.services.jobs.get(HERE, f"{KIND}:{insight_id}:{what}")
    return await Redraw(house.services, DRAWINGS).run(job) if job else None


def shown(house: House, message: MessageRef) -> str:
    return str(house.chat.messages[message.id][1])


async def test_an_edit_reaches_both_cards_in_place(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    mine, theirs = [await opened(house, reader, "insight.open", insight_id) for reader in (IVA, ADA)]
    before = len(house.chat.messages)
    (form,) = (await house.press(IVA, "insight.edit", insight_id)).forms
    answer = await house.send(IVA, form, title="A new name", date="2026-02-03")
    assert await redrawn(house, insight_id) == Finished()
    assert answer.cards == []
    assert len(house.chat.messages) == before, "nothing is posted beside the cards"
    for message in (mine, theirs):
        assert "A new name" in shown(house, message)
        assert "3 Feb 2026" in shown(house, message)
    assert "Craft view" in shown(house, mine)
    assert "Craft view" not in shown(house, theirs), "each sees what they may"
    looks = [entry.operation for entry in await house.done_to(insight_id)]
    assert looks.count("view") == 2, "drawing anew is no look"


async def test_an_edit_without_a_card_to_see_it_on_is_answered(house: House) -> None:
    insight_id = await house.session(ADA)
    (form,) = (await house.press(ADA, "insight.edit", insight_id)).forms
    assert "A new name" in (await house.send(ADA, form, title="A new name", date="2026-02-03")).text
    assert await redrawn(house, insight_id) is None


async def test_a_correction_reaches_the_other_card(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    mine, theirs = [await opened(house, reader, "insight.open", insight_id) for reader in (IVA, ADA)]
    (form,) = (await house.press(ADA, "insight.correct", insight_id)).forms
    answer = await house.send(ADA, form, item="celebration|0", what="words", text="She said no, twice.")
    await redrawn(house, insight_id)
    assert answer.cards == []
    for message in (mine, theirs):
        assert "She said no, twice." in shown(house, message)


async def test_a_comment_is_shown_in_the_thread_that_stands(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    mine, theirs = [await opened(house, reader, "comments.open", insight_id) for reader in (ADA, IVA)]
    (form,) = (await house.press(ADA, "comments.write", insight_id)).forms
    answer = await house.send(ADA, form, text="It held all week.")
    await redrawn(house, insight_id, "comments")
    assert answer.cards == [], "no second thread is posted"
    for message in (mine, theirs):
        assert "It held all week." in shown(house, message)
    assert "comments.delete" in shown(house, mine)
    assert "comments.delete" not in shown(house, theirs)


async def test_what_was_taken_back_is_not_drawn_again(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    theirs = await opened(house, IVA, "insight.open", insight_id)
    await house.press(ADA, "coach.withdraw", (await house.bond(ADA, IVA)).id)
    refs: Refs = {"insight": insight_id, "what": "card"}
    await house.services.jobs.enqueue(Job(f"{KIND}:{insight_id}:card", KIND, HERE, refs=refs))
    assert await redrawn(house, insight_id) == Finished()
    assert not any(isinstance(block, Fold) for block in house.chat.messages[theirs.id][1].blocks)


async def test_cards_offer_nothing_more_once_the_two_have_ended(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    cards = [await opened(house, reader, "insight.open", insight_id) for reader in (IVA, ADA)]
    for message in cards:
        assert "insight.correct" in shown(house, message)
    await house.press(IVA, "coach.end", (await house.bond(ADA, IVA)).id)
    await redrawn(house, insight_id)
    for message in cards:
        assert "insight.correct" not in shown(house, message)
        assert "comments.open" in shown(house, message)


async def test_a_chat_that_does_not_answer_is_asked_again(house: House) -> None:
    insight_id = await house.session(ADA)
    await opened(house, ADA, "insight.open", insight_id)
    (form,) = (await house.press(ADA, "insight.edit", insight_id)).forms
    await house.send(ADA, form, title="A new name", date="2026-02-03")
    house.chat.down = True
    assert isinstance(await redrawn(house, insight_id), Later)
