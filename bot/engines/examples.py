"""Two short worked examples for the prompt: what an item looks like, and what is none. The people in them are invented. Turns are
indented, so that no line of them can be taken for one of the session's."""

import json
from typing import Any

Json = dict[str, Any]

PROMISED = (
    "[41] COACH 32:10: What would you like to do with that this week?",
    "[42] CLIENT 32:15: I'm going to ask Wanda on Thursday whether she takes over the rota. I never dared to until now.",
    "[43] COACH 32:31: And if you notice on Thursday that you would rather put it off?",
    "[44] CLIENT 32:40: Then I text my brother first. I just saw that I only ever ask people who can't say no.",
)
FROM_PROMISED: Json = {
    "client_discoveries": [
        {
            "evidence": [{"turn": 44, "quote": "I just saw that I only ever ask people who can't say no."}],
            "insight": "Only ever asking people who can't say no.",
            "depth_level": "Deep",
            "emotional_response": "",
        }
    ],
    "action_items": [
        {
            "evidence": [
                {"turn": 42, "quote": "I'm going to ask Wanda on Thursday whether she takes over the rota."},
            ],
            "action": "Ask Wanda whether she takes over the rota",
            "timeline": "on Thursday",
            "accountability_measure": "",
            "owner": "client",
        }
    ],
}
NOTHING = (
    "[7] CLIENT 05:02: My boss said, I'll ring him tomorrow. Maybe I should sort of write a list. If I had time I'd swim again.",
    "[8] COACH 05:20: Mm. You sound tired today.",
    "[9] CLIENT 05:24: It's fine, really. Great, another week of rain.",
)


def worked() -> str:
    """Both, as the prompt shows them."""
    return (
        f"Example of a stretch with a promise and a discovery:\n{_lines(PROMISED)}\n"
        f"From it (all other sections are empty):\n{json.dumps(FROM_PROMISED)}\n"
        f"Example of a stretch with nothing to report (somebody else's words, a maybe, a wish, irony):\n{_lines(NOTHING)}\n"
        "From it every section is empty."
    )


def _lines(turns: tuple[str, ...]) -> str:
    return "\n".join(f"  {turn}" for turn in turns)
