"""Which MongoDB it is, how long it gets fixes, and whether its memory lies open (CVE-2025-14847)."""

from dataclasses import dataclass
from datetime import date

SUPPORTED_UNTIL = {
    (4, 4): date(2024, 2, 29),
    (5, 0): date(2024, 10, 31),
    (6, 0): date(2025, 7, 31),
    (7, 0): date(2027, 8, 31),
    (8, 0): date(2029, 10, 31),
    (8, 2): date(2026, 7, 31),
}
"""By MongoDB's own schedule, as known in November 2026; a line that is not here is not judged."""
FIXED = {(6, 0): 27, (7, 0): 28, (8, 0): 17, (8, 2): 3}
"""The first release of each line in which strangers cannot read the server's memory. Older lines are open, newer ones not."""
ADVISED = "8.0"


@dataclass(frozen=True, slots=True)
class Server:
    """`version` as in (8, 0, 17); `embedded`: started here, on loopback and without compression."""

    version: tuple[int, int, int]
    embedded: bool

    @property
    def open(self) -> bool:
        """Whether whoever reaches it may read its memory without logging in."""
        if self.embedded:
            return False
        line, patch = self.version[:2], self.version[2]
        return patch < FIXED[line] if line in FIXED else line < max(FIXED)

    def about(self, today: date) -> list[str]:
        """A line that says which it is and how long it gets fixes, and one more where something is to be done: what stands under
        the banner's line on the database."""
        number = ".".join(str(part) for part in self.version)
        until = SUPPORTED_UNTIL.get(self.version[:2])
        span = f", fixes {'ended on' if until < today else 'until'} {until}" if until else ""
        lines = [f"  Version {number}{span}."]
        if self.embedded:
            lines.append(
                "  It is for trying out and for one small machine. For real clients' sessions set MONGODB_URI to a supported "
                f"server ({ADVISED})."
            )
        elif self.open:
            patch = FIXED.get(self.version[:2])
            better = f"{self.version[0]}.{self.version[1]}.{patch}" if patch else ADVISED
            lines.append(
                "  Whoever reaches this server can read its memory without logging in (CVE-2025-14847). Update it to "
                f"{better} or later; until then start it with --networkMessageCompressors disabled."
            )
        return lines
