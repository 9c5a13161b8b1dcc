"""A draft without a key: nothing leaves the machine and every quote is a slice of a turn."""

from collections.abc import Callable

from core.analysis import checkoff
from core.analysis.offline import findings, manner, promises
from core.analysis.offline.findings import Spent
from core.analysis.offline.scene import Scene
from core.analysis.offline.summary import summary
from core.analysis.offline.themes import themes
from core.analysis.verification import verify
from core.insight.draft import Draft, DraftItem
from core.insight.engine import AnalysisRequest

VERSION = "1.0"
MODEL = f"offline-{VERSION}"

# A sentence may fit several sections; whichever stands first takes it.
_READERS: dict[str, Callable[[Scene, Spent], tuple[DraftItem, ...]]] = {
    "action_items": lambda scene, _spent: promises.find(scene),
    "client_discoveries": findings.discoveries,
    "emotional_shifts": findings.shifts,
    "celebration": findings.celebration,
    "values_beliefs": findings.beliefs,
    "intention": findings.intention,
    "goal_progress": findings.progress,
    "powerful_questions": manner.powerful_questions,
    "coaching_presence": manner.presence,
    "communication_patterns": manner.patterns,
}


def draft(request: AnalysisRequest) -> Draft:
    """One draft; under a second of computing for an hour of talk. English well, German in part, other languages: themes alone;
    it says less rather than guess. Pure."""
    scene = Scene.of(request.transcript)
    sections: dict[str, tuple[DraftItem, ...]] = {}
    spent: set[tuple[int, int]] = set()
    for section, read in _READERS.items():
        sections[section] = read(scene, spent)
        spent |= scene.places(sections[section])
    found = Draft(sections=sections)
    fallen = {id(item.item) for item in verify(found, request.transcript, session_date=request.session_date).rejected}
    told = {name: tuple(i for i in items if id(i) not in fallen) for name, items in sections.items()}
    return Draft(
        sections=sections,
        summary=summary(scene, told),
        themes=themes(scene),
        model=MODEL,
        prompt_version=VERSION,
        done=checkoff.propose(request.transcript, request.open_commitments),
        coach_turns=scene.coach_turns,
    )
