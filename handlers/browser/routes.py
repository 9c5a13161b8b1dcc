"""What opens a page in the browser."""

from dataclasses import dataclass
from typing import Any

from core.card import Button
from core.translation import _
from handlers.routing import Route, Value
from handlers.services import Services


@dataclass(frozen=True, slots=True)
class Wanted(Value):
    """What the page is to show: a route that changes nothing, with its value."""

    route: str
    value: str = ""


OPEN = Route("browser.open", Wanted)


def way(services: Services, route: Route[Any], value: Value | None = None) -> tuple[Button, ...]:
    """The button that leads to what the route shows; nothing where there are no pages."""
    if services.pages is None:
        return ()
    return (OPEN.button(_("Open in the browser"), Wanted(route.name, value.packed() if value else "")),)
