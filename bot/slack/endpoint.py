"""Slack's one endpoint: verify, tell what happened, answer at once, work on afterwards.

Bolt gives requests, responses and the dispatch to one middleware (docs/dependencies.md has the rest). Differently from its
defaults: the signature is checked before anything of the body is parsed; files are stored before Slack gets its 200, and a
fault of the store is a 503, after which Slack delivers again; one middleware and one table replace listeners.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from aiohttp import web
from cachetools import LRUCache
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from bot import late
from bot.background import Background
from bot.config import SlackConfig
from bot.late import Late
from bot.slack import inbound
from bot.slack.arrival import Arrival
from bot.slack.chat import SlackChat
from bot.slack.directory import SlackDirectory
from bot.slack.memory import REMEMBERED
from bot.slack.pacing import patiently
from bot.slack.respond import SlackRespond
from bot.slack.web import Web
from core.card import Card, Text
from core.faults import ChatFault
from core.people.installations import Removal
from core.people.members import ONLY_MEMBERS
from core.people.person import Person, Tenant
from core.ports.people import Kind, Member
from core.refusal import Refused
from core.translation import _, reading
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FilesElsewhere,
    FormSent,
    Inbox,
    TextSaid,
)

log = logging.getLogger(__name__)
doors = logging.getLogger("bot.doors")
bolt_log = logging.getLogger("slack_bolt.debrief")
bolt_log.setLevel(logging.ERROR)  # below that Bolt writes bodies of requests

MOMENT_DIGITS = 12
"""A Unix time has ten; what is far longer breaks the check itself."""
STORE_WITHIN = 2.5
"""Seconds for the store before Slack is told to come again; Slack itself waits three."""
FORM_WITHIN = 2.0
"""Seconds for a handler to find fault with a sent form."""
GUEST_WITHIN = 1.0
"""Seconds for Slack to say who somebody is; remembered for some minutes."""


def _too_old() -> Card:
    return Card(_("That was a while ago"), (Text(_("I no longer have what you asked for. Please begin again.")),))


def _stranger() -> Card:
    return Card(_("I cannot help here"), (Text(_(ONLY_MEMBERS)),))


class Endpoint:
    """`forms` names the commands and button actions that open a form; `removed` is told, durably before Slack has its answer,
    where the app was removed; `now` is compared with what Slack's clock says."""

    def __init__(
        self,
        config: SlackConfig,
        web: Web,
        chat: SlackChat,
        directory: SlackDirectory,
        background: Background,
        inbox: Inbox,
        *,
        now: Callable[[], datetime],
        forms: frozenset[str],
        removed: Callable[[Removal], Awaitable[None]] | None = None,
    ) -> None:
        self._serves = config.serves
        self._web = web
        self._chat = chat
        self._directory = directory
        self._background = background
        self._inbox = inbox
        self._now = now
        self._forms = forms
        self._removed = removed
        # Without one, all comes over the socket: nobody can sign with what nobody knows.
        secret = config.signing_secret or secrets.token_hex(32)
        self._verifier = SignatureVerifier(secret, _Seconds(now))
        self._bolt = _bolt(config.bot_token, secret, self.dispatch)
        self._told: LRUCache[str, None] = LRUCache(REMEMBERED)
        self._late: Late[Arrival] = Late()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        well_formed = stamp.isascii() and stamp.isdigit() and len(stamp) <= MOMENT_DIGITS and signature.isascii()
        if not well_formed or not self._verifier.is_valid(raw, stamp, signature):
            doors.warning("a request with a forged or stale signature")
            return web.json_response({"error": "invalid request"}, status=401)
        try:
            text = raw.decode()
            asked = _event(text) or AsyncBoltRequest(body=text, query=request.query_string, headers=_headers(request))
            body = asked if isinstance(asked, dict) else asked.body
            body.get("event", {}).get("type")  # Bolt looks there without looking first
        except inbound.MALFORMED:
            return web.json_response({"error": "malformed body"}, status=400)
        if isinstance(asked, dict):
            return web.Response(status=(await self.dispatch(asked)).status)
        if not self._first(hashlib.sha256(signature.encode()).hexdigest()):
            return web.Response()  # Slack repeats events alone: this is somebody replaying a press
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _first(self, key: str) -> bool:
        if key in self._told:
            return False
        self._told[key] = None
        return True

    # --- from a verified body to an answer ---

    async def dispatch(self, body: dict[str, Any]) -> BoltResponse:
        """The answer to a payload whose origin is proven: by its signature, or by the socket it came through."""
        if body.get("type") == "app_rate_limited":
            log.warning("Slack holds events back", extra={"minute": body.get("minute_rate_limited")})
        try:
            arrival = inbound.read(body)
        except inbound.MALFORMED as error:
            log.error("a payload of an unknown shape: %s", type(error).__name__, extra={"type": str(body.get("type"))})  # noqa: TRY400
            return BoltResponse(status=200)
        if arrival is None:
            return BoltResponse(status=200)
        delivery = str(body.get("event_id") or "")
        if arrival.removed:
            return await self._durably(self._leave(arrival.removed), delivery)  # whoever is served: it erases
        if not self._serves(arrival.person.tenant.id, arrival.organisation, *(t.id for t in arrival.granted)):
            doors.info("an event of a workspace that is not in DEBRIEF_WORKSPACES")
            return BoltResponse(status=200)
        if arrival.organisation:
            installation = self._web.installations
            joins = (
                installation.granted(arrival.granted, arrival.organisation, arrival.told)
                if arrival.granted
                else installation.joins(arrival.person.tenant, arrival.organisation, arrival.told)
            )
            joined = await self._durably(joins, delivery)
            if joined.status != 200:
                return joined
        with reading(self._remembered(arrival.person)):
            return await self._take(arrival, delivery)

    async def _take(self, arrival: Arrival, delivery: str) -> BoltResponse:
        if arrival.foreign:
            self._background.start(self._settle(self._respond(arrival).reply(_stranger())))
            return BoltResponse(status=200)
        if arrival.opened:
            self._background.start(self._settle(self._suggest(arrival.person, arrival.opened)))
        if arrival.files and (kept := await self._store(arrival)).status != 200:
            return kept
        if isinstance(arrival.event, TextSaid):
            kept = await self._durably(self._inbox.accept([arrival.event]), delivery)
            if kept.status != 200:
                return kept
        if arrival.event is None or (delivery and not self._first(delivery)):
            return BoltResponse(status=200)
        if isinstance(arrival.event, FilesElsewhere) and not self._first(_of_message(arrival.event)):
            return BoltResponse(status=200)  # Slack tells of one message as a message and as a mention
        kept = await self._durably(self._inbox.keep(arrival.event, _key(arrival, delivery)), delivery)
        if kept.status != 200:
            self._told.pop(delivery, None)  # Slack brings it again
            return kept
        if isinstance(arrival.event, FormSent):
            return await self._form(arrival, delivery)
        self._background.start(self._settle(self._handle(arrival, delivery)))
        return BoltResponse(status=200)

    async def _store(self, arrival: Arrival) -> BoltResponse:
        answer = await self._durably(self._inbox.accept(arrival.files), arrival.files[0].delivery)
        if answer.status == 200:
            self._chat.agent.reading(arrival.files[0].place)
        return answer

    async def _leave(self, removals: Sequence[Removal]) -> None:
        for removal in removals:
            if await self._web.installations.came_back(removal, self._now()):
                log.info("a removal of an earlier installation is not counted", extra={"tenant": removal.tenant.id})
                continue
            self._forget(removal.tenant)
            if self._removed is not None:
                await self._removed(removal)
            self._forget(removal.tenant)  # what was looked up meanwhile

    def _forget(self, tenant: Tenant) -> None:
        for each in (self._directory, self._chat, self._web.installations):
            each.forget(tenant)

    async def _durably(self, work: Coroutine[Any, Any, None], delivery: str) -> BoltResponse:
        """What has to be stored before Slack has its answer."""
        try:
            async with asyncio.timeout(STORE_WITHIN):
                await work
        except Exception as error:  # noqa: BLE001 - whatever it is, Slack still has the event and brings it again
            log.error("an event was not stored: %s", type(error).__name__, extra={"delivery": delivery})  # noqa: TRY400
            return BoltResponse(status=503)
        return BoltResponse(status=200)

    async def _form(self, arrival: Arrival, delivery: str) -> BoltResponse:
        """The answer to a sent form is what the handler says of it, if it says so soon; else the form closes."""
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        task = self._background.start(self._settle(self._handle(arrival, delivery, answer)))
        either: set[asyncio.Future[Any]] = {task, answer}
        await asyncio.wait(either, timeout=FORM_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            answer.set_result({})
        said = answer.result()
        return BoltResponse(status=200, body=said or "")

    async def _handle(
        self, arrival: Arrival, delivery: str, answer: "asyncio.Future[dict[str, Any]] | None" = None
    ) -> None:
        event = arrival.event
        if isinstance(event, ButtonPressed) and event.action == late.ACTION:
            await self._once_more(arrival, event)
            return
        respond = self._respond(arrival, answer)
        name = (
            event.name if isinstance(event, CommandGiven) else event.action if isinstance(event, ButtonPressed) else ""
        )
        if name in self._forms:
            await respond.prepare()
        await self._go_on(arrival, respond, _key(arrival, delivery))

    async def _once_more(self, arrival: Arrival, event: ButtonPressed) -> None:
        """What came too late for a form is asked anew, with the leave to open one that this press brings."""
        kept = self._late.find(event.value, event.person)
        if kept is None:
            await self._respond(arrival).reply(_too_old())
            return
        asked = replace(kept, origin=arrival.origin, place=kept.place or arrival.place)
        respond = self._respond(asked)
        await respond.prepare()
        await self._go_on(asked, respond)

    async def _go_on(self, arrival: Arrival, respond: SlackRespond, key: str = "") -> None:
        event = arrival.event
        member = await self._who(arrival.person)
        if member is not None and member.kind is Kind.GUEST:
            with reading(member.locale):
                await respond.reply(_stranger())
            return
        if isinstance(event, CommandGiven) and not event.in_channel:
            event, respond = await self._at_home(event, arrival, respond)
        if event is not None:
            await self._inbox.handle(event, respond, key)

    async def _who(self, person: Person) -> Member | None:
        """Guests of a workspace are not served. Where Slack does not say who it is, the policy of what is asked for decides."""
        with contextlib.suppress(ChatFault, Refused, TimeoutError):
            async with asyncio.timeout(GUEST_WITHIN):
                return await self._directory.look_up(person)
        return None

    async def _suggest(self, person: Person, channel: str) -> None:
        member = await self._who(person)
        with reading(member.locale if member else ""):
            self._chat.agent.suggest(person, channel)

    def _remembered(self, person: Person) -> str:
        """In which language somebody reads, for what is said before there is time to ask."""
        member = self._directory.remembered(person)
        return member.locale if member else ""

    async def _at_home(
        self, event: CommandGiven, arrival: Arrival, respond: SlackRespond
    ) -> tuple[CommandGiven, SlackRespond]:
        """A command in a direct message: ours, where a lasting answer is private, or one between people, where it is not."""
        ours = None
        with contextlib.suppress(ChatFault):
            ours = await self._chat.direct_channel(event.person)
        if ours == event.place.channel:
            respond.settle_here()
            return event, respond
        elsewhere = CommandGiven(
            event.person, event.place, event.name, event.text, in_channel=True, mentioned=event.mentioned
        )
        return elsewhere, respond

    def _respond(self, arrival: Arrival, answer: "asyncio.Future[dict[str, Any]] | None" = None) -> SlackRespond:
        message = arrival.event.message if isinstance(arrival.event, ButtonPressed) else None
        again = partial(self._late.keep, arrival)
        return SlackRespond(
            self._web, self._chat, arrival.person, arrival.place, arrival.origin, message, answer, again
        )

    async def _settle(self, work: Coroutine[Any, Any, object]) -> None:
        """What is raised here has nobody to go to: logged by class, since messages may carry words of a session."""
        try:
            with patiently():
                await work
        except ChatFault as fault:
            log.warning("Slack did not take an answer", extra={"fault": fault.kind})
        except Exception as error:  # noqa: BLE001 - the one catch-all of this face
            log.error("an event was not handled: %s", type(error).__name__)  # noqa: TRY400


class _Seconds(Clock):
    """What a request's time is compared with: our one clock, as the SDK asks for it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()


def _event(text: str) -> dict[str, Any] | None:
    """The body, where it is an event's: they come most, and Bolt's own request and way would add nothing but time."""
    body = json.loads(text) if text.startswith("{") else {}
    return body if body.get("type") == "event_callback" else None


def _of_message(event: FilesElsewhere) -> str:
    return f"{event.place.tenant.id} {event.place.channel} {event.message}"


def _key(arrival: Arrival, delivery: str) -> str:
    """Slack's own name of what happened, as it is stored: an event's id, else of the leave to open a view that a press brings.
    Empty where there is neither: under a name that two share, the second would be taken for the first told again."""
    name = delivery or arrival.origin.trigger
    return hashlib.sha256(name.encode()).hexdigest()[:32] if name else ""


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return dict(request.headers.items())


def _bolt(bot_token: str, secret: str, dispatch: Callable[[dict[str, Any]], Awaitable[BoltResponse]]) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """No call and no look-up on the way to the answer; the token is used, and checked, by what comes after."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token or "unused")

    app = AsyncApp(
        name="debrief",
        signing_secret=secret,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # `answer` has done it; Bolt would ask the machine's own clock
        logger=bolt_log,
    )

    async def middleware(body: dict[str, Any]) -> BoltResponse:
        return await dispatch(body)

    app.middleware(middleware)
    return app
