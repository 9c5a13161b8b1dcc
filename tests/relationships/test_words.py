"""A name or a word that the transcript has wrong: corrected once, it reads right everywhere, and the receipts stay true."""

import json
from typing import Any

import pytest

from core.card import Card
from core.changes import Change, Kind
from core.insight.model import Grant
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.words import checked, respelt
from core.people.person import Person
from core.promises.recording import record
from core.refusal import Refused
from handlers.insight.export import insight_file
from handlers.promises.routes import Row, View
from tests.relationships.house import HERE, Answer, House, person, sample, words_of

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
SAID = "I will call Nikolas on Friday, and Nikolas's costumer."
FIELDS: dict[str, Any] = {
    "session_title": "Nikolas and the costumer",
    "session_summary": "Costumer trouble with Nikolas; Nikolasson is another.",
    "key_themes": ("Nikolas", "work"),
    "action_items": (ActionItem(action=SAID, evidence=(Evidence(quote=SAID, turn=14, speaker="Nikolas"),)),),
}


async def session(house: House) -> str:
    insight = await house.paired_session(IVA, ADA, **FIELDS)
    await record(house.services, HERE, insight)
    return insight


async def corrected(house: House, who: Person, insight: str, wrong: str, right: str) -> Answer:
    house.clock.pass_(seconds=1)
    (form,) = (await house.press(who, "insight.word", insight)).forms
    return await house.send(who, form, wrong=wrong, right=right)


def read(card: Card) -> str:
    return words_of(card.title, card.blocks)


async def card_of(house: House, who: Person, insight: str) -> str:
    return (await house.press(who, "insight.open", insight)).text


async def promises_of(house: House, who: Person) -> str:
    answer = await house.write(who, "actions", "", *([ADA] if who == IVA else []))
    return answer.text or read(house.chat.of(who)[-1])


async def surfaces(house: House, who: Person, insight: str) -> dict[str, str]:
    """All that shows the session to somebody, the explanation of what was corrected left out."""
    found = {
        "card": await card_of(house, who, insight),
        "list": (await house.write(who, "insights")).text,
        "timeline": (await house.write(who, "timeline")).text,
        "promises": await promises_of(house, who),
        "markdown": (await insight_file(house.services, who, insight, "md"))[1].decode(),
    }
    return {name: text.replace("“Nikolas” in the transcript", "") for name, text in found.items()}


@pytest.mark.parametrize("who", [ADA, IVA])
async def test_a_name_is_corrected_everywhere_for_everybody(house: House, who: Person) -> None:
    insight = await session(house)
    assert all("Nikolas" in text for text in (await surfaces(house, ADA, insight)).values())
    await corrected(house, who, insight, "Nikolas", "Nicolas")
    for reader in (ADA, IVA):
        shown = await surfaces(house, reader, insight)
        for name, text in shown.items():
            assert "Nicolas" in text, name
            assert "Nikolas" not in text.replace("Nikolasson", ""), name
        assert "Nikolasson" in shown["card"], "another name that begins the same stays"
        assert "“Nikolas” in the transcript reads “Nicolas” here." in await card_of(house, reader, insight)


async def test_a_quote_keeps_the_words_that_were_found(house: House) -> None:
    insight = await session(house)
    await corrected(house, ADA, insight, "Nikolas", "Nicolas")
    await corrected(house, IVA, insight, "costumer", "customer")
    data = json.loads((await insight_file(house.services, ADA, insight, "json"))[1])
    (item,) = data["insight"]["action_items"]
    (receipt,) = item["evidence"]
    assert receipt["quote"] == item["action"] == "I will call Nicolas on Friday, and Nicolas's customer."
    assert (receipt["said"], receipt["turn"], receipt["speaker"]) == (SAID, 14, "Nicolas")
    assert data["insight"]["words_corrected"] == [
        {"transcript": "Nikolas", "reads": "Nicolas"},
        {"transcript": "costumer", "reads": "customer"},
    ]
    assert "Customer trouble" in data["insight"]["session_summary"]
    (stored,) = (await house.insight(insight)).action_items
    assert stored.evidence[0].quote == SAID, "what was found is stored as it was found"


async def test_undone_it_reads_as_before(house: House) -> None:
    insight = await session(house)
    before = await surfaces(house, ADA, insight)
    await corrected(house, IVA, insight, "Nikolas", "Nicolas")
    (made,) = await house.services.corrections.of(HERE, insight)
    listed = await house.press(ADA, "correct.list", insight)
    assert "A name or a word: Nikolas" in listed.text
    await house.press(ADA, "correct.undo", f"{insight}|{made.id}")
    assert await surfaces(house, ADA, insight) == before


async def test_a_promise_agreed_anew_is_corrected_too(house: House) -> None:
    insight = await session(house)
    (promise,) = await house.services.commitments.of(HERE, insight)
    (form,) = (await house.press(ADA, "actions.move", Row.of(promise.id, View()).packed())).forms
    await house.send(ADA, form, action="Write to Nikolas.", date="2026-04-01")
    await corrected(house, ADA, insight, "Nikolas", "Nicolas")
    (now,) = await house.services.commitments.of(HERE, insight)
    assert (now.action, now.state, str(now.due)) == ("Write to Nicolas.", "renegotiated", "2026-04-01")


async def test_who_only_reads_may_not_correct_and_sees_it_corrected(house: House) -> None:
    granted = {"bo": Grant(granted_at=house.clock.now())}
    insight = await house.session(ADA, **FIELDS, sharing_permissions=granted, shared_with_coaches=("bo",))
    await corrected(house, ADA, insight, "Nikolas", "Nicolas")
    assert "Nicolas and the costumer" in await card_of(house, BO, insight)
    answer = await house.press(BO, "insight.word", insight)
    assert (answer.forms, bool(answer.refused)) == ([], True)
    assert "[Correct a name or a word]" not in await card_of(house, BO, insight)


@pytest.mark.parametrize(
    ("wrong", "right", "about"),
    [
        ("", "Nicolas", "wrong"),
        ("Nikolas", " ", "right"),
        ("Nikolas", "Nikolas", "right"),
        ("Nobody", "Somebody", "wrong"),
        ("will", "might", "wrong"),
        ("call", "not call", "right"),
        ("I", "She", "wrong"),
        ("I will call Nikolas on Friday", "Nicolas", "wrong"),
        ("Nikolas", "N" * 61, "right"),
    ],
)
async def test_what_is_no_name_or_word_is_said_beside_the_field(
    house: House, wrong: str, right: str, about: str
) -> None:
    insight = await session(house)
    answer = await corrected(house, ADA, insight, wrong, right)
    assert list(answer.wrong) == [about]
    assert await house.services.corrections.of(HERE, insight) == ()


async def outbox_of(house: House, insight: str) -> list[Change]:
    row = await house.storage.db.collection("corrections").find_one({"_id.id": insight})
    assert row is not None
    return [
        Change(Kind(one["kind"]), HERE, one["subject"], one["actor"], one["at"], id=one["id"]) for one in row["outbox"]
    ]


async def test_it_is_sealed_and_goes_with_either_person(house: House) -> None:
    insight = await session(house)
    await corrected(house, IVA, insight, "Nikolas", "Nicolas")
    for name in ("corrections", "session_insights", "insight_findings", "commitments", "jobs", "audit_log"):
        assert "Nicolas" not in str(await house.storage.db.collection(name).find({}).to_list()), name
    await house.storage.privacy.erase(IVA, house.clock.now())
    assert await house.services.corrections.of(HERE, insight) == ()
    (left,) = await outbox_of(house, insight)
    await house.services.announce(left)
    await house.settle()
    assert (await house.insight(insight)).session_title == FIELDS["session_title"]
    assert [one.action for one in await house.services.commitments.of(HERE, insight)] == [SAID]
    await house.storage.privacy.erase(ADA, house.clock.now())
    assert await house.insights.get(HERE, insight) is None


def test_words_are_replaced_whole_and_literally() -> None:
    assert respelt("An ann, Ann's Anna", [("Ann", r"A\1n")]) == r"An ann, A\1n's Anna"
    assert respelt("Sprint. The sprint", [("sprint", "print")]) == "Print. The print"
    assert respelt("a b c", [("a", "b"), ("b", "c")]) == "c c c", "a later one is of what the earlier made it"
    assert respelt("田中さんです", [("田中", "中田")]) == "中田さんです"


def test_little_words_of_the_sessions_language_stay() -> None:
    with pytest.raises(Refused):
        checked("nicht", "gern", "de")
    assert checked(" Nikolas ", "Nicolas", "de") == ("Nikolas", "Nicolas")
    assert sample(ADA).speakers is None
