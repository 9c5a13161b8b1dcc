"""Promises: each act once, by their client alone, and what it changed is never lost."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from core.changes import Kind
from core.people.person import Person
from core.promises import acts
from core.promises.acts import Agreed
from core.promises.commitments import Commitment, made_in, session_of
from core.refusal import Reason, Refused
from tests.acts.conftest import Crash, Stage
from tests.relationships.house import ELSEWHERE, person, sample

ADA, IVA = person("ada"), person("iva")
DAY = date(2126, 3, 20)
Act = Callable[..., Coroutine[Any, Any, Any]]


async def promised(stage: Stage) -> str:
    """The one promise of a session of Ada's."""
    insight = sample(ADA)
    await stage.world.insights.create(insight)
    (commitment,) = made_in(insight)
    await stage.world.commitments.record(ADA, insight.id, (commitment,))
    return commitment.id


async def stands(stage: Stage, promise: str) -> Commitment:
    _, commitment = await acts.find(stage.world, ADA, promise)
    return commitment


async def agreed(world: Any, actor: Person, promise: str) -> Any:
    return await acts.agree(world, actor, promise, Agreed("Call Noor", DAY, "0"))


async def reopened(world: Any, actor: Person, promise: str) -> Any:
    return await acts.reopen(world, actor, promise)


ACTS: Mapping[Act, Kind] = {
    acts.done: Kind.PROMISE_DONE,
    acts.drop: Kind.PROMISE_DROP,
    reopened: Kind.PROMISE_REOPEN,
    agreed: Kind.PROMISE_AGREE,
}


async def prepared(stage: Stage, act: Act) -> str:
    promise = await promised(stage)
    if act is reopened:
        await acts.done(stage.world, ADA, promise)
        await stage.carried_out(await stage.announced())
    return promise


@pytest.mark.parametrize("act", ACTS)
async def test_twice_and_many_at_once_are_once(stage: Stage, act: Act) -> None:
    promise = await prepared(stage, act)
    before = (await stands(stage, promise)).version
    await asyncio.gather(*(act(stage.world, ADA, promise) for _ in range(5)), return_exceptions=True)
    await act(stage.world, ADA, promise)
    (change,) = await stage.announced()
    dated = {"dated": True} if act is agreed else {}
    assert (change.kind, change.subject, change.facts) == (ACTS[act], session_of(promise), {"place": 0, **dated})
    assert (await stands(stage, promise)).version == before + 1


async def test_of_two_that_contradict_the_later_changes_nothing(stage: Stage) -> None:
    promise = await promised(stage)
    assert await acts.drop(stage.world, ADA, promise)
    assert not await acts.done(stage.world, ADA, promise)
    with pytest.raises(Refused):
        await agreed(stage.world, ADA, promise)
    assert [change.kind for change in await stage.announced()] == [Kind.PROMISE_DROP]
    assert (await stands(stage, promise)).state == "dropped"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [IVA, Person(ELSEWHERE, "ada")], ids=["a third", "of another tenant"])
async def test_whose_it_is_not_is_told_what_is_not_there(stage: Stage, act: Act, who: Person) -> None:
    promise = await prepared(stage, act)
    said = []
    for name in (promise, f"{'0' * 24}-0", f"{session_of(promise)}-9", "nothing"):
        with pytest.raises(Refused) as refused:
            await act(stage.world, who, name)
        said.append((refused.value.reason, refused.value.message))
    assert len(set(said)) == 1
    assert await stage.announced() == []


async def test_a_day_that_is_over_is_refused_before_anything_is_written(stage: Stage) -> None:
    promise = await promised(stage)
    yesterday = stage.world.clock.now().date() - timedelta(days=2)
    with pytest.raises(Refused) as refused:
        await acts.agree(stage.world, ADA, promise, Agreed("Call Noor", yesterday, "0"))
    assert refused.value.reason is Reason.BAD_INPUT
    assert await stage.announced() == []


@pytest.mark.parametrize("act", ACTS)
async def test_a_crash_before_the_effects_leaves_them_to_be_found(stage: Stage, act: Act) -> None:
    promise = await prepared(stage, act)
    with pytest.raises(Crash):
        await act(stage.dying, ADA, promise)
    assert await stage.announced() == []
    stage.later(minutes=1)
    assert await stage.world.announce_left() == 1
    (change,) = await stage.announced()
    assert change.kind is ACTS[act]
    await stage.carried_out([change])
    assert await stage.world.announce_left() == 0
