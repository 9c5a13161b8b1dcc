"""The engine port, answered without a key: what core drafts by itself, worked out in a guarded child."""

from collections.abc import Callable

from core.analysis import offline
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest
from core.ports.work import TextWork
from core.sandbox import tasks


class Offline:
    """Raises what `core.ports.work.TextWork.run` raises."""

    def __init__(self, work: TextWork) -> None:
        self._work = work

    @property
    def name(self) -> str:
        return "offline"

    @property
    def model(self) -> str:
        return offline.MODEL

    @property
    def version(self) -> str:
        return offline.VERSION

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        draft = await self._work.run(tasks.DRAFT, request.without_people())
        for section in draft.sections:
            progress(section)
        return draft
