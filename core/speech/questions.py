"""The questions in a coach's turn: where they are, open or closed, one or several.

Open invites exploration; closed is answered by yes or no, a single fact or a choice. Function goes before form.
English and German by rules; in other languages every sentence that ends in "?" counts, closed if it is short of a reason to
call it open.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.speech.text import Span, clauses, content, sentences, words

Kind = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a slice of the turn's text. `bare` has no verb of its own ("And today?")."""

    span: Span
    kind: Kind
    bare: bool = False


_LEAD = {
    "en": r"(?:(?:and|so|but|or|well|okay|ok|right|now|then|um|uh|yeah|yes|no|hm|mm|great|good|because|like|"
    r"i mean|you know|just|also|"
    r"alright|all right|first|hey|oh|see|maybe|perhaps|honestly|sure|sorry|thanks|anyway|fine)[,.]? +)*",
    "de": r"(?:(?:und|also|aber|oder|na|ja|nein|gut|okay|ok|ähm|äh|hm|mhm|jetzt|dann|denn|nun|vielleicht|schön|"
    r"genau|ach)[,.]? +)*",
}
_WH = {
    "en": r"(?:what|how|why|who|whose|whom|where|when|which|what's|how's|who's|where's|when's|why's|what're|"
    r"how're|what'd|how'd)\b",
    "de": r"(?:was|wie|warum|weshalb|wieso|wozu|wer|wem|wen|wessen|wo|wohin|woher|woran|worin|womit|wofür|wovon|"
    r"worum|woraus|wodurch|worauf|"
    r"wann|welche[rsnm]?|wie viele?|inwiefern|inwieweit)\b",
}
_WITH_PREPOSITION = {
    "en": r"(?:in|on|at|to|for|with|from|of|by|about|under|through) (?:what|which|whom|whose|how)\b",
    "de": r"(?:in|an|auf|mit|von|zu|aus|für|bei|seit|bis|unter|über) (?:wann|wem|wen|was|welche[rsnm]?|wie)\b",
}
_AUX = {
    "en": r"(?:do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|shall|should|may|might|must|"
    r"don't|doesn't|didn't|isn't|"
    r"aren't|wasn't|weren't|haven't|hasn't|hadn't|can't|couldn't|won't|wouldn't|shouldn't|ain't)",
    "de": r"(?:ist|sind|war|waren|bin|bist|seid|hat|haben|hast|habt|hatte|hatten|kann|können|kannst|könnte|"
    r"könnten|könntest|könnt|will|wollen|"
    r"wollte|wollten|willst|wollt|möchte|möchten|möchtest|mögen|magst|mag|muss|müssen|musst|müsste|"
    r"müssten|darf|dürfen|dürfte|dürfen|"
    r"soll|sollen|sollte|sollten|wird|werden|wirst|würde|würden|würdest|wäre|wären|gibt|gäbe|geht|ginge|"
    r"passt|stimmt|hören|sehen|"
    r"glauben|glaubst|denken|denkst|kennen|kennst|wissen|weißt|erinnern|merken|spüren|brauchen|brauchst|"
    r"gehen|machen|machst|"
    r"klingt|fühlt|fühlen|fühlst|trifft|reicht|hilft|kommt|kommen)",
}
_SUBJECT = {
    "en": r"(?:you|i|he|she|it|we|they|that|this|there|these|those|the|a|an|any|anyone|anybody|anything|some|"
    r"someone|something|your|my|his|her|"
    r"our|their|its|part|all|everyone|everything|one|either|both|people|[a-z]+)",
    "de": r"(?:sie|du|ihr|er|es|wir|ich|man|das|die|der|dies|dieser|diese|dieses|den|da|so|sich|ihnen|dir|ihre?|"
    r"deine?|jemand|etwas|noch|also|denn|"
    r"eine?|einer)",
}
_OPEN_REQUEST = {
    "en": r"(?:(?:please )?(?:tell me|say (?:a (?:little|bit) )?(?:more|some more)|talk me through|"
    r"walk me through|talk to me about|describe|"
    r"help me (?:to )?understand|take me (?:through|back|there)|paint me|give me an example|say more|"
    r"unpack|share (?:with me|more|what|how|a bit)|explain)\b"
    r"|(?:i'm|i am|i was|i'd be|i'm just)(?: just| really| quite)? (?:curious|interested|"
    r"wondering)(?: to (?:know|hear))?(?: about)? (?:what|how|why|where|who)\b"
    r"|i wonder (?:what|how|why|where|who)\b|i'd (?:love|like) to (?:hear|know|understand)(?: more)?\b)",
    "de": r"(?:(?:erzählen sie|erzähl|beschreiben sie|beschreib|schildern sie|schilder|"
    r"sagen sie (?:mir )?(?:noch )?(?:etwas )?mehr|sag (?:mir )?mehr|"
    r"führen sie mich)\b|(?:ich frage mich|mich (?:würde )?interessiert?|ich bin neugierig),? (?:was|wie|"
    r"warum|wo|wer)\b)",
}
_WRAPPED_OPEN = {
    "en": r"(?:can|could|would|will|do) you (?:please |maybe |just |perhaps |want to |like to )*(?:tell|say|"
    r"talk|walk|describe|share|explain|help me understand|"
    r"give me|expand|elaborate|unpack|paint|take me)\b(?!.{0,12}\b(?:him|her|them|your|no|yes)\b)"
    r"|(?:do you (?:have )?any|have you (?:got )?any) (?:idea|sense|thoughts?|feeling)s? (?:of|about|on|"
    r"what|how|why|where)",
    "de": r"(?:können|könnten|möchten|mögen|wollen) sie (?:mir |mal |bitte |noch |"
    r"vielleicht )*(?:.{0,30})?(?:erzählen|beschreiben|schildern|erklären|sagen,? (?:was|wie))",
}
_SINGLE_FACT = {
    "en": r"(?:when|when's|which)\b|how (?:many|much|long|old|often|far|tall|big|late|early|soon|recently|"
    r"confident|likely|important|ready|sure|certain)\b|"
    r"what (?:time|day|date|year|month|age|number(?! one)|colour|color|size|percentage|score|grade|job|school|"
    r"kind of (?:phone|car|job))\b|"
    r"what(?:'s| is| was) (?:your|his|her|its|their|the) (?:name|age|address|number|title|date|deadline|surname)\b|"
    r"where (?:do|did) you (?:live|work|come from|grow up)\b|where are you (?:from|based)\b|who (?:told|"
    r"said|is that|was that|else was)\b|"
    r"(?:.* )?on a scale\b|how are you (?:getting|travelling) (?:home|there)",
    "de": r"(?:wann|welche[rsnm]?)\b|wie (?:viele?|lange|alt|oft|weit|spät|hoch|wichtig|sicher|groß|"
    r"wahrscheinlich)\b|"
    r"wie (?:heißt|heißen|ist ihr name)\b|wo (?:wohnen|wohnst|arbeiten|arbeitest)\b|woher kommen sie|"
    r"um wie viel uhr|(?:.* )?auf einer skala\b",
}
_PROPOSES = {
    "en": r"why (?:don't|not|wouldn't|can't) (?:you|we|just|try)\b|how about (?:we|you|if|\w+ing)\b|"
    r"what if (?:you|we) (?:just|could|tried|were to)\b|what about \w+ing\b",
    "de": r"(?:warum|wieso) (?:\w+ ){0,3}nicht\b|wie wäre es\b",
}
_BRINGS_ANSWER = {
    "en": re.compile(
        r"^(?:or |like |maybe |is it |say )?(?:\w{3,}er(?= than)|better|worse|good|bad|fine|okay|happy|sad|tired|angry|"
        r"relieved|nervous|excited|more|less|"
        r"the [\w' -]{1,30}|a [\w' -]{1,30}|an [\w' -]{1,30}|some [\w' -]{1,30}|\w+ing|(?:half|quarter|"
        r"\d+|one|two|three|four|five|six|seven|eight|nine|"
        r"ten|eleven|twelve|twenty|thirty|forty|fifty|a hundred)\b[\w' -]{0,24})(?: than .{0,40})?\?+$"
    ),
    "de": re.compile(
        r"^(?:oder |etwa |so )?(?:besser|schlechter|gut|schlecht|erleichtert|traurig|müde|wütend|"
        r"der [\w-]+|die [\w-]+|das [\w-]+|ein(?:e|en)? [\w-]+|"
        r"\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)[\w ]{0,20}\?+$"
    ),
}
_TAG = {
    "en": r"(?:okay|ok|right|yes|yeah|no|huh|eh|you know|you see|see|alright|all right|correct|is it|isn't it|"
    r"wasn't it|aren't they|aren't you|"
    r"isn't there|don't you|doesn't it|didn't you|wouldn't you|won't you|can't you|do you|are you|"
    r"shall we|deal|hm|mm|fair|got it|make sense|"
    r"you know what i mean|know what i mean|really|is that right|right then|agreed|yes or no)",
    "de": r"(?:ja|ne|nicht wahr|oder|okay|ok|gell|richtig|stimmt's|nicht|wirklich|echt|hm|verstehen sie|"
    r"weißt du|wissen sie)",
}
_BARE_OPEN = {
    "en": r"^and (?!(?:you|he|she|they|it|we|i|that|this)(?:'\w+)? \w+)|^(?:so|but|and)\?+$|^(?:so |"
    r"and |but )?(?:what|what else|how|how so|why|"
    r"why not|who|where|meaning|because|such as|like what|in what way|for example|what for|"
    r"then what|so what|anything in particular)\?+$|"
    r"^(?:or |and |so )?what (?:about|if|else)\b|^how about (?!we\b|if\b|you\b)",
    "de": r"^und (?!(?:sie|er|es|wir|ich)\b \w+)|^(?:und|also|aber)\?+$|^(?:was|was noch|wie|wieso|"
    r"warum|inwiefern|zum beispiel|heißt|nämlich|weil)\?+$|"
    r"^was (?:wäre|ist) mit\b",
}
_CLOSED_BARE = {
    "en": r"\b(?:anything|anyone|anybody|something|someone|everything|same time|happy with|all good|ready|"
    r"sound good|sounds good|any)\b",
    "de": r"\b(?:sonst noch|noch (?:etwas|was|irgendetwas)|alles (?:gut|klar)|einverstanden|bereit|passt)\b",
}
_SAYING = re.compile(
    r"(?<!you )(?<!you've )(?<!just )(?<!you'd )\b(?:said|says|saying|asked|asks|ask (?:yourself|"
    r"himself|herself|myself|themselves|ourselves)|"
    r"asking (?:yourself|myself|himself)|thought|goes|went|told (?:me|him|her|them)|is like|was like|"
    r"question (?:is|was|you've got to ask[\w ]*)|sagte|gesagt|fragte|gefragt|dachte|gedacht|"
    r"meinte)\b[^?,:]{0,15}[,:] "
)
_ANSWERED = re.compile(
    r"^(?:no|nope|nothing|yes|yeah|never|of course not|of course|not at all|exactly|everybody|"
    r"everyone|nobody|absolutely not|"
    r"nein|nichts|natürlich|niemand|klar)\b(?!\?)"
)
_PERMISSION = {
    "en": r"(?:can i|could i|may i|might i|is it (?:okay|ok|all right|alright) if|would it be (?:okay|ok|"
    r"all right|alright|useful|helpful) if|"
    r"do you mind if|would you mind if|shall we|shall i|would you like to (?:try|do|explore|stay|go)|"
    r"are you (?:up|open) for|"
    r"are you (?:willing|open|happy) to|would you be (?:willing|open|up for|happy)|fancy|"
    r"do you want to try|can we)\b",
    "de": r"(?:darf ich|dürfte ich|kann ich|könnte ich|ist es (?:okay|in ordnung)|wäre es (?:okay|in ordnung)|"
    r"wollen wir|mögen sie|möchten sie|"
    r"magst du|möchtest du|sind sie bereit|hätten sie lust)\b",
}
_OF_ONESELF = {
    "en": r"(?:what|why|how|where|who) (?:would|did|do|should|could|am|was|have) i\b",
    "de": r"(?:was|warum|wie|wo) (?:würde|habe|hab|soll|sollte|bin|war) ich\b",
}
_SELF = {
    "en": re.compile(r"\b(?:would|did|do|should|could|am|was|have) i\b"),
    "de": re.compile(r"\b(?:würde|habe|hab|soll|sollte|bin|war) ich\b"),
}


def find(text: str, *, language: str = "en", heard: str = "") -> tuple[Asked, ...]:
    """The questions of one turn in order. `heard` is the client's turn before, to know an echo by."""
    if language not in _LEAD:
        return tuple(Asked(s, "open" if len(words(s.text)) > 6 else "closed") for s in sentences(text) if _marked(s))
    found: list[Asked] = []
    spoken = sentences(text)
    for i, sentence in enumerate(spoken):
        after = spoken[i + 1 : i + 2]
        if _marked(sentence):
            made = _of_sentence(sentence, after, language, heard)
            if found and made and _continues(sentence, language) and found[-1].span.end >= spoken[i - 1].end:
                last = found[-1]
                joined = Span(text[last.span.start : sentence.end], last.span.start, sentence.end)
                found[-1] = Asked(joined, last.kind, last.bare)
            else:
                found.extend(made)
        else:
            found.extend(_unmarked(sentence, language))
    return tuple(found)


def touches(asked: Sequence[Asked], start: int, end: int) -> bool:
    """Whether one of the questions, in order, overlaps the stretch of text."""
    at = bisect_left(asked, end, key=lambda q: q.span.start)
    return at > 0 and asked[at - 1].span.end > start


def formed(asked: Asked, language: str = "en") -> bool:
    """Whether the words themselves ask: a question word, an inversion, a request, a tag; not a statement with a mark."""
    low = asked.span.low
    if _starts(low, language) or _requests(asked, language):
        return True
    cut = clauses(asked.span)
    if any(_starts(c.low, language) and not _subordinate(cut, i, language) for i, c in enumerate(cut)):
        return True
    return (
        bool(re.fullmatch(rf"(?:{_LEAD[language]})?{_TAG[language]}", cut[-1].low.rstrip("?!. \"'"))) if cut else False
    )


def stacked(asked: tuple[Asked, ...], language: str = "en") -> bool:
    """Whether a turn's questions ask for different things: an open one narrowed at once, or two of different content.

    The same asked in other words is not stacked, nor is asking for leave and going on.
    """
    rest = [q for i, q in enumerate(asked) if i + 1 == len(asked) or not _permission(q, language)]
    if len(rest) < 2:
        return False
    if len(rest) > 2:
        return True
    first, second = rest
    alternative = second.span.low.startswith(("or ", "oder "))
    if first.kind == "open" and second.kind == "open":
        return first.span.text[-1] != "?" and not _requests(first, language)
    if first.kind == "open":
        return True
    if second.kind == "open":
        return not (first.bare or len(words(first.span.text)) <= 3)
    return not (first.bare or second.bare or alternative or _advising(first, language))


def _advising(asked: Asked, language: str) -> bool:
    opening = (
        r"(?:have you (?:thought|considered|tried)|could you|why don't you|wäre es|könnten sie|"
        r"haben sie (?:schon|mal))\b"
    )
    return bool(re.match(_LEAD[language] + opening, asked.span.low)) and "thought" in asked.span.low


def _permission(asked: Asked, language: str) -> bool:
    return bool(re.match(_LEAD[language] + _PERMISSION[language], asked.span.low))


def _requests(asked: Asked, language: str) -> bool:
    return bool(re.match(_LEAD[language] + _OPEN_REQUEST[language], asked.span.low))


def _marked(sentence: Span) -> bool:
    return sentence.text.rstrip("\"'”’)").endswith(("?", "?!", "？"))


def _continues(sentence: Span, language: str) -> bool:
    """ "If it was working?" belongs to the question before it."""
    return (
        bool(re.match(r"(?:if|when|wenn|falls)\b(?!.*,)" if language in {"en", "de"} else r"$^", sentence.low))
        and len(words(sentence.text)) <= 8
    )


def _of_sentence(sentence: Span, after: tuple[Span, ...], language: str, heard: str) -> list[Asked]:
    low = sentence.low
    bare_text = low.rstrip("?!. \"'")
    tag_only = re.fullmatch(rf"(?:{_LEAD[language]})?{_TAG[language]}", bare_text.replace(",", ""))
    if tag_only and after:
        return []
    if _rhetorical(low, after, language):
        return []
    parts = _parts(sentence, language)
    return [Asked(span, _kind(span, language, heard), _is_bare(span, language)) for span in parts]


def _rhetorical(low: str, after: tuple[Span, ...], language: str) -> bool:
    if _SAYING.search(low) and not re.search(
        r"\b(?:do|did|would|could|can) you (?:say|think|call|ask)\b|you(?:'re| are) (?:saying|thinking)", low
    ):
        head = _SAYING.search(low)
        if (
            head
            and not re.match(r"^\W*(?:what|how|why|who|where)\b", low)
            and not re.search(r"\byou (?:said|say)\b", head.group())
        ):
            return True
    if re.match(_LEAD[language] + _OF_ONESELF[language], low) and not re.search(
        r"\b(?:you|missing|wrong|hear|sie)\b", low
    ):
        return True
    if not after:
        return False
    follow = after[0]
    if _ANSWERED.match(follow.low) and not _marked(follow) and len(after) > 0:
        return True
    return (
        bool(_SELF[language].search(low))
        and not _marked(follow)
        and not re.search(r"\byou\b|\bsie\b", low.rpartition("i ")[2])
    )


def _starts(low: str, language: str) -> bool:
    lead = _LEAD[language]
    for opening in (_WH[language], _WITH_PREPOSITION[language]):
        if re.match(lead + opening, low):
            return True
    return bool(re.match(lead + _AUX[language] + r" (?:not )?" + _SUBJECT[language] + r"\b", low))


def _starts_wh(low: str, language: str) -> bool:
    return bool(re.match(_LEAD[language] + rf"(?:{_WH[language]}|{_WITH_PREPOSITION[language]})", low))


def _parts(sentence: Span, language: str) -> list[Span]:
    """The questions inside one marked sentence: clauses joined by commas are separate, a list of alternatives is one."""
    cut = clauses(sentence)
    starts = [i for i, clause in enumerate(cut) if _starts(clause.low, language) and not _subordinate(cut, i, language)]
    if len(starts) > 1 and len(words(cut[starts[0]].text)) == 1:  # "What, if anything, would you…"
        starts = starts[:1]
    if len(starts) < 2:
        return [sentence]
    if re.match(r"(?:or|oder)\b", cut[-1].low) or any(re.match(r"(?:or|oder)\b", cut[i].low) for i in starts[1:]):
        firsts = [i for i in starts if _starts_wh(cut[i].low, language)]
        keep = [starts[0]]
        if firsts and firsts[0] == starts[0] and len(starts) > 1:
            keep.append(starts[1])
        starts = keep
    text = sentence.text
    made: list[Span] = []
    bounds = [0 if k == 0 else cut[i].start - sentence.start for k, i in enumerate(starts)] + [len(text)]
    for start, end in pairwise(bounds):
        piece = text[start:end]
        body = piece.rstrip().rstrip(",;:–—-").rstrip() if end < len(text) else piece
        made.append(Span(body, sentence.start + start, sentence.start + start + len(body)))
    return made


def _subordinate(cut: tuple[Span, ...], i: int, language: str) -> bool:
    """A clause that opens like a question and is none: "when you look at it", "what I mean", a tag, an afterthought."""
    low = cut[i].low
    lead = _LEAD[language]
    bare = low.rstrip("?!. ")
    if re.fullmatch(_TAG[language], bare) or re.fullmatch(
        r"(?:do you think|would you say|isn't \w+|is \w+|meinen sie|glauben sie)", bare
    ):
        return True
    if language == "en":
        if re.match(
            lead + r"(?:when|where|which|who|what|how|why) (?:you|i|we|he|she|they|it|that|this|the|your|my|is|"
            r"are|was)\b(?!.*\b(?:do|did|is|are) (?:you|it)\b)",
            low,
        ):
            return not re.match(
                lead + r"(?:what|how|who|where|why|which|when)(?:'s| is| are| was| were| will| would)\b", low
            )
        return False
    if i > 0 and re.match(lead + r"(?:was|wie|wer|wo|welche[rsnm]?|warum)\b", low):
        return bool(re.search(r"\b\w+(?:en|t|e|st)\??$", bare)) and not re.match(
            lead + r"\w+ (?:" + _AUX["de"] + r")\b", low
        )
    return False


def _is_bare(span: Span, language: str) -> bool:
    said = words(span.text)
    if any(_starts(c.low, language) for c in clauses(span)):
        return False
    return len(said) <= 6


def _kind(span: Span, language: str, heard: str) -> Kind:
    low = span.low
    lead = _LEAD[language]
    if re.search(lead + _OPEN_REQUEST[language], low) or re.match(lead + _WRAPPED_OPEN[language], low):
        return "open"
    cut = clauses(span)
    asking = [i for i, c in enumerate(cut) if _starts(c.low, language) and not _subordinate(cut, i, language)]
    at = next((i for i in asking if not cut[i].low.startswith(("or ", "oder "))), None)
    main = None if at is None else cut[at]
    if main is None or at is None:
        return _kind_without_verb(span, language, heard)
    body = low[main.start - span.start :]
    if not _starts_wh(main.low, language):
        return "open" if _embedded(body, language) else "closed"
    core = re.sub("^" + lead, "", body)
    if re.match(_PROPOSES[language], core):
        return "closed"
    if re.match(_SINGLE_FACT[language], core) or re.search(r"\bon a scale\b|auf einer skala", low):
        return "closed"
    trailing = cut[at + 1 :]
    if trailing and _BRINGS_ANSWER[language].match(trailing[-1].low) and not _vocative(trailing[-1]):
        return "closed"
    if re.search(r",? or (?:is|are|was|do|did|more)\b|\boder (?:eher|ist|sind)\b", core) and len(words(core)) < 25:
        return "closed"
    return "open"


def _vocative(span: Span) -> bool:
    said = words(span.text)
    return len(said) == 1 and span.text[:1].isupper()


def _embedded(body: str, language: str) -> bool:
    """A yes-or-no form around an open question: "do you know what that is about?" stays closed, "would you say what…" not."""
    if language == "en":
        return bool(
            re.search(
                r"\b(?:tell|say more|describe|talk about|think about what|share) (?:me )?(?:\w+ )?(?:what|"
                r"how|why|about)\b",
                body,
            )
        )
    return bool(re.search(r"\b(?:sagen|erzählen|beschreiben),? (?:was|wie|warum)\b", body))


def _kind_without_verb(span: Span, language: str, heard: str) -> Kind:
    low = span.low
    if re.search(_CLOSED_BARE[language], low):
        return "closed"
    if re.search(rf"{_WH[language]}\W*$", low):
        return "open"
    if re.match(_BARE_OPEN[language], low):
        return "open"
    echo = set(content(span.text))
    if echo and heard and echo & set(content(heard)):
        return "closed"
    if re.search(rf"\b{_WH[language]}", low) and not re.search(r"\b(?:know|that|weiß)\b", low):
        return "open"
    return "closed"


def _unmarked(sentence: Span, language: str) -> list[Asked]:
    """Requests that ask without a question mark, and questions whose mark the recogniser dropped."""
    low = sentence.low
    lead = _LEAD[language]
    if re.match(lead + _OPEN_REQUEST[language], low) and len(words(low)) >= 3:
        return [Asked(sentence, "open")]
    if language == "en" and re.match(
        lead + r"(?:i guess |i suppose )?(?:i'm|i am|i was|i) (?:just )?(?:wonder(?:ing)?) (?:if|whether)\b.*\byou\b",
        low,
    ):
        return [Asked(sentence, "closed")]
    if sentence.text[-1] not in ".!…\"'”" and _lost_mark(low, language):
        return [Asked(sentence, _kind(sentence, language, ""))]
    return []


def _lost_mark(low: str, language: str) -> bool:
    lead = _LEAD[language]
    if language == "en":
        inverted = r"(?:do|does|did|are|were|have|can|could|will|would|should) (?:you|they|we|he|she|it)\b"
        return bool(
            re.match(
                rf"{lead}(?:(?:what|how|why|where|who)(?:'s| is| are| was| do| does| did| would| could|"
                rf" will| has| have| can| made| makes| happened| else)\b|{inverted})",
                low,
            )
        )
    return bool(re.match(rf"{lead}(?:was|wie|warum|wo|wer|woran|womit|worum) {_AUX['de']}\b", low))
