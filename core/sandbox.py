"""Reading untrusted files in guarded child processes.

Children are forked from a small server process that has the readers loaded and an empty environment
(core/sandbox_child.py), one file to a child, and each gives up the network and every right it does not need before it
sees a byte. A few stand ready at all times, so an ordinary file waits for no start-up; a used child is never used again,
so nothing of one file can reach the next.
"""

import asyncio
import contextlib
import json
import logging
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.refusal import Reason, Refused
from core.sandbox_child import NUMBER, REFUSED, SIZES, TRANSCRIPT
from core.transcript import Cue, Transcript, Turn

log = logging.getLogger(__name__)

MAX_RESULT = 16_000_000
"""Bytes a child may answer with; more than any session needs."""
_GRACE = 1.0  # seconds the kernel's own alarm has before the parent steps in

_UNREADABLE = "This file could not be read. Save it again, or send the transcript as .docx or .txt."
_TOO_COMPLEX = (
    "This file is too large or too complex to read safely. Copy its text into a new document, or send it as .txt."
)
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from core.sandbox_child import serve; "
    "serve(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use. `seconds` is wall-clock time, `cpu_seconds` processor time, `memory` bytes on top of what
    the child has at its start."""

    seconds: float = 15.0
    cpu_seconds: int = 10
    memory: int = 256 * 1024 * 1024
    children: int = 2


class _Server:
    """The process children are forked from."""

    def __init__(self, limits: Limits) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [
                    *(
                        sys.executable,
                        "-I",
                        "-c",
                        _SERVE,
                        str(Path(__file__).resolve().parent.parent),
                        str(theirs.fileno()),
                    ),
                    *(str(limits.seconds), str(limits.cpu_seconds), str(limits.memory)),
                ],
                pass_fds=[theirs.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self) -> socket.socket:
        """The pipe to a new child. Raises OSError if the server is gone."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            try:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def kill(self, pid: int) -> None:
        with contextlib.suppress(OSError):
            self._control.sendall(b"K" + NUMBER.pack(pid))

    def end(self) -> None:
        """Close the line; the server kills its children and goes. Waits for it, a second at most."""
        self._control.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_alone: ContextVar["Sandbox | None"] = ContextVar("alone", default=None)
"""The sandbox that the present task has to itself."""


class _NotTaken(Refused):
    """The child was not up, so it never saw the file: that says nothing about the file."""


class Sandbox:
    """The port core.ports.Extractor over guarded children. At most `limits.children` files are read at once; others
    wait their turn in order."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._ready: deque[socket.socket] = deque()
        self._turn = asyncio.Semaphore(self.limits.children)
        self._lonely = asyncio.Lock()
        self._server: _Server | None = None

    async def start(self) -> None:
        """Start the server and the first children. Returns at once; the first file waits until they are up."""
        self._serving()

    async def stop(self) -> None:
        """End the server and every child. Files being read are refused."""
        server, self._server = self._server, None
        while self._ready:
            self._ready.popleft().close()
        if server is not None:
            await asyncio.to_thread(server.end)

    async def extract(self, data: bytes, name: str = "") -> Transcript:
        """Read a file in a child of its own. Raises Refused; a child that dies or overruns is a refusal, too."""
        async with contextlib.nullcontext() if _alone.get() is self else self._turn:
            try:
                answer = await self._attempt(data, name)
            except _NotTaken:
                answer = await self._attempt(data, name)
        return await _decode(answer)

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Until the block ends, nothing is read but what this task (or one it starts) asks for, one thing after another. Waits
        for what is being read; others wait in turn. Not to be entered twice by one task."""
        async with self._lonely, contextlib.AsyncExitStack() as turns:
            for _ in range(self.limits.children):
                await turns.enter_async_context(self._turn)
            token = _alone.set(self)
            try:
                yield
            finally:
                _alone.reset(token)

    async def _attempt(self, data: bytes, name: str) -> bytes:
        server = self._serving()
        pipe = self._ready.popleft() if self._ready else server.fork()
        try:
            return await self._ask(server, pipe, data, name)
        finally:
            pipe.close()
            self._refill()

    def _serving(self) -> _Server:
        if self._server is None or not self._server.alive:
            while self._ready:
                self._ready.popleft().close()
            if self._server is not None:
                self._server.end()  # it is dead already: this only closes our side
            self._server = _Server(self.limits)
            self._refill()
        return self._server

    def _refill(self) -> None:
        """Keep as many children waiting as may work at once."""
        with contextlib.suppress(OSError):
            while self._server is not None and len(self._ready) < self.limits.children:
                self._ready.append(self._server.fork())

    async def _ask(self, server: _Server, pipe: socket.socket, data: bytes, name: str) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            (pid,) = NUMBER.unpack(await _exactly(pipe, NUMBER.size, timeout=self.limits.seconds + _GRACE))
        except (TimeoutError, EOFError, OSError) as error:
            log.warning("file reader was not up", extra={"kind": type(error).__name__})
            raise _NotTaken(Reason.TOO_COMPLEX, _TOO_COMPLEX) from None
        try:
            label = name[-200:].encode("utf-8", "replace")
            async with asyncio.timeout(self.limits.seconds + _GRACE):
                await loop.sock_sendall(pipe, SIZES.pack(len(label), len(data)) + label)
                if data:  # a child that expects nothing more may have answered and gone, and sending nothing then fails
                    await loop.sock_sendall(pipe, data)
                (size,) = NUMBER.unpack(await _exactly(pipe, NUMBER.size))
                if size > MAX_RESULT:
                    raise Refused(
                        Reason.TOO_LARGE, "This file holds far more text than a session. Send one session a file."
                    )
                return await _exactly(pipe, size)
        except (TimeoutError, EOFError, OSError) as error:
            log.warning("file reader ended early", extra={"kind": type(error).__name__, "size": len(data)})
            raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX) from None
        finally:
            server.kill(pid)


async def _exactly(pipe: socket.socket, size: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - for one step
    loop = asyncio.get_running_loop()
    held = bytearray()
    async with asyncio.timeout(timeout):
        while len(held) < size:
            chunk = await loop.sock_recv(pipe, min(size - len(held), 1 << 18))
            if not chunk:
                raise EOFError
            held += chunk
    return bytes(held)


async def _decode(answer: bytes) -> Transcript:
    """The transcript a child answered, built anew from plain values and in small steps, so that the event loop never
    waits long. Raises Refused for a refusal, a fault, or an answer that is no transcript."""
    first, _, rest = answer.partition(b"\n")
    try:
        head = json.loads(first)
        if head["kind"] == REFUSED:
            raise Refused(Reason(head["reason"]), str(head["message"]) or _TOO_COMPLEX)
        if head["kind"] != TRANSCRIPT:
            log.error("file reader failed", extra={"kind": str(head.get("type", ""))[:60]})
            raise Refused(Reason.DAMAGED, _UNREADABLE)
        turns: list[Turn] = []
        for n, line in enumerate(rest.split(b"\n") if rest else (), start=1):
            turns.append(_turn(n, json.loads(line)))
            if n % 200 == 0:
                await asyncio.sleep(0)
        when = head["session_date"]
        return Transcript(
            format=str(head["format"]),
            turns=tuple(turns),
            language=str(head["language"]),
            warnings=tuple(str(warning) for warning in head["warnings"]),
            session_date=datetime.fromisoformat(when) if when else None,
            title=str(head["title"]) if head["title"] else None,
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        log.error("file reader answered nonsense")  # noqa: TRY400 - a traceback might carry words of the file
        raise Refused(Reason.DAMAGED, _UNREADABLE) from None


def _turn(n: int, value: Any) -> Turn:
    speaker, rows = value
    cues = tuple(Cue(str(speaker), str(text), _time(start), _time(end)) for text, start, end in rows)
    ends = [cue.end for cue in cues if cue.end is not None]
    return Turn(
        n=n,
        speaker=str(speaker),
        text=" ".join(cue.text for cue in cues),
        start=cues[0].start,
        end=max(ends) if ends and cues[-1].end is not None else None,
        cues=cues,
    )


def _time(value: Any) -> float | None:
    return float(value) if value is not None else None
