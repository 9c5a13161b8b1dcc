"""Every card as Microsoft's renderer draws it (npm adaptivecards), in the colours of Teams, light and dark.

The colours are microsoft-teams-light.json and -dark.json of npm adaptivecards-designer 2.4.4, (c) Microsoft, MIT licence.
All cards are drawn and held against the schema; a few pictures are kept and compared.
"""

import json
import os
from pathlib import Path
from typing import Any

from PIL import Image

from bot.teams import cards, forms
from core.card import Form
from core.translation import reading
from tests.e2e.cards import Shown, all_cards
from tests.e2e.pictures import HERE, browsing, fonts
from tests.teams import validator

GOLDEN = HERE / "teams" / "golden"
WIDTH = 640
GROUNDS = {"light": ("#f5f5f5", "#252424"), "dark": ("#1f1f1f", "#ffffff")}
KEPT = frozenset(
    {
        "insight",
        "insight-open",
        "status-analysed",
        "share-form",
        "share-list",
        "timeline",
        "list",
        "actions",
        "help",
        "home",
        "reminder",
    }
)
"""Pictures that are kept: what people see most, and each kind of block."""
PAGE = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;padding:12px;box-sizing:border-box;width:{width}px}} #card{{border-radius:6px;overflow:hidden}}
.ac-pushButton{{border:1px solid #8888;border-radius:4px;padding:5px 12px}}
.ac-pushButton{{background:none;color:inherit;font:600 14px "Noto Sans"}}
.ac-pushButton.style-positive{{background:#6264a7;color:#fff}} .ac-pushButton.style-destructive{{color:#c4314b}}
input,select,textarea{{font:14px "Noto Sans";padding:5px}} .ac-textBlock p,.ac-textBlock ul{{margin:0}}
</style><div id="card"></div>"""


def card_of(shown: Shown) -> Any:
    """What Teams is given: a message, or the card of a dialog."""
    if isinstance(shown.source, Form):
        return forms.dialog(shown.source).body["task"]["value"]["card"]["content"]
    pages = cards.render(shown.source)
    problems = [problem for page in pages for problem in validator.message_problems(page.activity())]
    assert problems == [], (shown.name, problems)
    return pages[0].card


async def take(folder: Path) -> dict[str, Path]:
    """Pictures of all cards in the folder; those that are kept, by name. Raises AssertionError for a card Teams would refuse."""
    shown = [one async for one in all_cards()]
    taken: dict[str, Path] = {}
    own: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts(folder))}
    async with browsing(own) as chromium:
        page = await chromium.new_page(viewport={"width": WIDTH, "height": 900})
        await page.set_content(PAGE.format(width=WIDTH))
        for script in ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js"):
            await page.add_script_tag(path=HERE / "node_modules" / script)
        await page.add_script_tag(path=HERE / "teams" / "page.js")
        for theme, (ground, ink) in GROUNDS.items():
            config = json.loads((HERE / "teams" / f"microsoft-teams-{theme}.json").read_text("utf-8"))
            for one in shown:
                with reading(one.name.rpartition(".")[2]):
                    card = card_of(one)
                assert validator.problems(card) == [], one.name
                asked = {"card": card, "config": config, "opened": one.opened, "ground": ground, "ink": ink}
                found = await page.evaluate("asked => draw(asked)", asked)
                assert found == {"wrong": [], "acting": []}, (one.name, found)
                path = folder / f"teams.{one.name}.{theme}.png"
                await page.screenshot(path=path, full_page=True)
                taken[path.name] = path
    for path in taken.values():
        picture = Image.open(path).convert("RGB")
        picture.resize((picture.width * 3 // 4, max(1, picture.height * 3 // 4))).quantize(24).save(path, optimize=True)
    return {name: path for name, path in taken.items() if name.split(".")[1] in KEPT and ".en." in name}
