"""Forms as dialogs, cards as dialogs that only show, and what comes back of them.

A dialog cannot be changed while it is open, and Teams tells only what was typed. So a form carries itself, packed, in what it
sends: to say what is wrong, the same card is shown again with a sentence beside the field and all that was typed. What comes
back is shown to whoever sent it, and to nobody else.
"""

import base64
import binascii
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from urllib.parse import unquote

from bot.render.cutting import shorten
from bot.render.wording import safe
from bot.teams import limits
from bot.teams.blocks import Writer
from bot.teams.cards import ADAPTIVE, adaptive, notification
from bot.teams.commands import typed
from bot.teams.elements import Json, heading, label, paragraph, rich, size
from core.card import (
    Block,
    Card,
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
from handlers.events import FieldAnswer

NONE_YET = N_("There is nothing to choose from yet.")
CUT = N_("There is more than fits here.")
NEEDED = N_("Please fill this in.")
PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
FRAME = 2_000
"""Bytes of a dialog around what it shows."""
LARGEST = 200_000
"""Bytes of a form that comes back, unpacked."""
TALL = 3_000
"""Bytes of a card from which a dialog is a tall one."""

ONE, MANY = "one", "many"


@dataclass(frozen=True, slots=True)
class Dialog:
    """What task/fetch and task/submit are answered with; `rest` is what did not fit."""

    body: Json
    rest: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: as handlers.events.FormSent says, and how to show it again."""

    action: str
    value: str
    fields: Mapping[str, FieldAnswer]
    key: str
    typed: Mapping[str, str]
    packed: str
    title: str


def dialog(form: Form) -> Dialog:
    """The form as a dialog: what it shows first, then its fields."""
    form = written(form, typed)
    fields = [element for each in form.fields for element in _field(each)]
    inputs = [element["id"] for element in fields if "id" in element]
    sends = bool(form.submit or inputs)
    fields, too_long = _lighter(fields, (limits.CARD - FRAME) // 2)
    shown, more = _fitting(form.blocks, limits.CARD - FRAME - size(fields) * (2 if sends else 1))
    rest = (*more, *too_long)
    body = [*shown, *fields] or [rich(limits.EMPTY)]
    data = {"form": form.action, "value": form.value, "key": secrets.token_hex(8), "inputs": inputs}
    title, submit = label(form.title, limits.DIALOG_TITLE), label(form.submit or _("Send"), limits.BUTTON)
    if not sends:
        return Dialog(_task(title, body), rest)
    return Dialog(_task(title, body, _carried(data, title, submit, body), submit), rest)


def shown(card: Card) -> Dialog:
    """The card as a dialog that only shows."""
    card = written(card, typed)
    long = len(card.title) > limits.DIALOG_TITLE or not card.blocks
    head = list(heading(shorten(card.title, limits.TEXT), "Large")) if long else []
    body, rest = _fitting(card.blocks, limits.CARD - FRAME - size(head))
    return Dialog(_task(label(card.title, limits.DIALOG_TITLE), [*head, *body] or [rich(limits.EMPTY)]), rest)


def sent(data: Any) -> Sent | None:
    """What a form sent back; None for what is no form of ours."""
    try:
        inputs = [str(name) for name in data["inputs"]]
        said = {name: str(data.get(name) or "") for name in inputs}
        fields = {name.partition(".")[2]: _answer(name, said[name]) for name in inputs}
        texts = (data[name] for name in ("form", "value", "key", "packed", "title"))
        action, value, key, packed, title = (text if isinstance(text, str) else "" for text in texts)
    except (KeyError, TypeError, AttributeError):
        return None
    return Sent(action, value, fields, key, said, packed, title) if action else None


def again(sent: Sent, errors: Mapping[str, str]) -> Dialog | None:
    """The form once more, with what was typed and a sentence beside each field named; None where it did not come along."""
    try:
        unpacked = zlib.decompressobj().decompress(base64.b85decode(sent.packed), LARGEST)
        form = json.loads(unpacked)
        body, submit = list(form["body"]), str(form["submit"])
        shown = list(_corrected(body, sent, errors))
    except (ValueError, KeyError, TypeError, zlib.error, binascii.Error):
        return None
    data = {"form": sent.action, "value": sent.value, "key": sent.key, "inputs": list(sent.typed), "title": sent.title}
    shown, rest = _lighter(shown, limits.CARD - FRAME - size(sent.packed))
    return Dialog(_task(sent.title, shown, {**data, "packed": sent.packed}, submit), rest)


def _corrected(body: Sequence[Json], sent: Sent, errors: Mapping[str, str]) -> Iterator[Json]:
    told = {name: written(sentence, typed) for name, sentence in errors.items()}
    for element in body:
        name = str(element.get("id"))
        if name not in sent.typed:
            yield element
            continue
        yield {**element, "value": sent.typed[name]} if sent.typed[name] else _emptied(element)
        if sentence := told.pop(name.partition(".")[2], ""):
            yield from paragraph(sentence, color="Attention", weight="Bolder")
    for sentence in told.values():
        yield from paragraph(sentence, color="Attention", weight="Bolder")


def _lighter(elements: list[Json], room: int) -> tuple[list[Json], tuple[Block, ...]]:
    """The elements with the longest of what was typed left out until they fit, and what that was."""
    rest: list[Block] = []
    while size(elements) > room:
        typed_in = [each for each in elements if each["type"] == "Input.Text" and "value" in each]
        if not typed_in:
            break
        longest = max(typed_in, key=lambda each: size(each["value"]))
        elements = [_emptied(each) if each is longest else each for each in elements]
        rest.append(Text(f"{longest['label']}: {longest['value']}"))
    return elements, tuple(rest)


def _emptied(element: Json) -> Json:
    return {key: value for key, value in element.items() if key != "value"}


def _carried(data: Json, title: str, submit: str, body: list[Json]) -> Json:
    whole = json.dumps({"body": body, "submit": submit}, ensure_ascii=False, separators=(",", ":")).encode()
    return {**data, "title": title, "packed": base64.b85encode(zlib.compress(whole, 9)).decode()}


def _task(title: str, body: list[Json], data: Json | None = None, submit: str = "") -> Json:
    card = adaptive(body, notification(Card(title)))
    del card["msteams"]
    if data is not None:
        card["actions"] = [{"type": "Action.Submit", "title": submit, "style": "positive", "data": data}]
    height = "large" if size(body) > TALL else "medium"
    value = {
        "title": title,
        "height": height,
        "width": "medium",
        "card": {"contentType": ADAPTIVE, "content": card},
    }
    return {"task": {"type": "continue", "value": value}}


def _fitting(blocks: Sequence[Block], room: int) -> tuple[list[Json], tuple[Block, ...]]:
    """As many of the blocks as there is room for, and the others."""
    writer = Writer(message=False)
    whole = writer.blocks(blocks)
    if size(whole) <= room:
        return whole, ()
    low, high = 0, len(blocks)
    while low < high:  # the most blocks that fit
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(Writer(message=False).blocks(blocks[:middle])) <= room else (low, middle - 1)
    kept = (*blocks[:low], Text(_(CUT), Style.SMALL))
    return Writer(message=False).blocks(kept), tuple(blocks[low:])


# --- fields ---


def _field(field: Field) -> Iterator[Json]:
    match field:
        case Words(text):
            yield from paragraph(text)
        case TextField():
            most = min(max(field.max_length, 1), limits.INPUT)
            element: Json = {"type": "Input.Text", "isMultiline": field.long, "maxLength": most}
            if field.hint.strip():
                element["placeholder"] = label(field.hint, limits.LABEL)
            if value := shorten(safe(field.value), most):
                element["value"] = value
            yield _input("text", field, element)
        case DateField():
            element = {"type": "Input.Date"} | ({"value": field.value.isoformat()} if field.value else {})
            yield _input("date", field, element)
        case ChoiceField():
            if field.choices:
                yield _input(MANY if field.many else ONE, field, _choices(field))
            else:
                yield from (*paragraph(field.label, weight="Bolder"), *paragraph(_(NONE_YET)))
        case PersonField():
            element = {"type": "Input.ChoiceSet", "style": "compact", "choices": [], "choices.data": PEOPLE}
            yield _input("person", field, element | ({"value": field.value} if field.value else {}))
        case _:
            assert_never(field)


def _input(kind: str, field: TextField | DateField | ChoiceField | PersonField, element: Json) -> Json:
    if not field.name:
        raise ValueError("a field has no name")
    named = {**element, "id": f"{kind}.{field.name}", "label": label(field.label, limits.LABEL)}
    return named | ({"isRequired": True, "errorMessage": _(NEEDED)} if field.required else {})


def _choices(field: ChoiceField) -> Json:
    few = len(field.choices) <= limits.FEW_CHOICES
    chosen = [_listed(one.value) for one in field.choices if one.value in field.chosen]
    made: Json = {
        "type": "Input.ChoiceSet",
        "isMultiSelect": field.many,
        "style": "expanded" if few or field.many else "compact",
        "wrap": True,
        "choices": [{"title": label(one.label, limits.CHOICE), "value": _listed(one.value)} for one in field.choices],
    }
    if chosen:
        made["value"] = ",".join(chosen) if field.many else chosen[0]
    return made


def _listed(value: str) -> str:
    """A value that can stand in a list that Teams writes with commas."""
    return value.replace("%", "%25").replace(",", "%2C")


def _answer(name: str, said: str) -> FieldAnswer:
    kind = name.partition(".")[0]
    if kind == MANY:
        return tuple(unquote(part) for part in said.split(",") if part)
    text = unquote(said) if kind == ONE else said
    return text or None
