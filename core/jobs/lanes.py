"""Slots by kind of work, so that what takes a moment never waits behind what takes minutes, and nobody behind one person's dozen
files. Each process counts its own slots.
"""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from core.jobs.job import Job, Lane, Owner
from core.people.person import Person, Tenant

SLOTS: Mapping[Lane, int] = {Lane.QUICK: 4, Lane.READ: 2, Lane.ANALYSE: 4, Lane.UPKEEP: 2, Lane.ALONE: 1}
"""Jobs of each lane that one process carries at a time."""
LOOKED_AT = 64
"""Jobs of a look at who waits. Where there are more, who waits behind them is not known."""
REMEMBERED = 32
"""How many of those served last come second to others; not all, or who comes back would wait as long as new people come."""

TELLING = 5.0
"""Seconds that a person's reading waits for what they are being told: a platform that hangs keeps no file from being read."""


@dataclass
class _Lane:
    """Whose jobs are in the slots of one lane, and whose were last."""

    running: list[Owner] = field(default_factory=list)
    recent: deque[Owner] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waited for what when it was last looked, so that nobody asks for a job that is not there."""

    jobs: tuple[tuple[Lane, Owner], ...] = ()

    def perhaps(self, lanes: Collection[Lane], busy: frozenset[Owner]) -> bool:
        """Whether a claim for these lanes that leaves the busy for later may find one."""
        if len(self.jobs) >= LOOKED_AT:
            return bool(lanes)
        return any(
            lane in lanes and not ({owner, owner if isinstance(owner, Tenant) else owner.tenant} & busy)
            for lane, owner in self.jobs
        )

    def without(self, lane: Lane, owner: Owner) -> "Waiting":
        """Once a job of this lane was claimed; one that nobody had sorted waited for QUICK."""
        if len(self.jobs) >= LOOKED_AT:
            return self
        jobs = list(self.jobs)
        for found in ((lane, owner), (Lane.QUICK, owner)):
            if found in jobs:
                jobs.remove(found)
                break
        return Waiting(tuple(jobs))

    def joined_by(self, lane: Lane, owner: Owner) -> "Waiting":
        return Waiting((*self.jobs, (lane, owner)))


@dataclass
class Slots:
    each: Mapping[Lane, int] = field(default_factory=lambda: SLOTS)
    seconds: Callable[[], float] = time.monotonic
    _lanes: defaultdict[Lane, _Lane] = field(default_factory=lambda: defaultdict(_Lane))
    _begun: dict[Owner, float] = field(default_factory=dict)

    def begin(self, job: Job, lane: Lane) -> None:
        self._lanes[lane].running.append(job.owner)
        if lane is Lane.QUICK:
            self._begun[job.owner] = self.seconds()

    def end(self, job: Job, lane: Lane) -> None:
        held = self._lanes[lane]
        held.running.remove(job.owner)
        if job.owner in held.recent:
            held.recent.remove(job.owner)
        held.recent.append(job.owner)

    def free(self, lane: Lane) -> bool:
        return len(self._lanes[lane].running) < self.each[lane]

    def spare(self, owner: Owner, lane: Lane) -> bool:
        """Whether there is a slot for one more job of theirs, besides the last one, while nothing else is being said to them."""
        theirs = self._lanes[lane].running.count(owner)
        if not self.free(lane) or (isinstance(owner, Person) and theirs >= max(1, self.each[lane] - 1)):
            return False
        return lane is Lane.QUICK or self._lanes[Lane.QUICK].running.count(owner) <= 1

    def idle(self) -> list[Lane]:
        """Lanes in which nobody is served, or was while others waited: whoever waits longest is next."""
        return [lane for lane in Lane if not self._lanes[lane].running and not self._lanes[lane].recent]

    def told(self) -> frozenset[Owner]:
        """Who is being told something just now: all their files are told of before one of them is read."""
        late = self.seconds() - TELLING
        self._begun = {owner: begun for owner, begun in self._begun.items() if begun > late}
        return _people([owner for owner in self._lanes[Lane.QUICK].running if owner in self._begun])

    def turns(self, lane: Lane, told: frozenset[Owner] = frozenset()) -> Iterator[frozenset[Owner]]:
        """Whose jobs the next claims leave for later, one claim after another until one finds a job; none where no slot is free.

        Tenants that have nothing here come first, then people who have nothing here: who was not served lately, then whoever was
        served longest ago, and at last anybody. The last free slot is for somebody else than who has all the others.
        """
        held, slots = self._lanes[lane], self.each[lane]
        if not self.free(lane) or lane in self.idle():
            return
        if lane is Lane.QUICK:  # that is where they are told
            told = frozenset()
        people = Counter(owner for owner in held.running if isinstance(owner, Person))
        tenants = frozenset(owner if isinstance(owner, Tenant) else owner.tenant for owner in held.running)
        met = _people([*people, *held.recent])
        if tenants:
            yield tenants | met | told
        yield met | told
        while held.recent:
            held.recent.popleft()
            yield _people([*people, *held.recent]) | told
        yield frozenset(person for person, count in people.items() if count >= max(1, slots - 1)) | told


def _people(owners: list[Owner]) -> frozenset[Owner]:
    return frozenset(owner for owner in owners if isinstance(owner, Person))
