"""The engine port, answered without a key: what core drafts by itself, worked out in a guarded child."""

from collections.abc import Callable
from dataclasses import replace

from core import offline, tasks
from core.draft import Draft
from core.engine import AnalysisRequest
from core.textwork import TextWork


class Offline:
    """Raises what `core.textwork.TextWork.run` raises."""

    def __init__(self, work: TextWork) -> None:
        self._work = work

    @property
    def name(self) -> str:
        return "offline"

    @property
    def model(self) -> str:
        return offline.MODEL

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        draft = await self._work.run(tasks.DRAFT, replace(request, requested_by=None))
        for section in draft.sections:
            progress(section)
        return draft
