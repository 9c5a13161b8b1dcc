"""What is said of a session on its way: how far it is, what is asked, and why it ended."""

from core.card import (
    Actions,
    Block,
    Card,
    Progress,
    Step,
    StepState,
    Style,
    Text,
    Tone,
)
from core.reading.roles import RoleGuess, Voice
from handlers.insight.cards import delete_button
from handlers.intake import routes
from handlers.intake.routes import VoicePicked
from handlers.routing import Id, Route

STAGES = ("Received", "Read", "Analysed", "Checked against the transcript")
CONSENT_NOTE = (
    "By giving me a session you confirm that those in it agreed to this kind of analysis. "
    "If you are not sure, press Stop and I delete it."
)


def status(job_id: str, reached: int, note: str = "") -> Card:
    """The one status message: `reached` counts the stages done; the next one is under way."""
    states = [
        StepState.DONE if i < reached else StepState.RUNNING if i == reached else StepState.PENDING
        for i in range(len(STAGES))
    ]
    steps = tuple(Step(label, state) for label, state in zip(STAGES, states, strict=True))
    blocks: list[Block] = [Progress(steps)]
    if note:
        blocks.append(Text(note, Style.SMALL))
    blocks.append(Actions((routes.STOP.button("Stop", Id(job_id)),)))
    return Card("Working on your session", tuple(blocks))


def stopped() -> Card:
    return Card("Stopped", (Text("I have deleted the file. Drop it again whenever you like."),))


def expired() -> Card:
    return Card(
        "I have let this one go",
        (
            Text(
                "I asked you something about this session and heard nothing, so I deleted it. Drop it again whenever you like."
            ),
        ),
    )


NO_ANSWER_YET = "The analysis service does not answer just now. Your session is safe with me, and I keep trying."
SPENT = (
    "What may be spent on analyses today is used up. Your session is safe with me, and I go on after midnight (UTC)."
)


def waiting(job_id: str, why: str = NO_ANSWER_YET) -> Card:
    return Card(
        "Working on your session",
        (
            Text(why),
            Actions((routes.STOP.button("Stop", Id(job_id)),)),
        ),
    )


def refused(message: str) -> Card:
    """The answer to a file that cannot be taken."""
    return Card("I could not use this file", (Text(message),))


def failed(job_id: str, message: str) -> Card:
    return Card(
        "The analysis did not work out",
        (
            Text(message),
            Text("Your session is safe with me; nothing needs to be sent again."),
            Actions(
                (
                    routes.RETRY.button("Try again", Id(job_id), Tone.PRIMARY),
                    routes.STOP.button("Delete it", Id(job_id), Tone.DANGER),
                )
            ),
        ),
    )


NOT_SHOWN = "I could not show this session here."


def not_shown(job_id: str, insight_id: str = "") -> Card:
    """Where the platform did not take a card. `insight_id` once the session is analysed."""
    how_far = "is analysed and safe with me" if insight_id else "is safe with me; nothing needs to be sent again"
    delete = delete_button(insight_id) if insight_id else routes.STOP.button("Delete it", Id(job_id), Tone.DANGER)
    return Card(
        "I could not show this one",
        (
            Text(f"Your session {how_far}, but I could not show it here."),
            Actions((routes.RETRY.button("Try again", Id(job_id), Tone.PRIMARY), delete)),
        ),
    )


def care(note: str) -> Card:
    """Instead of an analysis, where somebody spoke of harm or danger."""
    return Card("I have not analysed this session", (Text(note),))


def one_or_two(job_id: str) -> Card:
    return Card(
        "Is this one session or two?",
        (
            Text("This came soon after the message before it, and I cannot tell whether it goes on there."),
            Actions(
                (
                    routes.ONE.button("One session", Id(job_id), Tone.PRIMARY),
                    routes.TWO.button("Two sessions", Id(job_id)),
                    routes.STOP.button("Stop", Id(job_id)),
                )
            ),
        ),
    )


def read_together() -> Card:
    return Card("Read with the message before", (Text("It is one session, and its card is under the first message."),))


def _voice(voice: Voice) -> tuple[Block, ...]:
    heard = f"{voice.speaker}: {voice.turns} turns, {voice.words} words"
    return (Text(heard, Style.STRONG), *(Text(f"“{sample}”") for sample in voice.samples))


def ask_coach(job_id: str, guess: RoleGuess, *, again: bool = False) -> Card:
    """Who coached? Samples of every voice, a button each (a menu past five)."""
    voices = guess.voices
    blocks: list[Block] = [Text("Before I go on: who of these was the coach?")]
    if again:
        blocks = [
            Text("I am still waiting for one answer: who of these was the coach? I let the file go tomorrow otherwise.")
        ]
    blocks += [block for voice in voices[:5] for block in _voice(voice)]
    blocks.append(_pick(job_id, guess, routes.COACH, "coached"))
    blocks.append(Actions((routes.STOP.button("Stop and delete", Id(job_id)),)))
    return Card("Who is who?", tuple(blocks))


def ask_client(job_id: str, guess: RoleGuess, coach: str) -> Card:
    """Who was coached? Asked where there are three voices or more."""
    voices = tuple(voice for voice in guess.voices if voice.speaker != coach)
    blocks: list[Block] = [Text(f"{coach} coached. And who was coached? The others stay as background.")]
    blocks += [block for voice in voices[:5] for block in _voice(voice)]
    blocks.append(_pick(job_id, guess, routes.CLIENT, "was coached", without=coach))
    blocks.append(Actions((routes.STOP.button("Stop and delete", Id(job_id)),)))
    return Card("Who is who?", tuple(blocks))


def _pick(job_id: str, guess: RoleGuess, route: Route[VoicePicked], verb: str, *, without: str = "") -> Actions:
    """A voice is named by its place among all voices, so that no name travels in a button's value."""
    picks = [
        (voice.speaker, VoicePicked(job_id, str(n))) for n, voice in enumerate(guess.voices) if voice.speaker != without
    ]
    if len(picks) <= 5:
        return Actions(tuple(route.button(f"{speaker} {verb}", value) for speaker, value in picks))
    return Actions((route.menu(f"Who {verb}?", picks[:100]),))


def ready(done: int = 1, files: int = 1, waiting: int = 0) -> Card:
    """A short message beside the edited cards: an edit alone notifies nobody."""
    said = [] if done == files else [f"{done} of {files} files are analysed."]
    if waiting:
        said.append(
            "One still waits; its message says for what." if waiting == 1 else f"{waiting} still wait; see above."
        )
    return Card("Your insights are ready", (Text(" ".join(said)),) if said else ())
