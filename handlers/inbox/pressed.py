"""What a person says of a session that another tool sent, and of a series of them."""

from functools import partial

from core.inbox import acts
from core.jobs.job import OPEN, Job
from handlers import cards
from handlers.events import ButtonPressed, Respond
from handlers.inbox import arrivals, routes
from handlers.inbox import cards as inbox_cards
from handlers.inbox.arrivals import KIND, OFFERS, Step
from handlers.intake import cards as session_cards
from handlers.intake import showing
from handlers.routing import Id, Route
from handlers.services import Services


async def analyse(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _take(services, await _mine(services, event, routes.ANALYSE), respond)


async def always(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The same, and for those of its series that come later."""
    job = await _mine(services, event, routes.ALWAYS)
    found = await arrivals.kept(services, job) if job else None
    if found:
        await acts.always(services, event.person, found[1])
    await _take(services, job if found else None, respond)


async def _take(services: Services, job: Job | None, respond: Respond) -> None:
    """Of two presses the second may cover what has come of the session: then that is drawn once more."""
    if job is None or job.state not in OPEN or job.step not in OFFERS:
        await respond.reply(cards.gone())
        return
    session = arrivals.session_of(job)
    card = session_cards.status(session, 0, session_cards.CONSENT_NOTE)
    if not await showing.first_told(respond, card, partial(_answered, services, job, Step.TAKEN)):
        await showing.draw_standing(services, job.tenant, session)


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
