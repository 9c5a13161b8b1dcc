"""What was left out, put right or named, and what access has ended: on every surface, for every reader."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import pytest

from core.insight import acts, holds, remarks
from core.insight.corrections import PASSAGES
from core.insight.model import DoneCommitment, Passage, Quality
from core.insight.sections import BY_NAME, SECTIONS
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence, SectionItem
from core.insight.sections.client_discovery import ClientDiscovery
from core.people import acts as people
from core.people.person import Person
from core.promises.recording import record
from core.sharing import acts as sharing
from core.sharing.acts import ShareRequest
from handlers.insight import view
from storage import Storage
from tests.effects import surfaces
from tests.effects.scenes import CLIENT, COACH, FORMER, GRANTEE, Scene, Screens
from tests.effects.surfaces import DATA, PRINTED, read
from tests.fakes.face import exchanged
from tests.relationships.house import HERE, furnish

GONE = ("wombat", "Wombat")
"""Of an item in the analysis: in its own words, in the summary, a theme and a marker."""
OLD, NEW = "numbat keeper", "bilby warden"
LATER = "e" * 24
"""The id of the session after it."""
NAMED = "I always hide the quoll, but I want to be proud."


def said(quote: str, turn: int) -> tuple[Evidence, ...]:
    return (Evidence(quote=quote, turn=turn, speaker="Ada", start=turn * 10.0),)


FINDINGS: Mapping[str, Any] = {
    "session_summary": "They looked at the zoo. She saw that wombats are calm animals. She will ring the numbat keeper.",
    "key_themes": ("zoo", "wombat"),
    "celebration": None,
    "client_discoveries": (
        ClientDiscovery(insight="Wombats are calm animals.", evidence=said("I saw how calm they are.", 8)),
        ClientDiscovery(insight="Rest is not idle.", evidence=said("Rest is work as well.", 9)),
    ),
    "action_items": (
        ActionItem(action="Ring the numbat keeper.", evidence=said("I will ring him on Friday.", 14)),
        ActionItem(action="Feed the wombat.", evidence=said("I will feed it.", 15)),
    ),
    "passages": (Passage(evidence=said(NAMED, 16)[0]),),
    "doubtful": (),
}


async def furnished(storage: Storage) -> Scene:
    """As tests/effects/scenes.py, with words of its own; and the next session of the pair, which shows a promise kept."""
    house = furnish(storage)
    screens = Screens()
    house.chat = screens
    house.services = exchanged(house.services, chat=screens, home=screens)
    bond = await house.pair_up(COACH, CLIENT)
    together = await house.paired_session(COACH, CLIENT, 1, session_title="Quokka", **FINDINGS)
    alone = await house.session(CLIENT, 2, session_title="Dingo", **FINDINGS)
    for insight_id in (alone, together):
        await record(house.services, HERE, insight_id)
    kept = tuple(
        DoneCommitment(
            commitment_id=f"{together}-{place}",
            action=item.action,
            coaching_relationship_id=bond,
            evidence=said(quote, 3),
        )
        for place, (item, quote) in enumerate(zip(FINDINGS["action_items"], ("I rang him.", "I fed it."), strict=True))
    )
    await house.paired_session(
        COACH,
        CLIENT,
        3,
        session_title="Emu",
        id=LATER,
        done_since_last=kept,
        client_discoveries=(),
        action_items=(),
        passages=(),
    )
    await record(house.services, HERE, LATER)
    for other in (GRANTEE, FORMER):
        await sharing.share(house.services, CLIENT, ShareRequest((alone,), other, frozenset({"comment", "export"})))
    await house.settle()
    return Scene(house, alone, together, bond, screens)


def holding(told: Mapping[str, str], *words: str) -> dict[str, str]:
    """The surfaces on which any of these stands."""
    return {name: text for name, text in told.items() if any(word in text for word in words)}


async def put_right(scene: Scene) -> None:
    """In both sessions: a discovery and a promise are left out, a promise is put in other words, a passage is named."""
    for insight_id in (scene.together, scene.alone):
        for n, (section, place, text) in enumerate(
            [("client_discoveries", 0, None), ("action_items", 1, None), ("action_items", 0, f"Ring the {NEW}.")]
        ):
            await remarks.correct(scene.services, CLIENT, insight_id, section, place, text, id=f"{n:024x}")
        await remarks.name(scene.services, CLIENT, insight_id, PASSAGES, 0, "values_beliefs")
    await scene.carried_out()


async def test_what_was_put_right_is_so_on_every_surface(storage: Storage) -> None:
    scene = await furnished(storage)
    await scene.look()
    for reader in (CLIENT, COACH):
        await scene.opened("card", reader, "insight.open", LATER, view.drawn)
    readers = (CLIENT, COACH, GRANTEE)
    before = {reader: await read(scene, reader) for reader in readers}
    await put_right(scene)
    for reader in readers:
        told = await read(scene, reader, saved=(*surfaces.SAVED, *PRINTED) if reader == COACH else surfaces.SAVED)
        insight_id = scene.alone if reader == GRANTEE else scene.together
        assert len(holding(before[reader], *GONE)) > 5
        assert holding(told, *GONE, OLD) == {}
        # Promises of others' sessions are told in a message that can be taken back.
        promises = "settled" if reader == CLIENT else "messages"
        for surface in (f"card {insight_id}", f"action_items {insight_id}", promises):
            assert NEW in told[surface], (reader, surface)
        for surface in (f"card {insight_id}", f"values_beliefs {insight_id}", f"session.md {insight_id}"):
            assert NAMED in told[surface], (reader, surface)
        assert "1 discovery · 1 value or belief · 1 promise" in told["insights"]
        assert "1 value or belief" in told["messages"], "of a list that stands"
        assert '"values_beliefs": 1' in told["timeline.json"]
        assert '"action_items": 1' in told["timeline.json"]
        assert (
            "1 value or belief" in told["timeline"] if reader == GRANTEE else "Values and beliefs" in told["timeline"]
        )
    own = await read(scene, CLIENT)
    assert NEW in own[f"preview {scene.alone}"]
    assert NAMED in own[f"preview {scene.alone}"]


async def test_lists_of_one_person_hold_what_is_paired_and_what_is_shared(storage: Storage) -> None:
    """The sessions the two have together, and the private one that is shared: in every list of them, and counted by none that
    would tell of a grant that has ended."""
    scene = await furnished(storage)
    await sharing.share(scene.services, CLIENT, ShareRequest((scene.alone,), COACH, frozenset()))
    for reader, titles in ((COACH, {"Quokka", "Dingo", "Emu"}), (GRANTEE, {"Dingo"}), (FORMER, {"Dingo"})):
        told = await read(scene, reader)
        for surface in ("insights", "timeline", "timeline.json"):
            assert {title for title in ("Quokka", "Dingo", "Emu") if title in told[surface]} == titles, (
                reader,
                surface,
            )
        assert all(title in told["messages"] for title in titles - {"Emu"}), "promises"
    await sharing.revoke(scene.services, CLIENT, scene.alone, COACH)
    told = await read(scene, COACH)
    assert all("Dingo" not in told[surface] for surface in ("insights", "timeline", "timeline.json"))


Step = Callable[[Scene], Awaitable[object]]


@dataclass(frozen=True)
class Ended:
    """`reader` may not see the session called `title` any more."""

    reader: Person
    title: str
    act: Step


ENDED: Mapping[str, Ended] = {
    "a grant is taken back": Ended(GRANTEE, "Dingo", lambda it: sharing.revoke(it.services, CLIENT, it.alone, GRANTEE)),
    "held by its owner": Ended(GRANTEE, "Dingo", lambda it: holds.hold(it.services, CLIENT, it.alone)),
    "held by its coach": Ended(CLIENT, "Quokka", lambda it: holds.hold(it.services, COACH, it.together)),
    "consent is withdrawn": Ended(COACH, "Quokka", lambda it: people.withdraw(it.services, CLIENT, it.bond)),
    "deleted": Ended(COACH, "Quokka", lambda it: acts.delete(it.services, CLIENT, it.together)),
    "its client is erased": Ended(COACH, "Quokka", lambda it: it.services.privacy.erase(CLIENT, it.house.clock.now())),
}


@pytest.mark.parametrize("name", ENDED)
async def test_whose_access_has_ended_reads_nothing_of_it_anywhere(storage: Storage, name: str) -> None:
    """Nor what its promises say, in the session that shows them kept."""
    ended = ENDED[name]
    scene = await furnished(storage)
    await scene.look()
    assert len(holding(await read(scene, ended.reader), ended.title)) > 3
    await ended.act(scene)
    await scene.carried_out()
    told = await read(scene, ended.reader)
    if (
        name == "its client is erased"
    ):  # the handler of an erasure replaces what was posted (tests/relationships/test_data.py)
        told.pop("messages")
    assert holding(told, ended.title) == {}
    others = {text for text in told.values() if OLD in text}
    assert not others or ended.reader == CLIENT
    if ended.reader == CLIENT:  # has a session of their own with the same words, and the one that shows these kept
        assert not any("Done since last time" in text for text in told.values())


# --- grades ---


def grades(model: type[SectionItem]) -> dict[str, str]:
    """The graded fields of a section, each with the least of what it may say."""
    told = {name: get_args(field.annotation) for name, field in model.model_fields.items()}
    literal = {name: [arg for one in args for arg in (get_args(one) or (one,))] for name, args in told.items() if args}
    return {
        name: [value for value in values if isinstance(value, str)][-1]
        for name, values in literal.items()
        if name not in {"owner", "state"} and any(isinstance(value, str) for value in values)
    }


def graded(name: str, turn: int) -> SectionItem:
    model = BY_NAME[name].item
    needed = {field: f"Plain {name} {field}." for field, about in model.model_fields.items() if about.is_required()}
    item: SectionItem = model(**needed, **grades(model), evidence=said(f"Plainly {name}.", turn))
    return item


def test_the_graded_fields_are_known() -> None:
    assert {name for section in SECTIONS for name in grades(section.item)} == {
        "commitment_level",
        "depth_level",
        "breakthrough_level",
        "client_commitment_level",
        "progress_level",
        "type",
        "client_engagement_level",
        "processing_style",
    }


@pytest.mark.parametrize("label", [Quality.NEEDS_IMPROVEMENT, Quality.EXCELLENT])
async def test_no_grade_is_read_anywhere_but_where_the_coach_opens_the_craft_view(
    storage: Storage, label: Quality
) -> None:
    scene = await furnished(storage)
    every: dict[str, Any] = {
        section.name: (item,) if section.many else item
        for n, section in enumerate(SECTIONS)
        for item in [graded(section.name, n + 1)]
    }
    every |= {"overall_session_quality": label, "quality_evidence": ("Plain reasons.",), "session_summary": "A talk."}
    alone = await scene.house.session(CLIENT, 8, session_title="Dingo 2", **every)
    together = await scene.house.paired_session(COACH, CLIENT, 9, session_title="Quokka 2", **every)
    scene.alone, scene.together = alone, together
    for insight_id in (alone, together):
        await record(scene.services, HERE, insight_id)
    await sharing.share(scene.services, CLIENT, ShareRequest((alone,), GRANTEE, frozenset({"export"})))
    await acts.show_craft(scene.services, COACH, together, shown=True)
    await scene.carried_out()
    await scene.look()
    words = {label.value, *(word for section in SECTIONS for word in grades(section.item).values())}
    for reader in (CLIENT, COACH, GRANTEE):
        told = await read(scene, reader, saved=(*surfaces.SAVED, *PRINTED) if reader == COACH else surfaces.SAVED)
        for insight_id in (alone, together):
            told[f"craft {insight_id}"] = (await scene.house.press(reader, "insight.craft", insight_id)).text
        found = {name for name, text in told.items() for word in words if stands(word, text)}
        expected = {f"craft {together}"} if reader == COACH else set()
        assert {name for name in found if name.split()[0] not in DATA} == expected


def stands(word: str, text: str) -> bool:
    return re.search(rf"\b{word}\b", text) is not None
