"""A browser without a script: what stands on a page, and what its forms send."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["br", "hr", "img", "input", "link", "meta"])
Pairs = list[tuple[str, str]]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words of it, a line for each piece."""
        return "\n".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """The elements in it, in their order, with that tag and these attributes; a class is one of several,
        and an empty value any at all."""
        return [each for each in self._within() if (not tag or each.tag == tag) and each.has(attributes)]

    def has(self, attributes: Mapping[str, str]) -> bool:
        told = {name.rstrip("_"): value for name, value in attributes.items()}
        return all(
            value in self.attributes[name].split()
            if value and name in self.attributes
            else name in self.attributes and not value
            for name, value in told.items()
        )

    def _within(self) -> "Iterator[Element]":
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part._within()

    def around(self, inner: "Element") -> "Element":
        """The form that an element in it belongs to."""
        return next(form for form in self.all("form") if any(each is inner for each in form._within()))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1].parts.append(data)


def parsed(markup: str) -> Element:
    parser = _Parser()
    parser.feed(markup)
    parser.close()
    assert parser.open == [parser.root]
    return parser.root


def sent(
    form: Element, pressed: Element | None = None, fill: Callable[[str], list[str] | None] = lambda _name: None
) -> Pairs:
    """What the form sends when that button of it is pressed. `fill` says what is put into a field; None leaves it."""
    pairs: Pairs = []
    filled: set[str] = set()
    for each in form._within():
        name = each.attributes.get("name", "")
        if not name or each.tag not in {"input", "select", "textarea"} or each.attributes.get("type") == "file":
            continue
        if (new := fill(name)) is not None:
            if name not in filled:
                filled.add(name)
                pairs += [(name, value) for value in new]
        elif each.tag == "input":
            ticked = each.attributes.get("type") not in {"checkbox", "radio"} or "checked" in each.attributes
            pairs += [(name, each.attributes.get("value", ""))] if ticked else []
        elif each.tag == "textarea":
            pairs.append((name, "".join(part for part in each.parts if isinstance(part, str)).removeprefix("\n")))
        else:
            options = each.all("option")
            chosen = next((option for option in options if "selected" in option.attributes), options[0])
            pairs.append((name, chosen.attributes["value"]))
    if pressed and "name" in pressed.attributes:
        pairs.append((pressed.attributes["name"], pressed.attributes["value"]))
    return pairs
