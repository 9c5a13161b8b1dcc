"""The port core.ports.work.TextWork without children, for tests of what is worked out: the same functions, and answers that
have travelled as they do from a child."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.ports.work import P, R, Task
from core.sandbox.wire import Arriving, shape_of


class InProcess:
    async def run(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        answer = task.does(*args, **kwargs)
        shape = shape_of(task.answer)
        arriving = Arriving[R](shape)
        for piece in shape.pieces(answer):
            arriving.take(piece)
        assert arriving.value() == answer
        return arriving.value()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        yield
