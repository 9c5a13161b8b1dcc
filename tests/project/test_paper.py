"""What the pages say is what there is: keys, commands, dependencies and links."""

import re
from pathlib import Path

import pytest
import yaml

from bot.__main__ import parser
from bot.config import KEYS
from handlers.routes import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    found = re.search(rf"(?ms)^## {heading}\n(.*?)(?=^## |\Z)", text(name))
    assert found
    return found.group(1)


def test_readme_names_every_key_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", section("README.md", "Configuration"), re.MULTILINE)
    assert rows == [key.name for key in KEYS]


def test_readme_names_every_slack_command_and_no_other() -> None:
    rows = re.findall(r"^\| `/(\S+)[^`]*` \| (.*?) \|$", section("README.md", "In Slack"), re.MULTILINE)
    told = [row for row in rows if row[0] != "debrief"]
    assert told == [(command.name, command.about) for command in COMMANDS if command.own]
    assert len(rows) == len(told) + 1


def test_readme_names_every_command_of_the_command_line() -> None:
    rows = re.findall(r"^\| `python -m bot ([\w-]+)", section("README.md", "Running it"), re.MULTILINE)
    listed = re.findall(r"^    ([\w-]+)(?: |$)", parser().format_help(), re.MULTILINE)
    assert rows == listed


def test_every_make_target_the_pages_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", text("Makefile"), re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"(?:`|^    )make ([a-z0-9-]+)", text(page), re.MULTILINE)
    }
    assert named
    assert named <= targets


def test_every_dependency_has_its_reason() -> None:
    project = text("pyproject.toml")
    named = set(re.findall(r'^\s+"([A-Za-z0-9-]+(?:\[\w+\])?)', project.split("[tool.")[0], re.MULTILINE)) | {
        "openai",
        "mcp",
        "pymongo-auth-aws",
        "temporalio",
        "opentelemetry-sdk",
        "opentelemetry-exporter-otlp-proto-http",
    }
    told = {
        name.strip().removesuffix(" (extra)")
        for row in re.findall(r"^\| ([a-z][^|]*?) \|", text("docs/dependencies.md"), re.MULTILINE)
        for name in row.split(",")
    } - {"package"}
    assert told == named


def test_the_admins_page_gives_a_reason_for_every_permission_and_event() -> None:
    manifest = yaml.safe_load(text("manifest.yml"))
    page = section("docs/admin.md", "What it may do, and why")
    assert re.findall(r"^\| `([a-z:]+)` \|", page, re.MULTILINE) == manifest["oauth_config"]["scopes"]["bot"]
    assert all(f"`{event}`" in page for event in manifest["settings"]["event_subscriptions"]["bot_events"])


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text(page))]
    missing = [link for link in targets if link and not link.startswith("https://") and not (here / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_speak_plainly(page: str) -> None:
    """No exclamation marks in what people read, apart from code and pictures."""
    prose = re.sub(r"(?s)```.*?```|`[^`]*`|^    .*?$|!(?=\[)", "", text(page), flags=re.MULTILINE)
    assert "!" not in prose
