"""What a sentence shows by how it is built: in words no list holds, and silence where only the form looks alike."""

from datetime import date

import pytest

from bench import own_sessions
from core.analysis import coach_turns, offline
from core.analysis.verification import Verified, verify
from core.insight.engine import AnalysisRequest
from core.transcript import Transcript
from tests.speech.dialogues import Spoken, session

DAY = date(2026, 6, 1)
OPENING: tuple[Spoken, ...] = (
    ("coach", "Hello Ben. What would you like from our hour?"),
    ("client", "Good morning. The allotment kept me busy, and the bus was late again."),
    ("coach", "Busy and late."),
    ("client", "Yes, as on most Mondays, the depot is being rebuilt."),
)


def shown(*spoken: Spoken, language: str = "en") -> Verified:
    return of(session(*spoken, language=language))


def of(transcript: Transcript) -> Verified:
    draft = offline.draft(AnalysisRequest(transcript, DAY))
    return verify(draft, transcript, session_date=DAY)


def quotes(found: Verified, section: str) -> list[str]:
    return [e.quote for item in found.sections[section] for e in item.evidence]


@pytest.mark.parametrize(
    "words",
    [
        "The person I am punishing with the fence is only ever myself.",
        "All that time I called it tidiness and it was really fear of the neighbours.",
        "I have been guarding the shed as if it were my father's house.",
    ],
)
def test_seeing_oneself_anew_is_a_discovery(words: str) -> None:
    found = shown(*OPENING, ("coach", "What do you see there?"), ("client", f"Oh. {words}"))
    assert words in quotes(found, "client_discoveries")


@pytest.mark.parametrize(
    "words",
    [
        "I thought it would rain on Tuesday, but it was really quite dry.",
        "The only thing I painted was the gate.",
        "I would like to try hard because my knees are bad sometimes.",
        "I was thinking about how to hurt myself because it was really all about me.",
    ],
)
def test_news_wishes_and_grave_words_are_none(words: str) -> None:
    found = shown(*OPENING, ("coach", "What do you see there?"), ("client", words))
    assert not found.sections["client_discoveries"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("What matters to you in this?", "That the children can walk in whenever they like."),
        ("Where does it come from?", "A real gardener must never ask for water."),
        ("Where does it come from?", "If you lean on people, you end up with nobody."),
    ],
)
def test_what_is_held_dear_and_rules_of_life(asked: str, words: str) -> None:
    assert words in quotes(shown(*OPENING, ("coach", asked), ("client", words)), "values_beliefs")


@pytest.mark.parametrize(
    "words", ["For me it is fine if we stop at noon today.", "Whether it rains doesn't matter to me at all."]
)
def test_indifference_is_no_value(words: str) -> None:
    assert not shown(*OPENING, ("coach", "Shall we stop at noon?"), ("client", words)).sections["values_beliefs"]


def test_a_deed_and_what_others_made_of_it_is_celebrated() -> None:
    words = "I presented the plan to the whole street, and they approved it."
    found = shown(*OPENING, ("coach", "How did the meeting go?"), ("client", words))
    assert words in quotes(found, "celebration")
    assert not shown(*OPENING, ("coach", "And the plan?"), ("client", "I presented it last year.")).sections[
        "celebration"
    ]


def test_a_feeling_that_turned_is_a_shift_with_both_ends() -> None:
    middle = [turn for _ in range(3) for turn in (("coach", "Mm-hm, go on."), ("client", "The soil there is clay."))]
    heavy, light = "My stomach turns when I see the letter.", "My shoulders are calmer, I notice."
    found = shown(
        *OPENING, ("client", heavy), *middle, ("coach", "How are you now, as you think of it?"), ("client", light)
    )
    assert quotes(found, "emotional_shifts") == [heavy, light]


def test_a_promise_in_captions_without_punctuation() -> None:
    run_on = "okay i'll ring the council on friday because it's urgent maybe i could take a photograph too"
    found = shown(*OPENING, ("coach", "so what will you do"), ("client", run_on))
    (item,) = found.sections["action_items"]
    assert item.evidence[0].quote.startswith("okay i'll ring the council on friday")
    governed = "if he says it was me then i'll ring the council on friday and that would be that"
    assert not shown(*OPENING, ("coach", "and then"), ("client", governed)).sections["action_items"]


def test_the_simple_present_with_tomorrow_promises_and_habits_do_not() -> None:
    found = shown(*OPENING, ("coach", "What will you do?"), ("client", "Tomorrow I write the letter to the landlord."))
    assert quotes(found, "action_items") == ["Tomorrow I write the letter to the landlord."]
    for words in ("Every day I write a letter to somebody.", "Last Monday I call him and he hangs up."):
        assert not shown(*OPENING, ("coach", "What do you do?"), ("client", words)).sections["action_items"]


def test_the_engine_hands_on_what_the_coach_did() -> None:
    transcript = session(*OPENING)
    draft = offline.draft(AnalysisRequest(transcript, DAY))
    assert draft.coach_turns == coach_turns.classify(transcript)


def test_our_own_sessions_read_and_nothing_is_quoted_that_was_not_said() -> None:
    found = own_sessions.sessions()
    assert {s.held for s in found} == {"development", "fresh"}
    for one in found:
        assert not any("|" in turn.text or "//" in turn.text for turn in one.transcript.turns), one.name
        texts = {turn["n"]: turn["text"] for turn in one.gold["turns"]}
        for section in (
            "commitments",
            "discoveries",
            "values_beliefs",
            "celebrations",
            "intentions",
            "emotional_shifts",
        ):
            assert all(item["quote"] in texts[item["n"]] for item in one.gold[section]), one.name
        for items in of(one.transcript).sections.values():
            assert all(e.quote in texts[e.turn] for item in items for e in item.evidence)
