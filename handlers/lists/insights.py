"""/insights: mine (all, paired, unpaired, shared with me), one person's, by status, and by words of title or theme.

Every row passes the policy before it is shown, so a list can never tell more than the card would.
"""

from dataclasses import replace

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Form,
    Menu,
    Say,
    Style,
    Text,
    TextField,
    Tone,
)
from core.people.members import known, name_of
from core.people.person import Person
from core.ports.insights import InsightQuery, InsightSummary, Page, Scope
from core.refusal import Reason, Refused
from core.sharing import finding, search
from core.translation import N_, _, ngettext
from handlers.access.gate import audit
from handlers.arguments import Grammar
from handlers.cards import ACCEPTED
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.insight import held
from handlers.intake import paste
from handlers.lists import routes
from handlers.lists.routes import STATUSES, Stretch, View
from handlers.lists.rows import session_rows
from handlers.messages import posted
from handlers.services import Services

PAGE = 8
"""Rows of a list: as many as one takes in at once."""

SCOPES = {
    Scope.ALL: N_("All"),
    Scope.PAIRED: N_("With a coach"),
    Scope.UNPAIRED: N_("Private"),
    Scope.SHARED: N_("Shared with me"),
}
LISTED = {
    Scope.ALL: (N_("All sessions"), N_("All sessions, with {name}")),
    Scope.PAIRED: (N_("Sessions of coach and client"), N_("Sessions of coach and client, with {name}")),
    Scope.UNPAIRED: (N_("Private sessions"), N_("Private sessions, with {name}")),
    Scope.SHARED: (N_("Sessions shared with me"), N_("Sessions shared with me, by {name}")),
}
"""What is listed: everybody's, and one person's."""
_NAMED = {
    "all": Scope.ALL,
    "paired": Scope.PAIRED,
    "private": Scope.UNPAIRED,
    "unpaired": Scope.UNPAIRED,
    "shared": Scope.SHARED,
}
GRAMMAR = Grammar(
    lambda: _(
        "Write {insights}, {insights_with} or {new}.",
        insights=Say("insights"),
        insights_with=Say("insights", "@name"),
        new=Say("insights", "new"),
    ),
    ("new", *_NAMED),
    person=True,
)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    if asked.word == "new":
        if asked.person:
            new = Say("insights", "new")
            said = _("Write {new} alone. Whose session it is, I ask once I have read it.", new=new)
            raise Refused(Reason.BAD_INPUT, said)
        await paste.ask(services, event, respond)
        return
    await known(services, asked.person)
    view = View(_NAMED.get(asked.word, Scope.ALL), asked.about)
    card, owners = await listing(services, event.person, view)
    await posted.answer_list(services, event, respond, card, owners, routes.PAGE.packed(view))


async def turned(services: Services, event: ButtonPressed, respond: Respond) -> None:
    view = routes.PAGE.read(event)
    card, owners = await listing(services, event.person, view)
    await posted.update_list(services, event, respond, card, owners, routes.PAGE.packed(view))


def query_of(person: Person, view: View) -> InsightQuery:
    query = InsightQuery(person, view.scope, status=view.status or None)
    return replace(query, client=person.id) if view.other == person.id else replace(query, other=view.other or None)


async def listing(services: Services, person: Person, view: View) -> tuple[Card, list[str]]:
    """The card, recorded as looked at, and whose sessions are on it."""
    card, rows = await draw(services, person, view)
    await audit(services, person, "list", view.other or person.id, scope=view.scope.value, rows=len(rows))
    return card, [row.client_user_id for row in rows]


async def draw(services: Services, person: Person, view: View) -> tuple[Card, tuple[InsightSummary, ...]]:
    """The same for a message that shows it already: nobody has looked."""
    query = query_of(person, view)
    page = await services.insights.list(query, limit=PAGE, cursor=view.cursor or None)
    rows = await finding.rows(services, person, page.rows)
    total = await _total(services, query, page, len(rows))
    name = await name_of(services, person.tenant, view.other) if view.other else ""
    shared = not rows and view == View() and await _is_shared_with(services, person)
    heading = _("You have no sessions of your own yet.") if shared else _heading(view, name, total)
    blocks: list[Block] = [Text(heading, Style.SMALL), _filters(view)]
    if not view.cursor and not view.status and view.scope in {Scope.ALL, Scope.PAIRED}:
        blocks += await held.blocks(services, person, view.other)
    blocks += await session_rows(services, person, rows)
    if shared:
        blocks.append(Text(_("What others share with you is under “{shared}”.", shared=_(SCOPES[Scope.SHARED]))))
    if not rows:
        blocks.append(Text(_nothing(view, name)))
    turns: list[Button | Menu] = []
    if page.newer:
        turns.append(routes.PAGE.button(_("Newer"), replace(view, cursor=page.newer)))
    if page.older:
        turns.append(routes.PAGE.button(_("Older"), replace(view, cursor=page.older)))
    turns.append(routes.SEARCH.button(_("Search"), replace(view, cursor="")))
    turns.append(routes.TIMELINE.button(_("Timeline"), Stretch(view.other)))
    return Card(_("Sessions"), (*blocks, Divider(), Actions(tuple(turns)))), rows


async def _is_shared_with(services: Services, person: Person) -> bool:
    page = await services.insights.list(InsightQuery(person, Scope.SHARED), limit=PAGE)
    return bool(await finding.rows(services, person, page.rows))


async def _total(services: Services, query: InsightQuery, page: Page[InsightSummary], shown: int) -> int | None:
    """How many there are for this reader. What is shared is not counted beyond a page: the count would tell of grants that have
    expired, and so of sessions the reader may know nothing of."""
    if page.newer is None and page.older is None:
        return shown
    shared_too = query.scope is Scope.SHARED or (query.scope is Scope.ALL and query.other is not None)
    return None if shared_too else await services.insights.count(query)


def _heading(view: View, name: str, total: int | None) -> str:
    all_of_it, of_one = LISTED[view.scope]
    said = [_(of_one, name=name) if name else _(all_of_it)]
    if view.status:
        said.append(_(STATUSES[view.status]))
    what = " · ".join(said)
    if total is None:
        return what
    return _("{what}: none", what=what) if total == 0 else _("{what}: {count}", what=what, count=total)


def _filters(view: View) -> Actions:
    start = replace(view, cursor="")
    scopes = tuple(
        routes.PAGE.button(_(label), replace(start, scope=scope), Tone.PRIMARY if scope is view.scope else Tone.PLAIN)
        for scope, label in SCOPES.items()
    )
    statuses = ((_(label), replace(start, status=status)) for status, label in STATUSES.items())
    return Actions((*scopes, routes.PAGE.menu(_("Status"), statuses)))


def _nothing(view: View, name: str) -> str:
    if view.status or view.cursor:
        return _("Nothing here.")
    if view.scope is Scope.SHARED:
        return _("Nobody shares a private session with you.")
    # The same for whoever has no sessions, shares none, or is unknown.
    if name:
        return _("I have no sessions of yours with {name}.", name=name)
    return _("Drop a transcript into our private chat: {accepted}.", accepted=_(ACCEPTED))


# --- search ---


async def ask_search(services: Services, event: ButtonPressed, respond: Respond) -> None:
    view = routes.SEARCH.read(event)
    hint = _("Words of a title or a theme; parts of words will do.")
    fields = (TextField("words", _("Search for"), max_length=search.LONGEST, hint=hint),)
    title, search_now, close = _("Search sessions"), _("Search"), _("Close")
    await respond.open(routes.SEARCHED.form(title, view, fields, submit=search_now, cancel=close))


async def searched(services: Services, event: FormSent, respond: Respond) -> None:
    """Looks at rows from the newest on; what was not reached is offered in a form that keeps the words."""
    view = routes.SEARCHED.read(event)
    text = event.text("words")
    wanted = search.words(text)
    if not wanted:
        await respond.errors({"words": _("Write at least one word.")})
        return
    found, cursor, looked = await finding.search(services, query_of(event.person, view), wanted, view.cursor or None)
    await audit(services, event.person, "search", event.person.id, rows=looked, found=len(found))
    blocks: list[Block] = await session_rows(services, event.person, tuple(found[: finding.MOST_HITS]))
    if len(found) > finding.MOST_HITS:
        more = len(found) - finding.MOST_HITS
        blocks.append(Text(_("And {count} more here. Write more words to narrow it down.", count=more)))
    if not found:
        blocks.append(Text(_("I found no session with these words in its title or themes.")))
    if cursor is None:
        seen = ngettext("Looked at {count} session.", "Looked at {count} sessions.", looked)
        blocks.append(Text(seen, Style.SMALL))
        await respond.open(Form(_("Search sessions"), "none", blocks=tuple(blocks)))
        return
    so_far = ngettext(
        "Looked at {count} session so far. Look further back?",
        "Looked at {count} sessions so far. Look further back?",
        looked,
    )
    blocks.append(Text(so_far, Style.SMALL))
    again = (TextField("words", _("Search for"), text[: search.LONGEST], max_length=search.LONGEST),)
    onwards = replace(view, cursor=cursor)
    title, further, close = _("Search sessions"), _("Look further"), _("Close")
    await respond.open(routes.SEARCHED.form(title, onwards, again, tuple(blocks), submit=further, cancel=close))
