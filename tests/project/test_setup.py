"""`make setup` installs what the lock names and nothing else, and leaves no mark of success where that does not fit together.

Run on a lock of its own, with packages made here and no index.
"""

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def wheel(folder: Path, name: str, version: str, *needs: str) -> str:
    """A package that needs others, in the folder; gives its line of a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    facts = f"{name}-{version}.dist-info"
    metadata = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: more"])
    files = {
        f"{name}.py": "",
        f"{facts}/METADATA": metadata + "".join(f"\nRequires-Dist: {need}" for need in needs) + "\n",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [
        f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}"
        for file, text in files.items()
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{facts}/RECORD", "\n".join([*rows, f"{facts}/RECORD,,", ""]))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def setup(folder: Path, lock: list[str]) -> tuple[int, str, bool, list[str]]:
    """The exit code of `make setup`, what it said, whether it left its mark, and what is installed."""
    (folder / "requirements.lock").write_text("\n".join([*lock, ""]))
    (folder / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    done = subprocess.run(
        ["make", "--no-print-directory", "setup", f"PYTHON={sys.executable}"],
        cwd=folder,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "index")},
        capture_output=True,
        text=True,
        check=False,
    )
    installed = sorted(path.stem for path in folder.glob(".venv/lib/python*/site-packages/[!p]*.dist-info"))
    return done.returncode, done.stdout + done.stderr, (folder / ".venv" / ".lock-installed").exists(), installed


def test_the_lock_is_installed_though_something_newer_is_there(tmp_path: Path) -> None:
    """A package that asks for an extra of another made pip resolve that one anew, find a newer release, and refuse it."""
    index = tmp_path / "index"
    index.mkdir()
    lock = [wheel(index, "asks", "1.0", "gives[more]>=1"), wheel(index, "gives", "1.0", 'extra>=1 ; extra == "more"')]
    lock.append(wheel(index, "extra", "1.0"))
    wheel(index, "gives", "2.0", 'extra>=1 ; extra == "more"')
    wheel(index, "extra", "2.0")

    code, said, marked, installed = setup(tmp_path, lock)
    assert (code, said.strip(), marked) == (0, "", True)
    assert [name for name in installed if not name.startswith("setuptools")] == ["asks-1.0", "extra-1.0", "gives-1.0"]

    # The lock changes, and what it names no longer fits together: the mark of the last time goes.
    lock = [lock[0], wheel(index, "gives", "0.5")]
    code, said, marked, _ = setup(tmp_path, lock)
    assert code != 0
    assert "asks 1.0 has requirement gives[more]>=1, but you have gives 0.5" in said
    assert not marked
