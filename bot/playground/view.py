"""The page: two people's screens beside each other, and each part of them by itself, as the stream brings it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.playground import doors, kept
from bot.playground.cast import Cast, Player
from bot.playground.place import PATH, Window
from bot.playground.screen import Kind, Named
from bot.playground.sheets import Sheet
from bot.playground.winding import WINDS
from bot.render import html, html_form, site
from bot.render.html import Post
from bot.render.html_form import Filled
from bot.render.wording import safe, typed
from core.card import Card, written
from core.ports.people import Kind as MemberKind
from core.translation import _, day
from handlers.routes import COMMANDS
from storage.screens import Row

HERE = Path(__file__).parent
LEVEL = 3
"""Of a card's title: the page has the first, a person the second."""


@dataclass(frozen=True)
class View:
    """What one window shows. `token` is what its forms carry."""

    cast: Cast
    window: Window
    token: str

    def page(
        self, now: datetime, rows: Mapping[str, Sequence[Row]], sheets: Mapping[str, Sheet | None], **told: object
    ) -> str:
        """`told` is what the template says of the machine it runs on."""
        panes = [self._pane(who, rows[who], sheets[who]) for who in (self.window.left, self.window.right)]
        body = site.template(HERE / "page.html").render(
            panes=panes,
            window=self.window,
            path=PATH,
            hidden=html.hidden({doors.FIELD: self.token, "window": self.window.query}),
            clock=self.clock(now),
            winds=[(how, _(label)) for how, label in WINDS.items()],
            **told,
        )
        return site.document(
            _("Debrief, the playground"),
            Markup(body),  # noqa: S704 - of an escaping template
            kind="play",
            sheets=["playground.css"],
            scripts=["playground.js"],
        )

    def clock(self, now: datetime) -> str:
        local = now.astimezone(ZoneInfo(self.cast.zone or "UTC"))
        return _("{day}, {time}", day=day(local), time=f"{local:%H:%M}")

    def _pane(self, who: str, rows: Sequence[Row], sheet: Sheet | None) -> Mapping[str, object]:
        player = self.cast.find(who) or self.cast.players[0]
        home = who in self.window.homes
        others = [each for each in self.cast.players if each.id != who and each.kind is MemberKind.PERSON]
        switches = [
            (each, _(each.part), self.window.of(who, each.id).address, each.id == who) for each in self.cast.players
        ]
        return {
            "player": player,
            "part": _(player.part) if player.part else "",
            "home": home,
            "items": [self.item(row) for row in rows],
            "sheet": self.sheet(who, sheet),
            "switches": switches,
            "to_chat": self.window.at_home(who, False).address,
            "to_home": self.window.at_home(who, True).address,
            "hidden": html.hidden(self._carried(who)),
            "suggestions": suggestions(others[0]),
            "other": others[0],
            "is_first": player == self.cast.players[0],
            "is_second": player == self.cast.players[1],
        }

    def shown(self, who: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Of all rows those that this window shows."""
        return [row for row in rows if (row.kind == Kind.HOME) is (who in self.window.homes)]

    # --- one thing on a screen ---

    def item(self, row: Row) -> Markup:
        mine = row.kind in {Kind.SAID, Kind.DROPPED}
        kinds = ["home"] if row.kind == Kind.HOME else ["message", "mine"] if mine else ["message"]
        return Markup('<div class="{}" id="{}" data-change="{}">{}{}</div>').format(
            " ".join(kinds),
            self._name(row),
            row.change,
            Markup() if row.kind == Kind.HOME else self._line(row, mine),
            self._body(row),
        )

    def _name(self, row: Row) -> str:
        return f"m-{row.person}-{row.id}"

    def _line(self, row: Row, mine: bool) -> Markup:
        local = row.at.astimezone(ZoneInfo(self.cast.zone or "UTC"))
        who = _("You") if mine else "Debrief"
        return Markup('<p class="small line"><span>{}</span> <time datetime="{}">{}</time></p>').format(
            who, row.at.astimezone(UTC).isoformat(timespec="minutes"), self.clock(local)
        )

    def _body(self, row: Row) -> Markup:
        match Kind(row.kind):
            case Kind.SAID:
                said = Markup('<p class="said bubble" dir="auto">{}</p>').format(safe(row.body.decode()))
                return said + self._take_back(row)
            case Kind.DROPPED:
                return self._file(Named.unpacked(row.body)) + self._take_back(row)
            case Kind.GIVEN:
                given = Named.unpacked(row.body)
                return self._card(row, given.note or Card(given.name)) + self._file(given)
            case Kind.CARD | Kind.HOME:
                return self._card(row, kept.unpacked(row.body))

    def _card(self, row: Row, card: Card) -> Markup:
        home = {"home": "1"} if row.kind == Kind.HOME else {"message": row.id}
        return html.card(card, Post(f"{PATH}/press", self._carried(row.person) | home, self._name(row)), level=LEVEL)

    def _file(self, file: Named) -> Markup:
        size = _("{size} kB", size=max(1, round(file.size / 1024)))
        return Markup(
            '<p class="bubble file"><a href="{}/files/{}" download dir="auto">{}</a> <span class="small">{}</span></p>'
        ).format(PATH, file.file, safe(file.name), size)

    def _take_back(self, row: Row) -> Markup:
        return Markup(
            '<form class="take-back" method="post" action="{}/take-back">{}<button type="submit" class="quiet">{}</button></form>'
        ).format(PATH, html.hidden(self._carried(row.person) | {"message": row.id}), _("Delete message"))

    # --- what lies over it ---

    def sheet(self, who: str, sheet: Sheet | None) -> Markup:
        if sheet is None:
            return Markup()
        carried = self._carried(who) | {"sheet": sheet.key} | ({"home": "1"} if sheet.home else {})
        name = f"s-{who}-{sheet.key}"
        close = f"{PATH}/close?who={who}&sheet={sheet.key}&{self.window.query}"
        if isinstance(sheet.shown, Card):
            inner = Markup('{}<div class="actions"><a class="button" href="{}" data-closes>{}</a></div>').format(
                html.card(sheet.shown, Post(f"{PATH}/press", carried, name), level=LEVEL), close, _("Close")
            )
        else:
            people = [(each.id, each.name) for each in self.cast.players if each.id != who]
            filled = Filled(people, sheet.kept, sheet.errors, close)
            inner = html_form.form(sheet.shown, Post(f"{PATH}/press", carried, name), filled, level=LEVEL)
        title = safe(written(sheet.shown.title, typed))
        return Markup('<div class="sheet" role="dialog" aria-label="{}" id="{}" tabindex="-1">{}</div>').format(
            title, name, inner
        )

    def _carried(self, who: str) -> dict[str, str]:
        return {doors.FIELD: self.token, "window": self.window.query, "who": who}


def suggestions(other: Player) -> Sequence[tuple[str, str]]:
    """What can be typed, with what it is for, from the table of commands; mentions are of the other person."""
    found: list[tuple[str, str]] = []
    for command in COMMANDS:
        found.append((f"/{command.name}", _(command.about)))
        for part in command.usage.strip("[]").split("] [") if command.usage else ():
            words = " ".join(f"@{other.first}" if word.startswith("@") else word for word in part.split())
            found.append((f"/{command.name} {words}", ""))
    return (*found, ("/help", _("Everything I know")))
