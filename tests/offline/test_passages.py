"""Words worth coming back to: what is kept out, in each language, and how few are chosen."""

import pytest

from core.analysis.offline import drafting
from core.insight.draft import DraftPassage
from core.insight.engine import AnalysisRequest
from core.insight.passages import worth_rereading
from tests.speech.dialogues import Spoken, session

WORTH = (
    ("en", "I always pretend that I am strong, but I am afraid of losing my own voice."),
    ("en", "My own work never felt good enough, and I always wanted to hide."),
    ("de", "Ich habe immer gedacht, ich darf keine Angst vor den anderen zeigen."),
    ("es", "Por primera vez siento que mi trabajo es suficiente para mí."),
)


@pytest.mark.parametrize(("language", "words"), WORTH)
def test_whole_sentences_about_oneself_pass(language: str, words: str) -> None:
    assert worth_rereading(words, "", language)


@pytest.mark.parametrize(
    "words",
    [
        "I always pretend that I am strong, but I am - I am afraid.",  # broken
        "I always pretend that I am, um, strong, but I am afraid of losing my own voice.",  # a filler
        "I guess I always pretend that I am strong, but I am afraid.",  # hedged
        "If I pretend that I am strong, I am afraid of losing my own voice.",  # conditional
        "I would never pretend that I am strong, but I feel afraid.",  # imagined
        "I'll never pretend that I am strong, I want to feel free.",  # promised
        "She said I always pretend that I am strong, but I feel afraid.",  # reported
        "That is why I always pretend to be strong, but I am afraid.",  # leans on what was before
        "always pretend that I am strong, but I am afraid of losing my own voice.",  # no head
        "I always pretend that I am strong, but I am afraid of losing my own voice",  # no end
        "Do I always pretend that I am strong, but feel afraid?",  # asked
        "I feel strong and free.",  # small
        "I was afraid the traffic would never move and I need my coffee.",  # trivial
        "I always drink when I feel afraid and alone at home.",  # not for a card
        "I went to the shop and bought two loaves of bread for everybody there.",  # nothing of oneself
    ],
)
def test_what_is_kept_out(words: str) -> None:
    assert not worth_rereading(words, "", "en")


@pytest.mark.parametrize(
    "following", ["No, that's not true.", "Or maybe not.", "I don't know.", "Just kidding.", "Sorry."]
)
def test_what_the_next_sentence_takes_back_is_kept_out(following: str) -> None:
    words = WORTH[0][1]
    assert worth_rereading(words, "My wife knows it well.", "en")
    assert not worth_rereading(words, following, "en")


def test_a_language_without_a_form_has_none() -> None:
    assert not worth_rereading(WORTH[0][1], "", "nb")
    assert not worth_rereading(WORTH[0][1], "", "und")


def chosen(*spoken: Spoken) -> tuple[DraftPassage, ...]:
    return drafting.draft(AnalysisRequest(session(*spoken), None)).passages


def test_at_most_three_in_order_each_with_the_question_before_it() -> None:
    spoken: list[Spoken] = [("coach", "Hello there, and how was the week?"), ("client", "It was fine, thank you.")]
    for n, feeling in enumerate(("afraid", "ashamed", "lonely", "proud", "guilty")):
        spoken += [
            ("coach", f"What is underneath that, number {'abcde'[n]}?"),
            ("client", f"Well. I always feel {feeling} when I hide my own work from others."),
        ]
    spoken += [("coach", "Thank you for today."), ("client", "Thank you.")]
    found = chosen(*spoken)
    assert len(found) == 3
    assert [each.words.turn for each in found] == sorted(each.words.turn for each in found)
    assert all(each.asked is not None and each.asked.turn == each.words.turn - 1 for each in found)


def test_the_coach_is_never_quoted_and_the_same_words_stand_once() -> None:
    said = WORTH[0][1]
    found = chosen(
        ("coach", "Hello."),
        ("client", "Hello there."),
        ("coach", said),
        ("client", f"Yes. {said}"),
        ("coach", "Say more about it."),
        ("client", f"Again. {said}"),
        ("coach", "Thanks."),
        ("client", "Bye now."),
        ("coach", "Bye."),
    )
    assert [(each.words.turn, each.words.quote) for each in found] == [(4, said)]
