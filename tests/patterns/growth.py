"""How the work of a pattern grows with the text, in processor time of this thread: a busy machine changes nothing of it.

Run as `python -m tests.patterns.growth SHARE [EVERY]` it tries that share of all patterns, on one attack of EVERY,
and prints what it tried and what is slow.
"""

import json
import math
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise

from tests.patterns.attacks import attacks
from tests.patterns.finding import Pattern, patterns

STEP = 8
"""From one size to the next. Linear work grows by as much, quadratic by its square."""
SIZES = (250, 250 * STEP, 250 * STEP**2, 250 * STEP**3)
SUSPECT, SLOW = 1.15, 1.45
"""Orders of growth from which a larger size is tried, and from which it is not linear."""
LIMIT = 1.5
"""Seconds of processor time for one text: above all that linear work takes, met at once by what grows without measure."""

TICK = 1e-6
"""The least that is told apart; the clock may show nothing for less."""

SHARES = 3
"""Parts in which all patterns are tried, side by side."""
SECONDS = 600
"""Processor time of one share; it needs about a twentieth."""


class _OverLimitError(Exception):
    pass


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Ends what takes longer; `re` looks for signals while it matches."""

    def over(*_: object) -> None:
        raise _OverLimitError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _measured(work: Callable[[], object], times: int) -> float:
    """The least processor time of several runs; infinity over the limit."""
    best = math.inf
    for _ in range(times):
        start = time.thread_time()
        try:
            with limited(LIMIT):
                work()
        except _OverLimitError:
            return math.inf
        best = min(best, time.thread_time() - start)
    return max(best, TICK)


def order(work: Callable[[int], Callable[[], object]], sizes: Sequence[int] = SIZES) -> float:
    """The power of the size by which the work grows: 1 linear, 2 quadratic, infinity for what does not end in time.

    `work(size)` prepares one run. Larger sizes are tried only while the growth looks steeper than linear."""
    found, small = 0.0, _measured(work(sizes[0]), 1)
    if small == math.inf:
        return math.inf
    for before, size in pairwise(sizes):
        large = _measured(work(size), 1)
        power = _power(small, large, size / before)
        if SUSPECT < power < math.inf:  # once more, each: a single run may have been unlucky
            small, large = min(small, _measured(work(before), 3)), min(large, _measured(work(size), 2))
            power = _power(small, large, size / before)
        if power == math.inf:  # over the limit: it grows at least so much, or linearly from much
            return max(found, _power(small, LIMIT, size / before))
        found = power
        if found <= SUSPECT:
            return found
        small = large
    return found


def _power(small: float, large: float, step: float) -> float:
    return math.inf if math.inf in {small, large} else math.log(large / small, step)


def search_all(pattern: Pattern, attack: tuple[str, str, str]) -> Callable[[int], Callable[[], object]]:
    """Every match in a text of one attack: what `search`, `sub`, `split` and `findall` do, and more than `match` does."""
    before, piece, after = attack

    def work(size: int) -> Callable[[], object]:
        text = before + piece * (size // len(piece) + 1) + after
        return lambda: deque(_matches(pattern, text), maxlen=0)

    return work


def _matches(pattern: Pattern, text: str) -> Iterator[object]:
    return pattern.finditer(text if isinstance(pattern.pattern, str) else text.encode())  # type: ignore[arg-type]  # as it takes


def main(share: int, every: int = 1) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    tried = dict(list(patterns().items())[share::SHARES])
    slow = {}
    for name, pattern in tried.items():
        for attack in islice(attacks(pattern), 0, None, every):
            if (power := order(search_all(pattern, attack))) > SLOW:
                slow[name] = f"grows by the power of {power:.1f} with {attack}"
                break
    json.dump({"tried": list(tried), "slow": slow}, sys.stdout)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
