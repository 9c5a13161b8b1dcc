"""Two parts of a session's way by themselves: an hour of talk without a key, and a long insight as Slack's blocks.

python -m bench.parts
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import date

from bench import others
from bot.slack.messages import render
from core.analysis.assessment import assess
from core.analysis.offline import drafting
from core.card import Block, Card, Facts, Quote, Text
from core.insight.engine import AnalysisRequest
from core.transcript import Role, Transcript, Turn

HOUR = 10_400
"""Words."""
ITEMS = 200
ROUNDS = 9


def hour() -> Transcript:
    """English sessions of bench/labelled, one after the other: nothing is said twice, so nothing is known from before."""
    said: list[tuple[Role, str]] = []
    words = 0
    for which in ("open", "sealed"):
        for session in others.sessions(which):
            if session.language == "en" and words < HOUR:
                said += [(turn.role, turn.text) for turn in session.transcript.turns]
                words += session.transcript.words
    turns = tuple(Turn(n, role.value, text) for n, (role, text) in enumerate(said, 1))
    return Transcript("text", turns, "en").with_roles({role.value: role for role in Role})


def long_card() -> Card:
    blocks: list[Block] = []
    for n in range(ITEMS):
        action = (
            f"Send the short note on point {n} to Joris before the Monday round, and keep silent for forty minutes."
        )
        said = f"I'll send it to Joris by Friday, point {n}, I'm really proud of that, actually."
        blocks += [
            Text(action),
            Facts((("When", "by Friday"), ("Depth", "Deep"))),
            Quote(said, "Leila Nassiri", n, 10.0 * n),
        ]
    return Card(title="Your session", summary="Your insight is ready.", blocks=tuple(blocks))


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def main() -> None:
    transcript = hour()
    request = AnalysisRequest(transcript, date(2026, 11, 18))
    few = AnalysisRequest(Transcript("text", transcript.turns[:20], "en"))
    assess(few, drafting.draft(few))  # what is made at the first use
    seconds = cpu(lambda: assess(request, drafting.draft(request))) / 1000
    print(
        f"{transcript.words:,} words without a key, drafted and assessed: {seconds:.2f} s of our processor (target 0.4)"
    )
    card = long_card()
    blocks = [message.blocks for message in render(card)]
    pairs = [(cpu(lambda: render(card)), cpu(lambda: json.dumps(blocks))) for _ in range(ROUNDS)]
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / plain for mine, plain in pairs)
    print(f"{ITEMS} items as blocks: {ours:.1f} ms, json.dumps of them {bare:.1f} ms: {ratio:.1f}x (target 8x)")


if __name__ == "__main__":
    main()
