"""What is said where a session may disclose harm, and what of it (core/analysis/safety.py finds it)."""

from dataclasses import dataclass
from typing import Literal

from core.translation import N_

Kind = Literal["self_harm", "abuse", "danger"]

PEOPLE_FIRST = N_(
    "Some words in this session may be about somebody's safety, yours or another person's. Nobody has to carry that alone, and "
    "it belongs with people rather than with a tool."
)
NOTE = N_(
    "If somebody is in danger now, please call the local emergency number. For someone to talk to at any hour, "
    "findahelpline.com lists free and confidential services by country."
)
"""Where help is found, unless the tenant, or the operator, has set words of their own."""
LONGEST_NOTE = 2000
"""Characters of such words."""


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """That turn `turn` may be a disclosure of this kind. Carries no words."""

    kind: Kind
    turn: int
