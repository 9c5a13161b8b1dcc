"""Whose meetings are whose: an e-mail address, confirmed by a code that was sent to it."""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from datetime import timedelta

from core.inbox.acts import change
from core.inbox.record import Inbox, Link
from core.jobs.job import ENDED, Job, ask_again
from core.people.person import Person
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World

KIND = "inbox.code"
"""The kind of job that sends a code; handlers/inbox/codes.py carries it."""
HOLDS = timedelta(minutes=30)
A_DAY = timedelta(days=1)
MOST, TRIES = 5, 5
"""Codes of one person in a day, and wrong answers to one of them."""
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


async def ask(world: World, actor: Person, address: str) -> None:
    """Have a code sent there. Raises Refused, about `address`."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address) or not address.isascii():
        raise Refused(Reason.BAD_INPUT, _("Give an e-mail address, such as ana@example.com."), about="address")
    now = world.clock.now()

    def step(inbox: Inbox) -> Inbox:
        sent = tuple(at for at in inbox.link.sent if now - at < A_DAY)
        if len(sent) >= MOST:
            said = _("I have sent you several codes today. Please try again tomorrow.")
            raise Refused(Reason.LIMIT_REACHED, said, about="address")
        return replace(inbox, link=Link(inbox.link.address, asked=address, sent=(*sent, now)))

    await change(world, actor, step)
    job = Job(f"{KIND}:{actor.tenant.id}:{actor.id}", KIND, actor.tenant, refs={"person": actor.id})
    await ask_again(world.jobs, job, states=ENDED)
    world.wake()


async def new_code(world: World, person: Person) -> tuple[str, str] | None:
    """(address, code) to be sent, the code known here from now on; None where nothing is asked for."""
    code, until = f"{secrets.randbelow(10**6):06}", world.clock.now() + HOLDS

    def step(inbox: Inbox) -> Inbox:
        return (
            replace(inbox, link=replace(inbox.link, code=_digest(code), until=until, tries=0))
            if inbox.link.asked
            else inbox
        )

    await change(world, person, step)
    asked = (await world.inboxes.get(person)).link.asked
    return (asked, code) if asked else None


async def confirm(world: World, actor: Person, code: str) -> str:
    """The address, which is theirs from now on. Raises Refused, about `code`."""
    given, now = "".join(code.split()), world.clock.now()
    wrong = False

    def step(inbox: Inbox) -> Inbox:
        nonlocal wrong
        link = inbox.link
        if not link.code or link.until is None or now > link.until or link.tries >= TRIES:
            raise Refused(Reason.BAD_INPUT, _("This code holds no more. Please ask for another one."), about="code")
        wrong = not hmac.compare_digest(_digest(given), link.code)
        if wrong:
            return replace(inbox, link=replace(link, tries=link.tries + 1))
        return replace(inbox, link=Link(link.asked, sent=link.sent))

    await change(world, actor, step)
    if wrong:
        raise Refused(Reason.BAD_INPUT, _("This is not the code I sent. Please look once more."), about="code")
    return (await world.inboxes.get(actor)).link.address


async def unlink(world: World, actor: Person) -> bool:
    """No meeting is theirs by their address any more. False if none was."""
    return await change(world, actor, lambda inbox: replace(inbox, link=Link(sent=inbox.link.sent)))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
