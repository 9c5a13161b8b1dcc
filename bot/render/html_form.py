"""A form in a browser's window, and what comes back from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from markupsafe import Markup

from bot.render.blocks import Blocks, heading
from bot.render.html import ACTION, VALUE, Post, Pressable, hidden
from bot.render.wording import safe, typed
from core.card import Choice, ChoiceField, DateField, Field, Form, PersonField, TextField, Words, written
from core.translation import N_, _
from handlers.events import FieldAnswer

NONE_YET = N_("There is nothing to choose from yet.")
NOTHING = "–"
FEW = 6
"""Choices up to which all are in view; more are a list that opens."""
SENT = "sent"
"""Is among what a form sends, and not among what a button beside its fields does."""
ONE, MANY = "one:", "many:"
"""What the names of fields begin with, so that what comes back says by itself whether there may be several."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What else a form needs to be drawn. `people` are (id, name) of those who can be chosen, `kept` and `errors` are by field:
    what was sent, and what is wrong with it. `close` is where Cancel leads."""

    people: Sequence[tuple[str, str]] = ()
    kept: Mapping[str, FieldAnswer] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    close: str = ""


def form(form: Form, post: Post, filled: Filled = Filled(), *, level: int = 2, blocks: Blocks | None = None) -> Markup:
    """A section: the title, what the form shows, its fields. Nothing is sent of one that only shows. `blocks` draws what it
    shows, where presses go elsewhere."""
    form = written(form, typed)
    title = Markup('<div id="{}-title">{}</div>').format(post.name, heading(form.title, level))
    shown = (blocks or Pressable(post)).drawn(form.blocks, level + 1)
    cancel = Markup('<a class="button plain" href="{}" data-closes dir="auto">{}</a>')
    closes = cancel.format(filled.close, safe(form.cancel)) if filled.close else Markup()
    if form.submit or any(not isinstance(each, Words) for each in form.fields):
        inner = _fields(form, post, filled, closes)
    else:
        words = Markup().join(_words(each) for each in form.fields if isinstance(each, Words))
        inner = words + (Markup('<div class="actions">{}</div>').format(closes) if closes else Markup())
    return Markup('<section class="form" aria-labelledby="{}-title">{}{}{}</section>').format(
        post.name, title, shown, inner
    )


def sent(pairs: Iterable[tuple[str, str]]) -> dict[str, FieldAnswer]:
    """The fields of handlers.events.FormSent from what a browser sends, in its order; whatever is no field is left out."""
    fields: dict[str, FieldAnswer] = {}
    for key, value in pairs:
        text = value.replace("\r\n", "\n")
        if key.startswith(ONE):
            fields[key.removeprefix(ONE)] = text or None
        elif key.startswith(MANY):
            name = key.removeprefix(MANY)
            chosen = fields.get(name) or ()
            fields[name] = (*chosen, text) if text and isinstance(chosen, tuple) else chosen
    return fields


def _fields(form: Form, post: Post, filled: Filled, closes: Markup) -> Markup:
    drawn = Drawn(post.name, filled)
    inputs = Markup().join(drawn.field(each) for each in form.fields)
    named = {each.name for each in form.fields if not isinstance(each, Words)}
    astray = Markup().join(_error("", text) for name, text in filled.errors.items() if name not in named)
    return Markup(
        '<form method="post" action="{}" aria-labelledby="{}-title">{}{}{}<div class="actions">'
        '<button type="submit" class="button primary" dir="auto">{}</button>{}</div></form>'
    ).format(
        post.url,
        post.name,
        hidden({**post.hidden, ACTION: form.action, VALUE: form.value, SENT: "1"}),
        astray,
        inputs,
        safe(form.submit or _("Send")),
        closes,
    )


def _words(words: Words) -> Markup:
    return Markup('<p class="said" dir="auto">{}</p>').format(safe(words.text))


def _error(name: str, text: str) -> Markup:
    named = Markup(' id="{}"').format(name) if name else Markup()
    return Markup('<p class="error" role="alert"{} dir="auto">{}</p>').format(named, safe(written(text, typed)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The fields of one form; ids begin with `name`."""

    name: str
    filled: Filled

    def field(self, field: Field) -> Markup:
        match field:
            case Words():
                return _words(field)
            case TextField():
                return self._labelled(field, self._text(field), field.hint)
            case DateField():
                first = field.value.isoformat() if field.value else ""
                value = Markup(' type="date" value="{}"').format(self._kept(field.name, first))
                return self._labelled(field, Markup("<input{}{}>").format(self._attributes(field), value))
            case ChoiceField():
                return self._choice(field)
            case PersonField():
                known = tuple(Choice(name, who) for who, name in self.filled.people)
                there = any(choice.value == field.value for choice in known)
                choices = known if there or not field.value else (*known, Choice(field.value, field.value))
                return self._labelled(field, self._select(field, choices, (field.value,)))
            case _:
                assert_never(field)

    def _text(self, field: TextField) -> Markup:
        value = self._kept(field.name, safe(field.value))
        attributes = self._attributes(field, field.hint) + Markup(' maxlength="{}"').format(field.max_length)
        if field.long:
            # The browser takes one newline off the beginning, so that one of the text's own needs another before it.
            return Markup('<textarea rows="6"{} dir="auto">\n{}</textarea>').format(attributes, value)
        return Markup('<input type="text"{} value="{}" dir="auto">').format(attributes, value)

    def _choice(self, field: ChoiceField) -> Markup:
        if not field.choices:
            return Markup('<div class="field"><p class="strong" dir="auto">{}</p><p class="said">{}</p></div>').format(
                safe(field.label), _(NONE_YET)
            )
        if not field.many and (len(field.choices) > FEW or not field.required):
            return self._labelled(field, self._select(field, field.choices, field.chosen))
        kept = self.filled.kept.get(field.name, field.chosen)
        chosen = kept if isinstance(kept, tuple) else (kept,)
        rows = Markup().join(self._box(field, choice, choice.value in chosen) for choice in field.choices)
        # Says that there is this field, where none of its boxes is ticked.
        told = hidden({MANY + field.name: ""}) if field.many else Markup()
        return Markup(
            '<fieldset class="field"{}><legend dir="auto">{}{}</legend>{}{}<div class="boxes">{}</div></fieldset>'
        ).format(self._described(field.name), safe(field.label), _optional(field), self._wrong(field.name), told, rows)

    def _box(self, field: ChoiceField, choice: Choice, chosen: bool) -> Markup:
        kind = "checkbox" if field.many else "radio"
        name = (MANY if field.many else ONE) + field.name
        more = Markup(" checked") if chosen else Markup()
        more += Markup(" required") if field.required and not field.many else Markup()
        return Markup('<label><input type="{}" name="{}" value="{}"{}><span dir="auto">{}</span></label>').format(
            kind, name, choice.value, more, safe(choice.label)
        )

    def _select(self, field: ChoiceField | PersonField, choices: Sequence[Choice], chosen: tuple[str, ...]) -> Markup:
        kept = self._kept(field.name, chosen[0] if chosen else "")
        option = Markup('<option value="{}"{} dir="auto">{}</option>')
        options = option.format("", "", NOTHING) + Markup().join(
            option.format(each.value, Markup(" selected") if each.value == kept else "", safe(each.label))
            for each in choices
        )
        return Markup("<select{}>{}</select>").format(self._attributes(field), options)

    # --- what all fields have ---

    def _labelled(
        self, field: TextField | DateField | ChoiceField | PersonField, inner: Markup, hint: str = ""
    ) -> Markup:
        hinted = Markup('<p class="small said" id="{}-hint" dir="auto">{}</p>').format(self._id(field.name), safe(hint))
        return Markup('<div class="field"><label for="{}" dir="auto">{}{}</label>{}{}{}</div>').format(
            self._id(field.name),
            safe(field.label),
            _optional(field),
            hinted if hint else "",
            self._wrong(field.name),
            inner,
        )

    def _attributes(self, field: TextField | DateField | ChoiceField | PersonField, hint: str = "") -> Markup:
        told = Markup(' id="{}" name="{}"').format(self._id(field.name), ONE + field.name)
        told += Markup(" required") if field.required else Markup()
        told += Markup(' aria-invalid="true"') if field.name in self.filled.errors else Markup()
        return told + self._described(field.name, hint)

    def _described(self, name: str, hint: str = "") -> Markup:
        parts = [part for part, there in (("hint", hint), ("error", name in self.filled.errors)) if there]
        if not parts:
            return Markup()
        return Markup(' aria-describedby="{}"').format(" ".join(f"{self._id(name)}-{part}" for part in parts))

    def _wrong(self, name: str) -> Markup:
        return _error(f"{self._id(name)}-error", self.filled.errors[name]) if name in self.filled.errors else Markup()

    def _kept(self, name: str, first: str) -> str:
        kept = self.filled.kept.get(name, first)
        return safe(kept) if isinstance(kept, str) else ""

    def _id(self, name: str) -> str:
        return f"{self.name}-{name}"


def _optional(field: TextField | DateField | ChoiceField | PersonField) -> Markup:
    said = Markup(' <span class="small">{}</span>').format(_("optional"))
    return Markup() if field.required else said
