"""Where the measuring files lie that are no part of the project: beside the checkout, or where DEBRIEF_SHARED says."""

import os
from pathlib import Path

import pytest


def shared(*parts: str) -> Path:
    """A path under the shared folder. Where it is missing the test is skipped, but fails on the build machine."""
    root = Path(os.environ.get("DEBRIEF_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    path = root.joinpath(*parts)
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("The shared measuring files are missing on the build machine.")
        pytest.skip("The shared measuring files are not beside this checkout (set DEBRIEF_SHARED).")
    return path
