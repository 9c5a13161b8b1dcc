"""The word lists and patterns behind features.py: English grammar and common knowledge, no word picked by data."""

import re

from core.analysis.speech.text import listed

YOU = listed("you you're you've you'd you'll your yours yourself")
ME = listed("i i'm i've i'd i'll my me mine myself")
WE = listed("we we're we've we'll we'd our us let's")
THEY = listed("they them their he she him her his people they're he's she's everyone someone")
IT = listed("it it's that that's this there there's these those")
NOD = listed("mm mhm hmm hm uh huh yeah yes yep okay ok right sure oh ah alright hm-hmm mm-hmm uh-huh mmhmm")
PRAISE = listed(
    "good great excellent wonderful fantastic awesome nice perfect brilliant lovely amazing super congratulations "
    "proud well-done"
)
THANKS = listed("thank thanks hello hi bye goodbye welcome pleasure morning afternoon name")
MUST = listed("should must need needs have ought got better recommend suggest advise try want")
MAY = listed("could might may can maybe perhaps possibly would if")
NOT = listed("not no don't doesn't didn't can't won't isn't aren't never nothing wouldn't couldn't haven't")
WHY = listed("because so since therefore cause causes due means reason result")
USUAL = listed(
    "usually often most many some sometimes generally typically common normal several certain various average percent"
)
FEEL = listed(
    "feel feeling feels felt worried afraid scared angry upset sad happy frustrated frustrating anxious nervous "
    "concerned hard difficult tough stressed important matter matters love care hope hurt guilty proud tired "
    "overwhelmed lonely confident comfortable excited hate bother bothered"
)
THINK = listed("think know feel want see believe say mean understand notice wonder guess realize realise")
SUMMARY = re.compile(
    r"\b(?:so far|to sum|summar\w*|let me (?:see|make sure)|make sure i|what you(?:'ve|"
    r" have) (?:said|told)|you(?:'ve)? mentioned|you (?:said|told|talked|were saying)|earlier you|"
    r"on (?:the )?one hand)\b"
)
SOUNDS = re.compile(
    r"\b(?:sounds|seems|looks|feels|appears)(?: to me)?(?: a bit| a little)? (?:like|as if|"
    r"as though|that|you)\b|\bit sounds\b|\bsounds\b"
)
HEARING = re.compile(
    r"\b(?:i(?:'m| am)? hear(?:ing)?|what i hear|i (?:get|have) the (?:sense|impression)|i(?:'m|"
    r" am) (?:sensing|getting)|in other words|you(?:'re| are) saying|you mean|if i (?:understand|"
    r"hear))\b"
)
SO_YOU = re.compile(
    r"^(?:\W*+(?:(?:so|and|but|okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W++)+)?(?:you(?:'re|'ve|'d|"
    r"r)?|your|it|for you|part of you|because|that)\b"
)
YOU_START = re.compile(
    r"^(?:\W*+(?:(?:so|and|but|okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W++)+)?you(?:'re|'ve|'d|"
    r"r)?\b"
)
SO = re.compile(r"^\W*(?:(?:okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W+)*so\b")
PLEASE_TELL = re.compile(
    r"\b(?:tell me|talk to me|say (?:a little |some )?more|describe|help me understand|walk me|"
    r"give me an example|explain (?:to me|that))\b"
)
ANNOUNCE = re.compile(
    r"\b(?:i(?:'d| would) like to|i want to|i(?:'m| am) going to|let me|let's|i(?:'ll| will)|"
    r"we(?:'re| are) going to|we(?:'ll| will)|today we|my name|nice to meet|have a seat|"
    r"come (?:on )?in)\b"
)
INFORM = re.compile(
    r"\b(?:research|stud(?:y|ies)|percent|health|risk\w*|effects?|increase\w*|reduce\w*|doctors?|"
    r"guidelines?|recommend\w*|information|known|shown?|helps?|affects?|cause[sd]?|lead(?:s|"
    r"ing)? to|likely|per (?:day|week)|program\w*|medication\w*|options?|"
    r"for example|for instance|such as|in fact|one (?:of the|thing)|there (?:are|is)|you can|"
    r"you could|different|available)\b"
)
YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|right|exactly|mm-?hm*|uh-?huh|definitely|absolutely|true|correct|"
    r"sure|i guess|i suppose|okay|oh yeah|that's right)\b"
)
NO = re.compile(r"^\W*(?:no|nope|nah|not really|not yet|never|i don't)\b")
WH_FIRST = re.compile(
    r"^(?:\W*+(?:(?:so|and|but|okay|yeah|right|well|um|uh|oh|alright)\W++)+)?(?:what|how|why|who|where|"
    r"when|which)\b"
)
AUX_FIRST = re.compile(
    r"^(?:\W*+(?:(?:so|and|but|okay|yeah|right|well|um|uh|oh|alright)\W++)+)?(?:do|does|did|is|are|was|"
    r"were|have|has|had|can|could|will|would|should|any|anything)\b"
)
HOW_MUCH = re.compile(r"\bhow (?:many|much|long|often|old|far)\b|\b(?:when|what time|what day)\b.{0,20}\?")
SCALE = re.compile(
    r"\bscale\b|\b(?:one|zero|1|0) (?:to|being|through) (?:a )?(?:ten|10)\b|\bhow (?:confident|"
    r"ready|important|likely)\b"
)
WHAT_ELSE = re.compile(r"\b(?:what else|anything else|how so|like what|what about|how about|and then what)\b")
THINK_Q = re.compile(
    r"\b(?:what|how) (?:do|did|would|are|have|might|could|can|will) you\b|\bwhat (?:kinds?|sorts?|"
    r"types?) of\b|\bhow (?:do|did|does|would|has|have|is|was|are|were)\b|\bwhat(?:'s| is| are|"
    r" was| were| would| makes| made| brings| brought| happens| happened)\b"
)
PERMIT = re.compile(
    r"\b(?:would it be (?:okay|ok|all right|alright)|is it (?:okay|ok|all right|alright)|"
    r"do you mind|can i|could i|may i|mind if|if (?:it's|that's) (?:okay|ok|all right))\b"
)
TAG = re.compile(
    r"(?:,|\b) (?:right|okay|ok|huh|yeah|correct|isn't it|don't you|aren't you|is that right|"
    r"am i right|is that fair|is that correct)\?\s*$"
)
WONDERING = re.compile(r"\bi(?:'m| am| was|'ve been)?(?: just| also)? (?:wonder|wondering|curious)\b")
