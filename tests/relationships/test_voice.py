"""Which voice of a private session is its owner's, and that "you" is said to nobody but the person meant."""

import pytest

from core.insight.model import OwnerVoice, Passage, Speakers
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.people.person import Person
from core.promises.recording import record
from core.sharing import acts
from handlers.insight.export import insight_file
from handlers.insight.routes import Remark, Voice
from tests.relationships.house import HERE, House, person, sample, words_of

ADA, IVA = person("ada"), person("iva")
HERS, OTHERS = "I will call Noor on Friday.", "I will send you the worksheet."
PROMISED = (
    ActionItem(action=HERS, evidence=(Evidence(quote=HERS, turn=8, speaker="Clara"),)),
    ActionItem(action=OTHERS, owner="coach", evidence=(Evidence(quote=OTHERS, turn=9, speaker="Iva"),)),
)
NAMES = Speakers(client="Clara", coach="Iva")


async def session(house: House, n: int = 1, speakers: Speakers | None = NAMES) -> str:
    insight = await house.session(ADA, n, speakers=speakers, action_items=PROMISED)
    await record(house.services, HERE, insight)
    return insight


async def mine(house: House, who: Person = ADA) -> list[str]:
    page = await house.services.commitments.listed(who, settled=False, limit=10)
    return [row.action for row in page.rows]


async def tell(house: House, insight: str, voice: OwnerVoice) -> str:
    return (await house.press(ADA, "insight.voice", Voice(insight, voice).packed())).text


async def card(house: House, who: Person, insight: str) -> str:
    return (await house.press(who, "insight.open", insight)).text


@pytest.mark.parametrize(("voice", "theirs"), [("client", [HERS]), ("coach", [OTHERS]), ("neither", [])])
async def test_only_their_own_promises_become_theirs(house: House, voice: OwnerVoice, theirs: list[str]) -> None:
    insight = await session(house)
    asked = await card(house, ADA, insight)
    assert "Which voice is you?" in asked
    assert "[I am Clara]" in asked
    assert await mine(house) == []
    answered = await tell(house, insight, voice)
    assert "Which voice is you?" not in answered
    assert HERS in answered, "the card says all of it, whoever promised"
    assert await mine(house) == theirs
    listed = (await house.write(ADA, "actions")).text
    assert [HERS in listed, OTHERS in listed] == [HERS in theirs, OTHERS in theirs]
    assert listed.count("you promised") == len(theirs)
    assert ("[What is it to you?]" in answered) == (voice == "client")
    assert ("Was this a promise?" in answered) == (voice == "client")


async def test_a_second_press_changes_nothing_and_it_can_be_undone(house: House) -> None:
    insight = await session(house)
    await tell(house, insight, "client")
    await tell(house, insight, "coach")
    assert await mine(house) == [HERS]
    (made,) = await house.services.corrections.of(HERE, insight)
    assert "Which voice is you?: I am Clara" in (await house.press(ADA, "correct.list", insight)).text
    await house.press(ADA, "correct.undo", Remark(insight, made.id).packed())
    assert await mine(house) == []
    assert "Which voice is you?" in await card(house, ADA, insight)


async def test_it_is_asked_once_for_sessions_of_the_same_names(house: House) -> None:
    first, second = await session(house, 1), await session(house, 2)
    other = await session(house, 3, Speakers(client="Clara", coach="Bo"))
    await tell(house, first, "client")
    assert "Which voice is you?" not in await card(house, ADA, second)
    assert "Which voice is you?" in await card(house, ADA, other)
    assert len(await mine(house)) == 2
    profile = await house.services.people.get(ADA)
    assert profile is not None
    assert profile.voices == (("Clara", "Iva", "client"),)
    (row,) = await house.storage.db.collection("people").find({"_id.id": "ada"}).to_list()
    assert "Clara" not in str(row), "names are sealed"


async def test_lanes_are_told_apart_by_a_line_and_not_remembered(house: House) -> None:
    lanes = Speakers(client="Speaker 0", coach="Speaker 1")
    said = Evidence(quote="I always hide my own work.", turn=3, speaker="Speaker 0")
    items = tuple(
        one.model_copy(update={"evidence": (one.evidence[0].model_copy(update={"speaker": name}),)})
        for one, name in zip(PROMISED, ("Speaker 0", "Speaker 1"), strict=True)
    )
    insight = await house.session(
        ADA,
        speakers=lanes,
        action_items=items,
        celebration=None,
        client_discoveries=(),
        passages=(Passage(evidence=said),),
    )
    asked = await card(house, ADA, insight)
    assert f"Speaker 0: “{HERS[:19]}…”" in asked
    await tell(house, insight, "client")
    assert await house.services.people.get(ADA) is None


async def test_a_session_stored_before_it_was_asked_opens_as_it_did(house: House) -> None:
    insight = await session(house, speakers=None)
    assert "Which voice is you?" not in await card(house, ADA, insight)
    assert await mine(house) == [HERS, OTHERS]


async def test_nobody_else_is_asked_and_a_pair_never(house: House) -> None:
    insight = await session(house)
    assert (await house.press(IVA, "insight.voice", Voice(insight, "coach").packed())).refused
    paired = await house.paired_session(IVA, ADA, 2, speakers=NAMES, action_items=PROMISED)
    assert (await house.press(ADA, "insight.voice", Voice(paired, "coach").packed())).refused
    for reader in (ADA, IVA):
        assert "Which voice is you?" not in await card(house, reader, paired)


async def test_you_is_said_to_who_promised_and_a_name_to_everybody_else(house: House) -> None:
    insight = await house.paired_session(IVA, ADA, speakers=NAMES, action_items=PROMISED)
    await record(house.services, HERE, insight)
    hers = (await house.write(ADA, "actions")).text
    assert "you promised" in hers
    assert "Iva promised" in hers
    await house.write(IVA, "actions", "", ADA)
    theirs = words_of("", house.chat.of(IVA)[-1].blocks)
    assert "Ada promised" in theirs
    assert "you promised" in theirs, "what the coach promised"
    assert theirs.count("you promised") == hers.count("Iva promised") == 1
    for who in (ADA, IVA):
        for form in ("md", "json"):
            saved = (await insight_file(house.services, who, insight, form))[1].decode()
            assert "you promised" not in saved
    house.directory.add(ADA, "Ada", locale="de-DE")
    german = (await house.write(ADA, "actions")).text
    assert "von dir zugesagt" in german
    assert "zugesagt von Iva" in german
    assert sample(ADA).owner_voice == "client"


async def test_given_to_the_coach_it_is_a_pairs_and_both_sides_promises_are_followed_up(house: House) -> None:
    insight = await session(house)
    assert await mine(house) == []
    await house.pair_up(IVA, ADA)
    await acts.pair(house.services, ADA, insight, await house.bond(IVA, ADA))
    await house.settle()
    assert sorted(await mine(house)) == sorted([HERS, OTHERS])
    assert "Which voice is you?" not in await card(house, ADA, insight)
