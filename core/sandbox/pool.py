"""Work on untrusted text in guarded child processes: reading files, and everything that searches a person's words for long.

Children are forked from a small server process that has the tasks loaded and an empty environment (core/sandbox/child.py),
one task to a child, and each gives up the network and every right it does not need before it sees a byte (core/sandbox/walls.py).
A few stand ready at all times, so an ordinary text waits for no start-up; a used child is never used again, so nothing of one
text can reach the next.
"""

import asyncio
import contextlib
import json
import logging
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from core.faults import ChildFault, ChildLost, NotInstalled
from core.ports.work import P, R, Task
from core.refusal import Reason, Refused
from core.sandbox.child import (
    ANSWER,
    ENDED,
    NUMBER,
    REFUSED,
    REQUEST,
    UP,
)
from core.sandbox.walls import KERNEL
from core.sandbox.wire import Arriving, Malformed, shape_of
from core.translation import N_

log = logging.getLogger(__name__)

CHILDREN = 4
MAX_PIECE = 512 * 1024
"""Bytes of one piece of an answer, which the event loop reads in one go; ours are far smaller (core/sandbox/wire.py: PIECE)."""
MAX_ANSWER = 16_000_000
"""Bytes a child may answer with; more than any session needs."""
_TELLS = 10.0  # seconds in which the server says how a child ended

TOO_COMPLEX = N_(
    "I could not read this one: it is too large or too complex. "
    "Copy the words of the session into a new document and send that, or send them as .txt."
)
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from core.sandbox.child import serve; "
    "serve(int(sys.argv[2]), *sys.argv[3:])"
)


class _Child:
    """A child as it is seen from here: the pipe to it, and the server's line about it."""

    def __init__(self, pipe: socket.socket, line: socket.socket) -> None:
        self.pipe, self._line = pipe, line
        pipe.setblocking(False)
        line.setblocking(False)

    async def ended(self) -> tuple[int, float]:
        """Its exit code, negative for a signal, and the seconds of processor time it took."""
        code, used = ENDED.unpack(await exactly(self._line, ENDED.size, _TELLS))
        return code, used

    def close(self) -> None:
        """The server kills it if it is still there."""
        self.pipe.close()
        self._line.close()


class ChildServer:
    """The process children are forked from."""

    def __init__(self, table: str = "core.sandbox.tasks", parts: tuple[str, ...] = KERNEL) -> None:
        self._control, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parents[2])
        self._said, errors = os.pipe()
        os.set_blocking(self._said, False)
        with theirs, open(errors, "wb") as stderr:  # noqa: PTH123 - a descriptor
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [sys.executable, "-I", "-c", _SERVE, root, str(theirs.fileno()), table, *parts],
                pass_fds=[theirs.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,  # until it has loaded, before there is any text
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self) -> _Child:
        """Raises OSError if the server is gone."""
        (pipe, its_pipe), (line, its_line) = socket.socketpair(), socket.socketpair()
        with its_pipe, its_line:
            child = _Child(pipe, line)
            try:
                socket.send_fds(self._control, [b"F"], [its_pipe.fileno(), its_line.fileno()])
            except OSError:
                child.close()
                raise
        return child

    def end(self, grace: float = 1.0) -> str:
        """Close the line; the server kills its children and goes. Waits for it, `grace` seconds at most. Answers the
        exception it died of while it loaded, in one line; else nothing, as when it has ended before."""
        if self._control.fileno() < 0:
            return ""
        self._control.close()
        try:
            self._process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with open(self._said, "rb") as said:  # noqa: PTH123 - a descriptor
            text = (said.read() or b"").decode("utf-8", "replace")
        if self._process.returncode <= 0:
            return ""
        # What stands below the last frame of a traceback.
        _, frame, below = text.rpartition('\n  File "')
        lines = below.split("\n")[1:] if frame else []
        return next((line[:200] for line in lines if line[:1].strip()), "")


_alone: ContextVar["Sandbox | None"] = ContextVar("alone", default=None)
"""The sandbox in which what the present task asks for runs by itself."""


class Sandbox:
    """The port core.ports.work.TextWork over guarded children. At most `children` work at once; others wait their turn in order.

    `table` names the module of the tasks, `parts` the kernel's walls to use where it has them, `up` the seconds in which a child
    has to come up. `lent` is a server that goes on after this sandbox; one that brings up no child is replaced by its own.
    """

    def __init__(
        self,
        table: str = "core.sandbox.tasks",
        children: int = CHILDREN,
        parts: tuple[str, ...] = KERNEL,
        up: float = 60.0,
        lent: ChildServer | None = None,
    ) -> None:
        self._table, self._children, self._parts = table, children, parts
        self._ready: deque[_Child] = deque()
        self._turn = asyncio.Semaphore(children)
        self._up = up
        self._lonely = asyncio.Lock()
        self._lent = self._server = lent

    async def start(self) -> None:
        """Start the server and the first children. Returns at once; the first task waits until they are up."""
        self._serving()
        self._refill()

    async def stop(self) -> None:
        """End every child, and the server unless it is lent. What was being worked on raises ChildLost."""
        server, self._server = self._server, None
        while self._ready:
            self._ready.popleft().close()
        if server is not None and server is not self._lent:
            await asyncio.to_thread(server.end)

    async def run(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a task in a child of its own. Raises as core.ports.work.TextWork.run says."""
        # In a thread, which lets go of the interpreter at every turn of a transcript.
        request = await asyncio.to_thread(pickle.dumps, (task.name, args, kwargs), pickle.HIGHEST_PROTOCOL)
        async with self._every_turn() if _alone.get() is self else self._turn:
            child = await self._child()
            try:
                async with asyncio.timeout(task.seconds):
                    await _send(child.pipe, task, request)
                    return await _receive(child.pipe, task)
            except TimeoutError:
                log.warning("child overdue", extra={"task": task.name, "size": len(request)})
                raise ChildLost("overdue") from None
            except (EOFError, OSError):
                raise await _end(child, task) from None
            finally:
                child.close()
                self._refill()

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """What this task (or one it starts) asks for within the block is done with nothing beside it, one thing after another.
        Between two things others have their turns: an engine's answer, say, is waited for outside."""
        token = _alone.set(self)
        try:
            yield
        finally:
            _alone.reset(token)

    @contextlib.asynccontextmanager
    async def _every_turn(self) -> AsyncIterator[None]:
        async with self._lonely, contextlib.AsyncExitStack() as turns:
            for _ in range(self._children):
                await turns.enter_async_context(self._turn)
            yield

    async def _child(self) -> _Child:
        """One that is up. A server that brings none up is replaced, once. Raises ChildLost, or NotInstalled."""
        said = ""
        for _ in range(2):
            server = self._serving()
            child = None
            try:
                child = self._ready.popleft() if self._ready else server.fork()
                await exactly(child.pipe, len(UP), self._up)
            except (TimeoutError, EOFError, OSError) as error:
                if child is not None:
                    child.close()
                said = await self._replace(server)
                log.warning("child not up", extra={"kind": type(error).__name__, "said": said})
            else:
                return child
        raise NotInstalled(said) if said else ChildLost("not_up")

    async def _replace(self, server: ChildServer) -> str:
        """What `ChildServer.end` answers; nothing where it was replaced already."""
        if server is not self._server:
            return ""
        self._server = None
        while self._ready:
            self._ready.popleft().close()
        return await asyncio.to_thread(server.end, 0.0)

    def _serving(self) -> ChildServer:
        if self._server is None or not self._server.alive:
            while self._ready:
                self._ready.popleft().close()
            if self._server is not None:
                self._server.end()  # it is dead already: this only closes our side
            self._server = ChildServer(self._table, self._parts)
            self._refill()
        return self._server

    def _refill(self) -> None:
        """Keep as many children waiting as may work at once."""
        with contextlib.suppress(OSError):
            while self._server is not None and len(self._ready) < self._children:
                self._ready.append(self._server.fork())


async def _send(pipe: socket.socket, task: Task[Any, Any], request: bytes) -> None:
    loop = asyncio.get_running_loop()
    head = REQUEST.pack(task.cpu_seconds, task.memory, len(request))
    with contextlib.suppress(OSError):  # a child may have answered and gone before it took all
        await loop.sock_sendall(pipe, head)
        await loop.sock_sendall(pipe, request)


async def _receive(pipe: socket.socket, task: Task[Any, R]) -> R:
    """The answer, built anew from plain values piece by piece, so that the event loop never waits long. Raises Refused for a
    refusal, ChildFault for a fault or what is no answer, EOFError or OSError where it breaks off."""
    try:
        head = json.loads(await _piece(pipe))
        if head["kind"] == REFUSED:
            log.info(
                "text refused",
                extra={"task": task.name, "reason": _word(head["reason"]), "cause": _word(head["cause"])},
            )
            raise Refused(Reason(head["reason"]), str(head["message"]) or TOO_COMPLEX)
        if head["kind"] != ANSWER:
            raise ChildFault(_word(head["type"]), _word(head["where"]))
        arriving = Arriving[R](shape_of(task.answer))
        size = 0
        while piece := await _piece(pipe):
            size += len(piece)
            if size > MAX_ANSWER:
                raise Malformed
            arriving.take(piece)
            await asyncio.sleep(0)
        return arriving.value()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ChildFault("nonsense", "") from None


async def _piece(pipe: socket.socket) -> bytes:
    (size,) = NUMBER.unpack(await exactly(pipe, NUMBER.size))
    if size > MAX_PIECE:
        raise Malformed
    return await exactly(pipe, size)


def _word(value: object) -> str:
    """A name that a child gives, fit for a log: it cannot carry words of the text."""
    return re.sub(r"[^\w.:]", "", str(value)[:80], flags=re.ASCII)


async def _end(child: _Child, task: Task[Any, Any]) -> Exception:
    """Why there is no answer: by the child's own limit of processor time, which the text is refused for, or otherwise."""
    try:
        code, used = await child.ended()
    except (TimeoutError, EOFError, OSError):
        code, used = 0, 0.0
    log.warning("child ended early", extra={"task": task.name, "code": code, "cpu_seconds": round(used, 1)})
    if code == -signal.SIGXCPU or used >= task.cpu_seconds:
        return Refused(Reason.TOO_COMPLEX, TOO_COMPLEX)
    return ChildLost("killed" if code <= 0 else "crashed")


async def exactly(pipe: socket.socket, size: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - for one step
    loop = asyncio.get_running_loop()
    held = bytearray()
    async with asyncio.timeout(timeout):
        while len(held) < size:
            chunk = await loop.sock_recv(pipe, min(size - len(held), 1 << 18))
            if not chunk:
                raise EOFError
            held += chunk
    return bytes(held)
