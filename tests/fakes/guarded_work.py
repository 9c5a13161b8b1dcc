"""Guarded work of which some children end without an answer."""

from collections.abc import Callable
from typing import Any

from core.ports.work import P, R, Task, TextWork


class Failing:
    """Where `hit` says so of a task's name and what it is given, the fault instead of an answer, the first `times`."""

    def __init__(self, work: TextWork, hit: Callable[[str, Any], bool], fault: Exception, times: int = 99) -> None:
        self.work, self.hit, self.fault, self.times, self.tried = work, hit, fault, times, 0
        self.alone = work.alone

    async def run(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self.hit(task.name, args[0]):
            self.tried += 1
            if self.tried <= self.times:
                raise self.fault
        return await self.work.run(task, *args, **kwargs)
