"""The buttons of a session that is on its way: stop, try again, who coached, who was coached, whom it belongs to, one or two."""

from collections.abc import Collection
from functools import partial

from core.jobs.job import OPEN, Job, JobState
from core.jobs.refs import Refs
from core.people.person import Person
from core.people.relationships import State
from core.refusal import Reason, Refused
from core.sharing.access import Operation, gone
from core.sharing.finding import find
from core.transcript import Role, Transcript
from core.translation import _
from handlers import cards
from handlers.events import ButtonPressed, Respond, StopPressed
from handlers.intake import cards as session_cards
from handlers.intake import ended, parts, placing, questions, routes, showing
from handlers.intake.jobs import KIND
from handlers.intake.routes import Placed, VoicePicked
from handlers.intake.steps import ASKS, ENDING, NOT_READ, STOPPABLE, UNPLACED, Step, step_of
from handlers.services import Services

NOT_DONE = (*OPEN, JobState.FAILED)
TO_BE_ASKED = {
    Step.READ: Step.READ,
    Step.ASKING: Step.READ,
    Step.ANSWERED: Step.ANSWERED,
    Step.KNOWN: Step.KNOWN,
    Step.PLACING: Step.KNOWN,
}
"""Where a failed session goes on, by where it failed; later ones are analysed anew."""
"""Where a session goes on whose uploader was not asked all yet."""


async def mine(services: Services, person: Person, job_id: str) -> Job | None:
    """The session on its way, if it is the person who gave it."""
    job = await services.jobs.get(person.tenant, job_id)
    return job if job and job.refs.get("person") == person.id else None


async def stop(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await stopped(services, event.person, routes.STOP.read(event).id)
    await respond.update(session_cards.stopped())


async def stopped(services: Services, person: Person, job_id: str) -> None:
    """Stop the work and delete what the file left. Raises Refused for what is not theirs, and where it is analysed already."""
    job = await mine(services, person, job_id)
    if job is None:
        raise Refused(Reason.NOT_FOUND, gone())
    await services.jobs.wake(job.tenant, job.id, step=Step.STOPPING, states=NOT_DONE, steps=STOPPABLE)
    now = await services.jobs.get(job.tenant, job.id)
    if now is None or now.step not in ENDING:
        raise Refused(Reason.NOT_ALLOWED, _("This session is analysed already. Its card has a Delete button."))
    services.wake()


async def stop_thread(services: Services, event: StopPressed, respond: Respond) -> None:
    """The platform's own Stop: whatever of the person's is going on in that thread. Its message then says so."""
    going = await services.jobs.open_of(event.person, KIND)
    here = [job for job in going if (job.refs.get("channel"), job.refs.get("thread")) == _thread(event)]
    woken = [
        await services.jobs.wake(job.tenant, job.id, step=Step.STOPPING, states=NOT_DONE, steps=STOPPABLE)
        for job in here
    ]
    if any(woken):
        services.wake()
        return
    await respond.reply(cards.sorry(_("Nothing is going on here any more. A session's card has a Delete button.")))


def _thread(event: StopPressed) -> tuple[str, str]:
    return (event.place.channel, event.place.thread or "")


async def retry(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A failed analysis again. A second press finds it under way or done and changes nothing."""
    job = await _to_retry(services, event.person, routes.RETRY.read(event).id)
    if (step := await _where_it_goes_on(services, job)) is None:
        await showing.draw_standing(services, job.tenant, job.id)
        return
    reached = 2 if step not in NOT_READ else 0
    await showing.going_on(services, job, respond, reached, partial(_again, services, job, step))


async def tried_again(services: Services, person: Person, job_id: str) -> None:
    """The same from elsewhere. Raises Refused as core.sharing.finding.find does, also for what is kept no more."""
    job = await _to_retry(services, person, job_id)
    if (step := await _where_it_goes_on(services, job)) is not None:
        await _again(services, job, step)


async def _where_it_goes_on(services: Services, job: Job) -> Step | None:
    """From what was kept of a failed session; None where it is under way or done. Raises Refused where nothing was."""
    if job.state != JobState.FAILED:
        return None
    if await services.transcripts.get(job.tenant, job.id) is not None:
        return TO_BE_ASKED.get(step_of(job), Step.READY)
    if job.step in NOT_READ | {Step.REPEATED}:
        return step_of(job)
    raise Refused(Reason.NOT_FOUND, gone())


async def _again(services: Services, job: Job, step: Step) -> bool:
    anew: Refs = {"engine_faults": "", "engine_since": "", "reminded": "", **ended.waits_from(services)}
    return await _woken(services, job, step=step, refs=anew, states=[JobState.FAILED])


async def _to_retry(services: Services, person: Person, job_id: str) -> Job:
    """The uploader's, until there is an insight; then the policy says who may.

    Raises Refused as core.sharing.finding.find does."""
    job = await services.jobs.get(person.tenant, job_id)
    if job is None:
        raise Refused(Reason.NOT_FOUND, gone())
    theirs = job.refs.get("person") == person.id
    insight_id = job.refs.get("insight")
    if insight_id is None or await services.insights.get(person.tenant, insight_id) is None:
        if not theirs:
            raise Refused(Reason.NOT_FOUND, gone())
        return job
    if job.state == JobState.FAILED or not theirs:
        await find(services, person, Operation.RETRY, insight_id)
    return job


async def coach_named(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """With two voices the other one was coached; with more, that is asked next."""
    found = await _asked(services, event, routes.COACH.read(event))
    if found is None:
        await respond.reply(cards.gone())
        return
    job, transcript, coach = found
    others = [speaker for speaker in transcript.speakers if speaker != coach]
    if len(others) == 1:
        await _answered(services, job, transcript, coach, others[0], respond)
        return
    await services.transcripts.set_roles(job.tenant, job.id, {coach: Role.COACH})
    await respond.update(session_cards.ask_client(job.id, await questions.inferred(services, transcript), coach))


async def names_swapped(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Of two voices, the one that was pressed coached and stands under the other's name."""
    found = await _asked(services, event, routes.SWAPPED.read(event))
    if found is None or len(found[1].speakers) != 2:
        await respond.reply(cards.gone())
        return
    job, transcript, coach = found
    (client,) = (speaker for speaker in transcript.speakers if speaker != coach)
    await _answered(services, job, transcript, coach, client, respond, swapped=True)


async def client_named(services: Services, event: ButtonPressed, respond: Respond) -> None:
    found = await _asked(services, event, routes.CLIENT.read(event))
    if found is None:
        await respond.reply(cards.gone())
        return
    job, transcript, client = found
    coach = next((speaker for speaker, role in transcript.roles.items() if role == Role.COACH), None)
    if coach is None or coach == client:
        await respond.update(session_cards.ask_coach(job.id, await questions.inferred(services, transcript)))
        return
    await _answered(services, job, transcript, coach, client, respond)


async def _asked(services: Services, event: ButtonPressed, picked: VoicePicked) -> tuple[Job, Transcript, str] | None:
    """The job that asks, its transcript and the voice that was pressed; None if the question is no longer open."""
    job = await mine(services, event.person, picked.job)
    if job is None or job.step not in ASKS:
        return None
    transcript = await services.transcripts.get(event.person.tenant, picked.job)
    if transcript is None or not picked.place.isdecimal():
        return None
    voices = (await questions.inferred(services, transcript)).voices
    if int(picked.place) >= len(voices):
        return None
    return job, transcript, voices[int(picked.place)].speaker


async def _answered(
    services: Services,
    job: Job,
    transcript: Transcript,
    coach: str,
    client: str,
    respond: Respond,
    *,
    swapped: bool = False,
) -> None:
    voices = [voice.speaker for voice in (await questions.inferred(services, transcript)).voices]
    answer: Refs = {"coach": str(voices.index(coach)), "client": str(voices.index(client))}
    answer["swapped"] = "1" if swapped else ""
    answer |= ended.waits_from(services)
    wake = partial(_woken, services, job, step=Step.ANSWERED, refs=answer, states=OPEN, steps=ASKS)
    await showing.going_on(services, job, respond, 2, wake)


# --- whom it belongs to ---


async def alone(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Private to the uploader."""
    await _placed(services, await mine(services, event.person, routes.PRIVATE.read(event).id), respond, {})


async def together(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Into a relationship; both see it when it is done."""
    await _into(services, event, respond, routes.WITH.read(event), held=False)


async def held(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Into a relationship; the client sees it once the coach releases it."""
    await _into(services, event, respond, routes.HELD.read(event), held=True)


async def _into(services: Services, event: ButtonPressed, respond: Respond, wanted: Placed, *, held: bool) -> None:
    relationship = await services.relationships.get(event.person.tenant, wanted.relationship)
    if relationship is None or relationship.role(event.person.id) is None:
        await respond.reply(cards.gone())
        return
    if relationship.state is not State.ACTIVE:
        await respond.reply(
            cards.sorry(_("You two no longer work together here, so this session can only belong to you alone."))
        )
        return
    refs: Refs = {"relationship": relationship.id}
    if held and relationship.role(event.person.id) is Role.COACH:
        refs["held"] = "1"
    job = await mine(services, event.person, wanted.job)
    if job is not None and job.step in UNPLACED:
        await placing.confirm(services, event.person, relationship)
    await _placed(services, job, respond, refs)


async def _placed(services: Services, job: Job | None, respond: Respond, refs: Refs) -> None:
    if job is None:
        await respond.reply(cards.gone())
    elif job.step not in UNPLACED:
        await showing.draw_standing(services, job.tenant, job.id)
    else:
        refs = {**refs, **ended.waits_from(services)}
        wake = partial(_woken, services, job, step=Step.READY, refs=refs, states=OPEN, steps=UNPLACED)
        await showing.going_on(services, job, respond, 2, wake)


# --- whether what was pasted is one session ---


async def one(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _counted(services, event, respond, routes.ONE.read(event).id, {"one": "1"})


async def two(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _counted(services, event, respond, routes.TWO.read(event).id, {"apart": "1"})


async def _counted(services: Services, event: ButtonPressed, respond: Respond, job_id: str, answer: Refs) -> None:
    job = await mine(services, event.person, job_id)
    if job is None or not parts.asks(job):
        await respond.reply(cards.gone())
        return
    refs: Refs = {**answer, **ended.waits_from(services)}
    wake = partial(_woken, services, job, refs=refs, states=OPEN, steps=[Step.ANNOUNCED])
    await showing.going_on(services, job, respond, 0, wake)


async def _woken(
    services: Services,
    job: Job,
    *,
    step: Step | None = None,
    refs: Refs,
    states: Collection[JobState],
    steps: Collection[Step] | None = None,
) -> bool:
    """The one write that stores an answer and sends the job on; the first answer counts."""
    woken = await services.jobs.wake(job.tenant, job.id, step=step, refs=refs, states=states, steps=steps)
    if woken:
        services.wake()
    return bool(woken)
