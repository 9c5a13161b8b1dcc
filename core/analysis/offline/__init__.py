"""Drafts that need no key and no network: rules over sentences and small linear heads, in pure Python."""

from core.analysis.offline.drafting import MODEL, VERSION, draft

__all__ = ["MODEL", "VERSION", "draft"]
