"""The one grammar of promises: what the keyless engine finds, what verification lets through, what a check-off is compared with.

`find` reads a session for them; `judging.judge` says of words that somebody takes for one whether they are.
"""

from core.analysis.promises.finding import find

__all__ = ["find"]
