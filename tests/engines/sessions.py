"""Sessions written for these tests."""

from datetime import date

from core.insight.engine import AnalysisRequest
from core.transcript import Role, Transcript, Turn

COACH, CLIENT = "Mara Quill", "Tobin Ashe"

LINES = (
    (COACH, "Welcome back, Tobin. What would be most useful to leave with today?"),
    (CLIENT, "I want to stop answering messages at midnight. It is eating my evenings and I hate it."),
    (COACH, "What does midnight give you that the day does not?"),
    (
        CLIENT,
        (
            "It makes me feel needed, I suppose. I had never put it that way before. I see now that I answer so that nobody "
            "notices when I am gone. When we started this spring I was tense all the time."
        ),
    ),
    (COACH, "You answer so that nobody notices when you are gone. What do you want instead?"),
    (
        CLIENT,
        (
            "Evenings that belong to me and my daughter. Being reliable matters more to me than being fast. Last week I already "
            "left on time twice and she was so proud of me. I feel calm about it today."
        ),
    ),
    (COACH, "And what will you do with that?"),
    (
        CLIENT,
        (
            "I'll put the phone in the kitchen at nine every weeknight. I'll tell Priya on Thursday that she decides about the "
            "release. It is a bit like handing over a boat that you built yourself."
        ),
    ),
    (COACH, "I'll send you the reading list tomorrow. How would you like to close?"),
    (CLIENT, "I feel lighter than when I came in today. Thank you for not telling me what to do."),
)


def transcript(lines: tuple[tuple[str, str], ...] = LINES) -> Transcript:
    turns = tuple(Turn(i, name, text, i * 20.0, i * 20.0 + 15) for i, (name, text) in enumerate(lines, 1))
    return Transcript("test", turns, "en").with_roles({COACH: Role.COACH, CLIENT: Role.CLIENT})


def request(lines: tuple[tuple[str, str], ...] = LINES) -> AnalysisRequest:
    return AnalysisRequest(transcript(lines), session_date=date(2026, 11, 18))


def long_lines(count: int) -> tuple[tuple[str, str], ...]:
    """Many turns with words of their own, and one promise near the end of each tenth."""
    lines: list[tuple[str, str]] = []
    for i in range(count // 2):
        lines.append((COACH, f"What did you notice about shelf {i} when you looked at it again?"))
        said = f"On shelf {i} there was a lamp called {_name(i)} and it reminded me of summer evenings by the lake."
        if i % 10 == 9:
            said = f"I'll bring the lamp called {_name(i)} to the workshop on Friday. {said}"
        lines.append((CLIENT, said))
    return tuple(lines)


def _name(i: int) -> str:
    vowels, consonants = "aeiou", "bdfgklmnprst"
    return (
        consonants[i % 12]
        + vowels[i // 12 % 5]
        + consonants[i // 60 % 12]
        + vowels[i // 720 % 5]
        + consonants[(i * 7) % 12]
    )
