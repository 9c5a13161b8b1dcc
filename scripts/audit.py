"""Look up every version in requirements.lock, for whatever system, in the advisory database, with pip-audit.

    python -m scripts.audit [options of pip-audit, such as -s osv]

Exits with 0 when all were looked up and none has a known vulnerability, 1 when some have, 2 when any could not be looked up:
pip-audit itself passes where the service knows none of the packages. Only a whole answer is written to docs/audit.txt.
"""

import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
RECORD = ROOT / "docs" / "audit.txt"


class NotAudited(Exception):  # noqa: N818 - an answer for whoever ran it
    """The service could not be asked, or did not know all packages. The message says which."""


def main(options: list[str], lock: Path = LOCK, record: Path = RECORD) -> int:
    pinned = pins(lock)
    try:
        answers = [answer for part in parts(pinned) for answer in look_up(part, options)]
    except NotAudited as error:
        print(f"Not audited. {error}\n{_last(record)}", file=sys.stderr)
        return 2
    found = [
        f"{answer['name']} {answer['version']}: {hole['id']} {', '.join(hole['aliases'])} (fixed in "
        f"{', '.join(hole['fix_versions']) or 'no release'})"
        for answer in answers
        for hole in answer["vulns"]
    ]
    told = f"{datetime.now(UTC).date()}: {len(answers)} locked versions looked up, {len(found)} known vulnerabilities."
    record.write_text("\n".join([told, *found, ""]), encoding="utf-8")
    print("\n".join([told, *found]))
    return 1 if found else 0


def pins(lock: Path) -> list[tuple[str, str]]:
    """(name, version) of all that is locked, whatever system it is for."""
    return re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)


def parts(pinned: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Each name once per part: pip-audit takes two versions of one package for a mistake."""
    made: list[dict[str, str]] = []
    for name, version in pinned:
        part = next((part for part in made if name not in part), None)
        if part is None:
            made.append(part := {})
        part[name] = version
    return made


def look_up(part: dict[str, str], options: list[str]) -> list[Any]:
    """pip-audit's answer for each package. Raises NotAudited unless there is one for all."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "asked.txt"), Path(folder, "answered.json")
        asked.write_text("".join(f"{name}=={version}\n" for name, version in part.items()), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off", "-r", asked,
             "-f", "json", "-o", answered, *options],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not answered.exists():
            reason = done.stderr.strip().splitlines() or ["pip-audit gave no reason."]
            raise NotAudited(f"The advisory service did not answer: {reason[-1]}")
        answers = json.loads(answered.read_text(encoding="utf-8"))["dependencies"]
    skipped = [answer for answer in answers if "skip_reason" in answer]
    if skipped or len(answers) != len(part):
        unknown = len(part) - len(answers) + len(skipped)
        raise NotAudited(
            f"The advisory service knew nothing of {unknown} of {len(part)} packages"
            + (f", among them {skipped[0]['name']}: {skipped[0]['skip_reason']}" if skipped else ".")
        )
    return list(answers)


def _last(record: Path) -> str:
    told = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return f"The last true result: {told[0]}" if told else "There is no true result yet."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
