"""One session over a language model, whichever vendor: one call where it fits, stretches where it does not, one repair.

A vendor's engine gives the one call it knows how to make: a shared prefix, a question, the sections wanted. Prompts are written
in a thread: for the longest session that takes up to a tenth of a second, in small steps, in which the event loop goes on.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.engines import bill, faults, prompt, schema, stretches
from core.faults import StorageFault
from core.insight import merging
from core.insight.draft import Draft, Rejected
from core.insight.engine import AnalysisRequest, AnswerStore, EngineFault
from core.insight.sections import SECTIONS
from core.refusal import Refused
from core.transcript import Turn

Ask = Callable[[prompt.Prompt, str, Sequence[str]], Awaitable[Draft]]
"""One call. Raises EngineFault and Refused."""
Progress = Callable[[str], None]

SMALLEST = 2_000  # characters of a stretch; one that does not fit will not fit smaller
KEEP_WAITS = (0.5, 1.0, 2.0, 4.0, 0.0)  # seconds between tries to keep an answer
LONGEST_PAUSE = 60.0  # seconds within an analysis; whoever carries the session waits longer

log = logging.getLogger(__name__)


class Session:
    """`pause` is the wait in seconds before the second try of a stretch that failed after others were read; a vendor may ask for
    up to LONGEST_PAUSE, beyond which the whole analysis is tried again later. `asked` names who is asked, engine and model."""

    def __init__(self, ask: Ask, *, asked: str, pause: float, answers: AnswerStore | None = None) -> None:
        self._ask = ask
        self._asked = asked
        self._pause = pause
        self._answers = answers

    async def draft(self, request: AnalysisRequest, room: int, progress: Progress) -> Draft:
        """A draft of the whole session. `room` is the most tokens of one call, its answer not counted."""
        ask = await self._once(request)
        drafts = await self._read(request, room, ask)
        draft = drafts[0]
        if len(drafts) > 1:
            merged = merging.merge(drafts, request.transcript)
            draft = merging.with_overview(merged, await self._overview(drafts, ask))
        for section in SECTIONS:
            if section.name not in draft.missing:
                progress(section.name)
        return draft

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected], room: int) -> Draft:
        """One more try for items that were turned down; of a long session only the turns around them are sent."""
        turns: Sequence[Turn] = request.transcript.turns
        if prompt.likely_size(request) > room:
            turns = await asyncio.to_thread(stretches.around, request.transcript, rejected, characters(room))
        shared = await asyncio.to_thread(prompt.prompt, request, turns)
        ask = await self._once(request)
        return await ask(shared, prompt.repair(rejected), tuple(dict.fromkeys(item.section for item in rejected)))

    async def _once(self, request: AnalysisRequest) -> Ask:
        """A call that is not made again where an earlier attempt at this analysis has had its answer."""
        store, owner, session = self._answers, request.owner, request.session

        async def named(shared: prompt.Prompt, question: str, wanted: Sequence[str]) -> Draft:
            return prompt.named(await self._ask(shared, question, wanted), request)

        if store is None or owner is None or not session:
            return named
        kept = dict(await store.of(owner.tenant, session))

        async def once(shared: prompt.Prompt, question: str, wanted: Sequence[str]) -> Draft:
            asked = _name_of(self._asked, shared, question)
            if answer := kept.get(asked):
                bill.paid_before(answer.usage.cost_usd)
                return answer
            answer = await named(shared, question, wanted)
            await _keep(lambda: store.keep(owner, session, asked, answer))
            return answer

        return once

    async def _read(self, request: AnalysisRequest, room: int, ask: Ask) -> list[Draft]:
        """A draft of every stretch. Where one turns out to be too long for the model, all that is left is cut smaller."""
        limit = characters(room)
        left = await asyncio.to_thread(stretches.cut, request.transcript.turns, limit)
        drafts: list[Draft] = []
        while left:
            try:
                drafts.append(await self._stretch(request, left[0], ask, retry=bool(drafts)))
                left = left[1:]
            except EngineFault as fault:
                limit = min(limit, stretches.length_of(left[0])) // 2
                if fault.kind not in faults.TOO_MUCH or limit < SMALLEST:
                    raise
                log.info("a stretch was too long for the model", extra={"characters": limit * 2})
                left = await asyncio.to_thread(stretches.cut_again, left, limit)
        return drafts

    async def _stretch(self, request: AnalysisRequest, turns: Sequence[Turn], ask: Ask, *, retry: bool) -> Draft:
        shared = await asyncio.to_thread(prompt.prompt, request, turns)
        names = prompt.wanted(request)
        try:
            return await ask(shared, prompt.question(names), names)
        except EngineFault as fault:
            wait = self._pause if fault.retry_after is None else fault.retry_after
            if not retry or not fault.transient or fault.kind in faults.TOO_MUCH or wait > LONGEST_PAUSE:
                raise
            await asyncio.sleep(wait)
            return await ask(shared, prompt.question(names), names)

    async def _overview(self, drafts: Sequence[Draft], ask: Ask) -> Draft:
        summaries = [draft.summary for draft in drafts if draft.summary]
        try:
            return await ask(prompt.of_summaries(summaries), prompt.OVERVIEW_QUESTION, schema.OVERVIEW)
        except (EngineFault, Refused) as fault:
            log.warning("overview missing: %s", fault)
            return Draft(sections={}, missing=schema.OVERVIEW)


def _name_of(asked: str, shared: prompt.Prompt, question: str) -> str:
    """What is asked of whom, by the words it is asked about. What is known around them may have changed between two attempts:
    another session was analysed, a day has passed."""
    kind = question if question.startswith(prompt.REPAIR) or question == prompt.OVERVIEW_QUESTION else ""
    return hashlib.sha256(f"{asked}\n{prompt.PROMPT_VERSION}\n{shared.about}\n{kind}".encode()).hexdigest()


async def _keep(write: Callable[[], Awaitable[None]]) -> None:
    """As long as a database may be away for a moment: what was answered was paid for. Without it the analysis goes on."""
    for wait in KEEP_WAITS:
        try:
            await write()
        except StorageFault as fault:
            log.warning("an answer was not kept yet: %s", fault)
            await asyncio.sleep(wait)
        else:
            return


def characters(room: int) -> int:
    """Characters of a transcript that so many tokens hold beside the rules, guessed on the low side."""
    return max(SMALLEST, (room - prompt.estimate_text(prompt.rules())) * 3)


def calls(request: AnalysisRequest, room: int) -> int:
    """How many calls read the session."""
    return -(-stretches.length_of(request.transcript.turns) // characters(room))
