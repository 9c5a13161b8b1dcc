"""What a person says of a session that another tool sent, and of a series of them."""

from core.inbox import acts
from core.jobs.job import Job
from handlers import cards
from handlers.events import ButtonPressed, Respond
from handlers.inbox import arrivals, routes
from handlers.inbox import cards as inbox_cards
from handlers.inbox.arrivals import KIND, OFFERS, OPEN, Step
from handlers.intake import cards as session_cards
from handlers.routing import Id, Route
from handlers.services import Services


async def analyse(services: Services, event: ButtonPressed, respond: Respond) -> None:
    if (job := await _mine(services, event, routes.ANALYSE)) and await _answered(services, job, Step.TAKEN):
        await respond.update(session_cards.status(arrivals.session_of(job), 0, session_cards.CONSENT_NOTE))
    else:
        await respond.reply(cards.gone())


async def always(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The same, and for those of its series that come later."""
    if (job := await _mine(services, event, routes.ALWAYS)) and (found := await arrivals.kept(services, job)):
        await acts.always(services, event.person, found[1])
        if await _answered(services, job, Step.TAKEN):
            await respond.update(session_cards.status(arrivals.session_of(job), 0, session_cards.CONSENT_NOTE))
            return
    await respond.reply(cards.gone())


async def ignore(services: Services, event: ButtonPressed, respond: Respond) -> None:
    if (job := await _mine(services, event, routes.IGNORE)) and await _answered(services, job, Step.IGNORED):
        await services.uploads.delete(job.tenant, job.id)
        await respond.update(inbox_cards.ignored())
    else:
        await respond.reply(cards.gone())


async def ask_again(services: Services, event: ButtonPressed, respond: Respond) -> None:
    if await acts.ask_again(services, event.person, routes.ASK_AGAIN.read(event).id):
        await respond.reply(inbox_cards.asked_again())
    else:
        await respond.reply(cards.gone())


async def _mine(services: Services, event: ButtonPressed, route: Route[Id]) -> Job | None:
    job = await services.jobs.get(event.person.tenant, route.read(event).id)
    return job if job and job.kind == KIND and job.refs.get("person") == event.person.id else None


async def _answered(services: Services, job: Job, step: Step) -> bool:
    """False where something else was said first, or it is kept no more."""
    woken = await services.jobs.wake(job.tenant, job.id, step=step, states=OPEN, steps=OFFERS)
    services.wake()
    return woken is not None
