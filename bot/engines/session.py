"""One session over a language model, whichever vendor: section groups side by side, stretches where it is long, one repair.

A vendor's engine gives the one call it knows how to make: a shared prefix, a question, the sections wanted. Prompts are written
in a thread: for the longest session that takes up to a tenth of a second, in small steps, in which the event loop goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.engines import prompt, schema
from core.analysis.verification import Rejected
from core.insight import merging
from core.insight.draft import Draft, Usage
from core.insight.engine import AnalysisRequest, EngineFault
from core.refusal import Refused

Ask = Callable[[prompt.Prompt, str, Sequence[str]], Awaitable[Draft]]
Warm = Callable[[prompt.Prompt, int], Awaitable[Usage]]
Progress = Callable[[str], None]

log = logging.getLogger(__name__)


async def _no_warming(_shared: prompt.Prompt, _size: int) -> Usage:
    """For vendors that cache by themselves."""
    return Usage()


class Session:
    """`pause` is the wait in seconds before the second try of a group that failed while others did not; a vendor may ask for
    up to five times as much, beyond which the group is named as missing."""

    def __init__(self, ask: Ask, *, pause: float, warm: Warm = _no_warming) -> None:
        self._ask = ask
        self._pause = pause
        self._warm = warm

    async def draft(self, request: AnalysisRequest, size: int, room: int, progress: Progress) -> Draft:
        """A draft of the whole session. `size` and `room` in tokens: of the prefix, and the most of one call."""
        if size <= room:
            draft = await self._stretch(await asyncio.to_thread(prompt.prompt, request), size, progress)
        else:
            draft = await self._long(request, size, room, progress)
        return prompt.named(draft, request)

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected], room: int) -> Draft:
        """One more try for items that were turned down; of a long session only the turns around them are sent."""
        whole = await asyncio.to_thread(prompt.prompt, request)
        if prompt.estimate(whole) > room:
            near = await asyncio.to_thread(prompt.around, request.transcript, rejected, room)
            whole = prompt.prompt(request, near)
        names = tuple(dict.fromkeys(item.section for item in rejected))
        return await self._ask(whole, prompt.repair(rejected), names)

    async def _stretch(self, shared: prompt.Prompt, size: int, progress: Progress) -> Draft:
        warm = await self._warm(shared, size)
        groups = prompt.groups(promises=shared.promises)
        answers: list[Draft | BaseException] = list(
            await asyncio.gather(*(self._group(shared, group, progress) for group in groups), return_exceptions=True)
        )
        if all(isinstance(answer, BaseException) for answer in answers):
            raise gravest(answers)
        drafts = [
            await self._second_try(shared, group, answer, progress) if isinstance(answer, BaseException) else answer
            for group, answer in zip(groups, answers, strict=True)
        ]
        return merging.join(drafts, usage=warm)

    async def _group(self, shared: prompt.Prompt, group: tuple[str, ...], progress: Progress) -> Draft:
        draft = await self._ask(shared, prompt.question(group), group)
        for name in group:
            if name not in {*prompt.OVERVIEW, schema.DONE}:
                progress(name)
        return draft

    async def _second_try(
        self, shared: prompt.Prompt, group: tuple[str, ...], fault: BaseException, progress: Progress
    ) -> Draft:
        if not isinstance(fault, EngineFault | Refused):
            raise fault
        if isinstance(fault, EngineFault) and fault.transient:
            wait = self._pause if fault.retry_after is None else fault.retry_after
            if wait <= self._pause * 5:
                await asyncio.sleep(wait)
                try:
                    return await self._group(shared, group, progress)
                except (EngineFault, Refused) as again:
                    fault = again
        log.warning("section group missing: %s", fault)
        return Draft(sections={}, missing=group)

    async def _long(self, request: AnalysisRequest, size: int, room: int, progress: Progress) -> Draft:
        """Overlapping stretches one after the other, then one overview of their overviews."""
        characters = sum(len(turn.text) + prompt.MARGIN for turn in request.transcript.turns)
        rules = prompt.estimate_text(prompt.rules())
        limit = max(2_000, int((room - rules) * characters / max(1, size - rules) * 0.9))
        drafts = []
        for stretch in await asyncio.to_thread(prompt.chunks, request.transcript, limit):
            shared = await asyncio.to_thread(prompt.prompt, request, stretch)
            drafts.append(await self._stretch(shared, prompt.estimate(shared), progress))
        merged = merging.merge(drafts, request.transcript)
        return merging.with_overview(merged, await self._overview(drafts)) if len(drafts) > 1 else merged

    async def _overview(self, drafts: Sequence[Draft]) -> Draft:
        summaries = [draft.summary for draft in drafts if draft.summary]
        if not summaries:
            return Draft(sections={})
        try:
            return await self._ask(prompt.of_summaries(summaries), prompt.OVERVIEW_QUESTION, prompt.OVERVIEW)
        except (EngineFault, Refused) as fault:
            log.warning("overview missing: %s", fault)
            return Draft(sections={}, missing=prompt.OVERVIEW)


def gravest(answers: Sequence[object]) -> BaseException:
    """Of several failures the one to tell: a bug before a refusal, a refusal before a fault that may pass."""
    errors = [answer for answer in answers if isinstance(answer, BaseException)]

    def weight(error: BaseException) -> int:
        if isinstance(error, EngineFault):
            return 1 if error.transient else 2
        return 3 if isinstance(error, Refused) else 4

    return max(errors, key=weight)
