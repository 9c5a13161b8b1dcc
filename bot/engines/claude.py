"""The Anthropic engine: structured outputs over the Messages API. The only file that imports the SDK, and only when
used.

The default model is Claude Sonnet 5.5: the hard part of this work is telling a promise from sarcasm, reported speech and
wishes, which the smallest model is likelier to miss, at about 0.08 to 0.13 dollars for a one-hour session at list price. Haiku
5.5 does it for under a cent, Opus 5.5 for twice as much: one setting.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.engines import bill, faults, pricing, prompt, schema, session, vendor
from core.insight.draft import Draft, Rejected, Usage
from core.insight.engine import AnalysisRequest, AnswerStore, EngineFault

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message, MessageParam, OutputConfigParam, TextBlockParam

DEFAULT_MODEL = "claude-sonnet-5-5"
CAP = 21_000  # output tokens, thinking included; the SDK refuses more without streaming

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the model can do, read from the service; the defaults are for a server that does not say (`known` False): it is
    asked for structured output and told the schema in words as well, for some take the one and drop the other."""

    known: bool = False
    structured: bool = True
    effort: bool = False
    max_input_tokens: int = 200_000


class Claude:
    """`base_url` None is Anthropic's own; any server that speaks the Messages API will do. Times in seconds."""

    name, version = "claude", prompt.PROMPT_VERSION

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None = None,
        model: str = DEFAULT_MODEL,
        patience: float = vendor.PATIENCE,
        stretch: int = vendor.STRETCH,
        pause: float = 2.0,
        answers: AnswerStore | None = None,
    ) -> None:
        self._options = vendor.options(api_key, base_url, patience)
        self.model = model
        self._patience = patience
        self._stretch = stretch
        self._client = vendor.Client(self._make)
        self._abilities: Abilities | None = None
        self._session = session.Session(self._ask, asked=f"{self.name}/{model}", pause=pause, answers=answers)

    # --- the port ---

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        draft = await self._session.draft(request, await self._room(), progress)
        return replace(draft, model=draft.model or self.model, prompt_version=prompt.PROMPT_VERSION)

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        """One more try for items that were turned down, over the prefix that is still cached."""
        return await self._session.repair(request, rejected, await self._room())

    def likely_cost(self, request: AnalysisRequest, *, calls: int | None = None) -> float:
        """US dollars for a whole analysis, or for so many calls of it."""
        stretches = session.calls(request, self._stretch)
        tokens = prompt.likely_size(request) // stretches
        return (calls or stretches) * pricing.likely(self.model, tokens)

    async def close(self) -> None:
        await self._client.close()

    # --- start-up ---

    async def abilities(self) -> Abilities:
        """What the service says of the model, asked once; defaults as long as it does not answer."""
        if self._abilities is not None:
            return self._abilities
        client = await asyncio.to_thread(self._client.get)  # loading the SDK takes a second that others need not wait
        try:
            async with asyncio.timeout(min(5.0, self._patience)):
                info = await client.models.retrieve(self.model)
        except Exception as error:  # noqa: BLE001 - best effort: a server without this route can still analyse
            log.info("model facts not available: %s", type(error).__name__)
            return Abilities()
        if getattr(info, "lifecycle", "active") != "active":
            log.warning("model %s is %s", self.model, info.lifecycle)
        able = getattr(info, "capabilities", None)
        self._abilities = Abilities(
            known=True,
            structured=bool(able is None or able.structured_outputs.supported),
            effort=bool(able is not None and able.effort.supported),
            max_input_tokens=getattr(info, "max_input_tokens", None) or 200_000,
        )
        return self._abilities

    async def _room(self) -> int:
        return min(self._stretch, (await self.abilities()).max_input_tokens - CAP)

    # --- one call ---

    async def _ask(self, shared: prompt.Prompt, question: str, wanted: Sequence[str]) -> Draft:
        async def create() -> vendor.Answer:
            message = await self._create(shared, question)
            return vendor.Answer(_text(message), message.stop_reason, self._usage(message), message.model)

        return await vendor.draft(create, wanted)

    async def _create(self, shared: prompt.Prompt, question: str) -> "Message":
        tokens = prompt.estimate(shared) + prompt.estimate_text(question)
        with bill.call(pricing.likely(self.model, tokens)) as call:
            message = await self._send(shared, question, call)
            call.cost = _cost(message)
        return message

    async def _send(self, shared: prompt.Prompt, question: str, call: bill.Call) -> "Message":
        from anthropic import APIStatusError  # noqa: PLC0415 - the SDK is loaded by those who use it
        from anthropic.types import Message  # noqa: PLC0415

        structured, system = await self._format(shared)
        extra: dict[str, Any] = {"output_config": structured} if structured else {}
        try:
            async with asyncio.timeout(self._patience):
                message = await self._client.get().messages.create(
                    model=self.model, max_tokens=CAP, system=system, messages=_messages(shared, question), **extra
                )
        except APIStatusError as error:
            if error.status_code not in faults.UNANSWERED:
                call.free()
            said = error.body.get("error") if isinstance(error.body, dict) else None
            raise faults.of_answer(error.status_code, said, error.response.headers) from None
        except Exception as error:  # noqa: BLE001 - the transport's own errors pass through the SDK unclassified
            if faults.unsent(error):
                call.free()
            raise faults.of_exception(error) from None
        if not isinstance(message, Message):  # a proxy's HTML page with status 200 arrives as a str
            raise EngineFault("foreign_answer", transient=True)
        return message

    async def _format(self, shared: prompt.Prompt) -> "tuple[OutputConfigParam | None, list[TextBlockParam]]":
        able = await self.abilities()
        surely = able.known and able.structured
        rules = shared.rules if surely else f"{shared.rules}\n{schema.in_words()}"
        system: list[TextBlockParam] = [{"type": "text", "text": rules}]
        if not able.structured:
            return None, system
        output: OutputConfigParam = {"format": {"type": "json_schema", "schema": schema.schema()}}
        if able.effort:
            output["effort"] = "medium"
        return output, system

    def _usage(self, message: "Message") -> Usage:
        usage = message.usage
        fresh, output = usage.input_tokens or 0, usage.output_tokens or 0
        written, read = usage.cache_creation_input_tokens or 0, usage.cache_read_input_tokens or 0
        request_id = message._request_id or ""  # noqa: SLF001 - the SDK documents this name for public use
        log.info(
            "engine call %s: in %d written %d read %d out %d stop %s",
            request_id,
            fresh,
            written,
            read,
            output,
            message.stop_reason,
        )
        return Usage(
            input_tokens=fresh + written,
            output_tokens=output,
            cached_tokens=read,
            cost_usd=_cost(message),
            calls=1,
            request_ids=(request_id,) if request_id else (),
        )

    def _make(self) -> "AsyncAnthropic":
        from anthropic import AsyncAnthropic  # noqa: PLC0415 - half a second that `offline` need not pay

        return AsyncAnthropic(**self._options)


def _messages(shared: prompt.Prompt, question: str) -> "list[MessageParam]":
    return [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": shared.transcript, "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": question},
            ],
        }
    ]


def _cost(message: "Message") -> float:
    usage = message.usage
    return pricing.cost(
        message.model,
        fresh=usage.input_tokens or 0,
        written=usage.cache_creation_input_tokens or 0,
        read=usage.cache_read_input_tokens or 0,
        output=usage.output_tokens or 0,
    )


def _text(message: "Message") -> str:
    """The one text block; thinking may stand before it."""
    return "".join(block.text for block in message.content or () if block.type == "text")
