"""Working together: each act once, whoever is first, and what it changed is never lost."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import pytest

from core.changes import Kind
from core.people import acts, relationships
from core.people.person import Person
from core.people.relationships import State
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.transcript import Role
from tests.acts.conftest import Crash, Stage
from tests.relationships.house import ELSEWHERE, person, sample

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
Act = Callable[..., Coroutine[Any, Any, Any]]
KINDS: Mapping[Act, Kind] = {
    acts.accept: Kind.ACCEPT,
    acts.decline: Kind.DECLINE,
    acts.end: Kind.END,
    acts.withdraw: Kind.WITHDRAW,
}


async def invited(stage: Stage) -> str:
    """Ada has invited Iva as her coach."""
    done = await acts.invite(stage.world, ADA, IVA, Role.CLIENT)
    return done.relationship.id


async def together(stage: Stage) -> str:
    bond = await invited(stage)
    await acts.accept(stage.world, IVA, bond)
    await stage.carried_out(await stage.announced())
    return bond


async def prepared(stage: Stage, act: Act) -> str:
    return await (invited(stage) if act in {acts.accept, acts.decline} else together(stage))


def actor(act: Act) -> Person:
    return ADA if act is acts.withdraw else IVA


async def test_asking_twice_or_back_is_one_invitation(stage: Stage) -> None:
    first = await acts.invite(stage.world, ADA, IVA, Role.CLIENT)
    again = await acts.invite(stage.world, ADA, IVA, Role.CLIENT)
    back = await acts.invite(stage.world, IVA, ADA, Role.COACH)
    assert first.relationship.id == again.relationship.id == back.relationship.id
    (change,) = await stage.announced()
    assert (change.kind, change.subject, change.actor, list(change.people)) == (
        Kind.INVITE,
        first.relationship.id,
        "ada",
        ["iva"],
    )


@pytest.mark.parametrize("act", KINDS)
async def test_twice_is_once(stage: Stage, act: Act) -> None:
    bond = await prepared(stage, act)
    await stage.announced()
    await act(stage.world, actor(act), bond)
    with pytest.raises(Refused):
        await act(stage.world, actor(act), bond)
    assert [change.kind for change in await stage.announced()] == [KINDS[act]]


@pytest.mark.parametrize("act", KINDS)
async def test_of_many_at_once_one_is_written_and_announced(stage: Stage, act: Act) -> None:
    bond = await prepared(stage, act)
    await stage.announced()
    done = await asyncio.gather(*(act(stage.world, actor(act), bond) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, Refused) for one in done) == 4
    assert [change.kind for change in await stage.announced()] == [KINDS[act]]
    stage.later(minutes=1)
    kept = [change.kind for change in await stage.world.outbox.left() if change.subject == bond]
    assert kept.count(KINDS[act]) == 1


@pytest.mark.parametrize("act", KINDS)
@pytest.mark.parametrize("who", [BO, Person(ELSEWHERE, "iva")], ids=["a third", "of another tenant"])
async def test_whose_it_is_not_is_told_what_is_not_there(stage: Stage, act: Act, who: Person) -> None:
    bond = await prepared(stage, act)
    await stage.announced()
    for name in (bond, "nothing"):
        with pytest.raises(Refused) as refused:
            await act(stage.world, who, name)
        assert (refused.value.reason, refused.value.message) == (Reason.NOT_FOUND, relationships.gone())
    assert await stage.announced() == []


async def test_the_one_who_asked_does_not_answer_and_a_coach_does_not_withdraw(stage: Stage) -> None:
    bond = await invited(stage)
    with pytest.raises(Refused):
        await acts.accept(stage.world, ADA, bond)
    await acts.accept(stage.world, IVA, bond)
    await stage.announced()
    with pytest.raises(Refused):
        await acts.withdraw(stage.world, IVA, bond)
    assert await stage.announced() == []


async def test_taking_an_invitation_back(stage: Stage) -> None:
    bond = await acts.decline(stage.world, ADA, await invited(stage))
    assert (bond.state, bond.ended_by) == (State.DECLINED, "ada")


@pytest.mark.parametrize("act", [acts.invite, *KINDS])
async def test_a_crash_before_the_effects_leaves_them_to_be_found(stage: Stage, act: Act) -> None:
    if act is acts.invite:
        with pytest.raises(Crash):
            await acts.invite(stage.dying, ADA, IVA, Role.CLIENT)
    else:
        bond = await prepared(stage, act)
        await stage.carried_out(await stage.announced())
        with pytest.raises(Crash):
            await act(stage.dying, actor(act), bond)
    assert await stage.announced() == []
    assert await stage.world.announce_left() == 0, "it may still be on its way"
    stage.later(minutes=1)
    assert await stage.world.announce_left() == 1
    (change,) = await stage.announced()
    assert change.kind is KINDS.get(act, Kind.INVITE)
    await stage.carried_out([change])
    assert await stage.world.announce_left() == 0


async def test_consent_is_taken_back_from_all_the_two_ever_had(stage: Stage) -> None:
    first = await together(stage)
    await acts.end(stage.world, IVA, first)
    second = await together(stage)
    third = await acts.invite(stage.world, BO, IVA, Role.CLIENT)  # somebody else's: untouched
    await stage.announced()
    await acts.withdraw(stage.world, ADA, second)
    told = {change.subject: dict(change.facts) for change in await stage.announced()}
    assert told == {second: {}, first: {"with": second}}
    for bond in (first, second):
        stored = await stage.world.relationships.get(ADA.tenant, bond)
        assert stored is not None
        assert stored.withdrawn_at is not None
    untouched = await stage.world.relationships.get(ADA.tenant, third.relationship.id)
    assert untouched is not None
    assert untouched.state is State.PENDING


async def test_a_withdrawal_cut_short_closes_the_sessions_at_once_and_is_carried_on(stage: Stage) -> None:
    first = await together(stage)
    old = sample(ADA, 1, coaching_relationship_id=first, coach_user_id="iva", is_unpaired=False, created_by="iva")
    await stage.world.insights.create(old)
    await acts.end(stage.world, IVA, first)
    second = await together(stage)
    new = sample(ADA, 2, coaching_relationship_id=second, coach_user_id="iva", is_unpaired=False, created_by="iva")
    await stage.world.insights.create(new)
    await find(stage.world, IVA, Operation.VIEW, old.id)
    with pytest.raises(Crash):
        await acts.withdraw(stage.dying, ADA, second)
    with pytest.raises(Refused):
        await find(stage.world, IVA, Operation.VIEW, new.id)
    await acts.close(stage.world, ADA.tenant, second)  # as the effect does
    await acts.close(stage.world, ADA.tenant, second)
    with pytest.raises(Refused):
        await find(stage.world, IVA, Operation.VIEW, old.id)
    for insight in (old, new):
        await find(stage.world, ADA, Operation.VIEW, insight.id)
    assert [change.subject for change in await stage.announced()][-1:] == [first]
