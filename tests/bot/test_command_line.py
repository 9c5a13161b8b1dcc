"""The command line as a person meets it: real processes, exit codes, one line on stderr, never a traceback."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.cli.analyze import told
from core.faults import ChildFault
from storage.embedded import EmbeddedMongo
from tests.fakes import messages_api as fake
from tests.fakes import own_servers
from tests.fakes.messages_api import MessagesApi, Reply, overloaded
from tests.fakes.own_servers import OwnServer

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "short.txt"
OURS = ("SLACK", "ANTHROPIC", "OPENAI", "DEBRIEF", "MONGODB", "HOST", "PORT")


def bot(*arguments: object, given: bytes | None = None, **keys: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment | keys, input=given, capture_output=True, timeout=120, check=False
    )


def refused(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """The one line it said."""
    said = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, len(said)) == (code, b"", 1), done.stderr.decode()
    return said[0]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    assert refused(bot("analyze", tmp_path / ("x" * 300)), 2).startswith("There is no such file.")
    assert refused(bot("analyze", tmp_path), 2).startswith("This is not a file.")
    assert refused(bot("analyze", "/dev/zero"), 2).startswith("This is not a file.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(SAMPLE.read_bytes())
    file.chmod(0)
    assert refused(bot("analyze", file), 2).startswith("This file may not be read")


def test_a_transcript_that_comes_through_a_pipe() -> None:
    done = bot("analyze", "/dev/stdin", "--json", given=SAMPLE.read_bytes())
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["transcript"]["turns"]) == 26
    assert refused(bot("analyze", "/dev/stdin", given=bytes(10 * 1024 * 1024 + 1)), 2).startswith(
        "This file is over 10 MB."
    )


def test_arguments_that_do_not_fit_are_one_line() -> None:
    assert "tomorrow is not a day" in refused(bot("analyze", SAMPLE, "--date", "tomorrow"), 2)
    assert "FILE" in refused(bot("analyze"), 2)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_terminal_that_knows_few_letters(tmp_path: Path, form: list[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("I ", "I — ähm — "), encoding="utf-8")
    done = bot("analyze", file, *form, PYTHONIOENCODING="ascii")
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    if form:
        assert "ähm" in str(json.loads(done.stdout))


def test_a_machine_that_kills_the_children_is_not_the_files_fault() -> None:
    command = [sys.executable, "-m", "bot", "analyze", str(SAMPLE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        tasks = Path(f"/proc/{process.pid}/task")
        while process.poll() is None:
            with contextlib.suppress(OSError):
                for child in (pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()):
                    os.kill(int(child), signal.SIGKILL)
            time.sleep(0.05)
        said, errors = process.communicate()
    assert (process.returncode, said) == (1, b""), errors.decode()
    assert errors.decode().splitlines()[-1].startswith("This machine was too busy to finish")
    assert b"Traceback" not in errors


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="this Python has what the bot needs by itself")
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["serve"], id="serve"),
        pytest.param(["demo"], id="demo", marks=pytest.mark.long),
        pytest.param(["analyze", SAMPLE], id="analyze", marks=pytest.mark.long),
    ],
)
def test_packages_that_the_children_cannot_see_are_told_at_the_start(tmp_path: Path, command: list[object]) -> None:
    """As with `pip install --target` and PYTHONPATH, which an interpreter in isolation leaves out."""
    done = subprocess.run(
        [sys._base_executable, "-m", "bot", *map(str, command)],  # type: ignore[attr-defined]  # venv's own way to it
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "DEBRIEF_DATA": str(tmp_path),
            "PORT": "0",
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stderr.decode()
    assert (done.returncode, "Traceback" in said) == (1, False), said
    assert "could not start: ModuleNotFoundError: No module named" in said.splitlines()[-1]
    assert "PYTHONPATH" in said.splitlines()[-1]
    assert b"listens" not in done.stdout


def test_a_fault_of_ours_is_told_as_ours() -> None:
    sentence = told(ChildFault("KeyError", "roles.py:12"))
    assert "KeyError at roles.py:12" in sentence
    assert "not with your file" in sentence


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_what_stands_in_the_way_of_a_start_is_one_line(tmp_path: Path, command: str) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    said = bot(command, DEBRIEF_DATA=str(in_the_way))
    assert said.returncode == 1
    assert said.stderr.decode().splitlines()[-1].endswith("Set DEBRIEF_DATA to a folder this account may write to.")
    assert b"Traceback" not in said.stderr
    assert bot(command, PORT="many").returncode == 2


def serve(mongo: EmbeddedMongo, data: Path, keys: Path) -> subprocess.CompletedProcess[bytes]:
    name = f"test_{uuid.uuid4().hex}"
    return bot(
        "serve",
        DEBRIEF_PLAYGROUND="0",  # which has a database and keys of its own
        DEBRIEF_DATA=str(data),
        DEBRIEF_KEYS=str(keys),
        MONGODB_URI=mongo.uri,
        MONGODB_DATABASE=name,
    )


@pytest.mark.parametrize("within", ["", "keys"])
def test_a_key_folder_that_cannot_be_used_is_named_with_its_key(
    mongo: EmbeddedMongo, tmp_path: Path, within: str
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / within
    said = serve(mongo, tmp_path / "data", folder)
    assert (said.returncode, b"Traceback" in said.stderr) == (1, False)
    line = said.stderr.decode().splitlines()[-1]
    assert line.startswith(f"The key folder {folder} cannot be used (")
    assert line.endswith("Set DEBRIEF_KEYS to a folder this account may write to.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_key_folder_that_may_not_be_written_is_named_and_no_file_in_it(
    mongo: EmbeddedMongo, tmp_path: Path, mode: int
) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=mode)
    said = serve(mongo, tmp_path / "data", folder)
    assert said.stderr.decode().splitlines()[-1] == (
        f"The key folder {folder} cannot be used (Permission denied). Set DEBRIEF_KEYS to a folder this account may write to."
    )


def test_a_database_that_cannot_be_used_is_one_line(mongo: EmbeddedMongo, tmp_path: Path) -> None:
    """By one that lets nobody in without a name; one that does not answer is waited for (tests/storage/test_embedded.py)."""
    said = refused(bot("serve", DEBRIEF_DATA=str(tmp_path), MONGODB_URI=f"mongodb://127.0.0.1:{mongo.port}/"), 1)
    assert "is the account right" in said


def test_an_address_that_is_not_this_machines_is_not_called_taken(tmp_path: Path) -> None:
    said = bot("serve", DEBRIEF_DATA=str(tmp_path), HOST="192.0.2.1", PORT="0")
    assert said.returncode == 1
    assert said.stderr.decode().splitlines()[-1].startswith("192.0.2.1 is not an address of this machine.")


def test_whoever_reads_may_leave() -> None:
    command = [sys.executable, "-m", "bot", "analyze", str(SAMPLE), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("reply", "said"), [(Reply(status=401, error="authentication_error"), "Check its key"), (overloaded(), "Try again")]
)
async def test_a_fault_of_the_service_is_one_line_with_what_helps(reply: Reply, said: str) -> None:
    async with MessagesApi() as api:
        api.always(reply)
        done = await asyncio.to_thread(
            bot, "analyze", SAMPLE, "--engine", "claude", ANTHROPIC_API_KEY="x", ANTHROPIC_BASE_URL=api.url
        )
    line = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, said in line, b"Traceback" in done.stderr) == (1, True, False), line


OF_NO_USE: dict[str, str | Callable[[fake.Json], fake.Json]] = {
    "prose": "It went well.",
    "nothing": '{"celebration": []}',
    "lies": fake.invented,
}


@pytest.mark.parametrize("answer", OF_NO_USE.values(), ids=OF_NO_USE)
async def test_a_model_of_ones_own_whose_answers_are_of_no_use_is_told_as_that(
    answer: str | Callable[[fake.Json], fake.Json],
) -> None:
    """Without a key, and never an empty card."""
    says = answer if callable(answer) else lambda _body: answer
    async with OwnServer(answer=says) as server:
        done = await asyncio.to_thread(bot, "analyze", SAMPLE, "--engine", "openai", OPENAI_BASE_URL=server.url)
    line = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, done.stdout) == (1, b""), line
    assert line.startswith("The model answered, and nothing of its answer could be used.")


async def test_a_model_of_ones_own_whose_window_is_too_small_is_told_as_that() -> None:
    async with own_servers.ollama(1_000) as server:
        done = await asyncio.to_thread(bot, "analyze", SAMPLE, "--engine", "openai", OPENAI_BASE_URL=server.url)
    line = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, done.stdout) == (1, b""), line
    assert line.startswith("The model's window is too small")


async def test_an_answer_that_is_cut_off_by_a_server_of_ones_own_is_told_as_that() -> None:
    async with OwnServer(finish="length") as server:
        done = await asyncio.to_thread(bot, "analyze", SAMPLE, "--engine", "openai", OPENAI_BASE_URL=server.url)
    line = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, done.stdout) == (1, b""), line
    assert line.startswith("The model's answer was cut off")


async def test_a_model_of_ones_own_gives_a_card() -> None:
    async with own_servers.ollama() as server:
        ask = partial(bot, OPENAI_BASE_URL=server.url, DEBRIEF_MODEL="qwen3:14b")
        done = await asyncio.to_thread(ask, "analyze", SAMPLE, "--engine", "openai", "--json")
    assert done.returncode == 0, done.stderr.decode()
    metadata = json.loads(done.stdout)["metadata"]
    assert (metadata["engine"], metadata["model_version"], metadata["missing_sections"]) == ("openai", "qwen3:14b", [])
