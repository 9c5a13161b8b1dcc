"""What runs outside the service: a small server that forks children, and the child that gives up every right, does one task
on one person's text, answers and ends.

The server is a fresh interpreter with an empty environment (no key or token is in its memory), and has all that tasks need
loaded and used once, so that a child is a fork and no start-up. It is spoken to over a socket: a byte with two sockets attached
forks a child. The child is spoken to over the first. The second is the server's line: it is closed to have the child killed,
and tells how it ended, which no child can forge. When the server's own socket closes, it ends with all its children.
"""

import contextlib
import encodings
import gc
import importlib
import json
import os
import pickle
import pkgutil
import select
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core.ports.work import Task
from core.refusal import Reason, Refused
from core.sandbox import walls
from core.sandbox.wire import shape_of

ANSWER, REFUSED, FAULT = "answer", "refused", "fault"
UP = b"U"
REQUEST = struct.Struct("!IQI")
"""What comes before the pickled name and arguments: seconds of processor time, bytes of memory, bytes of the pickle."""
NUMBER = struct.Struct("!I")
ENDED = struct.Struct("!id")
"""How a child ended: its exit code, negative for a signal, and the seconds of processor time it took."""

Tasks = Mapping[str, Task[Any, Any]]


def serve(descriptor: int, table: str, *parts: str) -> None:
    """Fork children on demand until the other side closes. `table` is the module whose TASKS they can do, and whose `warm`
    does each of them once; `parts` the kernel's walls to stand behind (core/sandbox/walls.py: KERNEL)."""
    walls.no_core_dumps()
    for signum in (signal.SIGINT, signal.SIGTERM):  # meant for the service, which may need what is being worked on
        signal.signal(signum, signal.SIG_IGN)
    tasks = _load(table)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a file
        os.dup2(nowhere.fileno(), 2)  # what is said from here on may be of a text
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=descriptor)
    lines: dict[int, socket.socket] = {}  # of every child, by process id
    killed: set[int] = set()  # of these, those that are still going: their lines are not looked at again
    bell = _bell()
    while True:
        ready, _, _ = select.select([control, bell, *(lines[pid] for pid in lines.keys() - killed)], [], [])
        if bell in ready:
            bell.recv(4096)
        for pid, line in lines.items():
            if line in ready:  # nothing is ever said on it: the other side has closed it
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        _collect(lines)
        killed &= lines.keys()
        if control not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            break
        pipe, line = (socket.socket(fileno=each) for each in descriptors)
        pid = os.fork()
        if pid == 0:
            _live(pipe, tasks, parts)
        pipe.close()
        lines[pid] = line
    for pid in lines:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _load(table: str) -> Tasks:
    """Import and use once all that any task may need: a child can open nothing, not even a module."""
    import charset_normalizer  # noqa: PLC0415 - the service itself never needs these
    import pypdf  # noqa: PLC0415

    import core.reading.formats  # noqa: PLC0415

    for package in (core.reading.formats, pypdf, charset_normalizer, encodings):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Some parts need a library or a system that is not here; then no text needs them either.
            with contextlib.suppress(Exception):
                importlib.import_module(module.name)
    loaded = importlib.import_module(table)
    loaded.warm()
    tasks: Tasks = loaded.TASKS
    for task in tasks.values():
        shape_of(task.answer)
    return tasks


def _bell() -> socket.socket:
    """Becomes readable when a child ends."""
    bell, rope = socket.socketpair()
    bell.setblocking(False)
    rope.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(rope.detach(), warn_on_full_buffer=False)
    return bell


def _collect(lines: dict[int, socket.socket]) -> None:
    """Bury the children that have ended and tell of it. Until then their numbers are theirs, so no stranger is ever killed."""
    while lines:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        with lines.pop(pid) as line, contextlib.suppress(OSError):
            line.sendall(ENDED.pack(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime))


def _live(pipe: socket.socket, tasks: Tasks, parts: tuple[str, ...]) -> None:
    """A child's whole life. Never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        size = walls.size()
        walls.close(pipe.fileno(), parts)
        pipe.sendall(UP)
        cpu_seconds, memory, length = REQUEST.unpack(_exactly(pipe, REQUEST.size))
        walls.shut(cpu_seconds, memory, size, parts)
        for piece in answer(tasks, lambda: _exactly(pipe, length)):
            pipe.sendall(NUMBER.pack(len(piece)) + piece)
        pipe.sendall(NUMBER.pack(0))
        code = 0
    finally:
        os._exit(code)


def _exactly(pipe: socket.socket, size: int) -> bytearray:
    held = bytearray()
    while len(held) < size:
        chunk = pipe.recv(min(size - len(held), 1 << 20))
        if not chunk:
            raise EOFError
        held += chunk
    return held


def answer(tasks: Tasks, request: Callable[[], bytearray]) -> Iterator[bytes]:
    """A head that says what follows, then the answer in pieces; never the words of an exception."""
    try:
        name, args, kwargs = pickle.loads(request())  # noqa: S301 - from the service; what goes back is JSON
        pieces = list(shape_of(tasks[name].answer).pieces(tasks[name].does(*args, **kwargs)))
    except Refused as refused:
        cause = type(refused.__cause__).__name__ if refused.__cause__ else ""
        yield _head(kind=REFUSED, reason=refused.reason.value, message=refused.message, cause=cause)
    except MemoryError:
        yield _head(kind=REFUSED, reason=Reason.TOO_COMPLEX.value, message="", cause="MemoryError")
    except Exception as error:  # noqa: BLE001 - the service logs what kind and where, and raises
        frame = traceback.extract_tb(error.__traceback__, limit=-1)[0]
        yield _head(kind=FAULT, type=type(error).__name__, where=f"{Path(frame.filename).name}:{frame.lineno}")
    else:
        yield _head(kind=ANSWER)
        yield from pieces


def _head(**facts: str) -> bytes:
    return json.dumps(facts).encode()
