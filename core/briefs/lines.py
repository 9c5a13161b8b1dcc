"""What stands in a brief: the client's last words on the goal, their open promises, one question left open.

Each line is open to both at that moment: it comes from what core.sharing.finding.see shows the coach, of sessions that the client
sees as well. A line's id says where it comes from, so that it can be hidden, and holds no words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.insight.model import SessionInsight, Status
from core.insight.sections.base import Evidence
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.promises.commitments import Commitment
from core.refusal import Refused
from core.sharing.finding import see
from core.world import World

SESSIONS = 5
"""The newest, in which words on the goal are looked for."""
PROMISES = 8
"""Of one brief, the earliest due first."""
LOOKED_AT = 100
ON_THE_GOAL = ("goal_progress", "intention")
GOAL, PROMISE, QUESTION = "goal", "promise", "question"


@dataclass(frozen=True, slots=True)
class Line:
    """`said` are the words and where they stand; `promise` is there in one about a promise."""

    id: str
    kind: str
    insight: SessionInsight
    said: Evidence | None = None
    promise: Commitment | None = None


async def of(world: World, bond: Relationship) -> tuple[Line, ...]:
    """All there is to say now; nothing unless the two work together."""
    if bond.state is not State.ACTIVE or bond.withdrawn_at is not None:
        return ()
    sessions = await _sessions(world, bond)
    goal = next((line for seen in sessions if (line := _goal(seen))), None)
    question = _question(sessions[0]) if sessions else None
    promises = await _promises(world, bond)
    return tuple(line for line in (goal, *promises, question) if line)


async def _sessions(world: World, bond: Relationship) -> list[SessionInsight]:
    """As the coach sees them, the newest first."""
    page = await world.insights.of_relationship(bond.tenant, bond.id, limit=2 * SESSIONS)
    rows = [row for row in page.rows if row.status == Status.COMPLETED.value]
    rows.sort(key=lambda row: row.session_date or row.created_at, reverse=True)
    found = [await _open(world, bond, row.id) for row in rows[:SESSIONS]]
    return [insight for insight in found if insight]


async def _open(world: World, bond: Relationship, insight_id: str) -> SessionInsight | None:
    """As the coach sees it, if the client sees it too."""
    try:
        shown = await see(world, Person(bond.tenant, bond.coach), insight_id)
        await see(world, Person(bond.tenant, bond.client), insight_id)
    except Refused:
        return None
    return shown.insight if shown.insight.coaching_relationship_id == bond.id else None


def _goal(insight: SessionInsight) -> Line | None:
    """The first words that prove it: those after may tell what is in the way."""
    for section in ON_THE_GOAL:
        for item in reversed(insight.items(section)):
            if item.evidence:
                said = item.evidence[0]
                return Line(f"{GOAL}:{insight.id}:{said.turn}", GOAL, insight, said)
    return None


def _question(insight: SessionInsight) -> Line | None:
    """The last that the client left open."""
    for asked in reversed(insight.questions):
        if asked.left_open:
            return Line(f"{QUESTION}:{insight.id}:{asked.evidence.turn}", QUESTION, insight, asked.evidence)
    return None


async def _promises(world: World, bond: Relationship) -> Sequence[Line]:
    client = Person(bond.tenant, bond.client)
    page = await world.commitments.listed(client, settled=False, limit=LOOKED_AT)
    sessions: dict[str, SessionInsight | None] = {}
    found: list[Line] = []
    for made in page.rows:
        if made.owner != "client":
            continue
        if made.insight_id not in sessions:
            sessions[made.insight_id] = await _open(world, bond, made.insight_id)
        if insight := sessions[made.insight_id]:
            found.append(Line(line_of(made), PROMISE, insight, None, made))
    return found[:PROMISES]


def line_of(promise: Commitment) -> str:
    """The id of a promise's line."""
    return f"{PROMISE}:{promise.id}"
