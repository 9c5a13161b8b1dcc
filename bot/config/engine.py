"""The part of the configuration that is the engines'."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config.checks import number, whole

ENGINES = ("auto", "claude", "openai", "offline")


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """`name` is resolved: never `auto`. `base_url` None means the vendor's own. `stretch` in tokens and `patience` in seconds
    are for one call. Limits are for a day, 0 for none: sessions, and US dollars."""

    name: str = "offline"
    model: str | None = None
    anthropic_key: str | None = field(default=None, repr=False)
    anthropic_url: str | None = None
    openai_key: str | None = field(default=None, repr=False)
    openai_url: str | None = None
    stretch: int = 40_000
    patience: float = 300.0
    per_person: int = 20
    per_tenant: int = 200
    cost_per_tenant: float = 20.0
    cost_total: float = 100.0


def read_engine(env: Mapping[str, str], faults: list[str]) -> EngineConfig:
    chosen = env.get("DEBRIEF_ENGINE", "auto").lower()
    anthropic, openai = env.get("ANTHROPIC_API_KEY"), env.get("OPENAI_API_KEY")
    if chosen not in ENGINES:
        faults.append(f"DEBRIEF_ENGINE must be one of {', '.join(ENGINES)}")
    if chosen == "claude" and not anthropic:
        faults.append("DEBRIEF_ENGINE is claude, so ANTHROPIC_API_KEY is needed")
    if chosen == "openai" and not openai and not env.get("OPENAI_BASE_URL"):
        faults.append(
            "DEBRIEF_ENGINE is openai, so OPENAI_API_KEY is needed, or OPENAI_BASE_URL for a server of your own"
        )
    if chosen == "auto":
        chosen = "claude" if anthropic else "offline"
    return EngineConfig(
        name=chosen,
        model=env.get("DEBRIEF_MODEL"),
        anthropic_key=anthropic,
        anthropic_url=env.get("ANTHROPIC_BASE_URL"),
        openai_key=openai,
        openai_url=env.get("OPENAI_BASE_URL"),
        stretch=whole(env, faults, "DEBRIEF_STRETCH", 40_000, 6_000, 1_000_000),
        patience=number(env, faults, "DEBRIEF_ENGINE_TIMEOUT", 300, 10, 7_200),
        per_person=whole(env, faults, "DEBRIEF_DAILY_PER_PERSON", 20, 0, 1_000_000),
        per_tenant=whole(env, faults, "DEBRIEF_DAILY_PER_WORKSPACE", 200, 0, 1_000_000),
        cost_per_tenant=number(env, faults, "DEBRIEF_DAILY_BUDGET", 20, 0, 1e6),
        cost_total=number(env, faults, "DEBRIEF_TOTAL_BUDGET", 100, 0, 1e6),
    )
