"""Questions: found as slices, open or closed by what they invite, stacked only if they ask for different things."""

import pytest

from core.analysis.speech import questions
from core.analysis.speech.questions import find, stacked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What would you like to leave with today?", "open"),
        ("How did that go?", "open"),
        ("And tomorrow?", "open"),
        ("Where do you feel that?", "open"),
        ("Who could you be in that meeting?", "open"),
        ("What, if anything, changes for you?", "open"),
        ("Could you say more about the garden?", "open"),
        ("When you picture the handover, what comes up?", "open"),
        ("Did you call the landlord?", "closed"),
        ("When is the interview?", "closed"),
        ("How many people were there?", "closed"),
        ("Which of the two is it?", "closed"),
        ("On a scale of one to ten, how sure are you?", "closed"),
        ("How are you now, calmer than before?", "closed"),
        ("Is it the money, or is it the title?", "closed"),
        ("Anything else?", "closed"),
        ("So you told the whole board?", "closed"),
        ("Why don't you write to her today?", "closed"),
        ("You'll send it by Friday, yes?", "closed"),
    ],
)
def test_one_question_is_open_or_closed_by_what_it_invites(text: str, kind: str) -> None:
    assert [(q.span.text, q.kind) for q in find(text)] == [(text, kind)]


def test_a_request_counts_without_a_question_mark() -> None:
    found = find("Okay. Tell me about the garden. I have time.")
    assert [(q.span.text, q.kind) for q in found] == [("Tell me about the garden.", "open")]


def test_an_echo_of_the_client_is_closed() -> None:
    assert [q.kind for q in find("In the cellar?", heard="I hid the letters in the cellar.")] == ["closed"]


@pytest.mark.parametrize(
    "text",
    [
        "My sister asked me, what are you waiting for? And I had no answer.",
        "Does a gardener shout at the seeds? No. She waters them.",
        "What would I do? I would call him.",
        "You see? That is the whole trick.",
        "Right? So off we go.",
    ],
)
def test_quoted_and_rhetorical_questions_and_fillers_do_not_count(text: str) -> None:
    assert find(text) == ()


def test_clauses_joined_by_commas_are_separate_questions_and_slices_of_the_text() -> None:
    text = "So how was the week, did you sleep, did you see your brother?"
    found = find(text)
    assert [(q.span.text, q.kind) for q in found] == [
        ("So how was the week", "open"),
        ("did you sleep", "closed"),
        ("did you see your brother?", "closed"),
    ]
    assert all(text[q.span.start : q.span.end] == q.span.text for q in found)
    assert stacked(found)


def test_an_open_question_narrowed_to_alternatives_is_stacked() -> None:
    found = find("What holds you back, is it the noise, or is it your brother?")
    assert [q.kind for q in found] == ["open", "closed"]
    assert stacked(found)


@pytest.mark.parametrize(
    "text",
    [
        "What do you want to tell him? What is your first sentence?",
        "May I offer something? What does it bring up?",
        "What would it be like? If it worked?",
        "Are we finished? Anything else?",
    ],
)
def test_the_same_question_again_or_asking_for_leave_is_not_stacked(text: str) -> None:
    assert not stacked(find(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Was brauchen Sie dafür?", "open"),
        ("Wie fühlt sich das an?", "open"),
        ("Und Ihre Schwester?", "open"),
        ("Haben Sie ihn angerufen?", "closed"),
        ("Wann ist die Prüfung?", "closed"),
    ],
)
def test_german_questions(text: str, kind: str) -> None:
    assert [(q.span.text, q.kind) for q in find(text, language="de")] == [(text, kind)]


def test_in_other_languages_question_marks_alone_count() -> None:
    found = find("Bonjour. Comment allez-vous ? Très bien.", language="fr")
    assert len(found) == 1
    assert "Comment" in found[0].span.text


def test_a_question_whose_mark_was_lost_is_found() -> None:
    assert [q.kind for q in questions.find("so what would you want instead")] == ["open"]


def test_captions_without_punctuation_are_cut_where_a_clause_plainly_begins() -> None:
    text = "okay that sounds like a full week and what would you like to look at today"
    found = find(text)
    assert [(q.span.text, q.kind) for q in found] == [("and what would you like to look at today", "open")]
    assert text[found[0].span.start : found[0].span.end] == found[0].span.text


def test_a_stretch_is_touched_by_the_question_it_overlaps_and_no_other() -> None:
    text = "It rained. What did you do? The roof held. How was the roof before?"
    asked = questions.find(text)
    assert len(asked) == 2
    touched = [
        part for part in ("rained", "did you", "held", "before?") if questions.touches(asked, *place(text, part))
    ]
    assert touched == ["did you", "before?"]
    assert not questions.touches((), 0, 100)


def place(text: str, part: str) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)
