"""Two or three plain sentences and the themes, made of nothing but what was found and said."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from core.draft import DraftItem
from core.offline.scene import Scene
from core.speech.text import STOP, listed, stem, words
from core.transcript import Role

_WORDS = {
    "en": {
        "wanted": "You came wanting this: “{}”.",
        "found": "What you saw: “{}”.",
        "glad": "Something to be glad of: “{}”.",
        "promised": "You leave with {}: {}.",
        "one": "one promise",
        "many": "{} promises",
        "none": "You leave without a promise, and that is fine.",
        "felt": "From “{}” to “{}”.",
    },
    "de": {
        "wanted": "Das wollten Sie: „{}“.",
        "found": "Das haben Sie gesehen: „{}“.",
        "glad": "Ein Grund zur Freude: „{}“.",
        "promised": "Sie gehen mit {}: {}.",
        "one": "einem Vorsatz",
        "many": "{} Vorsätzen",
        "none": "Sie gehen ohne Vorsatz, und das ist in Ordnung.",
        "felt": "Von „{}“ zu „{}“.",
    },
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
        count = say["one"] if len(own) == 1 else say["many"].format(len(own))
        acts = "; ".join(_act(_short(_text(item, "action"), 14)) for item in own[:3])
        parts.append(say["promised"].format(count, acts))
    elif len(parts) >= 1:
        parts.append(say["none"])
    return " ".join(parts[:3])


def _text(item: DraftItem, name: str) -> str:
    value = item.fields.get(name, "")
    return value if isinstance(value, str) else ""


def _act(text: str) -> str:
    return text[:1].lower() + text[1:]


def _short(text: str, most: int = 28) -> str:
    """At most so many words, cut at a comma if there is one."""
    bare = " ".join(re.sub(r"[“”„\"]", "", text).split()).rstrip(".!,;: ")
    parts = bare.split(" ")
    if len(parts) <= most:
        return bare
    cut = " ".join(parts[:most])
    comma = cut.rfind(",")
    return (cut[:comma] if comma > len(cut) // 2 else cut).rstrip(",;: ") + " …"


def themes(scene: Scene) -> tuple[str, ...]:
    """Three to five words the client keeps coming back to, spread over the session; as they are most often "
    "written."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    turns: dict[str, set[int]] = defaultdict(set)
    names = {w.lower() for speaker in scene.transcript.speakers for w in speaker.split()}
    for turn in scene.transcript.turns:
        if turn.role is not Role.CLIENT:
            continue
        for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", turn.text):
            low = word.lower().replace("’", "'")
            if len(low) < 4 or low in STOP or low in names or low in _PALE or "'" in low:
                continue
            seen[stem(low)][word] += 1
            turns[stem(low)].add(turn.n)
    coach = Counter(stem(w) for t in scene.transcript.turns if t.role is Role.COACH for w in words(t.text))
    german = scene.language == "de"
    scored = []
    for root, forms in seen.items():
        form = forms.most_common(1)[0][0]
        if len(turns[root]) < 2 or (german and not form[:1].isupper()):
            continue
        spread = max(turns[root]) - min(turns[root])
        value = len(turns[root]) + 0.5 * min(coach[root], 4) + 2.0 * spread / len(scene.transcript.turns)
        scored.append(
            (
                value * (1.25 if len(form) >= 6 else 1.0),
                form if german else form.lower() if form.lower() in forms else form,
            )
        )
    chosen = [form for _, form in sorted(scored, key=lambda s: (-s[0], s[1]))[:5]]
    return tuple(chosen) if len(chosen) >= 3 else ()


_PALE = listed(
    "always another anything around away before being best better call came come coming course does done each "
    "else even ever every everybody everyone everything exactly feel feels felt fine first give going gone good "
    "great half hand hard have hear heard here home honest honestly hour hours idea keep kept last least left "
    "less like little long look looked looking made make makes making many maybe mean might minute minutes month "
    "months more morning most need needs never next nice night nobody nothing okay once other part people perhaps "
    "place point pretty probably properly put rather read real really same says seem seen should show side since "
    "someone somebody something sometimes somewhere soon sort start stop stuff suppose sure take taken taking "
    "talk tell telling than thank thanks think thinking thought three time times today together told tomorrow "
    "tonight took tried true trying turn turned under until used using usually wanted week weeks well whatever "
    "while whole whose without word words work works world worse would wrong year years yesterday yeah laughs "
    "lacht weint monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december twenty fifty hundred moment bitte morgen heute gestern immer "
    "vielleicht irgendwie irgendwann eigentlich natürlich genau danke leute sache sachen mensch menschen zeit "
    "jahr jahre jahren woche wochen monat tag tage tagen stunde minuten abend mal frau herr doktor guten seconds "
    "second couple bits thing things kinda sorta like actually basically literally obviously"
)
