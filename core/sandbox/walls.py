"""What a guarded child gives up before it sees a person's text, and a look at what holds on this machine.

Limits hold everywhere. On Linux come, where the kernel has them: namespaces of its own (no network, no rights over others),
Landlock (no files, no signals to others) and a seccomp filter that lets through what computing and answering need and nothing
else. Each is enough to keep the most of what matters; together one may have a hole.
"""

import ctypes
import logging
import os
import resource
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from platform import machine

NAMESPACES, LANDLOCK, SECCOMP = "namespaces", "landlock", "seccomp"
KERNEL = (NAMESPACES, LANDLOCK, SECCOMP)
WALLS = ("files", "network", "processes", "signals", "memory")
NICE = 5

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 22, 38  # prctl's
_PTRACE_DETACH, _PTRACE_SEIZE = 17, 0x4206
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # Landlock's, the same on every machine
_FILES = (13, 14, 15, 15, 16)
"""How many rights over files Landlock's versions 1, 2, … know; later ones know no more."""

_held: tuple[str, ...] = ()
"""Which of KERNEL this child stands behind."""


@dataclass(frozen=True, slots=True)
class Walls:
    """What a child cannot reach, each found by trying: files, the network, new processes, signals to others, the memory of
    others. `kernel` names what of the kernel's own walls is in use."""

    files: bool
    network: bool
    processes: bool
    signals: bool
    memory: bool
    kernel: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The names of those that do not hold."""
        return tuple(name for name in WALLS if not getattr(self, name))


def no_core_dumps() -> None:
    """What this process holds is never written to a file when it crashes, nor read by others of its account."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _libc().prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def close(keep: int, parts: tuple[str, ...] = KERNEL) -> None:
    """Everything but the filter: no descriptor but `keep` (and three that lead nowhere), none to be had, no environment."""
    global _held  # noqa: PLW0603 - of this process alone, which does one thing
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.environ.clear()
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
    os.nice(NICE)
    no_core_dumps()
    if sys.platform == "linux":
        libc = _libc()
        libc.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        away = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0 if NAMESPACES in parts else False
        libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        shut = _landlock(libc) if LANDLOCK in parts else False
        _held = (NAMESPACES,) * away + (LANDLOCK,) * shut
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))


def shut(cpu_seconds: int, memory: int, size: int, parts: tuple[str, ...] = KERNEL) -> None:
    """The last step before the text: limits of processor time (seconds) and memory (bytes on top of `size`), and the filter."""
    global _held  # noqa: PLW0603 - see above
    # The first ends the child by SIGXCPU, which says why; the second takes one that will not go.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
        if SECCOMP in parts and _filter(_libc()):
            _held += (SECCOMP,)


def size() -> int:
    """Bytes of address space in use, 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not for a file of the kernel
        return int(file.read().split()[0]) * resource.getpagesize()


def tried() -> Walls:
    """What holds here, in the child that this runs in."""
    parent = os.getppid()
    return Walls(
        files=_denied(lambda: os.close(os.open("/", os.O_RDONLY))),
        network=_denied(lambda: socket.socket().close()),
        processes=_denied(_fork),
        signals=_denied(lambda: os.kill(parent, 0)),
        memory=_denied(lambda: _seize(parent)),
        kernel=_held,
    )


def _denied(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False


def _fork() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _seize(pid: int) -> None:
    if sys.platform != "linux":
        return
    libc = _libc()
    if libc.ptrace(_PTRACE_SEIZE, pid, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    libc.ptrace(_PTRACE_DETACH, pid, None, None)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


# --- Landlock ---


def _landlock(libc: ctypes.CDLL) -> bool:
    """No file, no port, no abstract socket, no signal to others, as far as the kernel's version goes."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    files = (1 << _FILES[min(version, len(_FILES)) - 1]) - 1
    ports = 0b11 if version >= 4 else 0
    others = 0b11 if version >= 6 else 0
    rules = struct.pack("=QQQ", files, ports, others)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    try:
        return int(libc.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


# --- seccomp ---

# System calls that computing on what is there and answering need: x86-64, ARM64. No other is let through, on no other machine.
_CALLS = {
    "brk": (12, 214), "clock_getres": (229, 114), "clock_gettime": (228, 113), "clock_nanosleep": (230, 115),
    "close": (3, 57), "exit": (60, 93), "exit_group": (231, 94), "fstat": (5, 80), "futex": (202, 98),
    "getcpu": (309, 168), "getpid": (39, 172), "getppid": (110, 173), "getrandom": (318, 278), "getrusage": (98, 165),
    "gettid": (186, 178), "gettimeofday": (96, 169), "lseek": (8, 62), "madvise": (28, 233), "membarrier": (324, 283),
    "mmap": (9, 222), "mprotect": (10, 226), "mremap": (25, 216), "munmap": (11, 215), "nanosleep": (35, 101),
    "read": (0, 63), "recvfrom": (45, 207), "restart_syscall": (219, 128), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sched_yield": (24, 124),
    "sendto": (44, 206), "sigaltstack": (131, 132), "times": (100, 153), "write": (1, 64),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _filter(libc: ctypes.CDLL) -> bool:
    known = _MACHINES.get(machine())
    if known is None or sys.maxsize < 2**32:
        return False
    column, architecture = known
    steps = _steps([numbers[column] for numbers in _CALLS.values()], architecture)
    program = _Program(len(steps), b"".join(steps))
    return int(libc.prctl(_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)) == 0


def _steps(calls: list[int], architecture: int) -> list[bytes]:
    """The filter as steps of code, jump if true, jump if false, value: the machine as expected, then one of the calls."""
    load, equal, answer = 0x20, 0x15, 0x06
    compare = [(equal, len(calls) - at, 0, number) for at, number in enumerate(calls)]
    program = [
        (load, 0, 0, 4),
        (equal, 0, len(calls) + 1, architecture),
        (load, 0, 0, 0),
        *compare,
        (answer, 0, 0, _DENY),
        (answer, 0, 0, _ALLOW),
    ]
    return [struct.pack("=HBBI", *step) for step in program]
