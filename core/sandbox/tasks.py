"""The table of what is done with a person's text in a guarded child, and how much processor time each may take.

The longest text that is taken (core/limits.py: MAX_TEXT), ten hours of speech, needs a quarter of it at most; `make bench`
prints what it takes. A text that needs more is refused, and none is refused for having had to wait for the processor.

The functions load what they need when they are first called, which is where children are made (core/sandbox/child.py): the
service only names them, and would carry patterns and grammars that it never uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.analysis.assessed import Assessed
from core.analysis.care import SafetyFinding
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest, OpenCommitment
from core.insight.model import DoneCommitment
from core.ports.work import Task
from core.reading.roles import RoleGuess
from core.refusal import Reason, Refused
from core.sandbox import walls
from core.transcript import Transcript
from core.translation import N_, _, languages, reading

UNREADABLE = N_("This file could not be read. Save it again, or send the transcript as .docx or .txt.")


@dataclass(frozen=True, slots=True)
class Received:
    """A file as read; its turns carry roles where `guess` is certain. `discloses` is whether safety.find finds anything then."""

    transcript: Transcript
    guess: RoleGuess
    discloses: bool


def read(data: bytes, name: str = "") -> Transcript:
    """`core.reading.extraction.read`; a fault of a reader is the file's damage, for a file may hold anything."""
    from core.reading import extraction

    try:
        return extraction.read(data, name)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused(Reason.DAMAGED, UNREADABLE) from error


def receive(data: bytes, name: str = "") -> Received:
    transcript = read(data, name)
    found = guess(transcript)
    if found.certain:
        transcript = transcript.with_roles(found.roles)
    return Received(transcript, found, screen(transcript) is not None)


def guess(transcript: Transcript) -> RoleGuess:
    from core.reading import roles

    return roles.infer(transcript)


def screen(transcript: Transcript) -> SafetyFinding | None:
    from core.analysis import safety

    return safety.find(transcript)


def draft(request: AnalysisRequest) -> Draft:
    from core.analysis.offline import drafting

    return drafting.draft(request)


def assess(request: AnalysisRequest, draft: Draft) -> Assessed:
    from core.analysis import assessment

    return assessment.assess(request, draft)


def check_off(transcript: Transcript, commitments: tuple[OpenCommitment, ...]) -> tuple[DoneCommitment, ...]:
    """Those that the rules find kept."""
    from core.analysis import checkoff
    from core.reading import roles

    told = roles.signed(transcript)
    return checkoff.verify(checkoff.propose(told, commitments), commitments, told).done


READ = Task("read", read, cpu_seconds=10)
RECEIVE = Task("receive", receive, cpu_seconds=25)
GUESS = Task("guess", guess, cpu_seconds=10)
SCREEN = Task("screen", screen, cpu_seconds=10)
DRAFT = Task("draft", draft, cpu_seconds=60, seconds=900.0)
ASSESS = Task("assess", assess, cpu_seconds=30, seconds=600.0)
CHECK_OFF = Task("check_off", check_off, cpu_seconds=60)
WALLS = Task("walls", walls.tried, cpu_seconds=10)

TASKS: Mapping[str, Task[Any, Any]] = {
    task.name: task for task in (READ, RECEIVE, GUESS, SCREEN, DRAFT, ASSESS, CHECK_OFF, WALLS)
}

_SAMPLE = b"""\
Coach: What would you like to look at today?
Ana: I want to look at how I plan my week, because I keep saying yes to everything that comes in.
Coach: It sounds as if your evenings are what pays for that. What have you tried so far?
Ana: I tried to block two hours on Monday. I will write the plan by Friday.
Coach: How will you know that it worked?
Ana: I will see it in my calendar.
"""


def warm() -> None:
    """Do each of them once, so that what is read or worked out at first use is there before anything is locked."""
    from core.analysis.offline import summary
    from core.analysis.promises.grammar import GRAMMARS
    from core.dates.words import LANGUAGES as DAYS

    GRAMMARS.warm()
    DAYS.warm()
    for language in (*GRAMMARS, *languages()):
        with reading(language):
            _(summary.ASKED_FOR)
    transcript = receive(_SAMPLE).transcript
    request = AnalysisRequest(transcript)
    assess(request, draft(request))
    check_off(transcript, (OpenCommitment("", "Write the plan", "client"),))
