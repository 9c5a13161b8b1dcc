"""The language of a transcript is found from text of a session's length, whatever the transcription left out of it."""

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import UNKNOWN, detect
from core.language_words import LETTERS, WORDS
from tests.intake.language_samples import SAMPLES

BRANCHED_ON = (
    "en",
    "de",
    "es",
    "fr",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "pl",
    "ru",
    "he",
    "ar",
    "hi",
    "ja",
    "zh",
    "ko",
)
LATIN = [language for language, text in SAMPLES.items() if text[0] < "\u0250"]


def bare(text: str) -> str:
    """As some transcriptions write it: no punctuation and no capitals."""
    return re.sub(r"[^\w\s'\u0300-\u036f\u0900-\u0fff\u1780-\u17ff\u200c]", "", text).lower()


@pytest.mark.parametrize("language", SAMPLES)
def test_a_few_sentences_are_enough(language: str) -> None:
    text = SAMPLES[language]
    assert detect(text) == language
    assert detect(bare(text)) == language
    assert detect(f"{text}\n" * 30) == language
    assert (
        detect(f"Um, hm. Okay. Zoom, Slack. 14:30, 2026.\n{text}\nAnna Berg: https://example.com/a/b?c=d\n{text}")
        == language
    )


@pytest.mark.parametrize("language", SAMPLES)
def test_one_sentence_is_never_taken_for_another_language(language: str) -> None:
    sentence = re.split(r"[.,。।;]", SAMPLES[language])[0]
    assert detect(sentence) in {language, UNKNOWN}
    if language in BRANCHED_ON:
        assert detect(" ".join(re.split(r"(?<=[.。।]) ?", SAMPLES[language])[:2])) == language


@pytest.mark.parametrize("language", SAMPLES)
def test_cld2_says_the_same(language: str) -> None:
    cld2 = pytest.importorskip("pycld2", reason="CLD2 has no wheel here")
    for text in (SAMPLES[language], bare(SAMPLES[language])):
        _, _, candidates = cld2.detect(text.encode(), isPlainText=True, bestEffort=True)
        assert detect(text) == {"iw": "he"}.get(candidates[0][1], candidates[0][1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "1 2 3 2026 14:30 %",
        "Anna Müller, John Smith, Kai Lund, Zoë",
        "https://example.com/a/b/c?d=e",
        "Hm. Mhm.",
        "🙂 🙂",
    ],
)
def test_what_is_no_language_is_none(text: str) -> None:
    assert detect(text * 40) == UNKNOWN


def test_an_unknown_language_is_not_taken_for_a_known_one() -> None:
    yoruba = "Mi ò mọ ohun tí mo lè ṣe pẹ̀lú ọ̀gá mi. Nígbàkígbà tí a bá ń sọ̀rọ̀, ó máa ń dà bíi pé mo kéré gan-an."
    sorani = "نازانم چی لەگەڵ بەڕێوەبەرەکەم بکەم. هەموو جارێک کە قسە دەکەین هەست دەکەم زۆر بچووکم، دواتریش لە خۆم تووڕە دەبم."
    assert detect(yoruba) == UNKNOWN
    assert detect(sorani) == UNKNOWN


def test_two_languages_in_halves_are_never_a_third() -> None:
    heard = {pair: detect(f"{SAMPLES[pair[0]]} {SAMPLES[pair[1]]}") for pair in itertools.combinations(LATIN, 2)}
    assert {pair: code for pair, code in heard.items() if code not in {*pair, UNKNOWN}} == {}


@pytest.mark.parametrize("second", ["de", "es", "fr", "pl", "ja", "ru", "ar"])
def test_halves_are_neither_and_two_thirds_are_enough(second: str) -> None:
    assert detect(f"{SAMPLES['en']} {SAMPLES[second]}") == UNKNOWN
    assert detect(f"{SAMPLES['en']} " * 3 + SAMPLES[second]) == "en"
    assert detect(f"{SAMPLES[second]} " * 3 + SAMPLES["en"]) == second


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Ja, das Meeting war okay, aber das Feedback von meinem Team Lead war nicht so nice, weil der Scope nicht clear war.",
        ),
        ("de", "ich weiss nicht was ich machen soll und ich moechte nicht mehr fuer ihn arbeiten muessen"),
        ("es", "La verdad es que no puedo porque tengo que ir al meeting y el feedback de mi manager fue muy bueno."),
        ("ru", "Ну я сделал update для Slack, и мой team lead сказал, что это не то, чего он хотел."),
        ("ja", "昨日のミーティングでTeam LeadからFeedbackをもらいましたが、ちょっと難しかったです。"),
        ("ko", "어제 meeting에서 team lead한테 feedback을 받았는데 좀 어려웠어요."),
        (
            "en",
            "So I told Herr Müller and Frau Weiß that I would be in München on Friday, and they were happy with it.",
        ),
    ],
)
def test_loan_words_and_names_change_nothing(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "filler", ["a", "é", " ", "ä ", "no ", "aé", "\u0301", "é\u0301", "字", "ж", "\u094d", "\u200c", "-'", "\U0001f642"]
)
def test_no_text_takes_long(filler: str) -> None:
    def seconds(text: str) -> float:
        tries = []
        for _ in range(3):
            begin = time.process_time()
            detect(text)
            tries.append(time.process_time() - begin)
        return min(tries)

    plain = seconds(f"{SAMPLES['en']} " * 100)
    assert seconds(filler * 1_000_000) < 200 * plain
    assert seconds("".join(f"{filler}{n} " for n in range(20_000))) < 200 * plain


@given(st.text(max_size=300))
def test_every_text_has_an_answer(text: str) -> None:
    assert re.fullmatch(r"[a-z]{2}|und", detect(text))


def test_every_listed_word_can_be_met() -> None:
    """One token each, in small letters and once: a word with an apostrophe would never be found."""
    for language, words in WORDS.items():
        listed = words.split()
        assert len(listed) == len(set(listed)), language
        assert [word for word in listed if not re.fullmatch(r"[\w\u0900-\u0963]+", word) or word != word.lower()] == []
    assert all(len(letters) == len(set(letters)) and letters == letters.lower() for letters in LETTERS.values())
