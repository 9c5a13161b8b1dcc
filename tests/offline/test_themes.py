"""Themes are things the client names again and again, on talk of our own; never verbs, numbers or filler."""

from core.analysis.offline.scene import Scene
from core.analysis.offline.themes import themes
from core.transcript import Role, Transcript, Turn

TALK = (
    "What is on your mind?",
    "The bakery, mostly. My brother wants out of the bakery and I am sorry, I keep leaving at nine to avoid him.",
    "What do you avoid?",
    "The quarterly report. I open it, I leave it, I open it again. My brother waits for nine days.",
    "And then?",
    "Then the bank calls about the quarterly report, and the bank never finishes, and I leave.",
    "What does your brother know?",
    "Only that the bakery is tired. The bank told my brother more than I did. I'm leaving it open, sorry.",
)


def scene(*said: str, language: str = "en") -> Scene:
    roles = {"Ada Lund": Role.COACH, "Pim Roos": Role.CLIENT}
    turns = tuple(
        Turn(n, "Ada Lund" if n % 2 else "Pim Roos", text, role=Role.COACH if n % 2 else Role.CLIENT)
        for n, text in enumerate(said, 1)
    )
    return Scene.of(Transcript("vtt", turns, language, roles))


def test_themes_are_nouns_the_client_returns_to() -> None:
    assert set(themes(scene(*TALK))) == {"bakery", "brother", "quarterly report", "bank"}


def test_verbs_numbers_and_regrets_are_no_themes() -> None:
    found = " ".join(themes(scene(*TALK)))
    assert not {"leave", "leaving", "open", "nine", "sorry", "finishes"} & set(found.split())


def test_fewer_than_three_are_not_shown() -> None:
    assert themes(scene("So?", "The garden is dry.", "And?", "I like the garden.")) == ()


def test_nobody_in_the_room_is_a_theme() -> None:
    talk = tuple(text.replace("bakery", "Roos bakery") for text in TALK)
    assert not any("Roos" in theme or "roos" in theme for theme in themes(scene(*talk)) if theme == "Roos")


def test_german_nouns_are_known_by_their_capital() -> None:
    found = themes(
        scene(
            "Was beschäftigt Sie?",
            "Also die Werkstatt und mein Vater, und abends der Kredit.",
            "Und dann?",
            "Dann ruft wegen dem Kredit jemand an, und mein Vater geht in die Werkstatt.",
            language="de",
        )
    )
    assert set(found) == {"Werkstatt", "Vater", "Kredit"}
