"""What a client keeps coming back to: nouns and pairs of words, found by the words around them."""

import re
from collections import Counter, defaultdict

from core.analysis.offline.scene import Scene
from core.analysis.speech.text import STOP, listed, stem
from core.transcript import Role

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.,;:!?…–—-]")
_BEFORE_A_NOUN = listed(
    "the a an my his her our their your this that these those no any some every each own another whose "
    "der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner sein seine seinen ihr ihre "
    "ihren ihrem unser unsere kein keine keinen diese dieser dieses diesen jede jeder jedes"
)
_NUMBER = re.compile(
    r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|first|third|fourth|fifth|\w+zehn\w*|\w+zig\w*|\w+(?:o'clock)|eins?|zwei|drei|vier|fünf|sechs|"
    r"sieben|acht|neun|elf|zwölf|hundert|tausend)(?:-\w+)?"
)
_ENOUGH = 3  # themes; fewer say too little to be shown
_MOST = 5


def themes(scene: Scene) -> tuple[str, ...]:
    """Three to five things the client names in several turns, the most named and widest spread first; () if there are fewer.

    English: a word counts where an article or possessive stands before it and no noun after, or as a name; German: where it
    is written large. A pair that is said more than once ("quarterly report") stands for its last word.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    turns: dict[str, set[int]] = defaultdict(set)
    names = {w.lower() for speaker in scene.transcript.speakers for w in speaker.split()}
    spoken = [
        (turn.n, ["", "", *(w.replace("’", "'") for w in _WORD.findall(turn.text)), ""])
        for turn in scene.transcript.turns
        if turn.role is Role.CLIENT
    ]
    for n, said in spoken:
        for word in said:
            if _bears(word.lower()) and word.lower() not in names:
                seen[stem(word.lower())][word] += 1
                turns[stem(word.lower())].add(n)
    nouns, pairs = _nouns(spoken, german=scene.language == "de")
    coach = {stem(w.lower()) for t in scene.transcript.turns if t.role is Role.COACH for w in _WORD.findall(t.text)}
    likely = [
        root for root in seen if nouns[root] >= 0.34 * seen[root].total() and (len(turns[root]) > 1 or root in coach)
    ]
    total = len(scene.transcript.turns)
    likely.sort(key=lambda root: (-_weight(turns[root], total), root))
    again = [root for root in likely if len(turns[root]) > 1]
    # What the client said once and the coach took up fills a short list.
    chosen = again[:_MOST] if len(again) >= _ENOUGH else likely[:_ENOUGH]
    return tuple(_shown(seen[root], pairs.get(root, Counter())) for root in chosen) if len(chosen) >= _ENOUGH else ()


def _nouns(spoken: list[tuple[int, list[str]]], *, german: bool) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """How often each stem stands as a noun, and the pairs it ends."""
    nouns: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    unsure: list[tuple[str, str]] = []  # "my brother waits" or "my older brother": the second word decides
    for _, said in spoken:
        for i in range(2, len(said) - 1):
            low, after = said[i].lower(), said[i + 1].lower()
            if not _bears(low):
                continue
            if _written_large(said, i) or (not german and _closes(said, i, 1)):
                nouns[stem(low)] += 1
            elif not german and said[i - 1].lower() in _BEFORE_A_NOUN:
                unsure.append((stem(low), stem(after)))
            elif not german and _closes(said, i, 2):
                pairs[stem(low)][f"{said[i - 1].lower()} {low}"] += 1
    for root, found in pairs.items():
        nouns[root] += found.total() if nouns[root] or max(found.values()) > 1 else 0
    for root, after in unsure:
        nouns[root] += nouns[after] == 0
    return nouns, pairs


def _written_large(said: list[str], i: int) -> bool:
    """A name, or any noun in German: a capital that is not a sentence's first."""
    return said[i][:1].isupper() and said[i - 1] not in {"", ".", "!", "?", "…"}


def _closes(said: list[str], i: int, after: int) -> bool:
    """Whether the word stands so many places after an article and nothing that bears meaning follows."""
    return said[i - after].lower() in _BEFORE_A_NOUN and not _bears(said[i + 1].lower())


def _bears(low: str) -> bool:
    """Whether a word carries a meaning a theme can have."""
    return (
        len(low) >= 3
        and low not in STOP
        and low not in _PALE
        and "'" not in low
        and low[0].isalpha()
        and not _NUMBER.fullmatch(low)
    )


def _weight(turns: set[int], total: int) -> float:
    return len(turns) + 3.0 * (max(turns) - min(turns)) / max(1, total)


def _shown(forms: Counter[str], pairs: Counter[str]) -> str:
    """The pair where it is said at least twice, else the word as it is mostly written."""
    pair, times = next(iter(pairs.most_common(1)), ("", 0))
    if times >= 2 and all(_bears(word) for word in pair.split()):
        return pair
    form = forms.most_common(1)[0][0]
    return form.lower() if form.lower() in forms else form


_PALE = listed(
    "end ends ones ago alright yep nah sorry able whole bad big small old new young side true false wrong sure few own "
    "always another anything around away before being best better came come coming course does done each "
    "else even ever every everybody everyone everything exactly feel feels felt fine first give going gone good "
    "great half hand hard have hear heard here home honest honestly hour hours keep kept last least left "
    "less like little long look looked looking made make makes making many maybe mean might minute minutes month "
    "months more morning most need needs never next nice night nobody nothing okay once other part people perhaps "
    "place point pretty probably properly put rather read real really same says seem seen should show side since "
    "someone somebody something sometimes somewhere soon sort start stop stuff suppose sure take taken taking "
    "talk tell telling than thank thanks think thinking thought three time times today together told tomorrow "
    "tonight took tried true trying turn turned under until used using usually wanted week weeks well whatever "
    "while whole whose without word words works world worse would wrong year years yesterday yeah laughs "
    "lacht weint monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december twenty fifty hundred moment bitte morgen heute gestern immer "
    "vielleicht irgendwie irgendwann eigentlich natürlich genau danke leute sache sachen mensch menschen zeit "
    "jahr jahre jahren woche wochen monat tag tage tagen stunde minuten abend mal frau herr doktor guten seconds "
    "second couple bits thing things kinda sorta like actually basically literally obviously"
)
