"""What can be a speaker's name, and what only looks like one."""

import re
from functools import lru_cache

from core.transcript import is_generic

MAX_NAME = 60


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


_PARTICLES = word_set(
    """
    de del della da dos das di du la le van von der den ter ten zu zum zur af av bin ibn al el y e und and of
    the mac st
    """
)
# Words that open a line with a colon and are no speaker, whatever their number.
NOT_SPEAKERS = word_set(
    """
    note notes update updates action actions decision decisions summary agenda topic topics date time times
    title subject location place duration attendees participants present apologies recording meeting transcript
    transcription keywords speakers speaker language file source link url re fw fwd cc bcc from to ps p.s fyi
    tl;dr todo to-do warning example tip important question answer result conclusion background context goal
    goals next chapter part section page figure table step steps monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december http
    https mailto www remember reminder hint caveat ie eg nb n.b notiz notizen hinweis datum thema teilnehmer
    dauer ort zusammenfassung beispiel achtung wichtig ergebnis frage antwort sujet durée lieu résumé
    participantes fecha tema duración lugar resumen nota remarque exemple ejemplo 日付 議題 参加者 日期 主题 参会人 备注 注
    """
)
ROLE_WORDS = word_set(
    """
    coach client coachee mentor mentee therapist counsellor counselor interviewer interviewee facilitator
    moderator host guest me them you us q a patient supervisor klient klientin kunde kundin coachin berater
    beraterin therapeut therapeutin entraîneur cliente terapeuta entrenador entrenadora coachin コーチ クライアント 教练 客户
    教練 客戶 코치 고객 מאמן מאמנת לקוח לקוחה коуч клиент مدرب عميل coachee's coachée client(e) cliënt kandidat
    """
)
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[?!;:\"“”„«»<>{}=|\\#*\t]|\.{2,}|…|, (?:and|but|so|and|und|aber|et|mais|y|pero)\b")
_GUEST = re.compile(
    r"(?:(?<!\s)\s++)?[(\[](?:guest|host|co-host|external|unverified|organizer|organiser|presenter|gast|extern|invité"
    r"|invitado|sl|he/him|she/her|they/them|[a-z]+/[a-z]+(?:/[a-z]+)?)[)\]]\s*+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:(?<!\s)\s++)?(?:[(\[<][^()\[\]<>@]*+@[^()\[\]<>]*+[)\]>]|\((?=[^()]*+\))[^()]*\b(?:inc|ltd|llc|gmbh)\b[^()]*+\))\s*+",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"\b(?:note ?-?taker|notetaker|fireflies(?:\.ai)?|otter(?:\.ai|pilot)|fathom|read\.ai|tl;?dv"
    r"|gemini|copilot|meetgeek|avoma|grain|recorder|recording bot)\b"
    r"|'s presentation$|’s presentation$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{5,24}$")
_BADGES = re.compile(
    r"(?:(?<!\s)\s{1,4}(?:external|unfamiliar|unverified|guest|organi[sz]er|presenter|host|co-host|\(you\))){1,3}$",
    re.IGNORECASE,
)
_CREDENTIALS = word_set(
    """
    acc pcc mcc cpcc actc icf emcc ac pcac phd dphil dr psyd edd md mba msc ma ba bsc bs ms med mph mpa llm llb jd cpa pmp
    shrm-cp shrm-scp sphr phr rn lmft lcsw lpc esq jr sr ii iii iv dipl-psych dipl-ing mag frsa obe mbe
    """
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=4096)  # a session has few names, and each of its lines one
def clean(name: str) -> str:
    """A name as shown: emphasis, role suffixes such as `(Guest)` and addresses removed, `Last, First` turned round."""
    name = name[:200]
    name = re.sub(r"(?<![*_\s:：\-–—|•@])[*_\s:：\-–—|•@]++$", "", re.sub(r"^(?:#{1,6}\s|[*_\s\-–•>])+", "", name))
    name = " ".join(_GUEST.sub(" ", _ADDRESS.sub(" ", name)).split())
    parts = [part.strip() for part in name.split(",")]
    turned = (
        len(parts) == 2 and all(parts) and all(_looks_proper(part) for part in parts) and len(parts[1].split()) <= 3
    )
    if turned and not letters_after(parts[1], alone=" " not in parts[0]):
        return f"{parts[1]} {parts[0]}"
    return name


def letters_after(words: str, *, alone: bool = False) -> bool:
    """Whether the words behind a comma are degrees or credentials (`MCC`, `PhD`, `M.A.`), no first name. `alone`: one name
    stands before the comma, so capitals may be a first name that is shouted."""
    bare = [word.replace(".", "") for word in words.split()]
    return bool(bare) and all(
        word.casefold() in _CREDENTIALS or (not alone and word.isupper() and word.isascii() and 2 <= len(word) <= 6)
        for word in bare
    )


def without_additions(name: str) -> str:
    """A name without what calendars and meetings write behind it: credentials, and badges such as `External`."""
    first, *rest = name.split(",")
    if rest and all(letters_after(part.strip()) for part in rest):
        name = first
    return _BADGES.sub("", name).strip()


def fold(name: str) -> str:
    """The form in which two spellings of one name are the same."""
    return " ".join(name.casefold().split())


def placed(name: str) -> bool:
    """Whether a string that stands in a speaker's place can be one: all but sentences, addresses of pages and bare marks."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or "://" in name or name[-1] in ",;!?…？！。":
        return False
    if _LETTER.search(name) is None and _PHONE.match(name) is None:
        return False
    return name[-1] != "." or (len(name.split()[-1]) <= 4 and len(name.split()) > 1)


def is_bot(name: str) -> bool:
    """A note taker or a shared screen in a list of attendees."""
    return _BOT.search(name) is not None


def is_role(name: str) -> bool:
    """`Coach`, `client 1`: what somebody is in the talk, in place of a name."""
    words = name.casefold().split()
    return (bool(words) and " ".join(words) in ROLE_WORDS) or (
        len(words) == 2 and words[0] in ROLE_WORDS and not words[1].isalpha()
    )


def possible(name: str) -> bool:
    """Whether the words before a colon can name a speaker at all."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or _LETTER.search(name) is None or _SENTENCE.search(name):
        return False
    bare = name.lower().rstrip(".")
    if bare in NOT_SPEAKERS or (name[0].isdigit() and not _LETTER.match(name.lstrip("0123456789+ "))):
        return False
    if name[0] in "([)]-–—.,'’/&" or name.startswith("www."):
        return False
    words = name.split()
    if len(words) > (8 if "(" in name or "," in name else 5):
        return False
    return not (len(words) > 1 and words[0].lower() in NOT_SPEAKERS and not is_generic(name))


def proper(name: str) -> bool:
    """Whether `name` is written like a name: every word capitalised, or no letter case at all (Chinese, Hebrew, …)."""
    return possible(name) and _looks_proper(re.sub(r"[()\[\],]", " ", name))


def _looks_proper(name: str) -> bool:
    words = [word for word in re.split(r"[\s/]+", name) if word]
    letters = [word for word in words if _LETTER.search(word)]
    if not letters:
        return False
    if _CJK.search(name):
        return len(name) <= 16
    return all(_capital(word) or word.lower().strip(".") in _PARTICLES for word in letters) and any(
        _capital(word) for word in letters
    )


def _capital(word: str) -> bool:
    first = next((char for char in word if char.isalpha()), "")
    return bool(first) and (first.isupper() or (not first.islower() and not first.isupper()))
