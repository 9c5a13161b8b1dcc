"""Promises in words that make them none (reported, joked, taken back …), and real ones; phrased by somebody who wrote no rule.

    python -m bench.contexts

A text is said by the client between two turns of the coach, and drafted as a promise: rejected if it is not shown as sure
(falling and being asked about both count). `labelled/contexts.json`: {language, kind, before, text, after}, where `after` is
said by the client of what is retracted, else by the coach. Prints figures, never text.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from core.analysis.verification import verify
from core.insight.draft import Draft, DraftItem, DraftQuote
from core.transcript import Role, Transcript, Turn

FILE = Path(__file__).parent / "labelled" / "contexts.json"
SAID_ON = date(2026, 11, 18)
REAL, RETRACTED = "real", "retracted"


def counted() -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many there are, are shown as sure, and are asked about, by kind and language."""
    tried, sure, asked = (Counter[tuple[str, str]]() for _ in range(3))
    for each in json.loads(FILE.read_text(encoding="utf-8")):
        roles = {"Ann": Role.COACH, "Bo": Role.CLIENT}
        after = (
            (("Ann", "Mm."), ("Bo", each["after"])) if each["kind"] == RETRACTED else (("Ann", each["after"] or "Mm."),)
        )
        said = ("Ann", each["before"] or "And?"), ("Bo", each["text"]), *after
        turns = tuple(Turn(n, name, text, role=roles[name]) for n, (name, text) in enumerate(said, 1))
        item = DraftItem({"action": each["text"], "owner": "client"}, (DraftQuote(2, each["text"]),))
        spoken = Transcript("text", turns, each["language"], roles)
        held = verify(Draft({"action_items": (item,)}), spoken, session_date=SAID_ON)
        key = each["kind"], each["language"]
        tried[key] += 1
        sure[key] += bool(held.sections["action_items"])
        asked[key] += bool(held.doubtful)
    return tried, sure, asked


def main() -> None:
    tried, sure, asked = counted()
    for kind, language in sorted(tried, key=lambda key: (key[1], key[0] == REAL, key[0])):
        key, whole = (kind, language), tried[kind, language]
        share = sure[key] if kind == REAL else whole - sure[key]
        what = "shown as sure" if kind == REAL else "not shown as sure"
        print(f"{language} {kind:<14}{share / whole:>7.1%}  {share} of {whole} {what}; {asked[key]} asked about")


if __name__ == "__main__":
    main()
