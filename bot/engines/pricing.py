"""List prices in US dollars per million tokens, as of November 2026; an unknown model costs nothing here rather than a
guess."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """`write` and `read` are the factors on the input price for cache writes and reads; a prompt over `tier` tokens
    costs `dearer` times as much."""

    input: float
    output: float
    write: float = 1.25
    read: float = 0.1
    tier: int | None = None
    dearer: float = 1.0


PRICES = {
    "claude-haiku-5-5": Price(0.10, 0.50, tier=100_000, dearer=5.0),
    "claude-sonnet-5-5": Price(2.0, 10.0),
    "claude-opus-5-5": Price(4.0, 20.0, read=0.05),
    "claude-fable-5-2": Price(8.0, 40.0),
}


def known(model: str) -> bool:
    return model in PRICES


OUTPUT = 6_000
"""Output tokens of a usual call, thinking included."""


def likely(model: str, tokens: int) -> float:
    """Dollars that a call with so many input tokens will likely cost, before anything is sent."""
    return cost(model, fresh=0, written=tokens, read=0, output=OUTPUT)


def cost(model: str, *, fresh: int, written: int, read: int, output: int) -> float:
    """Dollars for one call: uncached, cache-written and cache-read input tokens, and output tokens."""
    price = PRICES.get(model)
    if price is None:
        return 0.0
    factor = price.dearer if price.tier is not None and fresh + written + read > price.tier else 1.0
    paid_input = fresh + written * price.write + read * price.read
    return factor * (paid_input * price.input + output * price.output) / 1_000_000
