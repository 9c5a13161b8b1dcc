"""The same house as the scenarios'."""

from tests.scenario.conftest import house, models, open_house, slack

__all__ = ["house", "models", "open_house", "slack"]
