"""The offline engine on sessions of our own: what is promised and by whom, what is no promise, silence where nothing is."""

import asyncio
import sys
import time
from dataclasses import replace
from datetime import date

import pytest

from bot.engines.offline import Offline
from core.analysis.assessment import assess
from core.analysis.offline import drafting
from core.analysis.verification import Verified, verify
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest, Engine
from core.insight.sections import BY_NAME
from core.insight.sections.action_item import ActionItem
from core.sharing.seen import heard
from core.transcript import Role, Transcript
from tests.fakes.in_process import InProcess
from tests.offline import sessions
from tests.offline.sessions import Promised
from tests.speech.dialogues import Spoken, session

MONDAY = date(2026, 6, 1)


def draft_of(transcript: Transcript) -> Draft:
    return drafting.draft(AnalysisRequest(transcript, MONDAY))


def shown(transcript: Transcript) -> Verified:
    return verify(draft_of(transcript), transcript, session_date=MONDAY)


def promises(transcript: Transcript) -> list[ActionItem]:
    return [item for item in shown(transcript).sections["action_items"] if isinstance(item, ActionItem)]


CASES = ((sessions.gardener, sessions.GARDENER_PROMISED), (sessions.violinist, sessions.VIOLINIST_PROMISED))


@pytest.mark.parametrize(("transcript", "promised"), CASES)
def test_every_promise_is_found_with_owner_and_day(transcript: object, promised: tuple[Promised, ...]) -> None:
    """As sure, or as one that is asked about."""
    assert callable(transcript)
    verified = shown(transcript())
    found = [*promises(transcript()), *verified.doubtful]
    for wanted in promised:
        item = next(
            (i for i in found if i.evidence[0].turn == wanted.turn and wanted.words in i.evidence[0].quote), None
        )
        assert item is not None, wanted
        assert item.owner == wanted.owner
        assert item.recurring == wanted.recurring
        if wanted.due:
            assert item.due == date.fromisoformat(wanted.due)


@pytest.mark.parametrize(
    "words",
    [
        "I'd write to the allotment people",
        "I'll bring you a coffee",
        "I'll do it now",
        "you'll fix the fence",
        "I might also build a shed",
        "I'll probably cave in",
        "I'll just move to the moon",
        "I'm going to stop us there",
        "you'll keep Saturday free",
        "Saturday to myself one day",
    ],
)
def test_what_only_looks_like_a_promise_is_none(words: str) -> None:
    assert not any(words in e.quote for item in promises(sessions.gardener()) for e in item.evidence[:1])


def test_a_yes_is_shown_with_the_proposal_that_names_the_act() -> None:
    item = next(i for i in promises(sessions.gardener()) if i.evidence[0].turn == 18)
    assert [e.turn for e in item.evidence] == [18, 17]
    assert item.action == "Write the sentence down before you see him"
    assert item.client_commitment_level == "Medium"


def test_a_vague_nod_to_a_list_of_tips_is_no_promise() -> None:
    assert not any(item.evidence[0].turn == 20 for item in promises(sessions.gardener()))


def promised_in(*spoken: Spoken) -> list[str]:
    return [item.evidence[0].quote for item in promises(session(*spoken))]


ASKED: Spoken = ("coach", "What will you do before we meet again?")


@pytest.mark.parametrize(
    "words",
    [
        "I'll phone the clinic on Thursday.",
        "I'm going to write two pages every morning.",
        "I promise to call my son tomorrow.",
        "I won't open the laptop on Sunday, I'll take the kids swimming instead.",
    ],
)
def test_definite_words_about_the_own_doing_are_promises(words: str) -> None:
    assert promised_in(ASKED, ("client", words))


@pytest.mark.parametrize(
    "words",
    [
        "If the clinic calls, I'll phone them back on Thursday.",
        "I don't think I'll phone the clinic on Thursday.",
        "My boss said, I'll phone the clinic on Thursday.",
        "Usually I'll phone the clinic on Thursday.",
        "Maybe I'll phone the clinic on Thursday.",
        "I could phone the clinic on Thursday.",
        "I wish I had phoned the clinic on Thursday.",
        "I'll be honest, Thursday is hard.",
        "I would phone the clinic on Thursday, in theory.",
        "What I'm going to do on Thursday, I don't know.",
        "I'll think about it.",
        "Will I phone the clinic on Thursday?",
    ],
)
def test_conditions_reports_habits_doubts_and_idioms_are_not(words: str) -> None:
    assert promised_in(ASKED, ("client", words)) == []


def test_a_promise_is_found_in_captions_without_punctuation() -> None:
    spoken = (
        "well it was a long week and i was tired most of it so i'll phone the clinic on thursday and then we will see"
    )
    (quote,) = promised_in(("coach", "and what will you do about it this week"), ("client", spoken))
    assert "i'll phone the clinic on thursday" in quote
    assert "long week" not in quote


def test_a_promise_said_again_is_one_promise() -> None:
    found = promised_in(
        ASKED,
        ("client", "I'll phone the clinic on Thursday."),
        ("coach", "Let me hear it again. What will you do on Thursday?"),
        ("client", "I'll phone the clinic. On Thursday, as I said."),
    )
    assert len(found) == 1


def test_the_words_of_a_rehearsal_are_not_promised() -> None:
    found = promised_in(
        ("coach", "Let's practise it. I'm your landlord. What do you say on Friday?"),
        ("client", "Mister Falk, I'm moving out on Friday."),
    )
    assert found == []


# --- the other sections ---


def test_only_promises_are_claimed_without_a_model() -> None:
    found = shown(sessions.gardener()).sections
    assert {name for name, items in found.items() if items} == {"action_items"}


def test_the_summary_says_what_was_asked_for_in_the_clients_words() -> None:
    said = next(turn for turn in sessions.gardener().turns if "stop saying yes to every neighbour" in turn.text)
    summary = draft_of(sessions.gardener()).summary
    assert summary.startswith("Asked for at the start: “")
    assert summary.removeprefix("Asked for at the start: “").removesuffix("”") in said.text


def test_where_nothing_happened_nothing_is_claimed() -> None:
    found = shown(sessions.small_talk()).sections
    for name in (
        "action_items",
        "celebration",
        "client_discoveries",
        "emotional_shifts",
        "values_beliefs",
        "powerful_questions",
    ):
        assert found[name] == (), name


def test_other_languages_are_left_alone() -> None:
    spoken = (
        ("coach", "Que voulez-vous faire demain ?"),
        ("client", "Je vais appeler ma sœur demain matin, c'est promis."),
    )
    draft = draft_of(session(*spoken, language="fr"))
    assert all(items == () for items in draft.sections.values())
    assert draft.summary == ""


# --- what holds for any draft ---

ALL = (sessions.gardener, sessions.violinist, sessions.small_talk)


@pytest.mark.parametrize("transcript", ALL)
def test_every_quote_is_a_slice_of_the_turn_it_names(transcript: object) -> None:
    assert callable(transcript)
    spoken: Transcript = transcript()
    for items in draft_of(spoken).sections.values():
        for item in items:
            assert item.evidence
            for quote in item.evidence:
                turn = spoken.turn(quote.turn)
                assert turn is not None
                assert quote.quote in turn.text


@pytest.mark.parametrize("transcript", ALL)
def test_every_field_is_one_the_section_asks_for(transcript: object) -> None:
    assert callable(transcript)
    for name, items in draft_of(transcript()).sections.items():
        for item in items:
            assert set(item.fields) <= set(BY_NAME[name].item.model_fields)


def test_all_sections_are_answered_and_told_as_they_are_done() -> None:
    told: list[str] = []
    request = AnalysisRequest(sessions.gardener(), MONDAY)
    engine: Engine = Offline(InProcess())
    draft = asyncio.run(engine.analyse(request, told.append))
    assert list(draft.sections) == told == ["action_items"]
    assert draft.missing == ()
    assert draft.model.startswith("offline-")


DATED_AND_ASKED_FOR = (
    ("en", "What else will you do?", "I will hand in the plan for spring by Thursday."),
    ("en", "What else will you do?", "I will write down two ideas from this month on Tuesday evening."),
    ("de", "Was noch?", "Ich rufe am Dienstag Herrn Moser an."),
    ("de", "Was noch?", "Ich werde morgen früh mit meiner Leiterin sprechen."),
)


@pytest.mark.parametrize(("language", "asked", "said"), DATED_AND_ASKED_FOR)
@pytest.mark.parametrize("later", [0, 12])
def test_what_is_asked_for_and_has_a_day_is_sure_wherever_it_stands(
    language: str, asked: str, said: str, later: int
) -> None:
    more: tuple[Spoken, ...] = (("coach", "Hm."), ("client", "Mhm.")) * later
    spoken = session(("coach", "Hello."), ("client", "Hello."), ("coach", asked), ("client", said), *more)
    (item,) = promises(replace(spoken, language=language))
    assert item.evidence[0].quote == said
    assert item.due is not None


@pytest.mark.parametrize("language", ["es", "fr", "nb", "ja", "und"])
def test_a_session_in_a_language_without_rules_is_read(language: str) -> None:
    several = "Where? And when? Would you like that? Could we stop there? What else is there for you?"
    spoken = session(
        ("coach", several), ("client", "Yes, I will. I'll go."), ("coach", several), ("client", "No. Never.")
    )
    for each in (spoken, sessions.gardener()):
        request = AnalysisRequest(replace(each, language=language), MONDAY)
        found = assess(request, drafting.draft(request))
        assert found.findings.questions
        assert language == "und" or not any(turn.stacked for turn in found.coach_turns)


def test_who_was_who_is_known_without_a_section_of_the_clients() -> None:
    request = AnalysisRequest(sessions.gardener(), MONDAY)
    named = {role: name for name, role in sessions.gardener().roles.items()}
    assert heard(assess(request, drafting.draft(request)).findings) == named


def test_the_same_session_gives_the_same_draft() -> None:
    assert draft_of(sessions.gardener()) == draft_of(sessions.gardener())


def test_words_of_a_third_voice_are_never_quoted() -> None:
    spoken = session(ASKED, ("client", "I'll phone the clinic on Thursday."))
    other = spoken.with_roles({"Nora": Role.COACH})
    assert draft_of(other).sections["action_items"] == ()


@pytest.mark.parametrize(
    "text", ["", "...", "???", "[laughs]", "a" * 5000, "I'll " * 800, '“„"' * 300, "\u202e🦊 I'll go"]
)
def test_any_words_are_survived(text: str) -> None:
    draft_of(session(("coach", text), ("client", text), ("coach", text), ("client", "Yes, I will.")))


def test_an_hour_of_talk_is_read_at_once_and_opens_no_socket() -> None:
    spoken = session(*(sessions.GARDENER * 17))
    assert spoken.words > 7000
    opened: list[str] = []
    on = [True]

    def watch(event: str, _arguments: tuple[object, ...]) -> None:
        if on and event.startswith("socket.") and event != "socket.__new__":
            opened.append(event)

    sys.addaudithook(watch)
    started = time.process_time()
    drafting.draft(AnalysisRequest(spoken, MONDAY))
    spent = time.process_time() - started
    on.clear()
    assert opened == []
    assert spent < 2.0  # under half a second as measured by bench/quality.py; coverage triples it


# --- what is said aloud ---


def test_a_joke_the_coach_names_and_an_answer_about_habits_are_no_promises() -> None:
    joke = "Oh sure, I'll just clone myself and finish it by Monday."
    assert promised_in(("coach", "What will you do?"), ("client", joke), ("coach", "You are joking.")) == []
    assert promised_in(("coach", "What will you do?"), ("client", f"{joke} Ha.")) == []
    nightly = "I will sit there every night and rewrite the slides."
    assert promised_in(("coach", "What usually happens?"), ("client", nightly)) == []
    assert promised_in(("coach", "What will you do?"), ("client", nightly)) == [nightly]


def test_the_subject_of_a_thing_is_no_part_of_when() -> None:
    spoken: tuple[Spoken, ...] = (
        ("coach", "I'll send you the worksheet on boundaries tomorrow."),
        ("client", "Thank you, that will help me."),
    )
    (promise,) = promises(session(*spoken))
    assert (promise.timeline, promise.due) == ("tomorrow", date(2026, 6, 2))


def test_a_link_is_no_answer() -> None:
    spoken: tuple[Spoken, ...] = (
        ("coach", "What is behind it?"),
        ("client", "I want to be seen. See [this](https://evil.example/a) <!channel>."),
    )
    for item in shown(session(*spoken)).sections["powerful_questions"]:
        assert "evil" not in item.model_dump_json()


def test_an_answer_belongs_to_the_last_whole_question_before_it() -> None:
    long = " ".join(["I went on and on about the harbour and the boats there."] * 4)
    talk = session(
        ("coach", "What brings you here today? And what else is there?"),
        ("client", long),
        ("coach", "And why?"),
        ("client", long),
        ("coach", "Go on."),
        ("client", "There is more to tell."),
        ("coach", "What would, what would you"),
        ("client", long),
    )
    told = assess(AnalysisRequest(talk, MONDAY), draft_of(talk)).findings.questions
    answered = {asked.evidence.quote: asked.answered for asked in told}
    assert answered["What brings you here today?"] == 0
    assert answered["And what else is there?"] == len(long.split())
    assert sum(answered.values()) == len(long.split()), answered
