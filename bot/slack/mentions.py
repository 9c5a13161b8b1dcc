"""What Slack puts between angle brackets in a text: people, channels, groups, links. What a person writes themselves has none."""

import html
import re

from core.people.person import Person, Tenant

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def read_words(tenant: Tenant, text: str) -> tuple[str, tuple[Person, ...]]:
    """What was written with mentions of people taken out, and who they are; other references as they are shown."""
    mentioned = tuple(Person(tenant, found) for found in dict.fromkeys(MENTION.findall(text)))
    words = REFERENCE.sub(_as_shown, MENTION.sub(" ", text))
    return " ".join(html.unescape(words).split()), mentioned


def _as_shown(reference: re.Match[str]) -> str:
    sign, target, label = reference.groups()
    if sign == "!":
        return f"@{(label or target.partition('^')[0]).lstrip('@')}"
    return f"{sign}{label or target}"
