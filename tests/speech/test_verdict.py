"""Rules and heads as one decision, on talk of our own."""

from core.analysis.coach_turns import classify
from core.analysis.speech import questions, verdict
from core.transcript import Role, Transcript, Turn

HEARD = {
    "asks": {"no": 0.5, "yes": 0.5},
    "asks unpunctuated": {"no": 0.5, "yes": 0.5},
    "question": {"none": 0.1, "open": 0.6, "closed": 0.3},
    "reflects": {"no": 0.5, "yes": 0.5},
    "behaviour": {"question": 0.1, "reflection": 0.1, "therapist_input": 0.7, "other": 0.1},
}
STATEMENT = "So you packed the van at night and left without a word to the landlord?"


def asks(yes: float) -> verdict.Likely:
    both = {"no": 1 - yes, "yes": yes}
    return {**HEARD, "asks": both, "asks unpunctuated": both}


def talk(*said: str) -> Transcript:
    """Coach and client in turn, the coach first."""
    turns = tuple(
        Turn(n, "Ines" if n % 2 else "Bo", text, role=Role.COACH if n % 2 else Role.CLIENT)
        for n, text in enumerate(said, 1)
    )
    return Transcript("vtt", turns, "en", {"Ines": Role.COACH, "Bo": Role.CLIENT})


def test_a_long_statement_with_a_mark_is_what_the_head_takes_it_for() -> None:
    asked = questions.find(STATEMENT)
    assert verdict.settled(STATEMENT, asked, asks(0.9), punctuated=True) == asked
    assert verdict.settled(STATEMENT, asked, asks(0.1), punctuated=True) == ()


def test_what_is_formed_as_a_question_is_one_whatever_the_head_says() -> None:
    for text in (
        "What would you like to do about the van and the landlord this week?",
        "You left?",
        "Shall we stop here?",
    ):
        asked = questions.find(text)
        assert asked
        assert verdict.settled(text, asked, asks(0.01), punctuated=True) == asked


def test_a_question_that_only_the_head_hears_is_the_sentence_formed_like_one() -> None:
    text = "that is a lot for one evening. and what did the landlord say to you then. mm"
    found = verdict.settled(text, (), asks(0.9), punctuated=True)
    assert [(q.span.text, q.kind) for q in found] == [("and what did the landlord say to you then.", "open")]
    assert verdict.settled(text, (), asks(0.3), punctuated=True) == ()


def test_a_mark_the_rules_passed_over_stays_passed_over() -> None:
    text = "What would I do? I would call him tonight."
    assert verdict.settled(text, (), asks(0.99), punctuated=True) == ()


def test_the_behaviour_is_the_heads_in_the_words_of_the_insight() -> None:
    assert verdict.judge((), "none", HEARD, advised=False, punctuated=True).behaviour == "input"


def test_a_reflection_needs_either_the_rules_or_a_sure_head() -> None:
    sure = {**HEARD, "reflects": {"no": 0.05, "yes": 0.95}}
    never = {**HEARD, "reflects": {"no": 0.95, "yes": 0.05}}
    assert verdict.judge((), "none", sure, advised=False, punctuated=True).reflection == "simple"
    assert verdict.judge((), "none", sure, advised=True, punctuated=True).reflection == "none"
    assert verdict.judge((), "complex", HEARD, advised=False, punctuated=True).reflection == "complex"
    assert verdict.judge((), "complex", never, advised=False, punctuated=True).reflection == "none"


def test_without_heads_the_rules_name_the_behaviour() -> None:
    asked = questions.find("What now?")
    assert verdict.by_rules(asked, "simple", advised=True).behaviour == "question"
    assert verdict.by_rules((), "simple", advised=True).behaviour == "reflection"
    assert verdict.by_rules((), "none", advised=True).behaviour == "input"
    assert verdict.by_rules((), "none", advised=False).behaviour == "other"


def test_a_recogniser_without_punctuation_still_has_questions() -> None:
    session = talk(
        "hi bo how has the week been for you",
        "long mostly i fixed the boat and slept badly",
        "you fixed the boat and you slept badly",
        "yeah the storm kept me up and the pump went twice",
        "and when the pump goes at night who do you call",
        "nobody i do it on my own i always have",
    )
    turns = classify(session)
    assert [bool(t.questions) for t in turns] == [True, False, True]
    assert turns[1].behaviour != "question"
    assert all(q.text in session.turns[t.n - 1].text for t in turns for q in t.questions)


def test_every_coach_turn_says_what_it_mainly_does() -> None:
    turns = classify(
        talk(
            "What brings you here today?",
            "I keep saying yes to every night shift and I am worn out.",
            "You say yes, and you pay for it in sleep.",
            "Yeah, exactly that.",
            "Mm-hm.",
            "So.",
        )
    )
    assert [t.behaviour for t in turns] == ["question", "reflection", "other"]
