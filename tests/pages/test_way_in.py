"""What leads from the chat into the browser."""

from dataclasses import replace

import pytest

from core.card import Actions, Card, Link
from core.people.browsers import LINK_HOLDS, digest
from core.people.person import Person
from core.ports.insights import Scope
from handlers.home import home
from handlers.insight import view
from handlers.lists import timeline
from handlers.lists.routes import Stretch
from handlers.services import Pages
from storage import Storage
from tests.relationships.house import House, furnish, person

ADA, ENTER = person("ada"), "https://debrief.example/enter/"


def links(card: Card) -> list[Link]:
    return [
        item for block in card.blocks if isinstance(block, Actions) for item in block.items if isinstance(item, Link)
    ]


@pytest.fixture
async def house(storage: Storage) -> House:
    house = furnish(storage)
    house.services = replace(house.services, pages=Pages(storage.browsers, ENTER), clock=storage.clock)
    return house


async def surfaces(house: House, who: Person, insight_id: str) -> dict[str, Card]:
    return {
        "insight.open": await view.drawn(house.services, who, insight_id),
        "home.show": await home.home(house.services, who, Scope.ALL),
        "timeline.open": (await timeline.draw(house.services, who, Stretch()))[0],
    }


async def test_card_home_and_timeline_lead_to_the_browser(house: House, storage: Storage) -> None:
    insight_id = await house.session(ADA, 1)
    for route, card in (await surfaces(house, ADA, insight_id)).items():
        answer = await house.press_on(ADA, card, "Open in the browser")
        (link,) = links(answer.cards[-1])
        assert link.address.startswith(ENTER)
        kept = await storage.browsers.link(digest(link.address.removeprefix(ENTER)))
        assert kept is not None
        assert (kept.person, kept.route) == (ADA, route)
        assert kept.value.startswith(insight_id if route == "insight.open" else "")
        assert kept.expires_at - storage.clock.now() <= LINK_HOLDS


async def test_without_an_address_nothing_leads_there(house: House) -> None:
    insight_id = await house.session(ADA, 1)
    house.services = replace(house.services, pages=None)
    for card in (await surfaces(house, ADA, insight_id)).values():
        assert "Open in the browser" not in [label for label, *_rest in house.pressables(card)]
    assert "no pages" in (await house.press(ADA, "browser.open", f"insight.open|{insight_id}")).text
