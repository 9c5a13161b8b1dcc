"""The words English and German have for when. Patterns are read by core/dates/phrases.py, in the order of its RULES."""

import re
from collections.abc import Iterable

_DAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_DE = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: dict[str, int] = {
    **{name: i for names in (_DAYS_EN, _DAYS_DE, _SHORT) for i, name in enumerate(names)},
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3, "sonnabend": 5,
}  # fmt: skip

_MONTHS_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
              "december")  # fmt: skip
_MONTHS_DE = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
              "dezember")  # fmt: skip
MONTHS: dict[str, int] = {
    **{name: i for names in (_MONTHS_EN, _MONTHS_DE) for i, name in enumerate(names, 1)},
    **{name[:3]: i for i, name in enumerate(_MONTHS_EN, 1)},
    "sept": 9, "jänner": 1, "feber": 2,
}  # fmt: skip

_UNITS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
             "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_UNITS_DE = ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn",
             "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig")  # fmt: skip
NUMBERS: dict[str, dict[str, float]] = {
    "en": {
        **{name: float(i) for i, name in enumerate(_UNITS_EN, 1)},
        "a": 1, "an": 1, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90, "a couple of": 2, "couple of": 2,
        "half a": 0.5, "half an": 0.5,
    },
    "de": {
        **{name: float(i) for i, name in enumerate(_UNITS_DE, 1)},
        "einer": 1, "einem": 1, "einen": 1, "ein": 1, "eine": 1, "einigen": 0, "dreißig": 30, "einer halben": 0.5,
        "einem halben": 0.5,
    },
}  # fmt: skip


def number(text: str, words: str) -> float | None:
    """The number a word or digits name, None if vague ("a few")."""
    said = " ".join(text.split())
    if said.isdigit():
        return float(said)
    return NUMBERS[words].get(said) or None


def _ordinals_en() -> dict[str, int]:
    first = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
             "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
             "twentieth")  # fmt: skip
    made = {name: i for i, name in enumerate(first, 1)}
    made |= {f"twenty{sep}{name}": 20 + i for i, name in enumerate(first[:9], 1) for sep in ("-", " ")}
    return made | {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}


def _ordinals_de() -> dict[str, int]:
    stems = ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwölft",
             "dreizehnt", "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt")  # fmt: skip
    ones = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
    made = {f"{stem}en": i for i, stem in enumerate(stems, 1)}
    made |= {"zwanzigsten": 20, "dreißigsten": 30, "einunddreißigsten": 31}
    return made | {f"{name}undzwanzigsten": 20 + i for i, name in enumerate(ones, 1)}


ORDINALS = {"en": _ordinals_en(), "de": _ordinals_de()}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_D = (
    rf"(?:{_any([*_DAYS_EN, 'tue', 'wed', 'thu', 'tues', 'weds', 'thur', 'thurs', 'fri'])}"
    r"|(?<=\bon )(?:mon|sat|sun)|(?<=\bby )(?:mon|sat|sun))"
)
"""A day's short name that is a word besides ("sat") is one after "on" or "by" alone."""
_M = rf"(?:{_any([*_MONTHS_EN, *(m[:3] for m in _MONTHS_EN), 'sept'])})"
_O = _any(ORDINALS["en"])
_N = rf"(?:\d{{1,3}}|{_any(NUMBERS['en'])})"
_DD = rf"(?:{_any([*_DAYS_DE, 'sonnabend'])})"
_MD = rf"(?:{_any([*_MONTHS_DE, 'jänner', 'feber'])})"
_OD = _any(ORDINALS["de"])
_ND = rf"(?:\d{{1,3}}|{_any(NUMBERS['de'])})"
_PART = r"(?:morning|afternoon|evening|night|lunchtime|noon)"
_PART_D = r"(?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht)"


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_ISO = _c(r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b")
Named = tuple[tuple[str, re.Pattern[str]], ...]

_EN: Named = (
    ("iso", _ISO),
    (
        "calendar",
        _c(
            rf"\b(?:the )?(?:(?P<num>\d{{1,2}})(?:st|nd|rd|th)?|"
            rf"(?P<ord>{_O})) (?:of )?(?P<month>{_M})\b\.?(?:,? (?P<year>20\d\d))?"
        ),
    ),
    (
        "calendar",
        _c(
            rf"\b(?P<month>{_M})\.? (?:the )?(?:(?P<num>\d{{1,2}})(?:st|nd|rd|th)?|"
            rf"(?P<ord>{_O}))\b(?![:.]\d)(?:,? (?P<year>20\d\d))?"
        ),
    ),
    ("numeric", _c(r"\b(?P<d>1[3-9]|2\d|3[01])/(?P<m>\d{1,2})(?:/(?P<y>20\d\d|\d\d))?\b")),
    (
        "end",
        _c(
            rf"\b(?:end|last day) of (?:the |this |my |our )?(?P<next>next |following |"
            rf"coming )?(?P<unit>week|month|quarter|year|{_M}|day|business|play)\b"
            rf"(?!,? (?:on )?{_D})(?! tomorrow)"
        ),
    ),
    ("end", _c(r"\b(?P<next>next )?(?P<unit>week|month|quarter|year)(?:'s)? end\b")),
    ("middle", _c(rf"\b(?:mid[- ]|(?:the )?middle of )(?P<month>{_M})\b")),
    ("start", _c(r"\b(?:start|beginning) of (?P<next>next |the next )(?P<unit>week|month|year)\b")),
    ("start", _c(rf"\b(?:start|beginning) of (?P<unit>{_M})\b")),
    (
        "feast",
        _c(r"\b(?P<feast>christmas eve|christmas|new year's eve|new year's(?: day)?|easter|halloween|valentine's)\b"),
    ),
    ("week from", _c(rf"\b(?P<day>{_D}|tomorrow|today) (?:(?:in )?(?P<n>{_N}) weeks?|(?P<bare>week))\b(?!end)")),
    (
        "week from",
        _c(
            rf"\b(?:(?P<n>{_N}) weeks?|(?P<fortnight>a fortnight)|(?P<bare>week))(?: from| on|"
            rf" this)* (?P<day>{_D}|tomorrow|today)\b"
        ),
    ),
    ("week from", _c(rf"\b(?P<day>{_D}) fortnight(?P<n>)\b")),
    ("after tomorrow", _c(rf"\b(?:the )?day after tomorrow(?: {_PART})?\b")),
    ("tomorrow", _c(rf"\btomorrow(?:(?:'s)? {_PART})?\b")),
    (
        "today",
        _c(
            rf"\b(?:tonight|today|this (?:very )?{_PART}|end of (?:the )?day|close of (?:play|business|day)|eod|cob|"
            rf"(?:straight|right) after (?:this|we)|(?:before|when) i (?:go to bed|get home)|before bed(?:time)?|"
            rf"as soon as we(?:'re| are) (?:done|off|finished))\b(?!,? (?:on )?{_D})(?! tomorrow)"
        ),
    ),
    ("last of", _c(rf"\b(?:the )?last (?P<day>{_D}) (?:of|in) (?:the|this) month\b")),
    ("next weekday", _c(rf"\b(?:next|the following) (?P<day>{_D})\b(?P<skip>)")),
    ("next weekday", _c(rf"\b(?P<day>{_D}) next(?: week)?\b(?P<skip>)")),
    ("next weekday", _c(rf"\b(?P<day>{_D}) of next week\b(?P<skip>)")),
    ("next weekday", _c(rf"\bnext week(?:,)? (?:on )?(?P<day>{_D})\b(?P<skip>)")),
    ("next weekday", _c(rf"\b(?P<day>{_D}) (?P<skip>after next)\b")),
    ("weekday of", _c(rf"\b{_D},? the (?:(?P<num>\d{{1,2}})(?:st|nd|rd|th)?|(?P<ord>{_O}))\b(?P<of>)")),
    (
        "span",
        _c(
            rf"\b(?:in|within|inside|after|over|during)(?: about| around| roughly)?(?: the (?:next|"
            rf"coming))? (?P<n>{_N})(?: or so)? "
            rf"(?P<unit>days?|weeks?|fortnights?|months?|years?|hours?|"
            rf"minutes?)(?:'s?)?(?P<half>(?: and a half)?)(?: time)?\b"
        ),
    ),
    (
        "span",
        _c(
            rf"\b(?P<n>{_N}) (?P<unit>days?|weeks?|fortnights?|months?|"
            rf"years?)(?P<half>(?: and a half)?) from (?:now|today)\b"
        ),
    ),
    (
        "span",
        _c(r"^(?P<n>two|three|four|five|six|seven|ten|a couple of|\d+) (?P<unit>days?|weeks?|months?)(?P<half>)$"),
    ),
    ("week, month", _c(r"\b(?P<skip>(?:the )?(?P<unit>week|weekend|month|year) after next)\b(?P<next>)")),
    (
        "week, month",
        _c(
            r"\b(?:this|at the|over the|on the|(?P<next>next|the following|the coming)) (?P<unit>weekend|"
            r"week|month|year)\b(?P<skip>)"
            r"(?! (?:of|it|was|is|that))"
        ),
    ),
    (
        "weekday",
        _c(
            rf"\b(?P<day>{_D})(?:(?:,? (?:or|and|to|until|"
            rf"till)) (?P<other>{_D}))?(?:(?: {_PART}))?\b(?! (?:was|were|before))"
        ),
    ),
    (
        "ordinal",
        _c(
            rf"\bthe (?:(?P<num>\d{{1,2}})(?:st|nd|rd|th)|(?P<ord>{_O}))\b(?P<of>(?: of next month)?)"
            rf"(?= (?:of next month|at|in|with|and|or|so|then|because|if|to|for|i)\b|[.,;!?]|$)"
        ),
    ),
)

_DE: Named = (
    ("iso", _ISO),
    ("calendar", _c(rf"\b(?:(?P<num>\d{{1,2}})\.|(?P<ord>{_OD})) ?(?P<month>{_MD})\b(?: (?P<year>20\d\d))?")),
    ("numeric", _c(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d|\d\d)?")),
    (
        "end",
        _c(
            rf"\b(?:ende|schluss) (?:der |des |dieser |dieses |vom )?(?P<next>nächste[rns] |kommende[rns] )?"
            rf"(?P<unit>woche|monats?|quartals?|jahre?s?|tages|{_MD})\b"
        ),
    ),
    ("end", _c(r"\b(?P<unit>monat|jahr|quartal)s?ende\b(?P<next>)")),
    ("middle", _c(rf"\b(?:mitte (?:des )?)(?P<month>{_MD})\b")),
    (
        "start",
        _c(r"\b(?:anfang|beginn) (?:der |des )?(?:nächste[rns] |kommende[rns] )(?P<unit>woche|monats?|jahre?s?)\b"),
    ),
    ("start", _c(rf"\b(?:anfang|beginn) (?P<unit>{_MD})\b")),
    ("feast", _c(r"\b(?P<feast>heiligabend|weihnachten|silvester|neujahr|ostern)\b")),
    ("week from", _c(rf"\b(?P<day>{_DD}|morgen|heute) in (?P<n>{_ND}) wochen?\b")),
    ("after tomorrow", _c(rf"\bübermorgen(?: {_PART_D})?\b")),
    (
        "today",
        _c(
            rf"\b(?:heute(?: noch)?(?: {_PART_D})?|heut(?: {_PART_D})?|nachher|gleich nach (?:der|"
            rf"unserer) sitzung)\b"
        ),
    ),
    ("tomorrow", _c(rf"(?<!guten )(?<!heute )(?<!heut )(?<!jeden )(?<!am )\bmorgen(?: {_PART_D})?\b")),
    ("next weekday", _c(rf"\b(?:nächste[nr]?|kommende[nr]?) (?P<day>{_DD})\b(?P<skip>)")),
    ("next weekday", _c(rf"\b(?P<skip>übernächste[nr]?) (?P<day>{_DD})\b")),
    ("next weekday", _c(rf"\bnächste woche(?: am)? (?P<day>{_DD})\b(?P<skip>)")),
    ("next weekday", _c(rf"\b(?P<day>{_DD}) nächster woche\b(?P<skip>)")),
    ("weekday of", _c(rf"\b{_DD},? (?:den|dem) (?:(?P<num>\d{{1,2}})\.|(?P<ord>{_OD}))(?P<of>)")),
    (
        "span",
        _c(
            rf"\b(?:in|innerhalb von|binnen|innerhalb)(?: den nächsten| etwa| der nächsten)? (?P<n>{_ND})(?P<half>) "
            rf"(?P<unit>tage?n?|wochen?|monate?n?|jahre?n?|stunden?)\b"
        ),
    ),
    ("week, month", _c(r"\b(?P<skip>übernächste[nsmr]?) (?P<unit>wochenende|woche|monat|jahr)\b(?P<next>)")),
    (
        "week, month",
        _c(
            r"\b(?:diese[nsmr]?|am|übers|(?P<next>nächste[nsmr]?|kommende[nsmr]?)) (?P<unit>wochenende|"
            r"woche|monat|jahr)\b(?P<skip>)"
        ),
    ),
    ("weekday", _c(rf"\b(?P<day>{_DD})(?:s?{_PART_D})?(?:(?: (?:oder|und|bis)) (?P<other>{_DD}))?\b")),
    (
        "ordinal",
        _c(
            rf"\b(?:am|bis zum|zum|bis|vom|der|dem) (?:(?P<num>\d{{1,2}})\.(?!\d)|(?P<ord>{_OD})\b)"
            rf"(?! (?:mal|schritt|reihe|teil|stelle|tag|stock|klasse|\w+tag))(?P<of>)"
        ),
    ),
)

FINITE = {"en": _EN, "de": _DE}

RECURRING = {
    "en": _c(
        rf"\b(?:(?:every|each) (?:(?:single|other|second|third|fourth|week|working) )?(?:day|morning|"
        rf"afternoon|evening|night|week|"
        rf"weekday|weekend|month|year|time|hour|lunchtime|{_D})\w*|(?:once|twice|{_N} times|"
        rf"{_N} (?:nights?|evenings?|mornings?|days?|minutes|hours?)) "
        rf"(?:a|per|each|every) (?:day|week|fortnight|month|year)|daily|weekly|fortnightly|monthly|nightly|"
        rf"on (?:week ?)?nights|"
        rf"(?:on |most )?(?:{_D}s|weekends|week ?days|week ?nights|mornings|evenings)\b(?! (?:meeting|"
        rf"class|session|call))|day by day|"
        rf"{_D} to {_D}|from now on|on a regular basis|regularly|whenever|each time)\b"
    ),
    "de": _c(
        rf"\b(?:jede[nsmr]? (?:(?:zweiten?|einzelnen?) )?(?:tag|morgen|abend|nacht|woche|monat|jahr|mal|"
        rf"wochenende|arbeitstag|{_DD})\w*|"
        rf"(?:täglich|wöchentlich|monatlich|regelmäßig|ab jetzt immer|ab heute immer)|"
        rf"(?:\w+mal|ein mal|zwei mal) (?:am tag|die woche|pro woche|in der woche|im monat|pro tag)|"
        rf"(?:montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags|morgens|abends|werktags))\b"
    ),
}

EVENT = {
    "en": _c(
        r"\b(?:(?P<next>(?:before|by|at|for|until|till|in|to)?(?: our| the| my)? ?\bnext (?:session|time|"
        r"meeting with you|coaching|appointment|call)"
        r"(?! i | you | that | he | she )|(?:when|before|until|"
        r"by the time)(?: the next time)? we(?:'ll)? (?:next |meet|speak|talk|see each other|next meet|"
        r"next speak)"
        r"(?:meet|speak|talk)?(?: next| again)?|(?:before|when|until) i(?:'ll)? see you(?: next| again)?)"
        r"|(?:after|before|once|as soon as|ahead of|following|during|prior to) (?:the |my |our |his |her |"
        r"their |this |that |i |we |you |he |she |it )"
        r"[\w'-]+(?: [\w'-]+){0,4}|when (?:i|we|he|she|they|the|my) [\w'-]+(?: [\w'-]+){0,4}|in (?:my|our|"
        r"the) (?:next |1:1|one[- ]on[- ]one|one[- ]to[- ]one)[\w -]{0,25}|"
        r"at (?:the|my|our) (?:next )?(?:meeting|stand-?up|review|all[- ]hands|offsite|retreat|board|"
        r"team)[\w -]{0,25})"
    ),
    "de": _c(
        r"\b(?:(?P<next>(?:vor|bis|bis zu|bis zum|beim|zur|zu|in)? ?(?:unsere[rmn]?|der|dem|die|"
        r"das)? ?nächste[rnms]? (?:sitzung|mal|termin|treffen|gespräch|stunde|coaching)"
        r"|(?:bevor|bis|wenn) wir uns (?:wieder|das nächste mal|wiedersehen|sehen)\w*)"
        r"|(?:nach|vor|während|sobald|bevor|nachdem) (?:der|dem|den|meine[rmn]?|unsere[rmn]?|ich|"
        r"wir)(?: [\w-]+){1,5}|bis zu[mr] [\w-]+|"
        r"beim nächsten [\w-]+)"
    ),
}

NOT_THEN = {
    "en": _c(
        rf"\b(?:not|never|isn't|n't)(?: (?:on|by|before|until|till|this|next|for))?(?: the)? (?:{_D}|"
        rf"tomorrow|today|tonight|week)\b"
    ),
    "de": _c(rf"\bnicht (?:vor |am |bis |diese |nächste )?(?:{_DD}|morgen|heute|woche)\b"),
}

START = {
    "en": _c(
        rf"\b(?<!s )(?<!week )(?<!month )(?<!day )(?:starting|beginning|as of|as from|"
        rf"from)(?: on)?(?: the)? (?:{_D}|tomorrow|today|tonight|now|next week)(?! (?:to|until|till))\b"
    ),
    "de": _c(rf"\bab (?:heute|morgen|sofort|jetzt|nächster woche|{_DD})\b"),
}


OF_A_NOUN = {
    "en": _c(
        r"(?<!at )(?<!in )(?<!by )(?<!to )(?<!for )(?<!after )(?<!before )(?<!during )"
        rf"\b(?:(?:this|last|next) (?:week|month|year|quarter)|yesterday)'s (?!(?:end|time|{_PART})\b)(?=[a-z])"
        r"|\bfrom (?:this|last|the last|the past) (?:week|month|year|quarter|session|time)\b"
        r"|\b(?:the|our|my|his|her|their|your|a|this|that|next|another) (?:next )?"
        r"(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annual) (?=[a-z])"
    ),
    "de": _c(
        r"\b(?:aus|von|vom) (?:diese[rnsm]|letzte[rnsm]|vorige[rnsm]|vergangene[rnsm]) (?:woche|monat|jahr|quartal)s?\b"
        r"|\b(?:der|die|das|den|dem|des|unsere?[rnms]?|meine?[rnms]?|eine?[rnms]?|ihre?[rnms]?) "
        r"(?:nächste[rnms]? )?(?:tägliche|wöchentliche|monatliche|jährliche)[rnms]? (?=[a-zäöüß])"
        r"|\b(?:diese[rs]|letzte[rs]|nächste[rs]) (?:woche|monats|jahres|quartals)(?= (?:besprech|notiz|bericht|plan|ergebnis))"
    ),
}
"""Times that say which thing is meant ("last week's notes", "the weekly meeting", "results from this year"), not when."""

PERHAPS_OF_A_NOUN = {
    "en": _c(
        r"\b(?:for|of|about|regarding) (?:this|next|the coming) (?:week|weekend|month|quarter|year)\b"
        rf"|\b(?:(?:this|next) (?:week|month|year|quarter)|{_D}|today|tomorrow)'s (?!(?:end|time|{_PART})\b)(?=[a-z])"
        rf"|\b(?:about|regarding|for) (?:the|my|our|his|her|their|a) [\w-]+ (?:(?:this|next) (?:week|weekend|month|year)|on {_D}|"
        rf"tomorrow)\b"
    ),
    "de": _c(r"\b(?:für|über|wegen) (?:diese[nsmr]?|(?:die |den |das )?nächste[nsmr]?) (?:woche|monat|quartal|jahr)\b"),
}
"""The same where something else says when; alone they may be all that is said of it ("I'll have it ready for next week")."""


class Words:
    """Small pieces that more than one rule needs."""

    for_so_long = {  # noqa: RUF012 - a table that nothing writes to
        "en": _c(
            rf"\bfor (?:the next |the coming )?(?P<n>{_N}) (?P<unit>days?|nights?|weeks?|fortnights?|"
            rf"months?|years?)\b"
        ),
        "de": _c(
            rf"\b(?:für|in den nächsten|die nächsten) (?P<n>{_ND}) (?P<unit>tage?n?|wochen?|monate?n?|abende?n?)\b"
        ),
    }
    until = {  # noqa: RUF012 - a table that nothing writes to
        "en": _c(r"\b(?:until|till|til|up to|through to|between now and|from now to)\b"),
        "de": _c(r"\bbis\b"),
    }
    lead = {  # noqa: RUF012 - a table that nothing writes to
        "en": r"\b(?:on(?: (?:the|a|an|that|this|about|around|or|early|late|first|last|noon|\d\w*|\w+day))? |"
        r"(?:by|before|at|until|till|in|within|over|no later than|sometime|some time|first thing|"
        r"later|during|after|starting|from)"
        r"(?: (?:the|some ?time|about|around|at some point|eight|nine|ten|\w+))? )$",
        "de": r"\b(?:bis|am|im|in|vor|ab|spätestens|noch|nach|gleich|bis zum|vom|für)(?: (?:spätestens|zum|der|"
        r"dem))? $",
    }
