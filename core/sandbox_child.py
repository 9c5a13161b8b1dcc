"""What runs outside the service: a small server that forks children, and the child that gives up every right, reads
one file, answers and ends.

The server is a fresh interpreter with an empty environment (no key or token is in its memory), and has the readers
loaded, so that a child is a fork and no start-up. It is spoken to over a socket: a byte `F` with a socket attached forks
a child that talks on it, `K` and four bytes of process id kill one of its own children. When the socket closes, it ends
with all its children.
"""

import contextlib
import ctypes
import encodings
import gc
import importlib
import json
import logging
import os
import pkgutil
import resource
import select
import signal
import socket
import struct
import sys
import warnings
from typing import Any

from core.refusal import Reason, Refused
from core.transcript import Transcript

TRANSCRIPT, REFUSED, FAULT = "transcript", "refused", "fault"
SIZES = struct.Struct("!II")
NUMBER = struct.Struct("!I")

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def serve(descriptor: int, seconds: float, cpu_seconds: int, memory: int) -> None:
    """Fork children on demand until the other side closes."""
    _load()
    gc.freeze()
    control = socket.socket(fileno=descriptor)
    children: set[int] = set()
    while True:
        ready, _, _ = select.select([control], [], [], 1.0 if children else None)
        _collect(children)
        if not ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, 5, 1)
        if not message:
            break
        if message[:1] == b"F" and descriptors:
            pid = os.fork()
            if pid == 0:
                control.close()
                _live(descriptors[0], seconds, cpu_seconds, memory)
            os.close(descriptors[0])
            children.add(pid)
        elif message[:1] == b"K" and (pid := NUMBER.unpack(message[1:])[0]) in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _load() -> None:
    """Import all that reading any file may need: a child can open nothing, not even a module."""
    import charset_normalizer  # noqa: PLC0415 - the service itself never needs these
    import pypdf  # noqa: PLC0415

    import core.formats  # noqa: PLC0415

    for package in (core.formats, pypdf, charset_normalizer, encodings):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Some parts need a library or a system that is not here; then no file needs them either.
            with contextlib.suppress(Exception):
                importlib.import_module(module.name)
    importlib.import_module("core.extraction")


def _collect(children: set[int]) -> None:
    """Bury the children that have ended. Until then their numbers are theirs, so `K` never meets a stranger."""
    while children:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)


def _live(descriptor: int, seconds: float, cpu_seconds: int, memory: int) -> None:
    """A child's whole life. Never returns."""
    try:
        guard(cpu_seconds, memory, open_files=descriptor + 1)
        pipe = socket.socket(fileno=descriptor)
        pipe.sendall(NUMBER.pack(os.getpid()))
        name_size, data_size = SIZES.unpack(_exactly(pipe, SIZES.size))
        # Nobody handles SIGALRM, so the kernel ends the child on time, whatever Python is busy with.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        name = _exactly(pipe, name_size).decode("utf-8", "replace")
        reply = answer(_exactly(pipe, data_size), name)
        pipe.sendall(NUMBER.pack(len(reply)) + reply)
    finally:
        os._exit(0)


def _exactly(pipe: socket.socket, size: int) -> bytes:
    held = bytearray()
    while len(held) < size:
        chunk = pipe.recv(min(size - len(held), 1 << 20))
        if not chunk:
            raise EOFError
        held += chunk
    return bytes(held)


def guard(cpu_seconds: int, memory: int, open_files: int = 3) -> None:
    """Give up network, environment, files and rights. No file can be opened from here on: `open_files` is one above the
    highest descriptor in use. What a system does not offer is left out, the rest holds."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    if silence > 2:
        os.close(silence)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.environ.clear()
    os.nice(10)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        pages = int(open("/proc/self/statm", encoding="ascii").read().split()[0])  # noqa: PTH123, SIM115 - one word
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def answer(data: bytes, name: str) -> bytes:
    """The transcript, the refusal, or the kind of fault, as JSON lines; never the words of an exception."""
    from core.extraction import read  # noqa: PLC0415 - loaded by the fork server

    try:
        return encode(read(data, name))
    except Refused as refused:
        return _line({"kind": REFUSED, "reason": refused.reason.value, "message": refused.message})
    except MemoryError:
        return _line({"kind": REFUSED, "reason": Reason.TOO_COMPLEX.value, "message": ""})
    except Exception as error:  # noqa: BLE001 - the parent logs the kind and refuses
        return _line({"kind": FAULT, "type": type(error).__name__})


def encode(transcript: Transcript) -> bytes:
    """A head line, then one line a turn: `[speaker, [[text, start, end], …]]`. A turn's text is its cues' joined."""
    head: dict[str, Any] = {
        "kind": TRANSCRIPT,
        "format": transcript.format,
        "language": transcript.language,
        "warnings": transcript.warnings,
        "session_date": transcript.session_date.isoformat() if transcript.session_date else None,
        "title": transcript.title,
    }
    lines = [_line(head)]
    lines += [_line([turn.speaker, [[cue.text, cue.start, cue.end] for cue in turn.cues]]) for turn in transcript.turns]
    return b"\n".join(lines)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
