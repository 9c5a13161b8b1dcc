"""The engines by name. Adding one: a file here, a line in ENGINES.

A maker imports its file when it is called, so that a vendor's SDK is loaded only by those who use it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.config import EngineConfig
from bot.engines.guard import Counters, Guarded, Limits
from core.insight.engine import AnswerStore, Engine
from core.ports.work import TextWork

NO_KEY = "none"
"""What a server of one's own is told that asks for none; the SDK needs some."""


def _claude(config: EngineConfig, _: TextWork, answers: AnswerStore | None) -> Engine:
    from bot.engines import claude  # noqa: PLC0415 - see above

    return claude.Claude(
        api_key=config.anthropic_key or "",
        base_url=config.anthropic_url,
        model=config.model or claude.DEFAULT_MODEL,
        patience=config.patience,
        stretch=config.stretch,
        answers=answers,
    )


def _openai(config: EngineConfig, _: TextWork, answers: AnswerStore | None) -> Engine:
    from bot.engines import openai  # noqa: PLC0415 - see above

    return openai.OpenAI(
        api_key=config.openai_key or NO_KEY,
        base_url=config.openai_url,
        model=config.model or openai.DEFAULT_MODEL,
        patience=config.patience,
        stretch=config.stretch,
        answers=answers,
    )


def _offline(_: EngineConfig, work: TextWork, _answers: AnswerStore | None) -> Engine:
    from bot.engines import offline  # noqa: PLC0415 - see above

    return offline.Offline(work)


ENGINES: Mapping[str, Callable[[EngineConfig, TextWork, AnswerStore | None], Engine]] = {
    "claude": _claude,
    "openai": _openai,
    "offline": _offline,
}


def make(
    config: EngineConfig,
    work: TextWork,
    *,
    now: Callable[[], datetime],
    slots: int = 4,
    limits: Limits | None = None,
    counters: Counters | None = None,
    answers: AnswerStore | None = None,
) -> Guarded:
    """The engine of the configuration behind its guard. `slots` are analyses at a time in this process; `counters` are shared
    by all replicas where the limits must hold for all together, as are the `answers` of analyses under way; `now` says which day
    it is."""
    limits = limits or Limits(config.per_person, config.per_tenant, config.cost_per_tenant, config.cost_total)
    if config.name == "offline":  # it costs nothing, so no budget is asked for
        limits = replace(limits, cost_per_tenant=0.0, cost_total=0.0)
    return Guarded(ENGINES[config.name](config, work, answers), slots=slots, limits=limits, counters=counters, now=now)


__all__ = ["ENGINES", "make"]
