"""Disclosures that a coaching tool must not analyse: harm to oneself, abuse, danger. English and German.

A finding says where, never how bad: it is no assessment of a person. The session is set aside and the uploader privately
gets a short, neutral note on where help is found. Idioms ("this project is killing me"), the news, fiction and work matters
are not disclosures. In doubt the words decide that people use of themselves, not of a job.
"""

import re
from dataclasses import dataclass
from typing import Literal

from core.transcript import Role, Transcript

Kind = Literal["self_harm", "abuse", "danger"]

NOTE = (
    "I did not analyse this session. Some of its words may be about someone's safety, and that belongs with "
    "people, not with a "
    "tool. If somebody is in danger now, please call the local emergency number. For someone to talk to at any hour, "
    "findahelpline.com lists free and confidential services by country."
)
"""What the uploader is told unless the tenant has set words of its own."""


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """That turn `turn` may be a disclosure of this kind. Carries no words."""

    kind: Kind
    turn: int


def _rx(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_SELF_HARM = _rx(
    r"\bi(?:'ve| have)?(?: been)?(?: also| just| really| actually| honestly| even| often|"
    r" sometimes)* (?:thought|think|thinking|thinkin)"
    r"(?: a lot| often| sometimes| seriously)? (?:about|of) (?:killing myself|ending (?:it all|my life|"
    r"it)\b(?! (?:with|by|on|at))|suicide|"
    r"taking my (?:own )?life|hurting myself|harming myself|not being (?:here|alive) any ?more)",
    r"\bi(?:'m| am| was| feel| felt|'ve been| have been)(?: \w+){0,2} suicidal\b",
    r"\bi (?:want(?:ed)? to|wanna|would like to|am going to|'m going to|was going to|tried to|nearly|almost|"
    r"could|might|will) "
    r"(?:kill myself|end my life|take my (?:own )?life|hurt myself|harm myself|cut myself(?! (?:some|a|off|"
    r"loose|out))|die\b(?! (?:of|laughing|from|on the|when|in my)))",
    r"\bi(?:'m| am| was|'ve been| have been)?(?: \w+)? (?:hurting|harming|cutting|burning) myself\b(?! (?:some|"
    r"off|loose|out))",
    r"\bi(?:'ve| have)? (?:self[- ]harm(?:ed|ing)?|overdosed|took an overdose)\b|\bmy (?:suicide|overdose|"
    r"self[- ]harm)\b",
    r"\bi (?:do not|don't|didn't|no longer) (?:want|wish) to (?:be alive|live|wake up|be here|exist|"
    r"go on living)\b(?! (?:in|with|at|near|for this|like|next|together|there|off|on this))",
    r"\b(?:everyone|everybody|they|my (?:family|kids|children|wife|husband|partner))(?:'d|"
    r" would)(?: all)? be better off (?:without me|if i (?:was|were) (?:dead|gone))\b",
    r"\bi wish i (?:was|were) dead\b(?! (?:in|on|when))|\bi (?:have|had) (?:a plan|pills|the pills) to (?:kill|"
    r"end)\b|\bno reason (?:for me )?to (?:live|be alive|stay alive)\b",
    r"\b(?:my|our) (?:son|daughter|brother|sister|wife|husband|partner|mother|father|mum|mom|dad|friend|"
    r"best friend) (?:is|has been|says (?:he|she)(?:'s| is)) suicidal\b",
    r"\bich (?:will|wollte|möchte) (?:nicht mehr (?:leben|da sein|aufwachen)|sterben\b|tot sein|"
    r"mich (?:umbringen|töten|verletzen|ritzen))",
    r"\b(?:mir|mich) (?:das leben (?:zu )?nehmen|selbst (?:zu )?(?:verletzen|töten)|umzubringen|"
    r"umbringen (?:will|wollte|möchte|werde))\b",
    r"\bich (?:bin|war|fühle mich)(?: \w+){0,2} (?:suizidal|selbstmordgefährdet|lebensmüde)\b|\bich (?:ritze|"
    r"verletze) mich\b(?! (?:beim|am|an|im))",
    r"\b(?:denke?|gedacht|dachte|gedanken|nachgedacht)(?: \w+){0,4} (?:suizid|selbstmord|mich umzubringen|"
    r"mir das leben zu nehmen)\b|\bmeine? (?:suizid|selbstmord)\w*",
    r"\bohne mich (?:wären|wäre|sind|ist)(?: \w+){0,4} besser dran\b|\bwünschte,? ich wäre tot\b|"
    r"\bkeinen grund mehr,? zu leben\b",
)  # fmt: skip
_ABUSER = (
    r"(?:my |our |mein |meine |the )?(?:ex[- ]?)?(?:he|she|husband|wife|partner|boyfriend|girlfriend|father|"
    r"mother|dad|mum|mom|stepfather|stepdad|"
    r"brother|uncle|boss|coach|teacher)"
)
_ABUSE = _rx(
    rf"\b{_ABUSER}(?:'s| is| was| has been| had been|'d been)?(?: \w+){{0,1}} "
    r"(?:hits?|hitting|beats?|beating|punche[sd]|punching|slapped|slaps|slapping|"
    r"chok(?:es|ed|ing)|strangl(?:es|ed|ing)|kicked|kicks|kicking|raped|rapes|molested|molests|abused|abuses|"
    r"abusing|burned|burns|threw me|throws me|pushed me down) "
    r"(?:me|us|my (?:son|daughter|kids|children|mother|sister|brother)|the (?:kids|children))\b(?! (?:up|hard|"
    r"for six|to it|to the|in the (?:chess|game|race|match|interview|"
    r"quiz)|at |with a|on the idea|back|out|by |down on|down to|as ))",
    r"\b(?:i was|i've been|i have been|i am being|i'm being|i got|she was|he was) (?:sexually |"
    r"physically )?(?:raped|molested|sexually assaulted|assaulted|"
    r"beaten (?:up )?(?:by|at home|as a child)|abused(?: by| as| at home| when)?)\b",
    r"\b(?:domestic violence|abusive (?:relationship|marriage|husband|wife|partner|boyfriend|girlfriend|father|"
    r"mother|home))\b",
    r"\bsexual(?:ly)? (?:abuse|assault|abused|assaulted)\b|\btouched me (?:where|when i (?:was|didn't)|without|"
    r"sexually|down there)\b",
    r"\bi(?:'ve| have)? (?:hit|beat|slapped|shook|hurt) my (?:kid|kids|child|children|son|daughter|baby|wife|"
    r"husband|partner)\b",
    r"\b(?:er|sie|mein mann|meine frau|mein partner|mein freund|meine freundin|mein vater|meine mutter|mein ex|"
    r"mein stiefvater|mein bruder) "
    r"(?:hat (?:mich|uns|die kinder)(?: \w+){0,3} (?:geschlagen|verprügelt|vergewaltigt|missbraucht|gewürgt|"
    r"getreten)|"
    r"(?:schlägt|verprügelt|würgt|missbraucht|vergewaltigt) (?:mich|uns|die kinder|meine kinder|meinen sohn|"
    r"meine tochter)\b(?! vor))",
    r"\bich (?:wurde|bin|werde)(?: \w+){0,4} (?:missbraucht|vergewaltigt|verprügelt|misshandelt|"
    r"sexuell belästigt)\b|\bhäusliche gewalt\b|\bsexuelle[rn]? missbrauch\b",
    r"\bich habe? (?:mein kind|meine kinder|meinen sohn|meine tochter|meine frau|"
    r"meinen mann)(?: \w+){0,2} (?:geschlagen|verprügelt|geschüttelt)\b",
)  # fmt: skip
_DANGER = _rx(
    r"\b(?:he|she|they|my (?:ex|husband|wife|partner|boyfriend|girlfriend|father|brother))(?:'s| has| had|"
    r"'d)? (?:threatened|threatens|threatening|"
    r"tried) to (?:kill|hurt|stab|shoot|harm) (?:me|us|him|her|my|the)\b",
    r"\bi(?:'m| am| was|'ve been) (?:scared|afraid|terrified|frightened) (?:that )?(?:he|she|they|my (?:ex|"
    r"husband|wife|partner|boyfriend|girlfriend))(?:'ll|'s going to| will| "
    r"is going to|'d| would| might| could) (?:kill|hurt|harm|find|hit|come after) (?:me|us|the kids|"
    r"my)\b(?! (?:out|something|a job))",
    r"\bi(?:'m| am)? (?:afraid|scared|not safe|unsafe|in danger) (?:for my life|at home|of (?:my|"
    r"what my) (?:husband|wife|partner|boyfriend|girlfriend|ex|father))\b",
    r"\bi(?:'m| am) (?:going to|gonna|planning to) (?:kill|stab|shoot|hurt) (?:him|her|them|my (?:wife|husband|"
    r"ex|father|mother|boss|brother))\b"
    r"(?! (?:with kindness|in the|at |on the|feelings|chances|career|reputation|numbers|for (?:eating|"
    r"forgetting|leaving|not)))",
    r"\b(?:he|she|my (?:ex|husband|wife|partner)) (?:has|had|got|bought|keeps|pulled|"
    r"pointed)(?: \w+){0,2} (?:gun|knife|weapon)(?: \w+){0,2} (?:at me|on me|to my|against me)\b",
    r"\b(?:stalking|stalks|stalked) (?:me|us|my daughter|my son)\b",
    r"\b(?:er|sie|mein mann|meine frau|mein ex|mein partner|mein freund|mein vater) (?:droht|drohte|hat gedroht|"
    r"hat mir gedroht|droht mir)(?:,? \w+){0,4} (?:umzubringen|zu töten|zu erschießen|zu erstechen|etwas anzutun)\b",
    r"\bich (?:habe? angst|fürchte),? (?:dass )?(?:er|sie|mein mann|meine frau|mein ex|"
    r"mein partner)(?: \w+){0,3} (?:umbringt|tötet|schlägt|etwas antut|verletzt)\b",
    r"\bich (?:bringe?|steche?|schieße?) (?:ihn|sie|meinen (?:mann|vater|chef)|meine (?:frau|mutter)) (?:um|ab|"
    r"nieder)\b(?! vor)|\b(?:verfolgt|stalkt) mich (?:mein ex|seit)\b",
)  # fmt: skip
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("self_harm", _SELF_HARM), ("abuse", _ABUSE), ("danger", _DANGER))

# Words around a match that make it a figure of speech, a story, somebody's profession or a plain denial.
_NOT_MEANT = _rx(
    r"\b(?:figure of speech|figuratively|metaphorically|so to speak|as they say|joking|kidding|just a joke|"
    r"in the (?:film|movie|book|novel|series|"
    r"show|play|game|podcast|documentary)|the character|im (?:film|buch|roman|spiel)|bildlich|"
    r"im übertragenen sinne?|scherz)\b",
    r"\b(?:training|course|campaign|charity|helpline|policy|workshop|research|awareness|prevention|hotline|"
    r"case ?load|clients? of mine|my patients?)\b"
    r"(?=[^.?!]*\b(?:on|about|for|against|into)\b[^.?!]*(?:suicide|abuse|violence|assault|harm))",
    r"(?:suicide|abuse|violence|assault|harm|gewalt|missbrauch)[- ](?:prevention|awareness|training|policy|"
    r"helpline|hotline|charity|prävention|schulung)",
    r"\b(?:not|never|nicht|nie|isn't|wasn't|no)\b(?: \w+){0,4} (?:suicidal|suizidal|thought (?:of|"
    r"about) (?:suicide|killing myself))",
)  # fmt: skip
_DENIED = _rx(
    r"\bi(?:'m| am|'ve| have|'d)? (?:not|never|no way)\b|\b(?:don't|do not|didn't|wouldn't|"
    r"would never) (?:want to |wanna )?(?:kill|harm|hurt)\b"
)


def find(transcript: Transcript) -> SafetyFinding | None:
    """The first turn that may be a disclosure, None if there is none. Linear in the text; the words leave no "
    "trace."""
    for turn in transcript.turns:
        text = re.sub(r"[’ʼ`´]", "'", turn.text)
        for sentence in re.split(r"(?<=[.!?…])\s+", text):
            kind = _disclosure(sentence, coach=turn.role is Role.COACH)
            if kind:
                return SafetyFinding(kind, turn.n)
    return None


def _disclosure(sentence: str, *, coach: bool) -> Kind | None:
    for kind, pattern in _KINDS:
        match = pattern.search(sentence)
        if match is None or _NOT_MEANT.search(sentence):
            continue
        if coach and sentence.rstrip().endswith("?"):
            continue  # a coach asking about safety discloses nothing; the answer will
        if _DENIED.search(sentence[: match.end()]) and kind == "self_harm" and "want" not in match[0].lower():
            continue
        return kind
    return None
