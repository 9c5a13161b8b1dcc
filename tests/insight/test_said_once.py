"""No sentence stands twice on a card, whatever an engine answers and whoever reads: the quote is the item."""

import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import recording
from bot.engines import make
from bot.engines.claude import Claude
from bot.engines.offline import Offline
from core.analysis import analyse
from core.card import Block, Bullets, Card, Divider, Facts, Fold, Form, Quote, Table, Text
from core.insight import remarks
from core.insight.engine import AnalysisRequest
from core.insight.model import Findings, SessionInsight
from core.insight.sections import SECTIONS
from core.promises.recording import record
from core.reading import extraction, roles
from core.transcript import Transcript
from handlers.insight.cards import insight_card
from handlers.insight.routes import YES, Named, Saved, Wanted
from tests.fakes import messages_api
from tests.fakes.in_process import InProcess
from tests.insight.sessions import TEXTS
from tests.relationships.house import HERE, START, House, later, person, sample

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
SAMPLES = Path(recording.DRAFT).parent
DAY = date(2026, 3, 2)
LONG = 20
"""Characters from which on words are a sentence rather than a label."""
_RECEIPT = re.compile(r"^> — .*$", re.MULTILINE)
"""Who said a quote, in a file."""
_ENDS = re.compile(r"(?<=[.!?…])[\s”“]+|\n|; |: “")


def sentences(words: str) -> Iterator[str]:
    """As their letters alone, so that neither a mark nor a number makes two of one; short ones are labels."""
    for part in _ENDS.split(words):
        bare = " ".join(re.findall(r"[^\W\d_]+", part.casefold()))
        if len(bare) > LONG:
            yield bare


def words(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Text(text) | Quote(text):
                yield text
            case Facts(pairs):
                yield from (value for _label, value in pairs)
            case Bullets(items):
                yield from items
            case Table(rows=rows):
                yield from (cell for row in rows for cell in row)
            case Fold(title, inner):
                yield title
                yield from words(inner)
            case _:
                pass


def twice(shown: Card | Form) -> list[str]:
    counts = Counter(said for text in (shown.title, *words(shown.blocks)) for said in sentences(text))
    return [said for said, count in counts.items() if count > 1]


def read(name: str) -> Transcript:
    """One of the texts of this room, or a file of samples/, with its roles."""
    data = TEXTS[name].encode() if name in TEXTS else (SAMPLES / name).read_bytes()
    found = extraction.read(data, name if name not in TEXTS else f"{name}.txt")
    return found.with_roles(roles.infer(found).roles)


def echoing(body: dict[str, Any]) -> dict[str, Any]:
    """What a model answers that says everything in the same two sentences of the client."""
    answer = messages_api.truthful(body)
    said = [
        evidence
        for items in (answer["celebration"], answer["intention"])
        for item in items
        for evidence in item["evidence"]
    ]
    for name, items in answer.items() if said else ():
        for item in items if isinstance(items, list) and name not in {"action_items", "powerful_questions"} else ():
            if isinstance(item, dict):
                item |= {
                    field: said[0]["quote"] for field, value in item.items() if isinstance(value, str) and " " in value
                }
                item["evidence"] = said
    return answer


ANSWERS = {"truthful": messages_api.truthful, "echoing": echoing}


async def analysed(name: str, engine: str) -> SessionInsight:
    """What the engine really makes of the text, as a session of Ada's."""
    transcript, work = read(name), InProcess()
    request = AnalysisRequest(transcript, DAY)
    if engine == "offline":
        result = await analyse.analyse(Offline(work), request, work)
    elif engine == "recorded":
        async with recording.recorded() as config:
            made = make(config, work, now=lambda: START)
            result = await analyse.analyse(made, request, work)
            await made.close()
    else:
        async with messages_api.MessagesApi() as api:
            api.always(messages_api.Reply(answer=ANSWERS[engine]))
            claude = Claude(api_key="test-key", base_url=api.url, patience=5.0, pause=0.01)
            result = await analyse.analyse(claude, request, work)
            await claude.close()
    fields = {name: getattr(result.findings, name) for name in Findings.model_fields}
    return sample(ADA, metadata=result.metadata, session_title=transcript.title, **fields)


CASES = [(name, "offline") for name in (*TEXTS, "session.vtt", "short.md")]
CASES += [
    ("allotment", "truthful"),
    ("karten", "truthful"),
    ("shop", "echoing"),
    ("chat", "echoing"),
    ("session.vtt", "recorded"),
]


@pytest.mark.parametrize(("name", "engine"), CASES)
async def test_no_sentence_stands_twice(house: House, name: str, engine: str) -> None:
    insight = await analysed(name, engine)
    found: dict[str, list[str]] = {}
    async for state, shown in states(house, insight):
        if repeated := twice(shown):
            found[state] = repeated
    assert found == {}


async def states(house: House, insight: SessionInsight) -> AsyncIterator[tuple[str, Card | Form]]:
    """The card, its parts and its files as client and coach come upon them."""
    await house.pair_up(IVA, ADA)
    bond = await house.bond(ADA, IVA)
    both = {"coaching_relationship_id": bond.id, "coach_user_id": IVA.id, "is_unpaired": False, "created_by": IVA.id}
    alone = insight.id
    paired = later(insight, id=f"{2:024x}", **both)
    for each in (insight, paired):
        await house.insights.create(each)
        await record(house.services, HERE, each.id)
    async for state, shown in _read(house, alone, paired.id, parts=True):
        yield state, shown
    for who in (ADA, IVA):
        house.directory.add(who, who.id.capitalize(), locale="de")
    async for state, shown in _read(house, alone, paired.id):
        yield f"{state}, in German", shown
    await house.press(IVA, "insight.hold", Wanted(paired.id, YES).packed())
    yield "held", (await house.press(IVA, "insight.open", paired.id)).cards[0]
    form = (await house.press(ADA, "share.one", alone)).forms[-1]
    preview = await house.send(ADA, form, coach="bo", sessions=(alone,), permissions=("export",), until=None)
    yield "preview", preview.forms[-1]
    await house.send(ADA, preview.forms[-1])
    await _act(house, alone)
    async for state, shown in _read(house, alone):
        yield f"{state}, named and settled", shown
    for section in SECTIONS:
        for place, _item in enumerate(insight.items(section.name)):
            await remarks.correct(house.services, ADA, alone, section.name, place, None, id=secrets.token_hex(12))
    async for state, shown in _read(house, alone):
        yield f"{state}, left out", shown


async def _act(house: House, insight_id: str) -> None:
    """Everything is named, and every promise settled on one day."""
    insight = await house.insight(insight_id)
    for place, section in zip(
        range(len(insight.passages)), ("values_beliefs", "client_discoveries", "intention"), strict=False
    ):
        await house.press(ADA, "insight.name", Named(insight_id, "passages", str(place), section).packed())
    for place in range(len(insight.doubtful)):
        await house.press(ADA, "insight.name", Named(insight_id, "doubtful", str(place), "action_items").packed())
    for one in await house.services.commitments.of(HERE, insight_id):
        await house.press(ADA, "insight.done", one.id)


async def _read(
    house: House, alone: str, paired: str = "", *, parts: bool = False
) -> AsyncIterator[tuple[str, Card | Form]]:
    """`parts`: each of them opened, too, and the craft view."""
    for who, which in ((ADA, alone), (BO, alone), (ADA, paired), (IVA, paired)):
        answer = await house.press(who, "insight.open", which)
        if answer.refused:
            continue  # not theirs to see now
        (card,) = answer.cards
        yield f"{who.id} opens {'alone' if which == alone else 'paired'}", card
        for part in card.blocks if parts else ():
            if isinstance(part, Fold) and part.open:
                yield f"{who.id}: {part.title}", (await house.press(who, part.open.action, part.open.value)).forms[-1]
        for form in (await house.press(who, "insight.craft", which)).forms if parts else ():
            yield f"{who.id}: craft", form
        if not (await house.press(who, "insight.export", Saved(which, "md").packed())).refused:
            yield f"{who.id} saves it", Card("", (Text(_RECEIPT.sub("", house.sender.files[-1][2].decode())),))


async def test_what_a_model_wrote_is_said_to_be_and_what_rules_found_is_not() -> None:
    assert insight_card(await analysed("session.vtt", "recorded")).generated
    assert not insight_card(await analysed("session.vtt", "offline")).generated


async def test_an_item_that_is_its_quote_does_not_read_as_a_receipt_of_the_one_before() -> None:
    card = insight_card(await analysed("session.vtt", "recorded"))
    folds = {block.title: block.blocks for block in card.blocks if isinstance(block, Fold)}
    values = folds["Values and beliefs (2)"]
    assert [type(block) for block in values] == [Quote, Divider, Quote]
