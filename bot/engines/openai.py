"""The OpenAI engine: the same questions and the same schema over chat completions, which most other servers speak too.

The only file that imports the SDK (the `openai` extra), and only when used. A local server (llama.cpp, Ollama, vLLM) is a
`base_url`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.engines import faults, prompt, schema, session, vendor
from core.analysis.verification import Rejected
from core.insight.draft import Draft, Usage
from core.insight.engine import AnalysisRequest, EngineFault

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion

DEFAULT_MODEL = "gpt-5-mini"
CAP = 16_000  # output tokens, reasoning included
STRETCH = 90_000

log = logging.getLogger(__name__)

_STOPS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}


class OpenAI:
    """`base_url` None is OpenAI's own. `stretch` is the most input tokens of one call; a small local model needs it smaller."""

    name = "openai"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None = None,
        model: str = DEFAULT_MODEL,
        patience: float = 180.0,
        stretch: int = STRETCH,
        pause: float = 2.0,
    ) -> None:
        self._options = vendor.options(api_key, base_url, patience)
        self.model = model
        self._patience = patience
        self._client = vendor.Client(self._make)
        self._session = session.Session(self._ask, pause=pause)
        self._stretch = stretch

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        size = prompt.estimate(await asyncio.to_thread(prompt.prompt, request))
        draft = await self._session.draft(request, size, self._stretch, progress)
        return replace(draft, model=draft.model or self.model, prompt_version=prompt.PROMPT_VERSION)

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        return await self._session.repair(request, rejected, self._stretch)

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, shared: prompt.Prompt, question: str, wanted: Sequence[str]) -> Draft:
        async def create(cap: int) -> vendor.Answer:
            return _answer(await self._create(shared, question, cap))

        return await vendor.draft(create, wanted, first_cap=CAP, last_cap=2 * CAP)

    async def _create(self, shared: prompt.Prompt, question: str, cap: int) -> "ChatCompletion":
        client = await asyncio.to_thread(self._client.get)  # loading the SDK takes a second that others need not wait
        from openai import APIStatusError  # noqa: PLC0415 - the SDK is loaded by those who use it
        from openai.types.chat import ChatCompletion  # noqa: PLC0415

        form: Any = {
            "type": "json_schema",
            "json_schema": {"name": "session", "strict": True, "schema": schema.schema()},
        }
        try:
            async with asyncio.timeout(self._patience):
                answer = await client.chat.completions.create(
                    model=self.model,
                    max_completion_tokens=cap,
                    response_format=form,
                    messages=[
                        {"role": "system", "content": shared.rules},
                        {"role": "user", "content": f"{shared.transcript}\n{question}"},
                    ],
                )
        except APIStatusError as error:
            raise faults.of_answer(error.status_code, error.body, error.response.headers) from None
        except Exception as error:  # noqa: BLE001 - the transport's own errors pass through the SDK unclassified
            raise faults.of_exception(error) from None
        if not isinstance(answer, ChatCompletion):
            raise EngineFault("foreign_answer", transient=True)
        log.info("engine call %s: stop %s", request_id(answer), answer.choices and answer.choices[0].finish_reason)
        return answer

    def _make(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI  # noqa: PLC0415 - the extra may not be installed

        return AsyncOpenAI(**self._options)


def _answer(completion: "ChatCompletion") -> vendor.Answer:
    if not completion.choices:
        raise EngineFault("empty_answer", transient=True)
    choice = completion.choices[0]
    return vendor.Answer(
        choice.message.content or "",
        _STOPS.get(choice.finish_reason, choice.finish_reason),
        _usage(completion),
        completion.model,
        refused=bool(choice.message.refusal),
    )


def _usage(answer: "ChatCompletion") -> Usage:
    usage = answer.usage
    cached = usage.prompt_tokens_details.cached_tokens if usage and usage.prompt_tokens_details else 0
    return Usage(
        input_tokens=max(0, (usage.prompt_tokens if usage else 0) - (cached or 0)),
        output_tokens=usage.completion_tokens if usage else 0,
        cached_tokens=cached or 0,
        calls=1,
        request_ids=(request_id(answer),) if request_id(answer) else (),
    )


def request_id(answer: "ChatCompletion") -> str:
    return answer._request_id or ""  # noqa: SLF001 - the SDK documents this name for public use
