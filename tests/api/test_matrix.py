"""The access matrix through HTTP: in every state of a session, whoever asks gets what the policy says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

import pytest

from core.insight.model import SessionInsight, Status
from core.jobs.job import Job
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.ports.people import Kind, Member
from core.promises.recording import record
from core.sharing.access import Bond, Facts, Operation, can
from tests.access.cells import HERE, NOW, Cell, cells
from tests.api.conftest import Client, Got
from tests.relationships.house import person, sample

O = Operation  # noqa: E741 - as in tests/access
ID, SOURCE, BOND = "ab" * 12, "doc", "cd" * 12
PATH = f"/session-insights/{ID}"
PARTS = 16
"""Of the whole, each with every 16th state."""
WORDS = {"among": "passages", "place": 0, "section": "goal_progress"}


@dataclass(frozen=True)
class Ask:
    """How an operation is asked for; `spoils`: it changes what the policy looks at."""

    operation: Operation
    method: str
    path: str
    json: Any = None
    spoils: bool = False


ASKS = (
    Ask(O.VIEW, "GET", PATH),
    Ask(O.VIEW, "GET", f"{PATH}/comments"),
    Ask(O.EXPORT, "GET", f"{PATH}/export?format=md"),
    Ask(O.COMMENT, "POST", f"{PATH}/comments", {"text": "Hello."}),
    Ask(O.SHARE, "POST", f"{PATH}/share", {"coach_user_id": "bo"}, spoils=True),
    Ask(O.REVOKE, "DELETE", f"{PATH}/share/view", spoils=True),
    Ask(O.EDIT, "PATCH", PATH, {"session_title": "New"}),
    Ask(O.RETRY, "POST", f"{PATH}/retry"),
    Ask(O.HOLD, "POST", f"{PATH}/hold", spoils=True),
    Ask(O.HOLD, "POST", f"{PATH}/release", spoils=True),
    Ask(O.NAME, "POST", f"{PATH}/name", WORDS),
    Ask(O.CHANGE_COMMITMENT, "POST", f"/actions/{ID}-0/done"),
    Ask(O.DELETE, "DELETE", PATH, spoils=True),
)


@dataclass
class Stage:
    api: Client

    async def set(self, facts: Facts) -> None:
        """The session as these facts have it, and nothing else of the sort."""
        storage = self.api.house.storage
        for name in ("session_insights", "insight_findings", "coaching_relationships", "commitments", "corrections"):
            await storage.db.collection(name).delete_many({})
        await storage.db.collection("jobs").delete_many({"_id.id": SOURCE})  # which a deletion ends
        await self.api.house.services.jobs.enqueue(
            Job(SOURCE, "intake", HERE, refs={"person": "nobody", "insight": ID})
        )
        paired = facts.bond is not Bond.UNPAIRED
        if paired:
            await self._bond(facts.bond)
        insight = self._insight(facts, paired=paired)
        await self.api.house.insights.create(insight)
        if facts.status is Status.COMPLETED:
            await record(self.api.house.services, HERE, ID)

    @staticmethod
    def _insight(facts: Facts, *, paired: bool) -> SessionInsight:
        return sample(Person(HERE, facts.client)).model_copy(
            update={
                "id": ID,
                "source_document_id": SOURCE,
                "status": facts.status,
                "created_by": facts.creator,
                "coach_user_id": facts.coach,
                "is_unpaired": not paired,
                "coaching_relationship_id": BOND if paired else None,
                "visible_to_client": facts.visible_to_client,
                "visible_to_coach": facts.visible_to_coach,
                "craft_shared": facts.craft_shared,
                "sharing_permissions": dict(facts.grants),
                "shared_with_coaches": tuple(facts.grants),
            }
        )

    async def _bond(self, bond: Bond) -> None:
        state = State.ACTIVE if bond is Bond.ACTIVE else State.ENDED
        withdrawn = NOW if bond is Bond.WITHDRAWN else None
        made = Relationship(BOND, HERE, "coach", "client", State.PENDING, "client", NOW, NOW)
        await self.api.house.relationships.create(made, _change())
        moved = replace(made, state=state, withdrawn_at=withdrawn, version=made.version + 1)
        assert await self.api.house.relationships.move(moved, _change())

    async def wrong(self, cell: Cell, ask: Ask) -> str:
        """What comes back otherwise than the policy says; empty where nothing does."""
        got = await self.api.ask(cell.actor, ask.method, ask.path, json=ask.json)
        allowed, sees = can(cell.actor, ask.operation, cell.facts), can(cell.actor, O.VIEW, cell.facts)
        fits = got.status < 300 if allowed else got.status == 403 if sees else _hidden(cell.actor, got)
        if ask.spoils and got.status < 300:
            await self.set(cell.facts)
        return "" if fits else f"{cell.actor} {ask.method} {ask.path}: {got.status}, allowed {allowed}, {cell.facts}"

    async def lists_wrongly(self, cell: Cell) -> str:
        shown = []
        for path in ("/session-insights/my-insights", "/session-insights/shared-with-me"):
            got = await self.api.get(cell.actor, path)
            shown.append(got.status == 200 and ID in got.data.decode())
        promised = await self.api.get(cell.actor, "/actions?client_user_id=client")
        told = promised.status == 200 and f"{ID}-0" in promised.data.decode()
        done = await self.api.get(cell.actor, "/actions?client_user_id=client&state=settled")
        told = told or (done.status == 200 and f"{ID}-0" in done.data.decode())
        may = can(cell.actor, O.SEE_COMMITMENTS, cell.facts) and cell.facts.status is Status.COMPLETED
        right = any(shown) == can(cell.actor, O.LIST, cell.facts) and told == may
        return "" if right else f"{cell.actor} lists: {shown}, {told}, {cell.facts}"


def _hidden(actor: Person, got: Got) -> bool:
    """The answer for what does not exist; nobody of a platform that is off has any token that opens."""
    return got.status == (404 if actor.tenant.platform is HERE.platform else 401)


def _change() -> Any:
    from tests.storage.samples import change  # noqa: PLC0415 - a name that would hide ours

    return change()


async def compared(api: Client, states: Sequence[Sequence[Cell]], actors: int) -> tuple[int, list[str]]:
    """(requests, what was wrong) over these states, each with so many who ask, in turn."""
    stage, count = Stage(api), 0
    wrong: list[str] = []
    api.house.directory.members[person("bo")] = Member(person("bo"), Kind.PERSON, "Bo")
    for n, state in enumerate(states):
        chosen = [state[(n * actors + i) % len(state)] for i in range(actors)]
        await stage.set(state[0].facts)
        for cell in chosen:
            wrong.append(await stage.lists_wrongly(cell))
            wrong += [await stage.wrong(cell, ask) for ask in ASKS]
            count += len(ASKS) + 4
    return count, [one for one in wrong if one]


def states() -> Iterator[list[Cell]]:
    for _facts, found in groupby(cells(), key=lambda cell: id(cell.facts)):
        yield list(found)


async def test_a_slice_of_the_matrix(api: Client) -> None:
    count, wrong = await compared(api, list(islice(states(), 5, None, 61)), 2)
    assert wrong[:3] == []
    assert count > 150


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
async def test_the_whole_matrix(api: Client, part: int, capsys: pytest.CaptureFixture[str]) -> None:
    mine = list(islice(states(), part, None, PARTS))
    count, wrong = await compared(api, mine, len(mine[0]))
    with capsys.disabled():
        print(f"\naccess matrix through HTTP, part {part}: {count} requests, {len(wrong)} wrong")  # noqa: T201 - the figure is the proof
    assert wrong[:3] == []
