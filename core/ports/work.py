"""Work on a person's text, as a port: pure functions, each named in one table (core/sandbox/tasks.py) and run
away from the service."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, get_type_hints

P = ParamSpec("P")
R = TypeVar("R")

MEMORY = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task(Generic[P, R]):
    """A pure function over text, and what one call of it may use.

    `cpu_seconds` is processor time, which passes no faster on a busy machine; `memory` bytes on top of what a child has at its
    start; `seconds` wall-clock time, after which a call is given up as lost. Children are the least urgent thing on a machine,
    so that a busy one may give them a twentieth of a processor. `does` is annotated with what it answers: dataclasses or models
    of plain values.
    """

    name: str
    does: Callable[P, R]
    cpu_seconds: int
    memory: int = MEMORY
    seconds: float = 300.0

    @property
    def answer(self) -> Any:
        """The type of what it answers."""
        return get_type_hints(self.does)["return"]


class TextWork(Protocol):
    """Running tasks where no text can hold the service."""

    async def run(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the task's function answers. Raises Refused, by the function or for a text that takes more than the task may
        use; ChildLost for trouble of the machine, which says nothing about the text; ChildFault for a bug."""
        ...

    def alone(self) -> AbstractAsyncContextManager[None]:
        """A block within which each thing this task asks for is done with nothing beside it."""
        ...
