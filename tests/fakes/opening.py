"""What a renderer may ask of everything that can be pressed: whether a form will answer it."""

from collections.abc import Iterator

from core.card import Actions, Block, Button, Fold, Link, Menu
from handlers.routes import PRESSED
from handlers.routing import names

OPENS_FORM = names(route for route, _ in PRESSED if route.opens_form)
"""Of buttons alone: a command may open a form, too, and a button of that name is none of ours."""


def told(*blocks: Block) -> None:
    """Raises AssertionError for what is drawn otherwise than its route says."""
    for action, said in _pressed(*blocks):
        assert said == (action in OPENS_FORM), f"{action} is drawn as if it did {'' if said else 'not '}open a form"


def _pressed(*blocks: Block) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        if isinstance(block, Fold):
            yield from _pressed(*block.blocks, *([Actions((block.open,))] if block.open else []))
        elif isinstance(block, Actions):
            for item in block.items:
                match item:
                    case Button():
                        yield item.action, item.opens_form
                    case Menu(_, "insight.more", choices):
                        yield from ((choice.value.partition("|")[0], choice.opens_form) for choice in choices)
                    case Menu(_, action, choices):
                        yield from ((action, choice.opens_form) for choice in choices)
                    case Link():
                        pass
