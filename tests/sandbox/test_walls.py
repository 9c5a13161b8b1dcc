"""Hostile code in the place of a reader: what it tries, and that it gets nothing, with each of the kernel's walls alone too."""

import os
import platform
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.sandbox import tasks
from core.sandbox.pool import Sandbox
from core.sandbox.walls import (
    KERNEL,
    LANDLOCK,
    NAMESPACES,
    SECCOMP,
    Walls,
)
from tests.sandbox.hostile import ATTACK, Target

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="The attempts are system calls of Linux on x86-64.",
)
HOSTILE = "tests.sandbox.hostile"
FILES = ("delete", "rename", "shorten", "chmod")


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    monkeypatch.setenv("DEBRIEF_CANARY", "a token")
    for name in (*FILES, "master.key"):
        (tmp_path / name).write_bytes(b"a canary")
        (tmp_path / name).chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Target(str(tmp_path), listening.getsockname()[1], os.getpid(), os.getpriority(os.PRIO_PROCESS, 0))


def left(target: Target) -> dict[str, int]:
    """The folder's files, with their sizes."""
    return {each.name: each.stat().st_size for each in Path(target.folder).iterdir()}


async def got(target: Target, parts: tuple[str, ...]) -> tuple[Walls, dict[str, str]]:
    """What holds in a child behind `parts`, and what the attacker got."""
    sandbox = Sandbox(HOSTILE, children=1, parts=parts)
    try:
        return await sandbox.run(tasks.WALLS), (await sandbox.run(ATTACK, target)).got
    finally:
        await sandbox.stop()


@pytest.mark.parametrize(
    "parts", [KERNEL, (LANDLOCK, SECCOMP), (SECCOMP,)], ids=["all", "no namespaces", "filter alone"]
)
async def test_hostile_code_gets_nothing(target: Target, parts: tuple[str, ...]) -> None:
    walls, taken = await got(target, parts)
    if SECCOMP not in walls.kernel:
        pytest.skip("This kernel has no filter.")
    assert taken == {}
    assert walls.open == ()
    assert left(target) == dict.fromkeys((*FILES, "master.key"), 8)


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        (
            NAMESPACES,
            {"connect to a port", "trace the service", "read the service's memory", "a descriptor of a process"},
        ),
        (LANDLOCK, {"connect to a port", "trace the service", "read the service's memory", "signal the service"}),
    ],
)
async def test_each_other_wall_keeps_the_service_by_itself(target: Target, part: str, kept: set[str]) -> None:
    """No file and no socket is to be had behind any, for the limits alone leave no descriptor."""
    walls, taken = await got(target, (part,))
    if walls.kernel != (part,):
        pytest.skip("This kernel does not have it.")
    assert not {*kept, "read the key", "list the folder", "write a file", "a pipe", "a socket, internet"} & taken.keys()


async def test_what_does_not_hold_is_told() -> None:
    sandbox = Sandbox(HOSTILE, children=1, parts=())
    try:
        walls = await sandbox.run(tasks.WALLS)
    finally:
        await sandbox.stop()
    assert walls.kernel == ()
    assert "signals" in walls.open
    assert "files" not in walls.open
    assert "network" not in walls.open
