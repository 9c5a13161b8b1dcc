"""The engine that needs no key and no network: rules over sentences and small linear heads, in pure Python."""

from core.offline.engine import OfflineEngine

__all__ = ["OfflineEngine"]
