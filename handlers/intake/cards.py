"""What is said of a session on its way: how far it is, what is asked, and why it ended."""

from core.analysis.care import PEOPLE_FIRST
from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Progress,
    Step,
    StepState,
    Style,
    Text,
    Tone,
)
from core.reading.formats.names import is_role
from core.reading.roles import RoleGuess, Voice
from core.transcript import Role, is_generic
from core.translation import N_, _, ngettext, quoted, stored
from handlers.insight import routes as insight
from handlers.insight.cards import delete_button
from handlers.intake import routes
from handlers.intake.routes import VoicePicked
from handlers.routing import Id, Route

STAGES = (N_("Received"), N_("Read"), N_("Analysed"), N_("Checked against the transcript"))
CONSENT_NOTE = N_(
    "By giving me a session you confirm that those in it agreed to this kind of analysis. "
    "If you are not sure, press Stop and I delete it."
)


def status(job_id: str, reached: int, note: str = "") -> Card:
    """The one status message: `reached` counts the stages done; the next one is under way. `note` is a message."""
    states = [
        StepState.DONE if i < reached else StepState.RUNNING if i == reached else StepState.PENDING
        for i in range(len(STAGES))
    ]
    steps = tuple(Step(_(label), state) for label, state in zip(STAGES, states, strict=True))
    blocks: list[Block] = [Progress(steps)]
    if note:
        blocks.append(Text(_(note), Style.SMALL))
    blocks.append(Actions((routes.STOP.button(_("Stop"), Id(job_id)),)))
    return Card(_("Working on your session"), tuple(blocks))


def stopped() -> Card:
    return Card(_("Stopped"), (Text(_("I have deleted the file. Drop it again whenever you like.")),))


def expired() -> Card:
    return Card(
        _("I have let this one go"),
        (
            Text(
                _(
                    "I asked you something about this session and heard nothing, so I deleted it. Drop it again whenever you "
                    "like."
                )
            ),
        ),
    )


NO_ANSWER_YET = N_("The analysis service does not answer just now. Your session is safe with me, and I keep trying.")
SPENT = N_(
    "What may be spent on analyses today is used up. Your session is safe with me, and I go on after midnight (UTC)."
)


def waiting(job_id: str, why: str = NO_ANSWER_YET) -> Card:
    """`why` is a message."""
    return Card(
        _("Working on your session"),
        (
            Text(_(why)),
            Actions((routes.STOP.button(_("Stop"), Id(job_id)),)),
        ),
    )


def refused(message: str) -> Card:
    """The answer to a file that cannot be taken; `message` as it was said where the work is done (core.translation.stored)."""
    return Card(_("I could not use this file"), (Text(stored(message)),))


def failed(job_id: str, message: str) -> Card:
    """`message` as in `refused`."""
    return Card(
        _("The analysis did not work out"),
        (
            Text(stored(message)),
            Text(_("Your session is safe with me; nothing needs to be sent again.")),
            Actions(
                (
                    routes.RETRY.button(_("Try again"), Id(job_id), Tone.PRIMARY),
                    routes.STOP.button(_("Delete it"), Id(job_id), Tone.DANGER),
                )
            ),
        ),
    )


def again(why: str = "") -> Card:
    """`why` it takes longer, a message."""
    card = status("", 2)
    return Card(card.title, (*card.blocks[:1], *((Text(_(why)),) if why else ())))


def analysed_again(insight_id: str) -> Card:
    said = _("Its card shows what I found. What you put right, named or wrote about it has stayed.")
    button = insight.OPEN.button(_("Open the session"), Id(insight_id))
    return Card(_("Analysed again"), (Text(said), Actions((button,))))


def not_again(message: str) -> Card:
    """`message` as in `refused`."""
    return Card(_("The new analysis did not work out"), (Text(stored(message)), Text(_("The card is as it was."))))


NOT_SHOWN = N_("I could not show this session here.")


def not_shown(job_id: str, insight_id: str = "") -> Card:
    """Where the platform did not take a card. `insight_id` once the session is analysed."""
    if insight_id:
        said = _("Your session is analysed and safe with me, but I could not show it here.")
    else:
        said = _("Your session is safe with me; nothing needs to be sent again, but I could not show it here.")
    delete = delete_button(insight_id) if insight_id else routes.STOP.button(_("Delete it"), Id(job_id), Tone.DANGER)
    return Card(
        _("I could not show this one"),
        (
            Text(said),
            Actions((routes.RETRY.button(_("Try again"), Id(job_id), Tone.PRIMARY), delete)),
        ),
    )


def care(note: str) -> Card:
    """Instead of an analysis, where somebody spoke of harm or danger: people first, then the file, then where help is found."""
    gone = _(
        "I have not analysed the session. The file and what I read of it are deleted, and I have told nobody else."
    )
    return Card(_("People come first"), (Text(_(PEOPLE_FIRST)), Text(gone), Text(note)))


def one_or_two(job_id: str) -> Card:
    return Card(
        _("Is this one session or two?"),
        (
            Text(_("This came soon after the message before it, and I cannot tell whether it goes on there.")),
            Actions(
                (
                    routes.ONE.button(_("One session"), Id(job_id), Tone.PRIMARY),
                    routes.TWO.button(_("Two sessions"), Id(job_id)),
                    routes.STOP.button(_("Stop"), Id(job_id)),
                )
            ),
        ),
    )


def read_together() -> Card:
    return Card(
        _("Read with the message before"), (Text(_("It is one session, and its card is under the first message.")),)
    )


AT_A_GLANCE = 5
"""Voices that are shown with what they said, and have a button each."""


def _voice(voice: Voice) -> tuple[Block, ...]:
    turns = ngettext("{count} turn", "{count} turns", voice.turns)
    words = ngettext("{count} word", "{count} words", voice.words)
    heard = _("{speaker}: {turns}, {words}", speaker=voice.speaker, turns=turns, words=words)
    return (Text(heard, Style.STRONG), *(Text(quoted(sample)) for sample in voice.samples[:1]))


def ask_coach(job_id: str, guess: RoleGuess, *, again: bool = False) -> Card:
    """Who coached, and why that is asked? A line of the voices that said most, a button each; a menu where there are more."""
    voices = guess.voices
    blocks: list[Block] = [Text(_("Before I go on: who of these was the coach?"))]
    if again:
        blocks = [
            Text(
                _(
                    "I am still waiting for one answer: who of these was the coach? I let the file go tomorrow otherwise."
                )
            )
        ]
    if guess.doubts:
        blocks.append(Text(" ".join(map(stored, guess.doubts)), Style.SMALL))
    blocks += [block for voice in voices[:AT_A_GLANCE] for block in _voice(voice)]
    blocks.append(_pick(job_id, guess, routes.COACH))
    blocks.append(Actions((routes.STOP.button(_("Stop and delete"), Id(job_id)),)))
    return Card(_("Who is who?"), tuple(blocks))


def ask_client(job_id: str, guess: RoleGuess, coach: str) -> Card:
    """Who was coached? Asked where there are three voices or more."""
    voices = tuple(voice for voice in guess.voices if voice.speaker != coach)
    said = _("{coach} coached. And who was coached? The others stay as background.", coach=coach)
    blocks: list[Block] = [Text(said)]
    blocks += [block for voice in voices[:AT_A_GLANCE] for block in _voice(voice)]
    blocks.append(_pick(job_id, guess, routes.CLIENT, without=coach))
    blocks.append(Actions((routes.STOP.button(_("Stop and delete"), Id(job_id)),)))
    return Card(_("Who is who?"), tuple(blocks))


def _pick(job_id: str, guess: RoleGuess, route: Route[VoicePicked], *, without: str = "") -> Actions:
    """A voice is named by its place among all voices, so that no name travels in a button's value."""
    picks = [
        (voice.speaker, VoicePicked(job_id, str(n))) for n, voice in enumerate(guess.voices) if voice.speaker != without
    ]
    coached = route is routes.COACH
    if len(picks) > AT_A_GLANCE:
        return Actions((route.menu(_("Who coached?") if coached else _("Who was coached?"), picks),))
    buttons = []
    for speaker, value in picks:
        who = quoted(speaker) if is_role(speaker) else speaker
        label = _("{name} coached", name=who) if coached else _("{name} was coached", name=who)
        buttons.append(route.button(label, value))
    if coached and (swapped := _swapped(job_id, guess)):
        buttons.append(swapped)
    return Actions(tuple(buttons))


def _swapped(job_id: str, guess: RoleGuess) -> Button | None:
    """That each of two stands under the other's name; of what is no name, it is seen by itself (core.reading.roles.signed)."""
    names = [voice.speaker for voice in guess.voices]
    if not guess.suspect_swap or len(names) != 2 or any(is_role(name) or is_generic(name) for name in names):
        return None
    coach = names.index(next(name for name, role in guess.roles.items() if role is Role.COACH))
    label = _("{name} coached: the names are swapped", name=names[1 - coach])
    return routes.SWAPPED.button(label, VoicePicked(job_id, str(coach)))


def ready(done: int = 1, files: int = 1, waiting: int = 0, *, any_shown: bool = True) -> Card:
    """A short message beside the edited cards: an edit alone notifies nobody. `any_shown` False: nothing of what
    was read could be proven."""
    said = [] if done == files else [_("{done} of {files} files are analysed.", done=done, files=files)]
    if waiting:
        said.append(ngettext("One still waits; its message says for what.", "{count} still wait; see above.", waiting))
    title = _("Your insights are ready")
    if not any_shown:
        title = ngettext("I have read your session", "I have read your sessions", done)
    return Card(title, (Text(" ".join(said)),) if said else ())
