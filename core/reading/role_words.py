"""Words that tell a coach's voice from a client's, by language. Function words only: no topic, no name, no style."""

from dataclasses import dataclass

from core.transcript import Role


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`first` and `second`: pronouns of a person speaking of themselves and to the other; `leads`: how questions open,
    for transcripts without question marks; `greetings`: what stands before the name of whoever is spoken to."""

    first: frozenset[str]
    second: frozenset[str]
    leads: tuple[str, ...]
    greetings: frozenset[str]


def _lexicon(first: str, second: str, leads: str, greetings: str) -> Lexicon:
    return Lexicon(
        frozenset(first.split()),
        frozenset(second.split()),
        tuple(lead.strip() for lead in leads.split(",")),
        frozenset(greetings.split()),
    )


LEXICONS = {
    "en": _lexicon(
        "i i'm i've i'd i'll me my mine myself im ive",
        "you your you're you've you'd you'll yours yourself youre",
        "what would, what do, what did, what does, what is, what are, what's, what was, what else, what might, what could,"
        "how would, how do, how did, how are, how is, how was, how will, how might, how could, how long, how much, how many,"
        "do you, did you, are you, have you, would you, could you, can you, will you, were you, is there, is that, is it,"
        "where do, where are, where would, when do, when will, when did, who else, who is, which of, why do, why did,"
        "tell me, say more, shall we, may i ask, can i ask, anything else",
        "hi hey hello morning afternoon evening welcome thanks thank-you bye goodbye okay right so well sure sorry",
    ),
    "de": _lexicon(
        "ich mich mir mein meine meinen meinem meiner meines",
        "du dich dir dein deine deinen deinem deiner sie ihnen ihr ihre ihren ihrem ihrer euch",
        "was würde, was ist, was war, was wäre, was macht, was möchten, was möchtest, was hat, was bedeutet, was noch,"
        "was brauchen,"
        "was brauchst, wie geht, wie ist, wie war, wie wäre, wie würde, wie machen, wie möchten, wie fühlt, wie hast,"
        "wie haben sie,"
        "wo spüren, wo spürst, wo ist, wann haben, wann hast, wer ist, woran merken, woran merkst, wozu, haben sie, hast du,"
        "können sie, kannst du, möchten sie, möchtest du, wollen sie, willst du, sind sie, bist du,"
        "darf ich, gibt es, erzählen sie, erzähl",
        "hallo hi hey morgen tag abend danke tschüss tschüß servus willkommen okay gut ja also frau herr",
    ),
    "fr": _lexicon(
        "je j' moi me m' mon ma mes",
        "tu te t' toi ton ta tes vous votre vos",
        "qu'est-ce, est-ce que, comment, pourquoi, quand est-ce, où est-ce, quel est, quelle est, quels, quelles, qu'as-tu,"
        "as-tu, avez-vous, peux-tu, pouvez-vous, veux-tu, voulez-vous, êtes-vous, es-tu, dis-moi, dites-moi",
        "bonjour salut bonsoir merci bienvenue ok d'accord alors",
    ),
    "es": _lexicon(
        "yo me mi mis mí conmigo mío mía",
        "tú tu tus te ti contigo usted su sus vos",
        "qué, cómo, cuándo, dónde, cuál, cuáles, quién, por qué, puedes, puede usted, quieres, has, cuéntame, dime",
        "hola gracias buenos buenas bienvenido bienvenida adiós vale bueno",
    ),
    "pt": _lexicon(
        "eu me mim meu minha meus minhas comigo",
        "você te ti teu tua seu sua seus suas tu",
        "o que, como você, como é, como foi, quando, onde, qual, quais, quem, por que, você quer, você pode, me conta",
        "olá oi obrigado obrigada tchau bom boa bem-vindo",
    ),
    "it": _lexicon(
        "io mi me mio mia miei mie",
        "tu ti te tuo tua tuoi tue lei le suo sua voi vi",
        "che cosa, cosa, come ti, come stai, come va, come si, quando, dove, quale, quali,"
        "chi, perché, puoi, può, vuoi, vuole, dimmi, mi dica",
        "ciao buongiorno buonasera grazie benvenuto benvenuta arrivederci allora",
    ),
    "nl": _lexicon(
        "ik me mij mijn m'n",
        "je jij jou jouw u uw",
        "wat zou, wat is, wat wil, wat was, wat heb, wat doet, hoe gaat, hoe is, hoe was, hoe zou, hoe voelt, waar, wanneer, wie,"
        "welke, waarom, kun je, kunt u, wil je, wilt u, heb je, hebt u, ben je, vertel",
        "hoi hallo dag goedemorgen bedankt dank welkom oké",
    ),
    "sv": _lexicon(
        "jag mig mej min mitt mina",
        "du dig dej din ditt dina ni er",
        "vad, hur, när, var, vilken, vilket, vem, varför, kan du, vill du, har du, är du, berätta",
        "hej hallå tack välkommen okej",
    ),
    "da": _lexicon(
        "jeg mig min mit mine",
        "du dig din dit dine",
        "hvad, hvordan, hvornår, hvor, hvilken, hvem, hvorfor, kan du, vil du, har du, er du, fortæl",
        "hej tak velkommen okay godmorgen",
    ),
    "no": _lexicon(
        "jeg meg min mitt mine",
        "du deg din ditt dine",
        "hva, hvordan, når, hvor, hvilken, hvem, hvorfor, kan du, vil du, har du, er du, fortell",
        "hei takk velkommen ok",
    ),
    "pl": _lexicon(
        "ja mnie mi mną mój moja moje moim moją mam jestem myślę czuję chcę",
        "ty ciebie ci tobie tobą twój twoja twoje pan pani masz jesteś myślisz czujesz chcesz",
        "co, jak, kiedy, gdzie, który, która, kto, dlaczego, czy, opowiedz, powiedz",
        "cześć hej dzień dziękuję witaj witam",
    ),
    "ru": _lexicon(
        "я меня мне мной мой моя моё мои моей моего",
        "ты тебя тебе тобой твой твоя твоё вы вас вам вами ваш ваша ваше",
        "что, как, когда, где, какой, какая, какие, кто, почему, зачем, расскажи, расскажите, можешь, можете, хочешь, хотите",
        "привет здравствуйте спасибо доброе добрый пока",
    ),
    "tr": _lexicon(
        "ben beni bana benim bende benden",
        "sen seni sana senin siz sizi size sizin",
        "ne, nasıl, ne zaman, nerede, hangi, kim, neden, niye, anlat",
        "merhaba selam teşekkürler hoşgeldin günaydın",
    ),
    "he": _lexicon(
        "אני אותי לי שלי ממני",
        "אתה את אותך לך שלך אתם",
        "מה, איך, מתי, איפה, מי, למה, האם, ספר לי, ספרי לי",
        "שלום היי תודה בוקר",
    ),
    "ar": _lexicon(
        "أنا لي عندي نفسي",
        "أنت أنتِ لك عندك نفسك",
        "ما, ماذا, كيف, متى, أين, من, لماذا, هل, أخبرني",
        "مرحبا أهلا شكرا صباح",
    ),
    "hi": _lexicon(
        "मैं मुझे मेरा मेरी मेरे मैंने", "आप आपको आपका आपकी आपके तुम तुम्हें", "क्या, कैसे, कब, कहाँ, कौन, क्यों, बताइए", "नमस्ते धन्यवाद"
    ),
}
# Written without spaces (or with particles joined on): counted as substrings.
JOINED = {
    "ja": (
        ("私", "僕", "俺", "自分"),
        ("あなた", "さんは", "さんの", "どう", "何を", "何が"),
        ("ですか", "ますか", "でしょうか", "ましたか", "か。", "教えて"),
    ),
    "zh": (("我",), ("你", "您"), ("吗", "呢", "什么", "怎么", "为什么", "哪", "多少", "嗎", "什麼", "怎麼")),
    "ko": (
        ("저는", "제가", "나는", "내가", "저도", "제 ", "저를"),
        ("당신", "씨는", "님은", "어떤", "무엇"),
        ("까요", "나요", "가요", "습니까", "을까", "세요?"),
    ),
}

_COACH = """
    coach mentor therapist counsellor counselor interviewer facilitator supervisor trainer advisor consultant
    coachin mentorin berater beraterin therapeut therapeutin entraîneur accompagnant thérapeute
    terapeuta entrenador entrenadora consejero formatore begeleider коуч тренер コーチ 教练 教練 코치 מאמן מאמנת مدرب
"""
_CLIENT = """
    client coachee mentee patient interviewee klient klientin kunde kundin patientin cliente coachée cliënt
    paciente клиент клиентка クライアント 客户 客戶 고객 לקוח לקוחה عميل
"""
LABELS: dict[str, Role] = {
    **dict.fromkeys(_COACH.split(), Role.COACH),
    **dict.fromkeys(_CLIENT.split(), Role.CLIENT),
}

# What only one of the two says. Weighed once or twice, not more: people also talk of other coaches.
COACH_SAYS = (
    r"\b(?:i'll be|i'm|i am|as) your coach\b|\b(?:in|for|from) (?:our|this|today's) (?:coaching )?session\b[^.?]{0,60}\?"
    r"|\bwhat would you like to (?:focus|work|explore|talk)\b|\bas a coach\b|\bmy (?:other )?(?:clients|coachees)\b"
    r"|\b(?:ich bin|als) (?:ihr|ihre|dein|deine) coach\b|\bwas möchten sie heute\b|\bworan möchtest du\b"
)
CLIENT_SAYS = (
    r"\bmy coach\b|\bas my coach\b|\bthank(?:s| you) for (?:your time|coaching me|the coaching|listening)\b"
    r"|\bi'd like to (?:discuss|talk about|work on|explore|focus on)\b|\bi wanted to (?:talk|discuss|work)\b"
    r"|\bmein(?:e)? coach(?:in)?\b|\bich würde gern(?:e)? (?:über|an)\b"
)
