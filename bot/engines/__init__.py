"""The engines by name. Adding one: a file here, a line in ENGINES.

A maker imports its file when it is called, so that a vendor's SDK is loaded only by those who use it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.engine import Engine


@dataclass(frozen=True, slots=True)
class Settings:
    """What an engine needs of the configuration. Empty strings mean the engine's own default. The key hides in repr."""

    api_key: str = ""
    base_url: str = ""
    model: str = ""

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, model={self.model!r}, api_key={'set' if self.api_key else 'not set'})"


def _claude(settings: Settings) -> Engine:
    from bot.engines import claude  # noqa: PLC0415 - see above

    return claude.Claude(
        api_key=settings.api_key, base_url=settings.base_url or None, model=settings.model or claude.DEFAULT_MODEL
    )


def _openai(settings: Settings) -> Engine:
    from bot.engines import openai  # noqa: PLC0415 - see above

    return openai.OpenAI(
        api_key=settings.api_key, base_url=settings.base_url or None, model=settings.model or openai.DEFAULT_MODEL
    )


ENGINES: Mapping[str, Callable[[Settings], Engine]] = {
    "claude": _claude,
    "openai": _openai,
}
