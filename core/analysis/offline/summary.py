"""Two or three plain sentences, made of nothing but what was found and said."""

import re
from collections.abc import Mapping

from core.analysis.offline.scene import Scene
from core.insight.draft import DraftItem

_WORDS = {
    "en": {
        "wanted": "What you came for, in your words: “{}”.",
        "found": "What you came to see: “{}”.",
        "glad": "Something to be glad of: “{}”.",
        "promised": "You leave with {}: {}.",
        "among": "You leave with {}, among them: {}.",
        "and": " and ",
        "none": "You leave without a promise, and that is fine.",
        "quoted": "“{}”",
    },
    "de": {
        "wanted": "Das wollten Sie: „{}“.",
        "found": "Das haben Sie gesehen: „{}“.",
        "glad": "Ein Grund zur Freude: „{}“.",
        "promised": "Sie gehen mit {}: {}.",
        "among": "Sie gehen mit {}, darunter: {}.",
        "and": " und ",
        "none": "Sie gehen ohne Vorsatz, und das ist in Ordnung.",
        "quoted": "„{}“",
    },
}

# In words and no higher than three: a figure that nobody said does not pass verification, and took the sentence with it.
_COUNTS = {
    "en": ("one promise", "two promises", "three promises", "several promises"),
    "de": ("einem Vorsatz", "zwei Vorsätzen", "drei Vorsätzen", "mehreren Vorsätzen"),
}


def summary(scene: Scene, sections: Mapping[str, tuple[DraftItem, ...]]) -> str:
    """At most three sentences: what was wanted, what was seen, what was promised. Empty if nothing was found."""
    say = _WORDS.get(scene.language)
    if say is None:
        return ""
    parts: list[str] = []
    if sections.get("intention"):
        parts.append(say["wanted"].format(_short(_text(sections["intention"][0], "behavior_change"))))
    found = sections.get("client_discoveries", ())
    if found:
        deepest = max(found, key=lambda item: (item.fields.get("depth_level") == "Deep", item.evidence[0].turn))
        parts.append(say["found"].format(_short(_text(deepest, "insight"))))
    elif sections.get("celebration"):
        parts.append(say["glad"].format(_short(_text(sections["celebration"][0], "description"))))
    own = [item for item in sections.get("action_items", ()) if item.fields.get("owner") == "client"]
    if own:
        count = _COUNTS[scene.language][min(len(own), 4) - 1]
        acts = [say["quoted"].format(_act(_short(_text(item, "action"), 14))) for item in own[:3]]
        told = say["and"].join([", ".join(acts[:-1]), acts[-1]] if len(acts) > 1 else acts)
        parts.append(say["promised" if len(own) <= len(acts) else "among"].format(count, told))
    elif len(parts) >= 1:
        parts.append(say["none"])
    return " ".join(parts[:3])


def _text(item: DraftItem, name: str) -> str:
    value = item.fields.get(name, "")
    return value if isinstance(value, str) else ""


def _act(text: str) -> str:
    """The act as it goes on inside a sentence: a small letter, unless the word is always written large."""
    first = text.partition(" ")[0]
    return text if first in {"I", "I'm", "I'll", "I've", "I'd"} or first.isupper() else text[:1].lower() + text[1:]


def _short(text: str, most: int = 28) -> str:
    """At most so many words, cut at a comma if there is one."""
    bare = " ".join(re.sub(r"[“”„\"]", "", text).split()).rstrip(".!,;: ")
    parts = bare.split(" ")
    if len(parts) <= most:
        return bare
    cut = " ".join(parts[:most])
    comma = cut.rfind(",")
    return (cut[:comma] if comma > len(cut) // 2 else cut).rstrip(",;: ") + " …"
