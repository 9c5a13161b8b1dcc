"""Whether a coach tells, proposes or teaches what to do: statements, commands, questions with the answer inside, own stories."""

import re
from functools import lru_cache

from core.analysis.speech.questions import Asked, touches
from core.analysis.speech.text import sentences, words

_TELLING = {
    "en": re.compile(
        r"\b(?:i(?:'d| would) (?:suggest|recommend|encourage you|advise|say|ask yourself|get|start|have|"
        r"tell (?:him|her|them)|try|go|put|use|do)\b|"
        r"i(?: really)? (?:suggest|recommend|advise)|my advice|what i(?:'d| would) do|what i do (?:myself|"
        r"is)|if i were you|"
        r"you (?:should|shouldn't|ought to|need to|needn't|must|have to|(?:have|'ve) got to|'ve got to|"
        r"gotta|want to be|want (?:a|an|some) |could (?!see|feel|hear|tell|not|be|have|imagine|sense|say that|get|"
        r"still|only|even|think of)"
        r"[a-z]+|could (?:always|try|just|also|maybe|start|use|ask|"
        r"write|make|set|put|do|say|have|take|go|talk|call))\b|you've got to|you're going to (?:want|need) to|"
        r"(?:i think|i'd say|maybe|perhaps) you (?:should|could|ought|might want)|it(?:'s| is|'d be|"
        r" would be| might be) (?:important|better|best|good|useful|helpful|worth|a good idea)"
        r"[\w ]{0,12} (?:to|that you|if you|for you)\b|the (?:trick|key|best thing|secret|rule|first step|"
        r"solution|answer|thing to do) (?:is|here)|that's the rule|"
        r"there(?:'s| is) a (?:\w+ ){0,3}(?:technique|model|method|book|tool|framework|exercise|podcast|"
        r"course|app)\b|"
        r"(?:here's|this is) what (?:you|i)|what works|let's (?:practi[sc]e|try|make a plan|set)|"
        r"i want you to|i'd like you to|i would like you to|"
        r"you'd be better|you(?:'re| are) better off|have a think about|think about (?:getting|trying|"
        r"doing|taking|using)|"
        r"one thing (?:you could|that helps|that works|i)|a (?:lot|number) of (?:people|my clients|"
        r"clients) (?:find|do|use|try)|"
        r"i find (?:that )?(?:helps|it helps|works)|(?:that|it)'s a (?:\w+ )?(?:technique|model|rule of thumb))"
    ),
    "de": re.compile(
        r"\b(?:ich (?:würde|empfehle|rate|schlage)\b.{0,30}(?:vor|empfehlen|raten|sagen|machen|ihnen|dir|"
        r"mal)?|sie (?:sollten|müssen(?! (?:sich )?(?:gar |überhaupt )?nicht)|müssten|könnten doch|könnten mal|könnten auch)|"
        r"du (?:solltest|musst|müsstest|könntest)|an ihrer stelle|mein (?:rat|tipp)|am besten|"
        r"versuchen sie (?:doch|mal|es)|probieren sie (?:doch|es mal mit)|"
        r"das wichtigste ist|es gibt (?:da )?(?:eine?n?) (?:methode|technik|modell|übung|buch))\b"
    ),
}
_ASKING = {
    "en": re.compile(
        r"\b(?:why don't you|why not (?=\w)|have you (?:thought (?:about|of)|considered|tried|read)|"
        r"how about (?:you|if|we|\w+ing|an?\b)|what about (?:\w+ing|an?\b|some )|what if you|"
        r"could you (?:\w+ly )?(?!see|feel|hear|tell|not|be|have|imagine|sense|say|describe|explain|share|talk|help|"
        r"repeat|give me|"
        r"think|remember|name|picture|notice|trust|still|live|ever|know|put into|bear|accept)[a-z]+\b|"
        r"would (?:it|that) be (?:\w+ )?(?:useful|helpful|worth|an idea|an option|possible) (?:if you |for you )?(?:to )?"
        r"(?!talk|look|explore|stay|say|hear|pause|spend)[a-z]+\b|"
        r"could you (?:maybe|perhaps|just|not|also|leave|ring|call|ask|write|set|put|use|try|make|take|"
        r"give|talk|say|close|do that|start|go|send|book|move|block)|"
        r"couldn't you|can you (?:maybe|not|just|do that|try|ask|start|delegate)|will you (?:run|do that|"
        r"ask|try)|would(?:n't)? (?:it|that) (?:help|be better|be good|make sense) (?:if you|to)|"
        r"would you (?:be (?:open|willing) to|consider|try)|should(?:n't)? you|you'll do that|don't you think you)\b"
    ),
    "de": re.compile(
        r"\b(?:warum (?:machen|fragen|nehmen|sagen|gehen) sie nicht|haben sie (?:schon )?(?:mal |"
        r"daran )?(?:überlegt|gedacht|probiert|versucht)|wäre es denkbar|"
        r"könnten sie (?:nicht|vielleicht|mal|sich)|wie wäre es,? wenn|was wäre,? wenn sie einfach|"
        r"wollen sie nicht)\b"
    ),
}
_COMMAND = {
    "en": re.compile(
        r"^(?:(?:so|and|now|then|just|okay|right|well|look|honestly|also|maybe|please|first|second|third|"
        r"again|good|great|yeah|sure|but|one|two|three)[,.!:]? +)*"
        r"(?:don't (?!worry|be sorry|apologi|mind)\w+|do (?:it|that|the)|stop|start|try|make|write|put|"
        r"set|use|ask|tell|call|ring|email|send|keep|book|read|get|go|give|"
        r"hand|delegate|leave|turn|switch|take (?!your time|a (?:moment|minute|breath|second)|me\b|us\b)|"
        r"practi[sc]e|schedule|block|count|commit|build|find|pick|choose|avoid|"
        r"limit|cut|drop|bring|tick|never|always|be (?!careful)\w+|think of|remember|focus|talk to|"
        r"speak to|let (?:him|her|them|it) |stand|move|show)\b"
    ),
    "de": re.compile(
        r"^(?:(?:also|und|dann|so|ja|gut|aber|einfach|jetzt)[,.!]? +)*(?:machen|schreiben|nehmen|fragen|"
        r"setzen|rufen|gehen|legen|stellen|sagen|versuchen|üben|planen|geben|lesen|hören)"
        r" sie (?!mir|sich (?:ruhig |gerne? )?zeit|ruhig|mal,? was|mich)"
    ),
}
_INVITING = re.compile(
    r"^(?:(?:so|and|now|okay|just)[,.]? +)*(?:take (?:your time|a (?:moment|minute|breath|second))|"
    r"tell me|say (?:more|that|a)|go (?:on|ahead)|"
    r"stay with|give (?:me|yourself a (?:moment|minute))|let (?:me|us)|let's|make (?:yourself|"
    r"sure you're comfortable)|notice|imagine|close your eyes|keep going|"
    r"read (?:it|that) (?:out|back)|leave it|be with|don't (?:worry|be|apologise|apologize|mention))\b"
)
_OWN_STORY = {
    "en": re.compile(
        r"\b(?:when i (?:was|started|first|sold|had|got|let|finally)|i used to|i had a (?:client|boss|"
        r"friend|colleague)|what i (?:do|did|found|learned)|"
        r"i always (?:say|tell)|my (?:clients|guys|founders|first boss)|i've (?:seen|found|had|been)|"
        r"for me(?:,| it)|i once|i read)\b"
    ),
    "de": re.compile(
        r"\b(?:als ich|ich hatte (?:mal |einmal )?eine[n]? (?:klient|kunden|chef)|ich sage immer|bei mir|"
        r"ich mache das immer|früher habe? ich)\b"
    ),
}


@lru_cache(maxsize=4096)
def gives_advice(text: str, asked: tuple[Asked, ...], *, language: str = "en") -> bool:
    """Whether the turn holds advice. Other languages than English and German: never claimed."""
    if language not in _TELLING:
        return False
    score = 0.0
    said = words(text)
    for sentence in sentences(text):
        low = sentence.low
        if touches(asked, sentence.start, sentence.end):
            score += 1.0 if _ASKING[language].search(low) else 0.0
            score += 0.6 if _TELLING[language].search(low) and not re.search(r"\bdo you\b", low) else 0.0
        elif _TELLING[language].search(low) and not _reflecting(low):
            score += 1.0
        elif _COMMAND[language].match(low) and not _INVITING.match(low):
            score += 0.8 if len(words(low)) > 1 else 0.5
    if _OWN_STORY[language].search(text.lower()) and len(said) > 45:
        score += 0.5 + min(len(said), 200) / 400
    return score >= 0.8


def _reflecting(low: str) -> bool:
    return bool(
        re.match(
            r"^(?:so |and |but )?(?:it sounds like|sounds like|you feel|you're saying|you said|"
            r"what i(?:'m| am) hearing|part of you)\b",
            low,
        )
    )
