"""The policy against a model written by hand from the specification, over every cell."""

import pytest

from core.insight.model import Status
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import (
    RULES,
    Bond,
    Facts,
    Operation,
    can,
    gone,
    require,
)
from tests.access.cells import ACTORS, HERE, NOW, cells

O = Operation  # noqa: E741 - a model of ten lines should read as ten lines
READ = {O.VIEW, O.LIST, O.SEE_COMMITMENTS}
BOTHS = {*READ, O.CREATE, O.COMMENT, O.EXPORT, O.CORRECT}
CARE = {O.EDIT, O.RETRY, O.HOLD, O.DELETE}
CLIENTS = {O.CHANGE_COMMITMENT, O.NAME, O.ANALYSE_AGAIN, O.SEE_AUDIT, O.SEE_TRANSCRIPT, O.DELETE}
FROZEN = {*READ, O.EXPORT, O.SEE_CRAFT, O.SEE_AUDIT, O.SEE_TRANSCRIPT, O.CHANGE_COMMITMENT}
FINISHED = {
    O.COMMENT,
    O.EXPORT,
    O.CORRECT,
    O.SHARE,
    O.PAIR,
    O.SHARE_CRAFT,
    O.CHANGE_COMMITMENT,
    O.NAME,
    O.ANALYSE_AGAIN,
}


def model(who: Person, what: Operation, it: Facts) -> bool:
    """Section 4 of the specification."""
    if what in FINISHED and it.status is not Status.COMPLETED:
        return False
    if what is O.RETRY and it.status not in {Status.COMPLETED, Status.FAILED}:
        return False
    me = who.id if who.tenant == HERE else None
    if it.bond is Bond.UNPAIRED:
        held = it.grants.get(me or "")
        if held is None or not held.view or not it.visible_to_coach or (held.expires_at and held.expires_at <= NOW):
            return me == "client" and what not in {O.SHARE_CRAFT, O.KNOW_HELD}
        return what in READ or (what is O.COMMENT and held.comment) or (what is O.EXPORT and held.export)
    sees = (me == "client" and it.visible_to_client) or (
        me == "coach" and it.visible_to_coach and it.bond is not Bond.WITHDRAWN
    )
    if what is O.DELETE and me == "client":
        return True
    if what is O.KNOW_HELD:
        return me == "client" and not it.visible_to_client
    if not sees or (it.bond is not Bond.ACTIVE and what not in FROZEN):
        return False
    mine = BOTHS | ((CLIENTS | ({O.SEE_CRAFT} if it.craft_shared else set())) if me == "client" else CARE)
    return what in mine | ({O.SEE_CRAFT, O.SHARE_CRAFT} if me == "coach" else CARE if it.creator == me else set())


def test_every_cell_is_as_the_specification_says(capsys: pytest.CaptureFixture[str]) -> None:
    count = allowed = 0
    wrong: list[tuple[str, str, Facts]] = []
    for cell in cells():
        for operation in Operation:
            count += 1
            says = can(cell.actor, operation, cell.facts)
            allowed += says
            if says != model(cell.actor, operation, cell.facts):
                wrong.append((cell.actor.id, operation.value, cell.facts))
    with capsys.disabled():
        print(f"\naccess matrix: {count} cells, {allowed} allowed, {len(wrong)} wrong")  # noqa: T201 - the figure is the proof
    assert wrong[:3] == []
    assert 0 < allowed < count / 4


def test_what_may_not_be_seen_answers_like_what_is_not_there() -> None:
    hidden = 0
    for cell in cells():
        if can(cell.actor, Operation.VIEW, cell.facts):
            continue
        for operation in Operation:
            if can(cell.actor, operation, cell.facts):
                assert operation in {Operation.DELETE, Operation.KNOW_HELD}
                assert cell.actor.id == "client"
                continue
            with pytest.raises(Refused) as refusal:
                require(cell.actor, operation, cell.facts)
            assert (refusal.value.reason, refusal.value.message) == (Reason.NOT_FOUND, gone())
            hidden += 1
    assert hidden > 100_000


def test_who_may_see_is_told_why_not() -> None:
    for cell in cells():
        for operation in Operation:
            if can(cell.actor, Operation.VIEW, cell.facts) and not can(cell.actor, operation, cell.facts):
                with pytest.raises(Refused) as refusal:
                    require(cell.actor, operation, cell.facts)
                assert refusal.value.reason is Reason.NOT_ALLOWED


def test_everything_a_cell_may_be_occurs() -> None:
    """A matrix that cannot tell the rules apart proves nothing: no two operations but those meant to have the same column."""
    same = [
        {O.VIEW, O.LIST, O.SEE_COMMITMENTS},
        {O.SHARE, O.PAIR},
        {O.NAME, O.ANALYSE_AGAIN},
        {O.SEE_AUDIT, O.SEE_TRANSCRIPT},
    ]
    columns: dict[tuple[bool, ...], set[Operation]] = {}
    everything = list(cells())
    for operation in Operation:
        column = tuple(can(cell.actor, operation, cell.facts) for cell in everything)
        columns.setdefault(column, set()).add(operation)
    shared = [group for group in columns.values() if len(group) > 1]
    assert all(group in [*same, {Operation.EDIT, Operation.HOLD}] for group in shared)
    assert set(RULES) == set(Operation)
    assert len({(actor.tenant, actor.id) for actor in ACTORS}) == len(ACTORS)
