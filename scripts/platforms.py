"""Print on which Pythons and systems both lock files install from wheels alone. Exits with 1 where one does not.

Asks the package index for each pair what it would install, and installs nothing. Resolves nothing either: a version the lock
does not name is never looked at.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-runtime.lock")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {  # as uv names them
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux ARM64": "aarch64-manylinux_2_28",
    "macOS ARM64": "aarch64-apple-darwin",
    "macOS x86-64": "x86_64-apple-darwin",
}


def missing(lock: str, python: str, platform: str) -> str:
    """What stands in the way of installing `lock`; empty where nothing does."""
    with tempfile.TemporaryDirectory() as target:
        done = subprocess.run(
            [Path(sysconfig.get_path("scripts")) / "uv", "pip", "install", "--no-config", "--dry-run", "--quiet", "--no-deps",
             "--require-hashes", "--only-binary", ":all:", "--target", target, "--python-version", python,
             "--python-platform", platform, "--requirements", ROOT / lock],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    return done.stderr.strip() if done.returncode else ""


def main() -> int:
    faults = []
    print(f"{'':14}" + "".join(f"{python:>8}" for python in PYTHONS))
    for name, platform in PLATFORMS.items():
        cells = []
        for python in PYTHONS:
            found = [(lock, fault) for lock in LOCKS if (fault := missing(lock, python, platform))]
            faults += [f"{name}, Python {python}, {lock}:\n{fault}" for lock, fault in found]
            cells.append("NO" if found else "wheels")
        print(f"{name:14}" + "".join(f"{cell:>8}" for cell in cells), flush=True)
    for fault in faults:
        print(f"\n{fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
