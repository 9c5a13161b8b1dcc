"""What an hour costs at list price, beside other ways to ask. No network: the prompt is the real one, its tokens are guessed.

    make bench-cost

An hour is samples/session.vtt, as often as fills 60 minutes; the answer is the recorded draft of that session, as often. Tokens
are guessed at 3.5 characters each, between English in older tokenizers (4) and in newer ones (3).
"""

import json
from dataclasses import dataclass

from bot.cli import demo, recording
from bot.engines import pricing, prompt
from core.insight.engine import AnalysisRequest
from core.reading import extraction
from core.transcript import Transcript

CHARACTERS = 3.5
THINKING = 2_000
"""Output tokens of thinking that a call takes, where the model thinks: an assumption, the same for every way."""


@dataclass(frozen=True)
class Way:
    """So many calls over one prefix, and `again` more that put right what fell, with a tenth of an answer. `cached`: the first
    call puts the prefix into the vendor's cache, the others read it there."""

    name: str
    calls: int
    again: int = 0
    cached: bool = False

    def dollars(self, model: str, prefix: int, answer: int, thinking: int) -> float:
        asked = self.calls + self.again
        once = 1 if self.cached else 0
        return pricing.cost(
            model,
            fresh=prefix * (0 if self.cached else asked),
            written=prefix * once,
            read=prefix * (asked - 1) * once,
            output=answer + self.again * answer // 10 + asked * thinking,
        )


WAYS = (
    Way("one call, bare", 1),
    Way("one call, prefix kept (this is what runs)", 1, cached=True),
    Way("the same, and a repair (this is what runs)", 1, again=1, cached=True),
    Way("three calls that share a prefix", 3, cached=True),
    Way("three calls that share one, and a repair", 3, again=1, cached=True),
    Way("five calls that share nothing", 5),
)


def hour() -> tuple[int, int, int]:
    """Tokens of the prefix and of the answer for an hour of talk, and words of it."""
    transcript: Transcript = extraction.read(demo.SAMPLE.read_bytes(), demo.SAMPLE.name)
    times = 3_600 / (transcript.turns[-1].end or 3_600)
    shared = prompt.prompt(AnalysisRequest(transcript))
    draft = json.dumps(json.loads(recording.DRAFT.read_text("utf-8")), ensure_ascii=False)
    prefix = len(shared.rules) + len(shared.transcript) * times
    return int(prefix / CHARACTERS), int(len(draft) * times / CHARACTERS), int(transcript.words * times)


def main() -> None:
    prefix, answer, words = hour()
    print(
        f"An hour: {words} words, a prefix of {prefix} tokens, an answer of {answer} tokens; US dollars at list price."
    )
    for thinking in (0, THINKING):
        print(f"\n{f'thinking {thinking} tokens a call':<46}" + "".join(f"{model[7:]:>14}" for model in pricing.PRICES))
        for way in WAYS:
            costs = (way.dollars(model, prefix, answer, thinking) for model in pricing.PRICES)
            print(f"{way.name:<46}" + "".join(f"{cost:>14.4f}" for cost in costs))


if __name__ == "__main__":
    main()
