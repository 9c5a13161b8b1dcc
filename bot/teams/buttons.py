"""What can be pressed on a card: rows of buttons, with what each of them shows beneath its row."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import assert_never

from bot.render.cutting import shorten
from bot.teams import limits
from bot.teams.elements import Json, hidden, label, paragraph, size, toggle
from bot.teams.presses import STYLES, picks, press
from core.card import Button, Choice, Confirm, Link, Menu, Tone
from core.translation import N_, _

CHOOSE = N_("Choose")


class Buttons:
    """Of one card, in which `number` tells elements apart. `message` is false in a dialog."""

    def __init__(self, number: "count[int]", *, message: bool) -> None:
        self._number = number
        self._message = message

    def rows(self, items: Iterable[Button | Menu | Link]) -> Iterator[Json]:
        """Rows of buttons, each with what its buttons show beneath it."""
        row: list[Json] = []
        beneath: list[Json] = []
        for item in items:
            for button, shown in self._pressable(item):
                if row and (_too_wide([*row, button]) or size([*row, *beneath, button, *shown]) > limits.PART):
                    yield _row(row, beneath)
                    row, beneath = [], []
                row.append(button)
                beneath += shown
        if row:
            yield _row(row, beneath)

    def _pressable(self, item: Button | Menu | Link) -> Iterator[tuple[Json, list[Json]]]:
        match item:
            case Button(title, confirm=Confirm() as confirm):
                name = f"confirm{next(self._number)}"
                asked = toggle(label(title, limits.BUTTON), name) | _style(item.tone)
                yield asked, [self._confirm(name, item, confirm)]
            case Button():
                yield self.press(item), []
            case Menu():
                yield from self._menu(item)
            case Link(title, address):
                opened = {"type": "Action.OpenUrl", "title": label(title, limits.BUTTON), "url": address}
                yield opened | _style(item.tone), []
            case _:
                assert_never(item)

    def press(self, button: Button, title: str = "") -> Json:
        return press(
            title or button.label,
            button.action,
            button.value,
            button.tone,
            opens_form=button.opens_form,
            message=self._message,
        )

    def _confirm(self, name: str, button: Button, confirm: Confirm) -> Json:
        """The second question, on the card itself."""
        answers = [self.press(button, confirm.yes), toggle(label(confirm.no, limits.BUTTON), name)]
        items = [
            *paragraph(shorten(confirm.title, limits.LABEL), weight="Bolder"),
            *paragraph(shorten(confirm.text, limits.CONFIRM)),
            {"type": "ActionSet", "actions": answers},
        ]
        return hidden(name, items, style="emphasis")

    def _menu(self, menu: Menu) -> Iterator[tuple[Json, list[Json]]]:
        """Few choices are buttons; many are a list, with one button to go. What opens a form is asked for in another way than
        what does not."""
        kinds = [[one for one in menu.choices if one.opens_form is opens_form] for opens_form in (False, True)]
        for choices in (part for kind in kinds for part in _in_parts(kind)):
            name = f"menu{next(self._number)}"
            shown = self._buttons(menu, choices) if len(choices) <= limits.FEW_CHOICES else self._list(menu, choices)
            yield toggle(f"{label(menu.placeholder, limits.BUTTON)} ▾", name), [hidden(name, shown)]

    def _buttons(self, menu: Menu, choices: Sequence[Choice]) -> list[Json]:
        made = [self.press(Button(one.label, menu.action, one.value, opens_form=one.opens_form)) for one in choices]
        rows: list[list[Json]] = []
        for button in made:
            if not rows or _too_wide([*rows[-1], button]):
                rows.append([])
            rows[-1].append(button)
        return [{"type": "ActionSet", "actions": row} for row in rows]

    def _list(self, menu: Menu, choices: Sequence[Choice]) -> list[Json]:
        name = f"choice.{next(self._number)}"
        chosen = {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": label(menu.placeholder, limits.LABEL),
            "style": "compact",
            "value": choices[0].value,
            "choices": [{"title": label(one.label, limits.CHOICE), "value": one.value} for one in choices],
        }
        go = self.press(Button(_(CHOOSE), menu.action, "", opens_form=choices[0].opens_form))
        return [chosen, {"type": "ActionSet", "actions": [picks(go, name)]}]


def _style(tone: Tone) -> Json:
    return {} if tone is Tone.PLAIN else {"style": STYLES[tone]}


def _row(buttons: list[Json], beneath: list[Json]) -> Json:
    actions: Json = {"type": "ActionSet", "actions": buttons}
    return {"type": "Container", "items": [actions, *beneath]} if beneath else actions


def _too_wide(row: Sequence[Json]) -> bool:
    return len(row) > limits.ROW or sum(len(button["title"]) + 5 for button in row) > limits.ROW_TEXT


def _in_parts(choices: Sequence[Choice]) -> Iterator[list[Choice]]:
    part: list[Choice] = []
    used = 0
    for choice in choices:
        taken = size({"title": label(choice.label, limits.CHOICE), "value": choice.value})
        if part and used + taken > limits.PART // 2:
            yield part
            part, used = [], 0
        part.append(choice)
        used += taken
    if part:
        yield part
