"""Drafts that need no key and no network: rules over sentences and small linear heads, in pure Python (drafting.py)."""

VERSION = "2.0"
MODEL = f"offline-{VERSION}"
