"""Who is who: labels, behaviour, names in the chat, and everything that must make the bot ask. All words are our own."""

import time
from dataclasses import replace

import pytest

from core.reading.roles import CERTAIN, infer
from core.refusal import Reason, Refused
from core.transcript import Role, Transcript, Turn

ASKS = (
    "Hi Kai. What would you like to look at today?",
    "What makes that matter to you now?",
    "How do you notice it in your body?",
    "So the evenings are yours and you give them away.",
    "What would you do if nobody was watching?",
    "Where else do you know this from?",
    "What is one small thing you could try?",
    "When will you do it?",
    "How will you know that it worked?",
    "What would you like to take with you?",
    "Is there anything else you want to say?",
    "Thank you, Kai. See you in two weeks.",
)
TELLS = (
    "I keep saying yes to everything, and then I sit there at night with my list.",
    "Because I promised my daughter. And myself, I think.",
    "My shoulders. I pull them up, I look like a tortoise by Thursday.",
    "I do. I never put it like that, but I do.",
    "I would close the laptop at six. I would just close it.",
    "From my father. He had a workshop, he was never in the house, I swore I'd be different.",
    "I could put the laptop in the hall.",
    "Tonight. I'll do it tonight, before supper.",
    "I'd hear the radio again. I haven't heard my radio since spring.",
    "That I'm allowed to. It sounds silly when I say it.",
    "No. I'm a bit surprised at myself.",
    "Thanks, Uma. I'll write to you.",
)


def session(coach: str = "Uma Reyes", client: str = "Kai Lund", *, language: str = "en") -> Transcript:
    turns: list[Turn] = []
    for ask, tell in zip(ASKS, TELLS, strict=True):
        turns += [Turn(len(turns) + 1, coach, ask), Turn(len(turns) + 2, client, tell)]
    return Transcript("plain-text", tuple(turns), language)


def test_behaviour_alone_is_enough() -> None:
    guess = infer(session("Speaker 0", "Speaker 1"))
    assert guess.roles == {"Speaker 0": Role.COACH, "Speaker 1": Role.CLIENT}
    assert guess.certain
    assert guess.confidence >= CERTAIN
    assert not guess.suspect_swap
    assert guess.reasons


def test_the_share_of_questions_is_told_as_it_was_counted() -> None:
    told = [reason for reason in infer(session("A", "B")).reasons if "question" in reason]
    assert told == ["A ends 83 % of turns with a question, B 0 %."]  # 10 of 12, and none


def test_each_voice_comes_with_two_short_samples() -> None:
    guess = infer(session())
    assert {voice.speaker: voice.turns for voice in guess.voices} == {"Uma Reyes": 12, "Kai Lund": 12}
    for voice in guess.voices:
        own = {turn.text for turn in session().turns if turn.speaker == voice.speaker}
        assert len(voice.samples) == 2
        assert all(
            len(sample) <= 140 and any(text.startswith(sample.rstrip("…")) for text in own) for sample in voice.samples
        )


@pytest.mark.parametrize(
    ("coach", "client"),
    [
        ("Coach", "Client"),
        ("Coach Uma", "Coachee"),
        ("Therapist", "Patient"),
        ("Beraterin", "Klient"),
        ("コーチ", "クライアント"),
    ],
)
def test_labels_that_agree_make_it_surer(coach: str, client: str) -> None:
    guess = infer(session(coach, client))
    assert guess.roles[coach] is Role.COACH
    assert guess.confidence > infer(session("Speaker 0", "Speaker 1")).confidence


def test_labels_against_the_words_are_not_believed_without_asking() -> None:
    guess = infer(session("Client", "Coach"))
    assert guess.suspect_swap
    assert not guess.certain
    assert any("does not speak like one" in reason for reason in guess.reasons)


def test_a_voice_that_greets_itself_is_seen() -> None:
    guess = infer(session("Kai Lund", "Uma Reyes"))
    assert guess.suspect_swap
    assert not guess.certain
    assert any("by name" in reason for reason in guess.reasons)


def test_names_alone_do_not_make_a_swap() -> None:
    transcript = session()
    said = (
        *transcript.turns[:2],
        replace(transcript.turns[2], text="I'm Uma, by the way. What matters to you?"),
        *transcript.turns[3:],
    )
    assert not infer(replace(transcript, turns=said)).suspect_swap


def test_voices_that_change_places_part_of_the_way_are_seen() -> None:
    other = {"Speaker 0": "Speaker 1", "Speaker 1": "Speaker 0"}
    once = session("Speaker 0", "Speaker 1").turns
    long = [replace(turn, n=n) for n, turn in enumerate(once * 4, start=1)]
    swapped = [replace(turn, speaker=other[turn.speaker]) if turn.n > 64 else turn for turn in long]
    guess = infer(Transcript("plain-text", tuple(swapped), "en"))
    assert not guess.certain
    assert guess.suspect_swap


def test_people_known_in_the_chat_settle_a_short_file() -> None:
    turns = (
        Turn(1, "Uma Reyes", "Good to see you again after the holidays, it has been quite a while."),
        Turn(2, "Kai", "Good to see you as well, the weather has been something."),
        Turn(3, "Uma Reyes", "It has. The garden is under water."),
        Turn(4, "Kai", "The boat floats, at least."),
    )
    short = Transcript("plain-text", turns, "en")
    assert not infer(short).certain
    guess = infer(short, known_names={"Uma Reyes": Role.COACH, "Kai Lund": Role.CLIENT})
    assert guess.roles == {"Uma Reyes": Role.COACH, "Kai": Role.CLIENT}
    assert guess.certain


def test_three_voices_are_asked_about_and_a_bystander_is_not() -> None:
    base = session()
    third = tuple(
        Turn(100 + n, "Ola", "Can I add something here, because it was me who wrote to him.") for n in range(6)
    )
    guess = infer(replace(base, turns=(*base.turns, *third)))
    assert not guess.certain
    assert guess.roles["Ola"] is Role.OTHER
    guess = infer(replace(base, turns=(*base.turns, Turn(99, "Ola", "Tea?"))))
    assert guess.certain
    assert guess.roles["Ola"] is Role.OTHER


def test_speech_assigned_to_nobody_is_asked_about() -> None:
    guess = infer(session("Uma Reyes", "Unknown Speaker"))
    assert not guess.certain


def test_without_question_marks_questions_are_told_by_their_words() -> None:
    base = session("Speaker 0", "Speaker 1")
    bare = tuple(
        replace(turn, text="".join(c for c in turn.text.lower() if c.isalnum() or c in " '")) for turn in base.turns
    )
    guess = infer(replace(base, turns=bare))
    assert guess.roles["Speaker 0"] is Role.COACH
    assert guess.certain


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ((), Reason.EMPTY),
        ((Turn(1, "Uma", "words " * 80),), Reason.ONE_VOICE),
        ((Turn(1, "Uma", "Hello."), Turn(2, "Kai", "Hi."), Turn(3, "Uma", "Bye.")), Reason.TOO_SHORT),
    ],
)
def test_what_is_no_session_is_refused(turns: tuple[Turn, ...], reason: Reason) -> None:
    with pytest.raises(Refused) as refusal:
        infer(Transcript("plain-text", turns, "en"))
    assert refusal.value.reason is reason


def test_a_crowd_is_refused_at_once() -> None:
    crowd = tuple(Turn(n, f"Voice {n}", "What would you like to look at today, and what then?") for n in range(1, 5001))
    started = time.process_time()
    with pytest.raises(Refused) as caught:
        infer(Transcript("plain-text", crowd))
    assert caught.value.reason is Reason.NOT_A_CONVERSATION
    assert time.process_time() - started < 20.0, "each with each would take minutes"


def test_many_voices_that_say_little_are_not_called_one() -> None:
    crowd = tuple(
        Turn(n, f"Voice {n % 90}", "What would you like to look at today, and what then?") for n in range(1, 271)
    )
    assert not infer(Transcript("plain-text", crowd)).certain


@pytest.mark.parametrize("names", [("lena", "tomk"), ("@lena_w", "tom.k"), ("élodie", "tom2")])
def test_nicknames_of_a_typed_chat_are_asked_about(names: tuple[str, str]) -> None:
    guess = infer(session(*names))
    assert not guess.certain
    assert any("typed chat" in reason for reason in guess.reasons)
    assert infer(session(*names), known_names={names[0]: Role.COACH, names[1]: Role.CLIENT}).certain


@pytest.mark.parametrize(
    "names",
    [
        ("uma reyes", "kai lund"),
        ("uma@example.org", "kai.lund@example.org"),
        ("coach", "client"),
        ("speaker_0", "speaker_1"),
        ("Uma", "kai"),
        ("コーチ", "ミナ"),
    ],
)
def test_other_names_in_small_letters_are_no_nicknames(names: tuple[str, str]) -> None:
    assert infer(session(*names)).certain
