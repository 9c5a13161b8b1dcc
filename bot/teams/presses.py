"""What a button of a card carries, and what of it comes back: an action and its value.

In a message a button is Action.Execute, answered in the same breath, or asks for a dialog; in a dialog it is Action.Submit.
"""

from typing import Any

from bot.teams import limits
from bot.teams.elements import Json, label
from core.card import Tone

STYLES = {Tone.PLAIN: "default", Tone.PRIMARY: "positive", Tone.DANGER: "destructive"}
CHOICE = "choice.0"
"""Inputs have a dot in their name; what a button carries has none."""


def press(title: str, action: str, value: str, tone: Tone, *, opens_form: bool, message: bool) -> Json:
    """A button that leads to a route. `message` is false in a dialog."""
    data: Json = {"action": action, "value": value}
    made: Json = {"title": label(title, limits.BUTTON), "associatedInputs": "none"}
    if tone is not Tone.PLAIN:
        made["style"] = STYLES[tone]
    if not message:
        return {"type": "Action.Submit", **made, "data": data}
    if opens_form:
        return {"type": "Action.Submit", **made, "data": {"msteams": {"type": "task/fetch"}, **data}}
    return {"type": "Action.Execute", "verb": action, **made, "data": data}


def picks(button: Json, name: str) -> Json:
    """The button with the choice of the input `name` as its value."""
    return {**button, "associatedInputs": "auto", "data": {**button["data"], "value": "", "from": name}}


def pressed(data: Any) -> tuple[str, str] | None:
    """The action and value of what was pressed; None for what no card of ours carries."""
    if not isinstance(data, dict):
        return None
    action, value, chosen = data.get("action"), data.get("value"), data.get("from")
    if isinstance(chosen, str):
        value = data.get(chosen)
    if not isinstance(action, str) or not action or not isinstance(value, str):
        return None
    return action, value
