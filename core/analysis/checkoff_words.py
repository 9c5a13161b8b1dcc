"""The words by which a thing done is told from a thing nearly done, wished, denied or told of others. English and German."""

import re


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_IRREGULAR = (
    "be:was,were,been become:became,become begin:began,begun break:broke,broken bring:brought build:built buy:bought "
    "catch:caught choose:chose,chosen come:came,come cut:cut do:did,done draw:drew,drawn drink:drank,drunk "
    "drive:drove,driven eat:ate,eaten feel:felt find:found fly:flew,flown get:got,gotten give:gave,given go:went,gone "
    "have:had hear:heard "
    "hold:held keep:kept lay:laid lead:led leave:left lend:lent let:let light:lit,lighted make:made meet:met pay:paid put:put "
    "read:read rewrite:rewrote,rewritten ride:rode,ridden ring:rang,rung run:ran,run say:said see:saw,seen seek:sought "
    "sell:sold send:sent set:set shut:shut sing:sang,sung sit:sat sleep:slept speak:spoke,spoken spend:spent split:split "
    "stand:stood stick:stuck swim:swam,swum take:took,taken teach:taught tell:told think:thought throw:threw,thrown "
    "turn:turned understand:understood wake:woke,woken wear:wore,worn win:won withdraw:withdrew,withdrawn write:wrote,written"
)
IRREGULAR = {base: tuple(forms.split(",")) for base, forms in (entry.split(":") for entry in _IRREGULAR.split())}

_LIGHT = "be become come do get give go have keep let make put set start take try mach tu geh komm nehm geb hab sei"
LIGHT = frozenset(_LIGHT.split())
"""Verbs that say too little by themselves: what was done must be named besides."""

NOT_DONE = {
    "en": _rx(
        r"\b(?:not|never|no|nor|neither|nobody|nothing|none|cannot|hardly|barely|scarcely|\w+n't|almost|nearly|half|halfway|"
        r"partly|partially|some of|most of|part of|a bit of|started|began|begun|starting|tried|try|trying|wanted|meant|"
        r"planned|intended|hoped|going to|gonna|about to|supposed|would|could|might|may|should|if|unless|wish|wished|imagine|"
        r"imagined|pretend|pretended|forgot|failed|instead|except|without|maybe|perhaps|probably|possibly|i think|i guess|"
        r"years? ago|last year|as a (?:child|kid|teenager|student)|used to|always|back then|before we (?:met|started|began)|"
        r"dream\w*|yet|nowhere|kidding|joking|as though|will|shall|\w+'ll)\b"
    ),
    "de": _rx(
        r"\b(?:nicht|nie|niemals|kein\w*|nichts|niemand|kaum|fast|beinahe|halb|teilweise|ein teil|angefangen|begonnen|"
        r"versucht\w*|versuche|wollte\w*|sollte\w*|müsste\w*|würde\w*|könnte\w*|hätte\w*|wäre\w*|werde|wird|falls|wenn|"
        r"vielleicht|wahrscheinlich|vergessen|statt\w*|anstatt|ohne|außer|vorgenommen|vorgehabt|letztes jahr|vor jahren|"
        r"als kind|früher|immer|damals|noch|geträumt|glaube|angenommen)\b"
    ),
}
"""Searched in the whole sentence, without the words that match the promise itself: one of them, and it is no proof."""

RETRACTED = {
    "en": _rx(
        r"^\W*+(?:(?:well|ok|okay|so|oh|hm+|i mean)\W*+)?(?:no\b|not\b|actually,? (?:no|not|i didn)|just kidding|kidding|"
        r"i'm joking|i wish|if only|almost|nearly|that's (?:a lie|not true)|in my (?:head|dreams)|or rather)"
    ),
    "de": _rx(
        r"^\W*+(?:(?:na ja|naja|also|gut|ach)\W*+)?(?:nein\b|nicht\b|quatsch|scherz|schön wär|fast\b|beinahe|"
        r"stimmt nicht|im traum|beziehungsweise)"
    ),
}
"""The next sentence, where it takes back the one before."""

ANSWERED = {
    "en": _rx(
        r"^\W*(?:(?:yes|yeah|yep|yup|oh|well|actually|absolutely|of course|mm)\W+)*"
        r"(?:i (?:did|have)(?: (?:do|done))?(?: (?:it|that|so))?|(?:it's|that's|it is|that is|all) done|done|"
        r"i've done (?:it|that))"
        r"(?P<rest>.*)$"
    ),
    "de": _rx(
        r"^\W*(?:(?:ja|doch|klar|natürlich|genau)\W+)*"
        r"(?:(?:das )?hab(?:e)? ich(?: (?:das|es))?(?: (?:gemacht|getan|erledigt|geschafft))?|"
        r"ich hab(?:e)? (?:das|es) (?:gemacht|getan|erledigt|geschafft)|(?:das )?ist erledigt|erledigt|gemacht)(?P<rest>.*)$"
    ),
}
"""A whole answer that says it was done; what was done stands in the question before it. `rest` must add little."""

EVERY = {
    "en": _rx(
        r"\b(?:every|each|daily|weekly|all week|all month|all but|nightly|every single|without fail|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekends|mornings|evenings|nights)\b"
    ),
    "de": _rx(r"\b(?:jede[nsmr]?|täglich|wöchentlich|die ganze woche|durchgehend|morgens|abends|\w+tags)\b"),
}
"""What a report of a habit has to say besides: that it was kept each time."""

_STOP = (
    "a an the this that these those some any all both each every no my your his her its our their mine i me you he him she it "
    "we us they them who what which when where why how and or but so then than as at by for from in into of off on onto out "
    "over to up down with about after before again already also actually just really finally simply only quite very too "
    "even still now soon definitely certainly will would can could should shall may might must do does did done have has had "
    "having am is are was were be been being going gonna get got let lets make sure i'll i'm i've i'd we'll we've ill im ive "
    "well wed weve id dont least first next last time times thing things bit lot one once twice today tonight "
    "tomorrow yesterday week weeks weekend month day days morning evening afternoon night hour hours minute minutes "
    "monday tuesday wednesday thursday friday saturday sunday yes yeah okay ok promise there here because while until "
    "myself yourself himself herself managed remembered ended round around went sat ahead back through "
    "der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner dein deine ihr ihre ihren ihrem "
    "ihnen sein seine unser unsere ich du er sie es wir mich mir dich dir ihn ihm uns euch und oder aber dann dass auch noch "
    "schon nur mal ja doch so wie was wer wo wann am im an in auf aus bei bis für mit nach von vor zu zum zur über unter um "
    "durch habe hab haben hat bin ist sind war waren werde wird werden kann will muss soll möchte einfach wirklich "
    "endlich tatsächlich gleich heute morgen gestern abend woche wochen monat tag tage tagen montag dienstag mittwoch "
    "donnerstag freitag samstag sonntag mal ab ein los"
)
STOP = frozenset(_STOP.split())
"""Words that name nothing that could be done."""

STRONG_DE = {
    "sproch": "sprech", "schrieb": "schreib", "nomm": "nehm", "gang": "geh", "fund": "find", "trunk": "trink", "sung": "sing",
    "gonn": "ginn", "troff": "treff", "holf": "helf", "brach": "bring", "dach": "denk", "ta": "tu", "blieb": "bleib",
    "schied": "scheid", "schloss": "schließ", "worf": "werf", "stand": "steh", "sess": "sitz", "leg": "lieg", "schob": "schieb",
    "bet": "bitt", "bot": "biet", "zog": "zieh", "rief": "ruf", "ging": "geh", "nahm": "nehm", "sprach": "sprech",
    "traf": "treff", "fand": "find", "gab": "geb", "las": "les", "sah": "seh", "lief": "lauf",
    "bat": "bitt", "kam": "komm", "fuhr": "fahr",
    "hielt": "halt", "half": "helf",
}  # fmt: skip
"""Roots of strong verbs as the past has them, to the root of the present."""
