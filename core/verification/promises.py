"""Whether words are a promise: first person, definite, about one's own doing after the session. English and German.

The words around the quote count too: "she said" before it, "if" beside it. A definite refraining ("I won't bring the folder") is
a promise, a refusal of a proposal ("I won't do that") is not. Sarcasm cannot be told from words; people can dismiss an item.
"""

import re
from dataclasses import dataclass

from core import timeline
from core.transcript import Role, Transcript, Turn
from core.verification.alignment import Span, sentence, tokens

LANGUAGES = frozenset({"en", "de"})


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What each check looks for in one language; all patterns are searched in text with plain apostrophes."""

    first_person: re.Pattern[str]
    resolve: re.Pattern[str]  # the words that carry a promise; (?P<verb>) what will be done
    hypothetical: re.Pattern[str]
    conditional: re.Pattern[str]
    reported: re.Pattern[str]  # searched before the resolve only
    habit: re.Pattern[str]
    wish: re.Pattern[str]
    uncertain: re.Pattern[str]
    past: re.Pattern[str]
    refusal: re.Pattern[str]
    idiom: re.Pattern[str]
    in_session: re.Pattern[str]
    agreement: re.Pattern[str]
    backchannel: re.Pattern[str]
    proposal: re.Pattern[str]


EN = Words(
    first_person=_rx(r"\b(?:i|i'll|i'm|i've|i'd|we|we'll|we're|me|my|let me|let's)\b"),
    resolve=_rx(
        r"\b(?:i|we)(?:'ll| will| shall)(?: (?:also|just|definitely|then|go and|actually|certainly|"
        r"make sure (?:to|i)))*"
        r"(?: not| never)? (?P<verb>\w+)"
        r"|\b(?:i|we) won't (?P<verb2>\w+)"
        r"|\b(?:i'm|i am|we're|we are) (?:not )?(?:going to|gonna|gonna go and) (?P<verb3>\w+)"
        r"|\b(?:i|we) (?:promise|commit|undertake|agree) to (?P<verb4>\w+)"
        r"|\b(?:i'm|i am|we're|we are) (?P<verb5>\w+ing)\b"
    ),
    hypothetical=_rx(
        r"\b(?:would|could|might|may(?! \d)|i'd|we'd|wouldn't|couldn't|were to|suppose|imagine|pretend|in theory)\b"
    ),
    conditional=_rx(
        r"\bunless\b|\bprovided\b|\bas long as\b|\bin case\b|\bassuming\b"
        r"|(?<!\bas )(?<!\beven )\bif\b"
    ),
    reported=_rx(
        r"\b(?:said|says|saying|told|tells|telling me|goes|went like|was like|is like|asked me|asks me|promised|"
        r"thought|reckons|"
        r"reckoned|wants me to|wanted me to|expects me to|claimed|swore|wrote|texted|kept thinking|"
        r"think to myself|i go|she's like|"
        r"he's like|they're like|i'm like)\b[,:]?"
    ),
    habit=_rx(
        r"\b(?:usually|normally|typically|generally|tend to|used to|most of the time|sometimes|every time|"
        r"whenever|always|often|keep)\b"
    ),
    wish=_rx(
        r"\b(?:i|we)(?: just| really| do| also)? (?:want|wish|hope|wanna|need|ought|have to|must|should|long|"
        r"intend|plan|mean)\b"
        r"|\b(?:i'd|we'd|would) (?:like|love|prefer)\b|\bi've got to\b|\bgotta\b|\bhoping to\b|\bhope to\b"
    ),
    uncertain=_rx(
        r"\b(?:maybe|perhaps|probably|possibly|not sure|don't know|dunno|doubt|i suppose|i guess|no idea|"
        r"who knows|not certain)\b"
    ),
    past=_rx(
        r"\b(?:was|were) (?:going to|gonna|about to|planning)\b|\bmeant to\b|\blast (?:week|month|time|year)\b|"
        r"\byesterday\b"
    ),
    refusal=_rx(
        r"\b(?:won't|will not|not going to|not gonna|never) (?:do|promise|say|pretend|lie|be able|change that|"
        r"commit)\b"
        r"|\b(?:don't|do not|didn't|can't|cannot|can not|never) (?:think|believe|trust|imagine|say|promise|see|"
        r"know)\b"
        r"|\bit's not (?:that|like)\b|\bnot that i\b|\bi'm not (?:a|the|one)\b"
        r"|\bno way\b|\bi can't\b|\bi cannot\b"
    ),
    idiom=_rx(
        r"\b(?:i'll|i will|i'm going to|i'm gonna) (?:be (?:honest|frank|straight|blunt|fine|okay|ok|alright|"
        r"happy|glad|sad|able|damned|"
        r"the first|fired|dead|late|lucky|good|great|all right|sure|brief|quick|upset|angry|tired|bored|stuck|"
        r"relieved)|admit|say that|"
        r"say this|say i|grant|"
        r"give (?:you|her|him|them|it) (?:that|credit)|bet|tell you (?:what|that|something|why|how|one|the|this|"
        r"a)|never (?:forget|know|understand)|"
        r"miss|regret|die|lose it|explode|know|feel|think|guess|see (?:how|what|if|whether|you)|need|want|"
        r"understand|probably|"
        r"cry|scream|go mad|go crazy|get (?:fired|sacked|angry|upset|sick|tired)|have to|take that|"
        r"take your word|second that|spare you)\b"
        r"|\blet me (?:see|think|be|just|finish|put|say|explain|tell)\b|\bi'm (?:being|feeling|thinking|"
        r"wondering|hoping|trying|sitting|"
        r"hearing|saying|guessing|noticing|getting|having|looking forward|afraid|not being|just saying|learning|"
        r"struggling|"
        r"realising|realizing|seeing|kidding|joking|dying|losing|living|working|doing|becoming|talking|asking|"
        r"telling you)\b"
    ),
    in_session=_rx(
        r"\b(?:i'll|i will|i'm going to|i'm gonna|let me|i'm just going to) (?:just )?(?:ask you|ask that|"
        r"ask again|pause|stop (?:you|there|here)|push|challenge|"
        r"repeat|read (?:it|that|this|back)|summari[sz]e|play (?:it|that)|say (?:it|that|what|back)|put (?:it|"
        r"that|this)|note|park|jot|stay with|"
        r"come back|go back|share|offer|check in|invite|interrupt|let you|be quiet|hold (?:that|the silence|"
        r"this)|give you|"
        r"start|begin|leave it there|wait|listen|reflect|close|wrap|turn|move|shut up|think about that)\b"
    ),
    agreement=_rx(
        r"^\W*(?:(?:yes|yeah|yep|yup|ok|okay|sure|alright|all right|right|fine|deal|agreed|absolutely|"
        r"definitely|certainly|good|great|"
        r"of course|well|so|and|cool|perfect|lovely|gladly|promise|done|right then|go on then|mm)\W+)*"
        r"(?:i can(?: certainly| definitely)? (?:do|manage|try|commit to) (?:that|it|this)|i could do that|"
        r"i(?:'ll| will)(?: definitely| certainly)?"
        r"(?: do (?:that|it|this)| give (?:it|that) a (?:try|go|shot)| try (?:that|it)| have a go)?|"
        r"will do|sounds (?:good|right|fair|doable)|that works(?: for me)?|(?:it's a )?deal|agreed|"
        r"let's do (?:that|it|this)|consider it done|"
        r"you're on|you have my word|i promise|that's (?:doable|a deal|fair|fine)|done|i'm in|count me in|"
        r"happy to(?: do that)?|yes|absolutely|"
        r"sure|of course|definitely|fine|okay then|all right then)\b"
    ),
    backchannel=_rx(
        r"^\W*(?:(?:yes|yeah|yep|ok|okay|right|sure|mm|mhm|hm|good|great|well|i see|fine|true|exactly)\W*){1,2}$"
    ),
    proposal=_rx(
        r"\b(?:could you|can you|would you|will you|how about|what about|what if|why don't you|why not|"
        r"i(?:'d)? (?:suggest|propose|recommend|invite)|"
        r"you could|you might|you should|maybe you|try|shall we|let's|i want you to|i'd like you to|"
        r"are you (?:willing|up|open|going|happy|ready)|"
        r"do you think you|so you'll|so you're going|you'll|next step|by (?:when|then|monday|tuesday|wednesday|"
        r"thursday|friday)|"
        r"take|write|call|ask|tell|send|leave|keep|book|bring|do)\b"
    ),
)

DE = Words(
    first_person=_rx(r"\b(?:ich|wir|mir|mich|uns|meine?[nrms]?)\b"),
    resolve=_rx(
        r"\b(?:ich|wir) (?P<verb>(?!bin\b|war\b|hab|hatte|weiß|glaub|denk|mein\b|meine\b|find|fühl|kann\b|"
        r"darf\b|mag\b)\w+)"
        r"|\b(?P<verb2>\w{3,}) (?:ich|wir)\b"
    ),
    hypothetical=_rx(
        r"\b(?:würde\w*|könnte\w*|wäre\w*|hätte\w*|dürfte\w*|angenommen|theoretisch|im grunde könnt\w*)\b"
    ),
    conditional=_rx(
        r"\b(?:falls|sofern|es sei denn|vorausgesetzt|solange)\b|\bwenn(?:'s|s)?\b(?! (?:ich|wir) (?:heim|"
        r"nach hause|zurück|im büro|dort|da|fertig|wieder))"
    ),
    reported=_rx(
        r"\b(?:sagte\w*|gesagt|sagt|meinte\w*|meint|gemeint|erzählt\w*|versprach|versprochen hat|dachte\w*|"
        r"gedacht|denk ich mir|"
        r"schrieb|geschrieben|behauptet\w*|fragte\w*|gefragt|sag ich mir|hieß es|sagen sie|sagt er|sagt sie)\b[,:]?"
    ),
    habit=_rx(
        r"\b(?:meistens|immer|normalerweise|gewöhnlich|üblicherweise|oft|manchmal|jedes ?mal|ständig|dauernd|sonst)\b"
    ),
    wish=_rx(
        r"\b(?:möchte\w*|wünsche?|hoffe|hoffen|sollte\w*|soll|müsste\w*|muss|gern(?:e)? (?:würde|hätte|wäre)|"
        r"hätte gern|nehme? mir vor|habe? vor)\b"
        r"|\bich will\b|\bwill ich\b"
    ),
    uncertain=_rx(
        r"\b(?:vielleicht|eventuell|wahrscheinlich|möglicherweise|weiß nicht|keine ahnung|mal sehen|mal schauen|"
        r"womöglich|wohl)\b"
    ),
    past=_rx(r"\b(?:wollte\w*|letzte[nrs]? (?:woche|monat|mal|jahr)|gestern|damals|früher)\b"),
    refusal=_rx(
        r"\b(?:kann|könnte|mag) (?:das |es )?(?:nicht|nie)\b|\bich (?:glaube|denke) nicht\b|\bnicht dass ich\b|"
        r"\bich bin (?:nicht|kein)"
        r"|\bdas (?:mache?|tue?|werde) ich (?:nicht|nie)\b|\bauf keinen fall\b"
    ),
    idiom=_rx(
        r"\b(?:ehrlich gesagt|ich sag(?:e)? (?:mal|ihnen|dir)|ich (?:gebe|geb) zu|ich wette|ich verstehe?|"
        r"ich sehe?|ich merke?|ich spüre?|ich hoffe?|"
        r"ich werde (?:nervös|rot|krank|müde|wütend|verrückt|sehen|wissen|nie vergessen)|ich brauche?|ich habe?|"
        r"ich bin|ich kenne?|ich "
        r"stehe? (?:da|hier)|ich sitze?|ich fühle?|ich finde?)\b"
    ),
    in_session=_rx(
        r"\b(?:ich (?:frage?|stelle?|lese?|fasse?|wiederhole?|gebe?|lasse?|halte?|unterbreche?|bleibe?|lade?|"
        r"schreibe? (?:mir|das) (?:kurz )?(?:auf|mit)|"
        r"mache? (?:kurz )?(?:eine )?pause|höre? (?:zu|hier auf)|komme? (?:darauf|gleich))|lass(?:en sie)? mich)\b"
    ),
    agreement=_rx(
        r"^\W*(?:(?:ja|okay|ok|gut|klar|gerne?|na gut|also|und|einverstanden|in ordnung|natürlich|sicher|doch|"
        r"dann)\W+)*"
        r"(?:(?:das )?(?:kann|mach|mache|werde|schaffe?|probiere?|versuche?) ich(?: (?:das|so))?(?: (?:gern|"
        r"mal))?(?: (?:machen|tun|aus|probieren|versuchen))?|"
        r"ich (?:mache?|probiere?|versuche?|werde) (?:das|es)(?: (?:machen|tun|aus|gern|so))*|mach ich|"
        r"abgemacht|versprochen|einverstanden|so machen wir(?:'s| es| das)|"
        r"(?:das )?(?:klingt|passt) (?:gut|so|für mich)?|in ordnung|ja|klar|gerne?)\b"
    ),
    backchannel=_rx(r"^\W*(?:(?:ja|okay|ok|gut|hm|mhm|genau|stimmt|klar|richtig|so|ach so|verstehe)\W*){1,2}$"),
    proposal=_rx(
        r"\b(?:könnten sie|können sie|würden sie|werden sie|wollen sie|möchten sie|könntest du|kannst du|"
        r"würdest du|willst du|magst du|mögen sie|"
        r"wie wäre|was halten sie|was hältst du|wie wär's|warum nicht|ich schlage vor|vorschlag|"
        r"vielleicht (?:können|könnten|kannst)|"
        r"probieren|versuchen|nehmen sie|schreiben sie|rufen sie|machen sie|sind sie bereit|bist du bereit|"
        r"bis (?:wann|dahin|montag|freitag))\b"
    ),
)
_WORDS = {"en": EN, "de": DE}
_QUESTION_IF = _rx(
    r"\b(?:ask\w*|see|check|know|find out|wonder\w*|tell \w+|decide|look|test|whether|clarify|"
    r"figure out)\b[^,.;]*\bif\b"
)
_QUOTE_OPEN = '"“„«'
_QUOTE_CLOSE = '"”“»'


def plain(text: str) -> str:
    return re.sub(r"[’ʼ`´]", "'", text)


def objection(span: Span, evidence: tuple[Span, ...], transcript: Transcript) -> str | None:
    """Why the words are no promise; None if they are one (or if nobody here reads the session's language).

    `evidence` are all verified slices of the item; a second one by the other person may be the proposal agreed to.
    """
    words = _WORDS.get(transcript.language)
    if words is None:
        return None if transcript.language != "und" else objection_in(EN, span, evidence)
    return objection_in(words, span, evidence)


def objection_in(words: Words, span: Span, evidence: tuple[Span, ...]) -> str | None:
    said = plain(span.text)
    agreed = agrees(words, span, evidence)
    if agreed is not None:
        return agreed or None
    if len(tokens(said)) < 4:
        return "too_short"
    before, whole = (plain(part) for part in sentence(span))
    resolve = words.resolve.search(said) or words.resolve.search(whole)
    if not words.first_person.search(said) or resolve is None:
        return "not_first_person" if not words.first_person.search(whole) else "no_promise"
    lead = before + said[: resolve.start()] if words.resolve.search(said) else before
    if _quoted(span) or words.reported.search(lead):
        return "reported_speech"
    clause = _clauses(whole, said)
    checks = (
        ("question", whole.rstrip(" \"'”").endswith("?") and said.rstrip(" \"'”").endswith("?")),
        ("hypothetical", bool(words.hypothetical.search(clause))),
        ("conditional", bool(words.conditional.search(_QUESTION_IF.sub(" ", clause)))),
        ("past", bool(words.past.search(clause))),
        ("negated", bool(words.refusal.search(clause))),
        ("uncertain", bool(words.uncertain.search(clause))),
        ("idiom", _all_idiom(words, clause)),
        ("wish", bool(words.wish.search(clause)) and not _definite(words, said)),
        ("habit", bool(words.habit.search(clause)) and not _definite(words, said)),
        ("in_session", _steers(words, span)),
        ("no_promise", not _has_act(words, said, whole)),
    )
    return next((reason for reason, applies in checks if applies), None)


def agrees(words: Words, span: Span, evidence: tuple[Span, ...]) -> str | None:
    """ "" if the words agree to a proposal that is among the evidence, a reason if they only seem to, None if "
    "they are not that
    kind of sentence."""
    said = plain(span.text).strip()
    if len(tokens(said)) > 14 or not words.agreement.search(said):
        return None
    rest = said[words.agreement.search(said).end() :] if words.agreement.search(said) else ""  # type: ignore[union-attr]
    if len(tokens(rest)) >= 4 and words.resolve.search(said):
        return None
    proposal = next(
        (
            p
            for p in evidence
            if p.turn.role is not span.turn.role and 0 < span.turn.n - p.turn.n <= 3 and len(tokens(p.text)) >= 3
        ),
        None,
    )
    if proposal is None:
        return (
            None
            if words.resolve.search(said) and len(tokens(said)) >= 4 and rest.strip()
            else "agreement_without_proposal"
        )
    if words.backchannel.search(said):
        return "back_channel"
    if (
        words.uncertain.search(said)
        or words.conditional.search(said)
        or re.search(r"\b(?:but|aber)\b", said, re.IGNORECASE)
    ):
        return "uncertain"
    if not (words.proposal.search(plain(proposal.text)) or "?" in proposal.text):
        return "agreement_without_proposal"
    return ""


def owner(turn: Turn) -> str | None:
    return {Role.CLIENT: "client", Role.COACH: "coach"}.get(turn.role)


def _clauses(whole: str, said: str) -> str:
    """The sentence, without what a dash, semicolon or "but" sets apart from the words quoted."""
    parts = re.split(r"\s+[–—-]\s+|;|,?\s+\b(?:but|aber)\b", whole)
    head = " ".join(said.split()[:4])
    mine = [part for part in parts if head in part or part.strip() in said]
    return " ".join(mine) if mine else whole


def _all_idiom(words: Words, clause: str) -> bool:
    return bool(words.idiom.search(clause)) and not words.resolve.search(words.idiom.sub(" ", clause))


def _definite(words: Words, said: str) -> bool:
    if words is DE:
        return bool(
            re.search(
                r"\b(?:werde|mach|mache|ruf|rufe|schreib|schreibe|geh|gehe|frag|frage|schick|schicke)\b",
                said,
                re.IGNORECASE,
            )
        )
    return bool(re.search(r"\b(?:i'll|i will|i'm going to|i'm gonna|we'll|i won't)\b", said, re.IGNORECASE))


def _steers(words: Words, span: Span) -> bool:
    """The coach leading the conversation; words that name a time beyond it are not that."""
    said = plain(span.text)
    if span.turn.role is not Role.COACH or not words.in_session.search(said):
        return False
    return timeline.find(said, language="de" if words is DE else "en") is None


def _has_act(words: Words, said: str, whole: str) -> bool:
    """A present tense ("I'm leaving at five", "ich ruf sie an") promises only with words that say when."""
    definite = _definite(words, said) or bool(
        re.search(r"\b(?:promise|commit|undertake|agree) to\b", said, re.IGNORECASE)
    )
    if definite:
        return True
    return timeline.find(whole, language="de" if words is DE else "en") is not None


def _quoted(span: Span) -> bool:
    """Whether the slice begins inside quotation marks that were opened before it."""
    before = span.turn.text[: span.start]
    curly = before.count("“") + before.count("„") - before.count("”")
    if "„" in before:
        curly = before.count("„") - before.count("“") - before.count("”")
    return before.count('"') % 2 == 1 or curly > 0
