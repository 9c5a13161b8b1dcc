"""Tasks for the tests' own server: texts that take too much, and code that has taken a task over and tries what it can."""

import contextlib
import ctypes
import mmap
import os
import resource
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.ports.work import Task
from core.refusal import Reason, Refused
from core.sandbox import tasks

AT_FDCWD = -100


@dataclass(frozen=True, slots=True)
class Target:
    """What the attacker is told, more than any could know: a folder with a key in it, a port that listens, the service's process
    id and how nice it is."""

    folder: str
    port: int
    service: int
    nice: int


@dataclass(frozen=True, slots=True)
class Report:
    """What each attempt got; only those that were not denied."""

    got: dict[str, str]


def spin(_: str) -> str:
    while True:
        pass


def hold(_: str) -> str:
    return str(len([bytearray(8_000_000) for _ in range(1000)]))


def sleep(_: str) -> str:
    time.sleep(3600)
    return "woke"


def when(seconds: float) -> tuple[float, float]:
    """Works for a while; from when to when, by a clock that all processes share."""
    began = time.monotonic()
    time.sleep(seconds)
    return began, time.monotonic()


def crash(_: str) -> str:
    ctypes.string_at(0)
    return "survived"


def err(text: str) -> str:
    raise KeyError(text)


def decline(text: str) -> str:
    raise Refused(Reason.EMPTY, text)


def echo(text: str) -> str:
    return text


def say(text: str) -> str:
    with contextlib.suppress(OSError):
        os.write(2, text.encode())
    return "said"


def forge(_: str) -> str:
    """Answers for itself, with what is no answer, before the server's own code can."""
    for number in range(3, 4096):
        with contextlib.suppress(OSError):
            os.write(number, b"\x00\x00\x00\x05[[[[[")
    return ""


def attack(target: Target) -> Report:
    """Everything that reading a text never needs."""
    libc = ctypes.CDLL(None, use_errno=True)
    got: dict[str, str] = {}

    def attempt(name: str, how: Callable[[], object]) -> None:
        with contextlib.suppress(OSError, ValueError, ImportError):
            got[name] = repr(how())[:80]

    def call(number: int, *args: Any) -> int:
        result = int(libc.syscall(number, *args))
        if result == -1:
            raise OSError(ctypes.get_errno(), "denied")
        return result

    key = f"{target.folder}/master.key"
    for number in (0, 1, 2):  # room for descriptors, if a limit leaves any
        with contextlib.suppress(OSError):
            os.close(number)
    attempt("raise the limit of descriptors", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    attempt("read the key", lambda: Path(key).read_bytes())
    attempt("read the key, another way", lambda: call(257, AT_FDCWD, key.encode(), 0))
    attempt("list the folder", lambda: list(Path(target.folder).iterdir()))
    attempt("write a file", lambda: Path(target.folder, "new").write_bytes(b"x"))
    attempt("delete a file", lambda: Path(target.folder, "delete").unlink())
    attempt("rename a file", lambda: os.rename(f"{target.folder}/rename", f"{target.folder}/renamed"))  # noqa: PTH104
    attempt("shorten a file", lambda: os.truncate(f"{target.folder}/shorten", 0))
    attempt("open a file for all", lambda: Path(target.folder, "chmod").chmod(0o777))
    attempt("link a file", lambda: os.link(key, f"{target.folder}/link"))
    attempt("make a folder", lambda: Path(target.folder, "made").mkdir())
    attempt("duplicate a descriptor", lambda: os.dup(3))
    attempt("memory as a file", lambda: os.memfd_create("x"))
    attempt("a pipe", os.pipe)
    for name, family, kind in (("internet", 2, 1), ("local", 1, 1), ("kernel", 16, 3)):
        attempt(f"a socket, {name}", partial(socket.socket, family, kind))
    attempt("a pair of sockets", socket.socketpair)
    attempt("connect to a port", lambda: socket.create_connection(("127.0.0.1", target.port), 2))
    attempt("the service's environment", lambda: Path(f"/proc/{target.service}/environ").read_bytes())
    attempt("the service's memory", lambda: os.open(f"/proc/{target.service}/mem", os.O_RDONLY))
    attempt("the service's descriptors", lambda: list(Path(f"/proc/{target.service}/fd").iterdir()))
    attempt("read the service's memory", lambda: _peek(libc, target.service))
    attempt("a descriptor of a process", lambda: call(434, target.service, 0))
    for name, pid in (("service", target.service), ("server", os.getppid())):
        attempt(f"trace the {name}", partial(call, 101, 0x4206, pid, 0, 0))
        attempt(f"signal the {name}", partial(os.kill, pid, 0))
        attempt(f"limit the {name}", partial(resource.prlimit, pid, resource.RLIMIT_CORE, (0, 0)))
        attempt(f"slow the {name}", partial(os.setpriority, os.PRIO_PROCESS, pid, target.nice))
    attempt("signal everybody", lambda: os.kill(-1, 0))
    attempt("a child", _fork)
    attempt("a thread's kin", lambda: call(435, 0, 0))
    attempt("another program", _exec)
    attempt("a namespace", lambda: call(272, 0x10000000))
    attempt("a mount", lambda: call(165, b"none", b"/", b"tmpfs", 0, None))
    attempt("a ring", lambda: call(425, 1, ctypes.create_string_buffer(256)))
    attempt("a kernel program", lambda: call(321, 0, ctypes.create_string_buffer(128), 128))
    attempt("a kernel key", lambda: call(250, 0, -3, 1))
    attempt("page faults", lambda: call(323, 0))
    attempt("a counter of the kernel", lambda: call(298, ctypes.create_string_buffer(128), 0, -1, -1, 0))
    attempt("shared memory", lambda: call(31, call(29, 0, 4096, 0o1600), 0, None))
    attempt("another user", lambda: os.setuid(12345))
    if os.environ:
        got["the environment"] = repr(sorted(os.environ))
    return Report(got)


def _peek(libc: ctypes.CDLL, pid: int) -> int:
    class Vector(ctypes.Structure):
        _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))

    page = mmap.mmap(-1, 4096)
    here = ctypes.addressof(ctypes.c_char.from_buffer(page))
    one = Vector(here, 8)
    result = int(libc.process_vm_readv(pid, ctypes.byref(one), 1, ctypes.byref(one), 1, 0))
    # EFAULT: it was let in, and there is nothing at that place.
    if result == -1 and ctypes.get_errno() != 14:
        raise OSError(ctypes.get_errno(), "denied")
    return result


def _fork() -> int:
    if (pid := os.fork()) == 0:
        os._exit(0)
    return pid


def _exec() -> None:
    """In a child of its own if there can be one, which must not go on as its parent does."""
    try:
        if os.fork():
            raise ValueError("reported as a child already")
    except OSError:
        os.execv("/bin/true", ["true"])  # noqa: S606 - the attempt
    try:
        os.execv("/bin/true", ["true"])  # noqa: S606 - the same
    finally:
        os._exit(1)


SPIN = Task("spin", spin, cpu_seconds=1)
HOLD = Task("hold", hold, cpu_seconds=20, memory=64 * 1024 * 1024)
SLEEP = Task("sleep", sleep, cpu_seconds=20)
WHEN = Task("when", when, cpu_seconds=20)
CRASH = Task("crash", crash, cpu_seconds=20)
ERR = Task("err", err, cpu_seconds=20)
DECLINE = Task("decline", decline, cpu_seconds=20)
ECHO = Task("echo", echo, cpu_seconds=20)
SAY = Task("say", say, cpu_seconds=20)
FORGE = Task("forge", forge, cpu_seconds=20)
ATTACK = Task("attack", attack, cpu_seconds=20)
TASKS: Mapping[str, Task[Any, Any]] = {
    **tasks.TASKS,
    **{task.name: task for task in (SPIN, HOLD, SLEEP, CRASH, WHEN, ERR, DECLINE, ECHO, SAY, FORGE, ATTACK)},
}
warm = tasks.warm
