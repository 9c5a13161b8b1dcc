"""The ways in and out: a link from the chat, the platform's own sign-in, and signing out.

A session is a secret in a cookie of one browser. Every request asks again whether its person still is a full member.
"""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from markupsafe import Markup

from bot.pages import words
from bot.pages.addresses import ROOT, Shown
from bot.pages.doors import BEFORE, Attempts, Doors, derived, same
from bot.pages.openid import Provider
from bot.render.html import hidden
from core.people.browsers import NOTED, begun, digest, ends_at, secret
from core.people.person import Person
from core.translation import N_, _
from handlers.access.members import may_be_told
from handlers.services import Pages, Services

SESSION, CSRF = "session", "csrf"
Signed = Callable[[web.Request, Person], Awaitable[web.StreamResponse]]


class Entering:
    def __init__(
        self,
        services: Services,
        pages: Pages,
        doors: Doors,
        providers: Sequence[Provider] = (),
        attempts: Attempts | None = None,
    ) -> None:
        self._services = services
        self._store = pages.store
        self._doors = doors
        self._providers = {provider.name: provider for provider in providers}
        self._attempts = attempts or Attempts()

    def routes(self) -> list[web.RouteDef]:
        through = self._doors.through
        return [
            web.get("/enter/{word}", through(self._asked), allow_head=False),
            web.post("/enter", through(self._enter)),
            web.get("/sign-in", through(self._ways), allow_head=False),
            web.get("/sign-in/{provider}", through(self._begin), allow_head=False),
            web.get("/sign-in/{provider}/back", through(self._come_back), allow_head=False),
            web.post("/sign-out", through(self.signed_in(self._leave))),
        ]

    # --- whose browser it is ---

    def csrf(self, request: web.Request) -> str:
        """What every form of this browser's session carries."""
        return derived(self._doors.cookie(request, SESSION), CSRF)

    def signed_in(self, handler: Signed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            person = await self._whose(request)
            if person is None:
                raise web.HTTPSeeOther("/sign-in")
            return await handler(request, person)

        return answer

    async def _whose(self, request: web.Request) -> Person | None:
        word = self._doors.cookie(request, SESSION)
        session = await self._store.find(digest(word)) if word else None
        if session is None:
            return None
        if not await self._is_member(session.person):
            await self._store.end_all(session.person)
            return None
        until = ends_at(session, self._services.clock.now())
        if until - session.expires_at >= NOTED:
            await self._store.go_on(digest(word), until)
        return session.person

    async def _is_member(self, person: Person) -> bool:
        """Raises ChatFault where the platform does not say."""
        return await may_be_told(self._services, person, asked=True)

    async def _let_in(self, request: web.Request, person: Person, shown: Shown) -> web.StreamResponse:
        """A session of its own, whatever this browser had before."""
        if before := self._doors.cookie(request, SESSION):
            await self._store.end(digest(before))
        word = secret()
        await self._store.begin(digest(word), begun(person, self._services.clock.now()))
        response = web.HTTPSeeOther(shown.address())
        self._doors.set_cookie(response, SESSION, word)
        self._doors.drop_cookie(response, BEFORE)
        return response

    # --- a link from the chat ---

    async def _asked(self, request: web.Request) -> web.StreamResponse:
        """Looks and does not touch: previews fetch links, too."""
        if not self._attempts.allows(request):
            return words.page(words.MANY)
        word = request.match_info["word"]
        if await self._store.link(digest(word)) is None:
            return words.page(words.USED_UP)
        door = secret()
        form = Markup('<form method="post" action="/enter">{}<button class="button primary">{}</button></form>').format(
            hidden({"word": word, CSRF: derived(door, CSRF)}), _("Sign in")
        )
        said = Markup("<p>{}</p>").format(_("You come from our private chat. This browser is then signed in as you."))
        response = words.alone(_("Open Debrief"), said + form)
        self._doors.set_cookie(response, BEFORE, door)
        return response

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        if not self._attempts.allows(request):
            return words.page(words.MANY)
        sent, door = await request.post(), self._doors.cookie(request, BEFORE)
        if not door or not same(str(sent.get(CSRF, "")), derived(door, CSRF)):
            return words.page(words.NOT_FROM_HERE)
        link = await self._store.use_link(digest(str(sent.get("word", ""))))
        if link is None:
            return words.page(words.USED_UP)
        if not await self._is_member(link.person):
            return words.page(words.NOT_MINE)
        return await self._let_in(request, link.person, Shown.of(link.route, link.value) or Shown())

    # --- the platform's own sign-in ---

    async def _ways(self, request: web.Request) -> web.StreamResponse:
        if await self._whose(request) is not None:
            raise web.HTTPSeeOther(ROOT)
        link = Markup('<p class="actions"><a class="button primary" href="/sign-in/{}">{}</a></p>')
        ways = Markup().join(link.format(each.name, _(each.label)) for each in self._providers.values())
        said = [N_("Everything here is yours alone, so I have to know that it is you."), words.HOW]
        return words.alone(_("Sign in"), Markup().join(Markup("<p>{}</p>").format(_(each)) for each in said) + ways)

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        provider = self._provider(request)
        if not self._attempts.allows(request):
            return words.page(words.MANY)
        door = secret()
        response = web.HTTPSeeOther(await provider.address(door))
        self._doors.set_cookie(response, BEFORE, door)
        return response

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        provider, door = self._provider(request), self._doors.cookie(request, BEFORE)
        if not self._attempts.allows(request):
            return words.page(words.MANY)
        person = await provider.person(door, request.query.get("state", ""), request.query.get("code", ""))
        if person is None:
            return words.page(words.NOT_FROM_HERE)
        face = self._services.faces.get(person.tenant.platform)
        if face is None or not await face.installed(person.tenant) or not await self._is_member(person):
            return words.page(words.NOT_MINE)
        return await self._let_in(request, person, Shown())

    def _provider(self, request: web.Request) -> Provider:
        if (found := self._providers.get(request.match_info["provider"])) is None:
            raise web.HTTPNotFound
        return found

    # --- out ---

    async def _leave(self, request: web.Request, _person: Person) -> web.StreamResponse:
        if not same(str((await request.post()).get(CSRF, "")), self.csrf(request)):
            return words.page(words.NOT_FROM_HERE)
        await self._store.end(digest(self._doors.cookie(request, SESSION)))
        response = words.page(words.OUT)
        self._doors.drop_cookie(response, SESSION)
        return response
