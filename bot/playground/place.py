"""What one window of the browser looks at: it is all in the address, so that a reload, a restart or a second window finds it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.playground.cast import Cast

PATH = "/playground"


@dataclass(frozen=True, slots=True)
class Window:
    """`left` and `right` are two players' ids, the right one beside the other where there is room; `homes` those of whom the home
    is shown rather than the conversation; `tab` tells one window's forms from another's."""

    left: str
    right: str
    homes: frozenset[str]
    tab: str

    @classmethod
    def read(cls, query: Mapping[str, str], cast: Cast) -> "Window":
        """Whatever is not understood is as at first."""
        first, second = (each.id for each in cast.players[:2])
        left = player.id if (player := cast.find(query.get("as", ""))) else first
        right = player.id if (player := cast.find(query.get("beside", ""))) else second
        if right == left:
            right = second if left != second else first
        homes = frozenset(each for each in query.get("home", "").split(",") if each in {left, right})
        tab = query.get("tab", "")
        return cls(left, right, homes, tab if re.fullmatch("[a-z0-9]{1,32}", tab) else secrets.token_hex(6))

    @property
    def query(self) -> str:
        told = {"as": self.left, "beside": self.right, "home": ",".join(sorted(self.homes)), "tab": self.tab}
        return urlencode({name: value for name, value in told.items() if value}, safe=",")

    @property
    def address(self) -> str:
        return f"{PATH}?{self.query}"

    def at_home(self, who: str, home: bool) -> "Window":
        return replace(self, homes=self.homes | {who} if home else self.homes - {who})

    def of(self, old: str, new: str) -> "Window":
        """With another player in the place of `old`; who stood in the other place changes with them."""
        swap = {old: new, new: old}
        return replace(
            self, left=swap.get(self.left, self.left), right=swap.get(self.right, self.right), homes=frozenset()
        )
