"""Sessions written for these tests, with what was promised in them. Nobody in them is real."""

from dataclasses import dataclass

from core.transcript import Transcript
from tests.speech.dialogues import Spoken, session


@dataclass(frozen=True)
class Promised:
    """Turn, words that stand in the quote, who promised, the day it is due (from Monday 2026-06-01) or ""."""

    turn: int
    words: str
    owner: str
    due: str = ""
    recurring: bool = False


GARDENER: tuple[Spoken, ...] = (
    ("coach", "Hello Ben. Where would you like to start today?"),
    (
        "client",
        "Hi. Well, you know I said last month that I'd write to the allotment people. I usually put these things off.",
    ),
    ("coach", "Did you write to them?"),
    (
        "client",
        "I did. I actually managed to send it, and they answered, and it went really well. I'm quite proud of that.",
    ),
    ("coach", "You sent it, and they answered. What made the difference?"),
    (
        "client",
        (
            "My wife said, just do it, I'll bring you a coffee. And I thought, fine, I'll do it now. "
            "If I had waited I'd have found an excuse."
        ),
    ),
    ("coach", "So the coffee helped. What would be useful to work on today?"),
    (
        "client",
        (
            "I want to stop saying yes to every neighbour who needs help. I'd love to have one Saturday to myself one day. "
            "My neighbour goes, Ben, you'll fix the fence by Sunday, and I say nothing."
        ),
    ),
    ("coach", "You say nothing, and the fence becomes yours."),
    ("client", "Yes. Every time. It's like being a tap that anyone can turn on."),
    ("coach", "What happens in you when he asks?"),
    (
        "client",
        (
            "Oh. I don't know. I think I've been trying to earn my place in that street. I've never said that out loud. "
            "If I say no, they'll think I don't belong."
        ),
    ),
    ("coach", "Where does that come from?"),
    (
        "client",
        (
            "We moved eleven times when I was small. I realise now that I'm still the new boy. "
            "It's not about the fence. It's about being allowed to stay."
        ),
    ),
    ("coach", "What would you want to do differently this week?"),
    (
        "client",
        (
            "I'll talk to Harold on Wednesday and tell him the fence has to wait. I might also build a shed, who knows. "
            "And I'm going to keep the next Saturday free, no matter who rings."
        ),
    ),
    ("coach", "Could you write the sentence down before you see him?"),
    ("client", "Yes, I can do that. On a card."),
    ("coach", "And maybe you could also practise it with your wife, and go for a run, and cut down on sugar."),
    ("client", "Hm. Maybe."),
    ("coach", "What could get in the way?"),
    (
        "client",
        (
            "Me. If he looks sad I'll probably cave in. I won't open the door in my work clothes, though. "
            "Sure, I'll just move to the moon. [laughs]"
        ),
    ),
    ("coach", "[laughs] How will you remind yourself?"),
    ("client", "I'll put a note on the fridge every Friday night. And I'll text you after I've talked to Harold."),
    ("coach", "Good. I'll send you the worksheet about boundaries tomorrow. I'm going to stop us there for a second."),
    ("client", "Thanks. I came in feeling quite stuck, and now I feel a lot lighter."),
    ("coach", "So you'll talk to Harold on Wednesday, and you'll keep Saturday free. What are you taking away?"),
    ("client", "That I'm allowed to stay even when I say no."),
    ("coach", "See you in two weeks."),
    ("client", "See you then."),
)

GARDENER_PROMISED = (
    Promised(16, "talk to Harold on Wednesday", "client", "2026-06-03"),
    Promised(16, "keep the next Saturday free", "client", "2026-06-13"),
    Promised(18, "I can do that", "client"),
    Promised(24, "put a note on the fridge", "client", recurring=True),
    Promised(24, "text you after", "client"),
    Promised(25, "send you the worksheet", "coach", "2026-06-02"),
)

VIOLINIST: tuple[Spoken, ...] = (
    ("coach", "Guten Tag. Was möchten Sie heute anschauen?"),
    (
        "client",
        "Ich möchte wieder Geige spielen können, ohne dass ich dabei an die Prüfung denke. Ich hab Angst davor.",
    ),
    ("coach", "Sie haben Angst vor der Prüfung."),
    (
        "client",
        (
            "Ja. Normalerweise übe ich abends zwei Stunden, und dann kann ich nicht schlafen. "
            "Meine Mutter sagte immer, ich rufe die Lehrerin an."
        ),
    ),
    ("coach", "Was wäre anders, wenn niemand zuhören würde?"),
    (
        "client",
        (
            "Dann würde ich lachen. Mir wird gerade klar, dass ich gar nicht für mich spiele. "
            "Ich spiele immer für jemanden."
        ),
    ),
    ("coach", "Was möchten Sie bis zum nächsten Mal ausprobieren?"),
    (
        "client",
        (
            "Ich spiele ab morgen jeden Tag zehn Minuten nur für mich. "
            "Und ich rufe am Freitag meine Lehrerin an und sage die Probe ab."
        ),
    ),
    ("coach", "Könnten Sie sich vorstellen, das Handy in der Zeit auszuschalten?"),
    ("client", "Ja, das mache ich. Vielleicht kaufe ich irgendwann auch neue Saiten."),
    ("coach", "Ich schicke Ihnen morgen die Übung zum Atmen."),
    ("client", "Danke. Jetzt bin ich viel ruhiger."),
)

VIOLINIST_PROMISED = (
    Promised(8, "spiele ab morgen jeden Tag", "client", recurring=True),
    Promised(8, "rufe am Freitag meine Lehrerin an", "client", "2026-06-05"),
    Promised(10, "das mache ich", "client"),
    Promised(11, "schicke Ihnen morgen die Übung", "coach", "2026-06-02"),
)

SMALL_TALK: tuple[Spoken, ...] = (
    ("coach", "Hello, can you hear me?"),
    ("client", "Yes, loud and clear."),
    ("coach", "How was the train?"),
    ("client", "Late, as it is most days. I usually read on the way."),
    ("coach", "And the weather?"),
    ("client", "It rained. If it rains tomorrow I'll take the car, I suppose."),
    ("coach", "My advice would be to buy an umbrella, honestly. I did and it changed my life."),
    ("client", "Maybe. I don't think I'll buy one."),
    ("coach", "Same time next week?"),
    ("client", "Same time next week."),
)


def gardener() -> Transcript:
    return session(*GARDENER)


def violinist() -> Transcript:
    return session(*VIOLINIST, language="de")


def small_talk() -> Transcript:
    return session(*SMALL_TALK)
