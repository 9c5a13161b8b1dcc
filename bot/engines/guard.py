"""What stands before every engine: room for so many calls, daily limits, and a breaker, so that an outage costs nothing.

What will likely be used is counted before anything is sent and put right afterwards, so that files that come at once cannot
pass a limit together. Over its own limit a person is told; a tenant over its budget waits for the next day. Counters live
behind a small port, so that all replicas can share them.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.engines.bill import BILL, Bill
from core.analysis.analyse import RepairingEngine
from core.insight.draft import Draft, Rejected
from core.insight.engine import (
    BUDGET_SPENT,
    AnalysisRequest,
    Engine,
    EngineFault,
)
from core.people.person import Person
from core.refusal import Reason, Refused
from core.translation import N_

log = logging.getLogger(__name__)

LIMIT = N_("You have had {0} sessions analysed today, the most for one day. Please drop this one again tomorrow.")


class Counters(Protocol):
    """Sums by key. A key names its day, so old ones may be forgotten after two days."""

    async def get(self, key: str) -> float: ...

    async def add(self, key: str, amount: float) -> float:
        """The sum with the amount in it, whoever else adds at the same time."""
        ...

    async def count(self, key: str, name: str) -> tuple[float, bool]:
        """Add one for what is called so, if it is not counted yet: the sum, and whether it was added."""
        ...

    async def uncount(self, key: str, name: str) -> None:
        """Take that back."""
        ...


@runtime_checkable
class Priced(Protocol):
    """An engine that can say what it will likely cost."""

    def likely_cost(self, request: AnalysisRequest, *, calls: int | None = None) -> float:
        """US dollars for a whole analysis, or for so many calls of it."""
        ...


class MemoryCounters:
    """Counters of one process."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}
        self._named: dict[str, set[str]] = {}

    async def get(self, key: str) -> float:
        return self._sums.get(key, 0.0)

    async def add(self, key: str, amount: float) -> float:
        day = key.rsplit("/", 1)[-1]
        self._sums = {old: value for old, value in self._sums.items() if old.rsplit("/", 1)[-1] >= day}
        self._sums[key] = self._sums.get(key, 0.0) + amount
        return self._sums[key]

    async def count(self, key: str, name: str) -> tuple[float, bool]:
        named = self._named.setdefault(key, set())
        new = name not in named
        named.add(name)
        return await self.add(key, float(new)), new

    async def uncount(self, key: str, name: str) -> None:
        named = self._named.get(key, set())
        if name in named:
            named.remove(name)
            await self.add(key, -1.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """Per day in UTC; 0 means no limit. Costs in US dollars, `cost_total` of all tenants together."""

    per_person: int = 20
    per_tenant: int = 200
    cost_per_tenant: float = 20.0
    cost_total: float = 0.0


class Breaker:
    """Opens after `threshold` transient faults within `window` seconds; then one probe every `rest` seconds until one works."""

    def __init__(
        self,
        *,
        threshold: int = 5,
        window: float = 60.0,
        rest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold, self._window, self._rest, self._clock = threshold, window, rest, clock
        self._faults: deque[float] = deque()
        self._open_until: float | None = None

    @property
    def open(self) -> bool:
        return self._open_until is not None

    def check(self) -> None:
        """Raises EngineFault while open; lets one probe through when the rest is over."""
        if self._open_until is None:
            return
        now = self._clock()
        if now < self._open_until:
            raise EngineFault("breaker_open", transient=True, retry_after=self._open_until - now)
        self._open_until = now + self._rest  # this call is the probe; the others go on waiting

    def succeeded(self) -> None:
        self._faults.clear()
        self._open_until = None

    def failed(self, retry_after: float | None = None) -> None:
        now = self._clock()
        self._faults.append(now)
        while self._faults and now - self._faults[0] > self._window:
            self._faults.popleft()
        if self._open_until is not None or len(self._faults) >= self._threshold:
            self._open_until = now + max(self._rest, retry_after or 0.0)


class Guarded:
    """An engine behind its guard; itself an engine."""

    def __init__(
        self,
        engine: Engine,
        *,
        now: Callable[[], datetime],
        slots: int = 4,
        limits: Limits | None = None,
        counters: Counters | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._engine = engine
        self._slots = asyncio.Semaphore(slots)
        self._limits = limits or Limits()
        self._counters: Counters = counters or MemoryCounters()
        self._breaker = breaker or Breaker()
        self._now = now

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def version(self) -> str:
        return self._engine.version

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        name = request.session or secrets.token_hex(8)
        counted: list[Callable[[], Awaitable[object]]] = []
        try:
            await self._admit(request.requested_by, name, counted)
            async with self._slots:
                return await self._paid(request, None, lambda: self._engine.analyse(request, progress))
        except (Exception, asyncio.CancelledError):
            for take_back in counted:  # no session of this day yet: it is counted when it is tried again
                await _if_possible(take_back())
            raise

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        if not isinstance(self._engine, RepairingEngine):
            return Draft(sections={})
        engine = self._engine
        async with self._slots:
            return await self._paid(request, 1, lambda: engine.repair(request, rejected))

    async def close(self) -> None:
        close = getattr(self._engine, "close", None)
        if close is not None:
            await close()

    async def _paid(
        self, request: AnalysisRequest, calls: int | None, call: Callable[[], Coroutine[None, None, Draft]]
    ) -> Draft:
        """What it likely costs is put down before anything is sent, and made exact afterwards. Where this process dies or is
        stopped in between, it stays: the service has been at work. `calls` None is a whole analysis, which the budgets admit."""
        person = request.requested_by
        if person is None:
            return await self._held(call)
        likely = self._engine.likely_cost(request, calls=calls) if isinstance(self._engine, Priced) else 0.0
        keys = self._keys(person)
        await self._reserve(keys, likely, within_budgets=calls is None)
        spent = Bill()
        outer = BILL.set(spent)
        try:
            draft = await self._held(call)
        except Exception:
            await self._correct(keys, spent.dollars - likely)
            raise
        finally:
            BILL.reset(outer)
        await self._correct(keys, max(spent.dollars, draft.usage.cost_usd - spent.before) - likely)
        return draft

    async def _held(self, call: Callable[[], Coroutine[None, None, Draft]]) -> Draft:
        self._breaker.check()
        try:
            draft = await call()
        except EngineFault as fault:
            if fault.transient:
                self._breaker.failed(fault.retry_after)
            else:
                self._breaker.succeeded()  # the service answered; the fault is ours
            raise
        except Refused:
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return draft

    async def _admit(self, person: Person | None, name: str, counted: list[Callable[[], Awaitable[object]]]) -> None:
        """Count the session by its name, and tell how that is taken back. Adding and looking are one, as for budgets. An attempt
        whose process died has counted it already; between the two counts it may be missing in the second."""
        if person is None:
            return
        keys, limits, counters = self._keys(person), self._limits, self._counters
        today, new = await counters.count(keys.person, name)
        counted.append(lambda: counters.uncount(keys.person, name))
        if 0 < limits.per_person < today:
            raise Refused(Reason.LIMIT_REACHED, LIMIT.format(limits.per_person))
        today = await counters.add(keys.tenant, 1) if new else await counters.get(keys.tenant)
        counted.append(lambda: counters.add(keys.tenant, -1))
        if 0 < limits.per_tenant < today:
            raise self._spent("sessions of the workspace")

    async def _reserve(self, keys: "_Keys", likely: float, *, within_budgets: bool) -> None:
        """Adding and looking are one, so that no two who come at once both find the last of a budget."""
        limits = self._limits
        budgets = ((keys.cost, limits.cost_per_tenant, "workspace"), (keys.total, limits.cost_total, "installation"))
        for at, (key, budget, whose) in enumerate(budgets):
            if not likely and not budget:
                continue
            before = await self._counters.add(key, likely) - likely if likely else await self._counters.get(key)
            if within_budgets and budget and before >= budget:
                for added, _, _ in budgets[: at + 1]:
                    await self._add(added, -likely)
                raise self._spent(f"budget of the {whose}")

    async def _correct(self, keys: "_Keys", difference: float) -> None:
        await self._add(keys.cost, difference)
        await self._add(keys.total, difference)

    async def _add(self, key: str, amount: float) -> None:
        if amount:
            await _if_possible(self._counters.add(key, amount))

    def _spent(self, what: str) -> EngineFault:
        log.warning("no more analyses today", extra={"spent": what})
        return EngineFault(BUDGET_SPENT, transient=True, retry_after=self._until_tomorrow())

    def _keys(self, person: Person) -> "_Keys":
        day = self._now().astimezone(UTC).date().isoformat()
        tenant = f"{person.tenant.platform.value}/{person.tenant.id}"
        return _Keys(
            f"sessions/{tenant}/{person.id}/{day}",
            f"sessions/{tenant}/{day}",
            f"cost/{tenant}/{day}",
            f"cost/*/*/{day}",
        )

    def _until_tomorrow(self) -> float:
        now = self._now().astimezone(UTC)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - now).total_seconds()


async def _if_possible(counting: Awaitable[object]) -> None:
    """A count that could not be written costs nobody the analysis that was paid for."""
    try:
        await counting
    except Exception as error:  # noqa: BLE001 - whatever it is, the analysis is not to blame
        log.warning("not counted: %s", type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Keys:
    person: str
    tenant: str
    cost: str
    total: str
