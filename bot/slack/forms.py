"""Forms as modals, cards as the Home tab or as a modal that only shows. A view cannot be split: what one cannot hold comes
back as a card for a message, so that nothing is lost."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.render.cutting import shorten, units
from bot.render.wording import safe
from bot.slack import limits
from bot.slack.blocks import Writer
from bot.slack.commands import typed
from bot.slack.elements import Json, label, option, plain, plain_section
from core.card import (
    Block,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Field,
    Form,
    PersonField,
    Style,
    Text,
    TextField,
    Words,
    written,
)
from core.translation import N_, _

ELEMENT = "answer"
NONE_YET = N_("There is nothing to choose from yet.")
CUT = N_("There is more than fits here.")


@dataclass(frozen=True, slots=True)
class View:
    """A view for Slack's views methods; `rest` is what did not fit."""

    view: Json
    rest: tuple[Block, ...] = ()


def modal(form: Form) -> View:
    """The form as a modal: what it shows first, then its fields."""
    form = written(form, typed)
    if units(form.value) > limits.PRIVATE_METADATA or units(form.action) > limits.BLOCK_ID:
        raise ValueError("a form's value or action is too long for Slack")
    writer = Writer(messages=False)
    fields = [block for number, each in enumerate(form.fields) for block in _field(writer, each, number)]
    view: Json = {
        "type": "modal",
        "title": plain(label(form.title, limits.VIEW_TITLE)),
        "close": plain(label(form.cancel, limits.VIEW_TITLE)),
        "private_metadata": form.value,
    }
    if form.action:
        view["callback_id"] = form.action
    if form.submit or any(block["type"] == "input" for block in fields):
        view["submit"] = plain(label(form.submit or _("Send"), limits.VIEW_TITLE))
    return _filled(view, writer, form.blocks, fields)


def home(card: Card) -> View:
    """The card as the Home tab."""
    card = written(card, typed)
    return _filled({"type": "home"}, Writer(messages=False), (Text(card.title, Style.HEADING), *card.blocks), [])


def shown(card: Card) -> View:
    """The card as a modal that only shows."""
    card = written(card, typed)
    view = {"type": "modal", "title": plain(label(card.title, limits.VIEW_TITLE)), "close": plain(_("Close"))}
    head = (Text(card.title, Style.STRONG),) if units(card.title) > limits.VIEW_TITLE else ()
    return _filled(view, Writer(messages=False), (*head, *card.blocks), [])


def loading(title: str = "Debrief") -> Json:
    """What is opened at once, before anything that could outlast Slack's three seconds."""
    return {
        "type": "modal",
        "title": plain(label(title, limits.VIEW_TITLE)),
        "blocks": [plain_section(_("One moment …"))],
    }


def _filled(view: Json, writer: Writer, blocks: Sequence[Block], fields: list[Json]) -> View:
    """The view with as many of the blocks as it holds beside its fields."""
    most = limits.VIEW_BLOCKS - len(fields)
    written = writer.blocks(blocks, most=most)
    if len(written) <= most and _fits(candidate := {**view, "blocks": [*written, *fields]}):
        return View({**candidate, "blocks": candidate["blocks"] or [plain_section(limits.EMPTY)]})
    low, high = 0, len(blocks)
    while low < high:  # the most blocks that fit with a line that says so
        middle = (low + high + 1) // 2
        part = [*Writer(messages=False).blocks(blocks[:middle], most=most - 1), plain_section(_(CUT))]
        low, high = (
            (middle, high) if len(part) <= most and _fits({**view, "blocks": [*part, *fields]}) else (low, middle - 1)
        )
    kept = [*writer.blocks(blocks[:low], most=most - 1), plain_section(_(CUT))]
    return View({**view, "blocks": [*kept, *fields]}, tuple(blocks[low:]))


def _fits(view: Json) -> bool:
    return len(json.dumps(view)) <= limits.VIEW_BYTES


# --- fields ---


def _field(writer: Writer, field: Field, number: int) -> Iterator[Json]:
    match field:
        case Words(text):
            yield from writer.blocks((Text(text),), most=limits.VIEW_BLOCKS)
        case TextField():
            most = max(1, min(field.max_length, limits.INPUT))
            element: Json = {"type": "plain_text_input", "multiline": field.long, "max_length": most}
            if value := shorten(safe(field.value), most):
                element["initial_value"] = value
            yield _input(field, element, hint=field.hint)
        case DateField():
            element = {"type": "datepicker"} | ({"initial_date": field.value.isoformat()} if field.value else {})
            yield _input(field, element)
        case ChoiceField():
            if field.choices:
                yield _input(field, _choices(field))
            else:
                yield from writer.blocks((Text(field.label, Style.STRONG), Text(_(NONE_YET))), most=2)
        case PersonField():
            element = {"type": "users_select"} | ({"initial_user": field.value} if field.value else {})
            yield _input(field, element)
        case _:
            assert_never(field)


def _input(field: TextField | DateField | ChoiceField | PersonField, element: Json, hint: str = "") -> Json:
    if not field.name or units(field.name) > limits.BLOCK_ID:
        raise ValueError("a field's name is empty or too long for Slack")
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(label(field.label, limits.LABEL)),
        "element": {**element, "action_id": f"{ELEMENT}.{field.name}"[: limits.ACTION_ID]},
        "optional": not field.required,
    }
    return block | ({"hint": plain(label(hint, limits.LABEL))} if hint.strip() else {})


def _choices(field: ChoiceField) -> Json:
    few = len(field.choices) <= limits.FEW_OPTIONS
    chosen = [option(choice) for choice in field.choices if choice.value in field.chosen]
    if field.many:
        element: Json = {"type": "checkboxes" if few else "multi_static_select"}
        first: Json = {"initial_options": chosen} if chosen else {}
    else:
        element = {"type": "radio_buttons" if few else "static_select"}
        first = {"initial_option": chosen[0]} if chosen else {}
    return element | _options(field.choices) | first


def _options(choices: Sequence[Choice]) -> Json:
    """One list, or groups of a hundred where there are more."""
    if len(choices) <= limits.OPTIONS:
        return {"options": [option(choice) for choice in choices]}
    if len(choices) > limits.OPTIONS * limits.OPTION_GROUPS:
        raise ValueError("more choices than a Slack menu holds")
    groups: list[Json] = []
    for start in range(0, len(choices), limits.OPTIONS):
        part = choices[start : start + limits.OPTIONS]
        groups.append(
            {"label": plain(f"{start + 1}–{start + len(part)}"), "options": [option(choice) for choice in part]}
        )
    return {"option_groups": groups}
