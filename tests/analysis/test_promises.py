"""What is a promise and what only sounds like one. All sentences are written for this test."""

from datetime import date

import pytest

from core.analysis.verification import Verified, verify
from core.insight.draft import Draft, DraftItem, DraftQuote
from core.insight.sections.action_item import ActionItem
from core.transcript import Role, Transcript, Turn

PROMISES = [
    "I'll send Nora the figures on Monday.",
    "Right, I'm going to book the room tomorrow.",
    "I will take Friday afternoon off.",
    "I won't open the laptop on Sunday.",
    "I'm not going to check my mail on Sunday.",
    "I'm leaving at five on Thursday.",
    "I'll ask her whether she has time next week.",
    "I'll check if the licence has run out.",
    "We'll sit down together on Wednesday and go through it.",
    "I think I'll call my sister tonight.",
    "I promise to write the first page by Sunday.",
    "Honestly, I hated it, but I'll go back on Tuesday.",
]
NONE = [
    ("I'd love to take Friday off.", {"hypothetical", "wish"}),
    ("I could send Nora the figures on Monday.", {"hypothetical"}),
    ("If she apologises, I'll come back on Monday.", {"conditional"}),
    ("I'll only come back unless he says so by Monday.", {"conditional"}),
    ("My boss said I'll have to work on Sunday.", {"reported_speech"}),
    ("And I told him, I'll be there at nine tomorrow.", {"reported_speech"}),
    ("You could just say, I'm leaving at five today.", {"reported_speech"}),
    ("I usually go for a run on Mondays.", {"habit"}),
    ("I want to leave earlier this week.", {"wish"}),
    ("I should really call my sister tonight.", {"wish"}),
    ("I won't do that, not this week.", {"negated"}),
    ("I'll be honest, this week was awful.", {"idiom"}),
    ("I'll give her that, she works hard.", {"idiom"}),
    ("I was going to call her last week.", {"past", "wish"}),
    ("Will I send it on Monday, do you think?", {"question", "no_promise", "not_first_person"}),
    ("She'll send the figures on Monday.", {"no_promise"}),
    ("The figures need to go out on Monday.", {"no_promise"}),
    ("I like the sound of that very much.", {"no_promise"}),
    ("I'm not going to apologise for the way I am.", {"negated"}),
    ("We're going to be all right, the two of us.", {"idiom"}),
]
THINGS = ["roof", "fence", "well", "car", "dog", "oven", "lamp", "door", "key", "hat", "boat", "drum"]
GERMAN_PROMISES = [
    "Ich ruf morgen meine Schwester an.",
    "Am Freitag schicke ich Ihnen die Liste.",
    "Ich werde den Vertrag nicht unterschreiben.",
    "Ich nehme mir am Sonntag frei und schalte das Telefon aus.",
]
GERMAN_NONE = [
    ("Ich würde am Freitag gern früher gehen.", {"hypothetical", "wish"}),
    ("Ich könnte morgen meine Schwester anrufen.", {"hypothetical"}),
    ("Wenn er sich meldet, ruf ich morgen zurück.", {"conditional"}),
    ("Mein Chef sagt, ich schicke das bis Freitag.", {"reported_speech"}),
    ("Normalerweise gehe ich montags laufen.", {"habit"}),
    ("Ich möchte am Sonntag frei haben.", {"wish"}),
    ("Ich wollte sie letzte Woche anrufen.", {"past", "wish"}),
    ("Das mache ich nicht, auch nicht morgen.", {"negated"}),
    ("Sie schickt mir die Folien bis Freitag.", {"no_promise", "not_first_person"}),
]


def check(
    text: str,
    *,
    language: str = "en",
    role: Role = Role.CLIENT,
    before: str = "What now?",
    owner: str = "",
    quote: str = "",
) -> Verified:
    other = Role.COACH if role is Role.CLIENT else Role.CLIENT
    turns = (Turn(1, "A", before, role=other), Turn(2, "B", text, role=role))
    transcript = Transcript("test", turns, language, {"A": other, "B": role})
    item = DraftItem({"action": text, "owner": owner or role.value}, (DraftQuote(2, quote or text),))
    return verify(Draft({"action_items": (item,)}), transcript, session_date=date(2026, 11, 18))


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_is_kept(text: str) -> None:
    verified = check(text)
    assert verified.kept == 1, verified.dropped


@pytest.mark.parametrize(("text", "reasons"), NONE)
def test_what_only_sounds_like_one_falls(text: str, reasons: set[str]) -> None:
    assert set(check(text).dropped) <= reasons
    assert check(text).kept == 0


@pytest.mark.parametrize("text", GERMAN_PROMISES)
def test_a_german_promise_is_kept(text: str) -> None:
    verified = check(text, language="de", before="Und jetzt?")
    assert verified.kept == 1, verified.dropped


@pytest.mark.parametrize(("text", "reasons"), GERMAN_NONE)
def test_what_only_sounds_like_one_in_german_falls(text: str, reasons: set[str]) -> None:
    verified = check(text, language="de", before="Und jetzt?")
    assert verified.kept == 0
    assert set(verified.dropped) <= reasons


def test_a_part_of_a_sentence_is_judged_with_the_rest_of_it() -> None:
    assert (
        check(
            "He said sort it out or I'll sort it out for you by Monday.", quote="I'll sort it out for you by Monday"
        ).kept
        == 0
    )
    assert check("If the bank agrees I'll sign the lease on Monday.", quote="I'll sign the lease on Monday").kept == 0
    assert (
        check(
            'And she goes "I\'ll bring the cake on Monday" and never did.', quote="I'll bring the cake on Monday"
        ).kept
        == 0
    )


def test_the_owner_is_whoever_said_it() -> None:
    assert item(check("I'll send you the notes tomorrow.", role=Role.COACH)).owner == "coach"
    assert check("I'll send you the notes tomorrow.", role=Role.COACH, owner="client").dropped == {"wrong_owner": 1}
    assert check("I'll send you the notes tomorrow.", owner="coach").dropped == {"wrong_owner": 1}


def test_a_coach_who_leads_the_talk_promises_nothing() -> None:
    assert check("I'm going to ask you a slightly odd question.", role=Role.COACH).dropped == {"in_session": 1}
    assert check("I'll share the worksheet with you tomorrow.", role=Role.COACH).kept == 1


def test_an_agreement_counts_only_with_the_proposal_it_answers() -> None:
    proposal = "Could you write to the landlord before Friday?"
    alone = check("Yes, I can do that.", before=proposal)
    assert [e.turn for e in item(alone).evidence] == [2, 1], "the proposal is found where it stands"
    assert check("Yes, I can do that.", before="It rained for a month.").doubtful
    both = agreed("Yes, I can do that.", proposal)
    assert both.kept == 1
    made = item(both)
    assert [(e.turn, e.quote) for e in made.evidence] == [(2, "Yes, I can do that."), (1, proposal)]
    assert (made.timeline, made.due) == ("before Friday", date(2026, 11, 20))


@pytest.mark.parametrize("answer", ["Okay.", "Yeah, right."])
def test_a_back_channel_or_a_condition_agrees_to_nothing(answer: str) -> None:
    proposal = "Could you write to the landlord before Friday?"
    assert agreed(answer, proposal).sections["action_items"] == ()
    assert agreed(answer, "It was a quiet and rainy month for everyone.").kept == 0


def test_a_sentence_tried_out_on_somebody_absent_is_no_promise() -> None:
    told = "Because Olga never asks me twice."
    assert check("Olga, I'm leaving at five today.", before=told).dropped == {"addressed_elsewhere": 1}
    assert check("Honestly, I'm leaving at five today.", before=told).kept == 1
    assert check("Friday, I'm leaving at five.", before="And on Friday?").kept == 1


def test_a_full_agreement_may_answer_a_statement() -> None:
    assert agreed("Yes, I can do that.", "Just the phone on silent tonight, that is all.").kept == 1
    assert agreed("Sure, fine.", "It was a quiet and rainy month for everyone.").kept == 0


def test_words_that_say_when_are_the_speaker_s_own() -> None:
    text = "I'll call the school on Thursday and I'll pay the fee next Monday."
    verified = check(text, quote="I'll call the school on Thursday")
    assert (item(verified).timeline, item(verified).due) == ("on Thursday", date(2026, 11, 19))
    transcript = Transcript("test", (Turn(1, "B", text, role=Role.CLIENT),), "en", {"B": Role.CLIENT})
    invented = DraftItem({"action": "call", "owner": "client", "timeline": "by Christmas"}, (DraftQuote(1, text),))
    kept = verify(Draft({"action_items": (invented,)}), transcript, session_date=date(2026, 11, 18))
    assert item(kept).timeline != "by Christmas"


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (("I'll call my sister.", "When?", "On Thursday."), date(2026, 11, 19)),
        (("I'll call my sister. On Thursday, I think.", "Good.", "Yes."), date(2026, 11, 19)),
        (("On Thursday I'll call my sister about the trip next month.", "Good.", "Yes."), date(2026, 11, 19)),
        (("I'll tell my sister that she decides on Thursday.", "Good.", "Yes."), None),
        (("I'll call my sister.", "What did you do on Thursday?", "Nothing."), None),
    ],
)
def test_the_time_may_stand_beside_the_promise_but_not_belong_to_something_else(
    said: tuple[str, str, str], due: date | None
) -> None:
    roles = {"A": Role.COACH, "B": Role.CLIENT}
    turns = tuple(Turn(n, speaker, text) for n, (speaker, text) in enumerate(zip("BAB", said, strict=True), 1))
    draft = DraftItem({"action": "call", "owner": "client"}, (DraftQuote(1, said[0]),))
    spoken = Transcript("test", turns, "en").with_roles(roles)
    assert item(verify(Draft({"action_items": (draft,)}), spoken, session_date=date(2026, 11, 18))).due == due


def test_next_time_is_due_when_the_two_meet_again() -> None:
    lines = [("B", "I'll bring the drawing next time.")] + [("A", "Mm."), ("B", "I see, yes, it is so.")] * 8
    lines += [("A", "Good. See you on the third of December, then."), ("B", "See you, bye.")]
    roles = {"A": Role.COACH, "B": Role.CLIENT}
    transcript = Transcript("test", tuple(Turn(i, s, t) for i, (s, t) in enumerate(lines, 1)), "en").with_roles(roles)
    draft = Draft(
        {"action_items": (DraftItem({"action": "bring it", "owner": "client"}, (DraftQuote(1, lines[0][1]),)),)}
    )
    assert item(verify(draft, transcript, session_date=date(2026, 11, 18))).due == date(2026, 12, 3)
    assert item(verify(draft, transcript)).due is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Maybe I'll call my sister tonight.", "en"),
        ("I don't think I'll call her tomorrow.", "en"),
        ("Vielleicht rufe ich sie morgen an.", "de"),
        ("Je vais appeler ma soeur demain matin.", "fr"),
        ("A lo mejor le hablo mañana.", "es"),
    ],
)
def test_what_is_not_sure_is_asked_about_and_not_dropped(text: str, language: str) -> None:
    verified = check(text, language=language, before="And now?")
    assert verified.sections["action_items"] == ()
    assert [item.evidence[0].quote for item in verified.doubtful] == [text]
    assert (verified.kept, verified.dropped) == (1, {})


def test_the_last_promises_of_a_long_session_are_kept() -> None:
    said = [f"I'll call number {n} about the {thing} on Monday." for n, thing in enumerate(THINGS)]
    turns = tuple(Turn(n, "B", text, role=Role.CLIENT) for n, text in enumerate(said, 1))
    items = tuple(
        DraftItem({"action": text, "owner": "client"}, (DraftQuote(n, text),)) for n, text in enumerate(said, 1)
    )
    verified = verify(Draft({"action_items": items}), Transcript("test", turns, "en", {"B": Role.CLIENT}))
    assert len(verified.sections["action_items"]) == len(THINGS)


def item(verified: Verified) -> ActionItem:
    (only,) = verified.sections["action_items"]
    assert isinstance(only, ActionItem)
    return only


def agreed(answer: str, proposal: str) -> Verified:
    turns = (Turn(1, "A", proposal, role=Role.COACH), Turn(2, "B", answer, role=Role.CLIENT))
    transcript = Transcript("test", turns, "en", {"A": Role.COACH, "B": Role.CLIENT})
    draft = DraftItem(
        {"action": "write to the landlord", "owner": "client"}, (DraftQuote(2, answer), DraftQuote(1, proposal))
    )
    return verify(Draft({"action_items": (draft,)}), transcript, session_date=date(2026, 11, 18))


@pytest.mark.parametrize(
    ("asked", "answer", "language", "reason"),
    [
        ("What usually happens?", "I will sit there every night and rewrite the slides.", "en", "habit"),
        ("Was passiert dann normalerweise?", "Ich schreibe jeden Abend die Folien um.", "de", "habit"),
        ("Let's try it. I am your manager. When?", "I'll send them to you next week.", "en", "addressed_elsewhere"),
        ("Ich bin jetzt Ihr Chef. Wann?", "Ich schicke Ihnen die Zahlen am Montag.", "de", "addressed_elsewhere"),
    ],
)
def test_an_answer_about_habits_or_in_a_played_scene_is_no_promise(
    asked: str, answer: str, language: str, reason: str
) -> None:
    assert check(answer, language=language, before=asked).dropped == {reason: 1}


def test_the_last_question_before_decides() -> None:
    asked = "What usually happens? And what will you do this time?"
    assert check("I will leave at five on Monday.", before=asked).kept == 1
    assert check("I will leave at five on Monday.", before="I'm your biggest fan. What now?").kept == 1
