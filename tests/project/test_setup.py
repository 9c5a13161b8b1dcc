"""`make setup` installs what the lock names and nothing else, and leaves no mark of success where that does not fit together;
`make run` installs what runs the bot alone.

Run on locks of its own, with packages made here and no index.
"""

import base64
import hashlib
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

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


def setup(folder: Path, *, target: str = "setup", uv: bool = False) -> tuple[int, str]:
    """The exit code of `make`, and what it said. With `uv` it is there already, as it comes out of the lock otherwise."""
    (folder / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    if uv:
        subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
        (folder / ".venv" / "bin" / "uv").symlink_to(Path(sysconfig.get_path("scripts")) / "uv")
    index = str(folder / "index")
    away = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"}
    done = subprocess.run(
        ["make", "--no-print-directory", target, f"PYTHON={sys.executable}"],
        cwd=folder,
        env={
            **os.environ,
            **away,
            "PIP_FIND_LINKS": index,
            "UV_FIND_LINKS": index,
            "UV_CACHE_DIR": str(folder / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def lock(folder: Path, *lines: str, runtime: tuple[str, ...] = ()) -> None:
    (folder / "requirements.lock").write_text("\n".join([*lines, ""]))
    (folder / "requirements-runtime.lock").write_text("\n".join([*runtime, ""]))


def installed(folder: Path) -> dict[str, str]:
    """By package, with its version: who installed it."""
    found = folder.glob(".venv/lib/python*/site-packages/[!ps]*.dist-info")
    return {path.stem: (path / "INSTALLER").read_text().strip() for path in found}


def marks(folder: Path) -> set[str]:
    return {path.name for path in folder.glob(".venv/.*-installed")}


@pytest.mark.parametrize("uv", [True, False])
def test_the_lock_is_installed_though_something_newer_is_there(tmp_path: Path, uv: bool) -> None:
    """A package that asks for an extra of another made pip resolve that one anew, find a newer release, and refuse it."""
    index = tmp_path / "index"
    index.mkdir()
    asks = wheel(index, "asks", "1.0", "gives[more]>=1")
    gives, extra = wheel(index, "gives", "1.0", 'extra>=1 ; extra == "more"'), wheel(index, "extra", "1.0")
    wheel(index, "gives", "2.0", 'extra>=1 ; extra == "more"')
    wheel(index, "extra", "2.0")

    lock(tmp_path, asks, gives, extra, runtime=(extra,))
    code, said = setup(tmp_path, target=".venv/.runtime-installed", uv=uv)
    who = "uv" if uv else "pip"
    assert (code, said.count("\n"), marks(tmp_path)) == (0, 1, {".runtime-installed"})
    assert installed(tmp_path) == {"extra-1.0": who}
    code, said = setup(tmp_path)
    assert (code, said.count("\n"), marks(tmp_path)) == (0, 1, {".lock-installed", ".runtime-installed"})
    assert installed(tmp_path) == dict.fromkeys(("asks-1.0", "extra-1.0", "gives-1.0"), who)

    # The lock changes, and what it names no longer fits together: the mark of the last time goes.
    lock(tmp_path, asks, wheel(index, "gives", "0.5"))
    code, said = setup(tmp_path)
    assert code != 0
    assert "asks 1.0 has requirement gives[more]>=1, but you have gives 0.5" in said
    assert ".lock-installed" not in marks(tmp_path)


def test_another_file_of_that_name_is_not_installed(tmp_path: Path) -> None:
    """By uv, nor by pip, which then tries."""
    index = tmp_path / "index"
    index.mkdir()
    told = wheel(index, "gives", "1.0")
    wheel(index, "gives", "1.0", "more")
    lock(tmp_path, told)
    code, said = setup(tmp_path, uv=True)
    assert (code != 0, installed(tmp_path), marks(tmp_path)) == (True, {}, set())
    assert "DO NOT MATCH THE HASHES" in said
