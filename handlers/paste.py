"""A session as pasted text: from a form, or written straight into the direct message."""

import re
import secrets

from core.card import Form, TextField, Words
from core.jobs import Job
from core.people import Person, Place
from handlers import session_cards
from handlers.events import ButtonPressed, CommandGiven, FormSent, Respond, TextSaid
from handlers.services import Services
from handlers.session_jobs import KIND, job_id

PARTS = 5
PART = 3000
"""Characters one field of a form holds (Slack's limit); a session's text is spread over several."""
A_SESSION = 400
"""Characters from which a message is taken for a session rather than a greeting, if it also names voices."""

_VOICE = re.compile(r"^\s*[^\s:][^:\n]{0,60}:\s+\S", re.MULTILINE)


async def ask(_: Services, event: CommandGiven | ButtonPressed, respond: Respond) -> None:
    """The form to paste a session into."""
    await respond.open(form())


def form() -> Form:
    explain = (
        "Each turn starts with who speaks, such as “Ana: How was the week?”. One box holds 3,000 characters; go on in the "
        "next one. Anything longer is easier as a file: drop it into our direct message."
    )
    parts = tuple(
        TextField(f"part{n}", "The transcript" if n == 1 else f"Part {n}", long=True, required=n == 1, max_length=PART)
        for n in range(1, PARTS + 1)
    )
    title = TextField("title", "Title", required=False, hint="Only you see it.", max_length=150)
    return Form(
        "Paste a session", "insights.paste", (Words(explain), *parts, title), submit="Analyse", cancel="Not now"
    )


async def given(services: Services, event: FormSent, respond: Respond) -> None:
    """Kept first, then answered in a direct message, where everything that follows goes on."""
    text = "\n".join(part for n in range(1, PARTS + 1) if isinstance(part := event.fields.get(f"part{n}"), str))
    if len(_VOICE.findall(text)) < 2:
        await respond.errors(
            {"part1": "I need turns that say who speaks, such as “Ana: How was the week?”, one a line."}
        )
        return
    key = f"text-{secrets.token_hex(8)}"
    await services.uploads.put(event.person, job_id(event.person.tenant, key), text.encode(), "pasted.txt")
    message = await services.chat(event.person).direct(
        event.person, session_cards.status(job_id(event.person.tenant, key), 0)
    )
    refs = {"channel": message.place.channel, "thread": message.place.thread or "", "status": message.id}
    await _enqueue(services, event.person, key, refs, step="announced")


def is_session(text: str) -> bool:
    """Whether a message is rather a pasted session than something said to the bot."""
    return len(text) >= A_SESSION and len(_VOICE.findall(text)) >= 4


async def said(services: Services, event: TextSaid) -> None:
    """A session written straight into the direct message; the message names the work, so a second telling changes nothing."""
    key = f"text-{event.place.channel}-{event.place.thread or secrets.token_hex(8)}"
    if await services.jobs.get(event.person.tenant, job_id(event.person.tenant, key)):
        return  # told again: the words are kept already, or were let go on purpose
    await services.uploads.put(event.person, job_id(event.person.tenant, key), event.text.encode(), "pasted.txt")
    await _enqueue(services, event.person, key, _at(event.place))


def _at(place: Place) -> dict[str, str]:
    return {"channel": place.channel, "thread": place.thread or ""}


async def _enqueue(services: Services, person: Person, key: str, refs: dict[str, str], *, step: str = "") -> None:
    refs = refs | {"person": person.id, "source": "text_input"}
    await services.jobs.enqueue(Job(job_id(person.tenant, key), KIND, person.tenant, step=step, refs=refs))
    services.wake()
