"""Words worth coming back to: whole sentences of the client, shown without a claim.

What is kept out matters more than the order (docs/MODEL_CARD.md), so this is a filter of form. A sentence passes that is whole,
in the first person, and holds words of oneself, of feeling or of contrast; nothing broken, hedged, conditional, promised,
reported, asked, trivial or taken back in the next sentence does. A session without any is normal. Pure.
"""

import re
from dataclasses import dataclass

FEWEST_WORDS, MOST_WORDS = 8, 32
MOST = 3
"""Passages of one session."""
SHORTEST_PART = 4
SIGNALS = 2
"""Different words of oneself, of feeling or of contrast that a sentence needs at least."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BROKEN = re.compile(r"[-–—]|…|\.\.|[\[\]()\d\"“”„«»<>*/:;?!]|\b(\w+)[ ,]+\1\b")


def _compile(listed: str) -> re.Pattern[str]:
    """One of the words or phrases, whole."""
    return re.compile(rf"\b(?:{listed})\b")


@dataclass(frozen=True, slots=True)
class _Form:
    """Patterns over lower-case text with plain apostrophes. `opens` is searched at the sentence's head, `takes_back` at the head
    of the next one."""

    first_person: re.Pattern[str]
    signal: re.Pattern[str]
    opens: re.Pattern[str]
    never: re.Pattern[str]
    takes_back: re.Pattern[str]


_ENGLISH = _Form(
    first_person=_compile("i|i'm|i've|i'd|me|my|myself"),
    signal=_compile(
        "myself|my own|feel|feels|felt|feeling|feelings|afraid|scared|fear|proud|ashamed|"
        "shame|relieved|relief|angry|anger|lonely|"
        "alone|sad|hurt|hurts|happy|joy|calm|calmer|safe|free|guilty|guilt|trust|trusted|"
        "love|loved|care|matters?|believe|believed|"
        "deserve|worth|enough|realise|realised|realize|realized|notice|noticed|learned|learnt|understand|understood|admit|"
        "need|needed|want|wanted|wish|wished|hope|dream|choose|chose|choice|decide|decided|"
        "allowed?|permission|brave|courage|strong|"
        "stronger|weak|used to|no longer|not anymore|any more|anymore|instead|rather than|not because|even though|"
        "but|never|always|for the first time|all my life|who i am|the real|underneath|"
        "lost|losing|letting go|let go|hiding|hide|"
        "pretend|pretending|protect|protecting|belong|home|kind to|gentle|honest with|"
        "stopped|carry|carrying|heavy|light|lighter|"
        "different|changed|change"
    ),
    opens=re.compile(
        r"^(?:but|and|so|it|it's|that|that's|this|these|those|he|he's|she|she's|they|they're|we|you|"
        r"your|which|because|or|no|nope|yes|yeah|yep|"
        r"okay|ok|oh|um|uh|er|well|right|sorry|thanks|thank|like|also|then|plus|anyway|"
        r"hm+|mm+|sure|please|let|when|while|as|there|"
        r"what|who|how|where|why|maybe|not)\b"
    ),
    never=_compile(
        "he|him|his|she|her|they|them|it|this|these|those|mother|father|mum|mom|dad|wife|husband|brother|sister|son|daughter|"
        "clean|addict\\w*|using|rehab|gambl\\w*|relapsed?|withdrawal|habit|drunk|sick|ill|illness|cancer|dementia|hospital|stroke|"
        "depress\\w*|accident|fell|fall|crash\\w*|if|unless|would|wouldn't|could|couldn't|might|may|should|shouldn't|maybe|perhaps|"
        "probably|possibly|hopefully|guess|suppose|"
        "i think|i don't know|dunno|not sure|sort of|kind of|kinda|sorta|or something|or whatever|or so|a bit|a little bit|"
        "somehow|you know|i mean|basically|literally|honestly|actually|whatever|stuff|um|uh|erm|"
        "it's like|was like|i'm like|like i|"
        "i'll|i will|i won't|going to|gonna|i shall|let me|promise|you|your|you're|"
        "said|says|say|saying|told|tells|tell|asked|asks|goes|texted|emailed|messaged|called|"
        "weather|rain|traffic|parking|parked|coffee|lunch|dinner|breakfast|weekend|"
        "holiday|camera|screen|mute|zoom|hear me|phone|"
        "laptop|thanks|thank|sorry|bye|football|match|train|bus|"
        "drugs?|drink|drinking|drank|drunk|alcohol|beer|wine|smoke|smoking|cigarettes?|weed|sober|pills?|medication|doctor|"
        "suicide|suicidal|kill|killed|die|died|dying|dead|death|hurt myself|harm|abuse|abused|sex|porn|fat|weight|"
        "stupid|idiot|hate|bloody|fuck\\w*|shit\\w*|crap|damn|joking|kidding|today|yesterday|tomorrow|o'clock|minutes"
    ),
    takes_back=re.compile(
        r"^\W*+(?:no\b|not\b|nah\b|well\b|actually\b|i mean\b|or\b|but\b|anyway\b|whatever\b|"
        r"i don't know\b|maybe\b|sort of\b|kidding\b|"
        r"joking\b|just kidding\b|at least\b|that's not\b|i guess\b|i suppose\b|who am i\b|ha+\b|though\b|except\b|sorry\b)"
    ),
)
_GERMAN = _Form(
    first_person=_compile("ich|mich|mir|mein|meine|meinen|meinem|meiner"),
    signal=_compile(
        "mich selbst|mir selbst|selbst|eigene[nrms]?|fühle|gefühlt|gefühl|gefühle|angst|"
        "furcht|stolz|scham|schäme|erleichtert|wütend|wut|"
        "einsam|allein|alleine|traurig|verletzt|glücklich|freude|ruhig|ruhiger|sicher|frei|"
        "schuld|schuldig|vertrauen|vertraue|liebe|"
        "wichtig|glaube an|wert|genug|gemerkt|merke|gelernt|verstanden|verstehe|"
        "begriffen|brauche|gebraucht|will|wollte|wünsche|"
        "hoffe|traum|entschieden|entscheide|darf|erlaubt|erlaube|mut|mutig|stark|"
        "stärker|schwach|früher|nicht mehr|stattdessen|"
        "obwohl|aber|sondern|nie|niemals|immer|zum ersten mal|mein leben lang|"
        "wer ich bin|eigentlich|dahinter|verloren|verliere|"
        "loslassen|losgelassen|verstecke|versteckt|schütze|gehöre|zuhause|ehrlich|"
        "aufgehört|trage|schwer|leicht|leichter|anders|"
        "verändert"
    ),
    opens=re.compile(
        r"(?:es|das|dies|diese[rs]?|er|sie|wir|du|ihr|weil|oder|nein|nee|ja|jo|okay|ok|oh|"
        r"äh|ähm|na|naja|hm+|mhm|gut|genau|danke|also|"
        r"dann|sonst|wenn|als|während|da|was|wer|wie|wo|warum|vielleicht|nicht|bitte|stimmt|klar|so)\b"
    ),
    never=_compile(
        "er|ihm|ihn|sein\\w*|es|das|dies\\w*|mutter|vater|mama|papa|frau|mann|bruder|schwester|sohn|tochter|"
        "sucht|süchtig\\w*|spielsucht|rückfall|entzug|betrunken|krank\\w*|krebs|demenz|krankenhaus|spital|schlaganfall|depress\\w*|"
        "unfall|gestürzt|wenn|falls|würde|würden|wäre|hätte|könnte|sollte|müsste|dürfte|vielleicht|"
        "wahrscheinlich|möglicherweise|hoffentlich|irgendwie|"
        "glaub|glaube ich|denke ich|ich denke|weiß nicht|keine ahnung|sozusagen|oder so|"
        "irgendwas|halt|quasi|ein bisschen|bisschen|"
        "ehrlich gesagt|äh|ähm|werde|versuche|verspreche|ich mache|nehme ich mir vor|sie|ihnen|ihre|du|dir|dein\\w*|"
        "gesagt|sagt|sagte|meint|meinte|gefragt|fragt|erzählt|geschrieben|"
        "wetter|regen|stau|parkplatz|kaffee|mittagessen|wochenende|urlaub|kamera|"
        "bildschirm|ton|handy|danke|entschuldigung|tschüss|"
        "fußball|zug|bahn|bus|"
        "drogen?|trinke|getrunken|alkohol|bier|wein|rauche|zigaretten?|tabletten|"
        "medikamente?|arzt|ärztin|selbstmord|suizid|umbringen|"
        "sterben|gestorben|tot|tod|missbrauch|sex|dick|gewicht|blöd|idiot|hasse|scheiß\\w*|scheiße|verdammt|spaß|witz|"
        "heute|gestern|morgen|uhr|minuten"
    ),
    takes_back=re.compile(
        r"^\W*+(?:nein\b|nee\b|nicht\b|na ja\b|naja\b|also\b|oder\b|aber\b|egal\b|"
        r"keine ahnung\b|ich weiß nicht\b|vielleicht\b|quatsch\b|"
        r"spaß\b|wobei\b|obwohl\b|zumindest\b|sorry\b|haha\b)"
    ),
)
_SPANISH = _Form(
    first_person=_compile("yo|me|mí|mi|mis|conmigo|soy|estoy|tengo|quiero|necesito|siento|sé|aprendí|sentí|entendí"),
    signal=_compile(
        "mí mism[oa]|mi propi[oa]|siento|sentí|sentía|miedo|orgullos[oa]|orgullo|"
        "vergüenza|alivio|enojad[oa]|rabia|sol[oa]|triste|"
        "feliz|alegría|tranquil[oa]|segur[oa]|libre|culpa|confianza|confío|amor|"
        "importa|importante|creo en|merezco|suficiente|"
        "me di cuenta|noté|aprendí|entendí|entiendo|necesito|quiero|quería|espero|sueño|"
        "decidí|elegí|permiso|valiente|fuerte|débil|"
        "antes|ya no|en lugar de|aunque|pero|sino|nunca|siempre|por primera vez|toda mi vida|quién soy|perdí|soltar|esconder|"
        "proteger|pertenezco|dejé de|cargo|cargando|pesad[oa]|liger[oa]|distint[oa]|diferente|cambié"
    ),
    opens=re.compile(
        r"(?:eso|esto|esta|este|él|ella|ellos|ellas|nosotros|usted|tú|porque|o|no|sí|ok|"
        r"okay|oh|eh|ehm|bueno|pues|mm+|gracias|perdón|"
        r"también|entonces|cuando|mientras|como|qué|quién|dónde|quizás?|tal vez|claro|vale|así)\b"
    ),
    never=_compile(
        "él|ella|ellos|ellas|le|les|lo|la|esto|eso|madre|padre|mamá|papá|esposa|esposo|marido|hermano|hermana|hijo|hija|"
        "adict\\w*|recaída|abstinencia|borrach\\w*|enferm\\w*|cáncer|demencia|hospital|depres\\w*|accidente|caí|"
        "si|a menos que|sería|podría|debería|haría|tal vez|quizás?|a lo mejor|probablemente|"
        "ojalá|supongo|creo que|no sé|no estoy segur[oa]|"
        "como que|o algo|o lo que sea|un poco|un poquito|medio|o sea|este|digamos|la verdad|"
        "voy a|prometo|intentaré|haré|usted|tú|te|"
        "dijo|dice|dicen|dije|digo|preguntó|contó|escribió|llamó|"
        "clima|lluvia|tráfico|café|almuerzo|cena|fin de semana|vacaciones|cámara|"
        "pantalla|teléfono|gracias|perdón|adiós|fútbol|"
        "drogas?|bebo|beber|tomado|alcohol|cerveza|vino|fumo|cigarros?|pastillas?|"
        "medicamentos?|médico|suicidio|matar|morir|murió|muerte|"
        "abuso|sexo|gord[oa]|peso|estúpid[oa]|idiota|odio|mierda|joder|broma|hoy|ayer|mañana|minutos"
    ),
    takes_back=re.compile(
        r"^\W*+(?:no\b|bueno\b|o sea\b|o\b|pero\b|en fin\b|no sé\b|quizás?\b|tal vez\b|es broma\b|"
        r"mentira\b|aunque\b|al menos\b|perdón\b|ja+\b)"
    ),
)
_FORMS = {"en": _ENGLISH, "de": _GERMAN, "es": _SPANISH}


def worth_rereading(sentence: str, following: str, language: str) -> bool:
    """Whether a sentence passes; `following` is the next one of the same turn, or nothing. False in a language without a form."""
    form = _FORMS.get(language)
    said = _plain(sentence)
    if form is None or not sentence[:1].isupper() or not said.endswith(".") or _restarts(said):
        return False
    if not FEWEST_WORDS <= len(_WORD.findall(said)) <= MOST_WORDS:
        return False
    if _BROKEN.search(said[:-1]) or form.opens.match(said) or form.never.search(said):
        return False
    if signals(sentence, language) < SIGNALS or not form.first_person.search(said):
        return False
    return not following or form.takes_back.match(_plain(following)) is None


def _restarts(said: str) -> bool:
    """Whether commas break it: spoken sentences are begun anew behind one. One comma may part it into two of some length."""
    parts = said.split(",")
    return len(parts) > 2 or any(len(_WORD.findall(part)) < SHORTEST_PART for part in parts)


def signals(sentence: str, language: str) -> int:
    """How many different words of oneself, of feeling or of contrast a sentence holds."""
    form = _FORMS.get(language)
    return len({found.group() for found in form.signal.finditer(_plain(sentence))}) if form else 0


def _plain(text: str) -> str:
    return text.strip().lower().replace("’", "'").replace("‘", "'")
