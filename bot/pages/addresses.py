"""Where in the browser each thing is shown. A route that changes nothing has an address, so what leads to it is a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from handlers.account import routes as account
from handlers.browser import routes as browser
from handlers.coaching import routes as coaching
from handlers.home import routes as at_home
from handlers.insight import routes as insight
from handlers.lists import routes as lists
from handlers.programme import routes as programme
from handlers.promises import routes as promises
from handlers.routes import PRESSED
from handlers.routing import Route
from handlers.sharing import routes as sharing

ROOT = "/me"
UPLOAD, TRANSCRIPT, PAPER = "page.upload", "page.transcript", "page.paper"
"""What only these pages show: a session on its way, by the key it was uploaded under; the transcript of an insight; an insight as
it is printed."""
NAMED = {
    at_home.SHOW.name: "",
    lists.PAGE.name: "/sessions",
    lists.TIMELINE.name: "/timeline",
    promises.PAGE.name: "/promises",
    sharing.LIST.name: "/sharing",
    coaching.LIST.name: "/people",
    account.SETTINGS.name: "/settings",
    account.PRIVACY.name: "/privacy",
    programme.OPEN.name: "/programme",
    at_home.HELP.name: "/help",
}
"""Pages with an address of their own, below ROOT; all others are at /open/ROUTE."""
SAVED = frozenset({insight.EXPORT.name, lists.TIMELINE_EXPORT.name})
"""What gives a file."""
ELSEWHERE = frozenset({browser.OPEN.name, insight.MORE.name})
SHOWN: Mapping[str, Route[Any]] = {
    route.name: route for route, _handler in PRESSED if not route.changes and route.name not in SAVED | ELSEWHERE
} | {at_home.HELP.name: at_home.HELP}
SAME = {promises.LIST.name: promises.PAGE.name}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: a route with its value, as a button carries them."""

    route: str = at_home.SHOW.name
    value: str = ""

    @classmethod
    def of(cls, route: str, value: str) -> "Shown | None":
        """None for what changes something, gives a file, or is nothing of ours."""
        if route == insight.MORE.name:
            route, _bar, value = value.partition("|")
        route = SAME.get(route, route)
        return cls(route, value) if route in SHOWN or route in {UPLOAD, TRANSCRIPT} else None

    @classmethod
    def unpacked(cls, text: str) -> "Shown":
        """What `packed` gave; the first page for anything else."""
        route, _bar, value = text.partition("|")
        return cls.of(route, value) or cls()

    def packed(self) -> str:
        return f"{self.route}|{self.value}"

    @property
    def asks(self) -> bool:
        """A form answers."""
        return self.route in SHOWN and SHOWN[self.route].opens_form

    def address(self, back: "Shown | None" = None) -> str:
        """`back`: where its Cancel leads."""
        once = quote(self.value, safe="")
        if self.route == insight.OPEN.name:
            return f"{ROOT}/sessions/{once}"
        if self.route == TRANSCRIPT:
            return f"{ROOT}/sessions/{once}/transcript"
        if self.route == PAPER:
            return f"{ROOT}/sessions/{once}/print"
        if self.route == UPLOAD:
            return f"{ROOT}/upload/{once}"
        asked = {"v": self.value} if self.value.strip("|") else {}
        asked |= {"back": back.packed()} if back else {}
        path = ROOT + NAMED.get(self.route, f"/open/{self.route}")
        return f"{path}?{urlencode(asked)}" if asked else path


def file(route: str, value: str) -> str:
    """Where a file is had: SAVED."""
    return f"{ROOT}/save/{route}?{urlencode({'v': value})}"
