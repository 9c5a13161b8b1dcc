"""What is written into the direct message: a command is one without its slash, talk is talk, and a session is a session."""

import pytest

from core.people.person import Person, Place
from handlers.cards import hello
from handlers.dispatcher import Dispatcher
from handlers.events import CommandGiven, FileShortcut, TextSaid
from handlers.intake.jobs import KIND
from handlers.routes import COMMANDS
from tests.relationships.house import HERE, Answer, House, person

ADA, IVA, CY = person("ada"), person("iva"), person("cy")
DM = Place(HERE, "ada", "1.1")
HELLO = hello().title
SESSION = "\n".join(f"{'Iva' if n % 2 else 'Ada'}: This is what I said in turn number {n} of ours." for n in range(12))


async def said(house: House, words: str, *mentioned: Person) -> Answer:
    answer = Answer()
    await Dispatcher(house.services).handle(TextSaid(ADA, DM, words, words, mentioned), answer)
    assert not answer.forms, "no form can be opened over what was only said"
    return answer


async def typed(house: House, name: str, text: str, *mentioned: Person) -> Answer:
    answer = Answer()
    await Dispatcher(house.services).handle(CommandGiven(ADA, DM, name, text, mentioned=mentioned), answer)
    return answer


@pytest.mark.parametrize(
    ("words", "mentioned", "title"),
    [
        ("insights", (), "Sessions"),
        ("Insights.", (), "Sessions"),
        ("/insights private", (), "Sessions"),
        ("debrief insights", (IVA,), "Sessions"),
        ("My sessions", (), "Sessions"),
        ("my timeline?", (), "Your timeline"),
        ("timeline", (IVA,), "Timeline with Iva"),
        ("actions done", (), "Promises that are settled"),
        ("coach", (), "Coaches and clients"),
        ("coach invite", (IVA,), "Who coaches whom?"),
        ("coach invite as my coach", (IVA,), "Asked"),
        ("privacy", (), "Your data"),
        ("webhook", (), "Your webhooks"),
        ("share", (), "Share a session"),
        ("share", (IVA,), "Share a session"),
        ("share list", (), "What you share"),
        ("insights new", (), "Paste a session"),
        ("help", (), "What I can do"),
        ("debrief", (), "What I can do"),
        ("help coach", (), "What I can do"),
        ("What can you do?", (), "What I can do"),
        ("insigths", (), "I do not know that one"),
        ("debrief frobnicate", (), "I do not know that one"),
    ],
)
async def test_verbs_are_understood_without_a_slash(
    house: House, words: str, mentioned: tuple[Person, ...], title: str
) -> None:
    answer = await said(house, words, *mentioned)
    assert [card.title for card in answer.cards] == [title]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("insights @cora", "I do not know “@cora”. Pick the name"),
        ("insights nwe", "Did you mean new?"),
        ("coach invite", "type /coach invite @"),
        ("insigths", "I do not know “insigths”. Did you mean insights?"),
        ("timelnie", "Did you mean timeline?"),
        ("help share", "Share a private session"),
    ],
)
async def test_what_was_misspelt_is_told(house: House, words: str, sentence: str) -> None:
    assert sentence in (await said(house, words)).text


@pytest.mark.parametrize(
    "words",
    [
        "hello",
        "Hi there",
        "good morning",
        "on second thoughts",
        "share this with my coach when you can please",
        "actions speak louder than words, as they say",
        "coach me through the talk I have with my boss tomorrow",
        "insights\nfrom a page I have pasted",
        "help is what I was looking for all along",
        "tell me about my insights",
        "?",
        "/",
        "…",
    ],
)
async def test_talk_is_answered_with_a_greeting(house: House, words: str) -> None:
    assert [card.title for card in (await said(house, words)).cards] == [HELLO]


async def test_a_pasted_session_is_no_command(house: House) -> None:
    event = TextSaid(ADA, DM, f"coach: hello\n{SESSION}", "")
    dispatcher, answer = Dispatcher(house.services), Answer()
    await dispatcher.accept([event])
    await dispatcher.handle(event, answer)
    assert not answer.cards
    assert len(await house.services.jobs.open_of(ADA, KIND)) == 1


async def test_the_button_of_a_spoken_share_opens_the_form_for_that_person(house: House) -> None:
    await house.session(ADA)
    card = (await said(house, "share", IVA)).cards[0]
    form = (await house.press_on(ADA, card, "Choose what to share")).forms[0]
    assert form.action == "share.preview"
    assert "value='iva'" in str(form.fields)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("insigths", "I do not know “insigths”. Did you mean insights? This is what there is:"),
        ("tokens", "I do not know “tokens”. Did you mean token? This is what there is:"),
        ("xyzzy", "I do not know “xyzzy”. This is what there is:"),
        ("share help", "see and end what I share"),
        ("help share", "see and end what I share"),
    ],
)
async def test_an_unknown_verb_of_the_one_command(house: House, text: str, sentence: str) -> None:
    answer = await typed(house, "debrief", text)
    assert sentence in answer.text


async def test_every_verb_is_the_same_under_the_one_command(house: House) -> None:
    for command in COMMANDS:
        own, under = await typed(house, command.name, "", CY), await typed(house, "debrief", command.name, CY)
        assert own.text == under.text


async def test_the_shortcut_reads_a_session_that_was_pasted_as_a_message(house: House) -> None:
    answer = Answer()
    place = Place(HERE, "C1", "5.1")
    await Dispatcher(house.services).handle(FileShortcut(ADA, place, (), SESSION), answer)
    [job] = await house.services.jobs.open_of(ADA, KIND)
    assert job.refs["source"] == "text_input"
    assert job.refs["channel"] != "C1"
    assert not answer.cards


@pytest.mark.parametrize("text", ["", "Lunch at noon?"])
async def test_the_shortcut_on_anything_else_says_what_it_needs(house: House, text: str) -> None:
    answer = Answer()
    await Dispatcher(house.services).handle(FileShortcut(ADA, Place(HERE, "C1", "5.1"), (), text), answer)
    assert "a file, or lines that say who speaks" in answer.text
    assert not await house.services.jobs.open_of(ADA, KIND)
