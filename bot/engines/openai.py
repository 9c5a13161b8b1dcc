"""The OpenAI engine: the same question and the same schema over chat completions, which most other servers speak too.

The only file that imports the SDK (the `openai` extra), and only when used. With a `base_url` it takes whatever serves a model of
one's own (Ollama, llama.cpp, vLLM, LM Studio): what one of them refuses or leaves out, it is not asked for again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.engines import faults, prompt, schema, session, vendor
from core.insight.draft import Draft, Rejected, Usage
from core.insight.engine import AnalysisRequest, AnswerStore, EngineFault

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from openai.types.chat.chat_completion import Choice

DEFAULT_MODEL = "gpt-5-mini"
CAP = 32_000  # output tokens, reasoning included
UNREAD = 5.5
"""Characters for each token a server says it read, beyond which it has dropped a part: English has 4 to 5, others fewer."""

log = logging.getLogger(__name__)

_STOPS: dict[str | None, str] = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}
_OWN_STOPS: dict[str | None, str] = {
    **_STOPS,
    "eos": "end_turn",
    "eos_token": "end_turn",
    "": "end_turn",
    None: "end_turn",
}


def forms() -> tuple[dict[str, Any], ...]:
    """How a server may be held to the form, the surest first. The last leaves it to the words of the prompt."""
    strict = {"name": "session", "strict": True, "schema": schema.schema()}
    return (
        {"response_format": {"type": "json_schema", "json_schema": strict}},
        {"response_format": {"type": "json_object"}},
        {},
    )


class OpenAI:
    """`base_url` None is OpenAI's own. `patience` in seconds for one call; `stretch` is the most input tokens of one call, which
    a model with a small window needs smaller."""

    name, version = "openai", prompt.PROMPT_VERSION

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
        self._own = base_url is not None
        self._forms = forms()
        self._patience = patience
        self._client = vendor.Client(self._make)
        self._session = session.Session(self._ask, asked=f"{self.name}/{model}", pause=pause, answers=answers)
        self._stretch = stretch

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        draft = await self._session.draft(request, self._stretch, progress)
        return replace(draft, model=draft.model or self.model, prompt_version=prompt.PROMPT_VERSION)

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        return await self._session.repair(request, rejected, self._stretch)

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, shared: prompt.Prompt, question: str, wanted: Sequence[str]) -> Draft:
        rules = f"{shared.rules}\n{schema.in_words()}" if self._own else shared.rules
        said = f"{shared.transcript}\n{question}"

        async def create() -> vendor.Answer:
            completion = await self._complete(rules, said)
            if self._own and unread(len(rules) + len(said), completion):
                raise EngineFault(faults.TOO_LONG, transient=False)
            return self._answer(completion)

        return await vendor.draft(create, wanted)

    async def _complete(self, rules: str, said: str) -> "ChatCompletion":
        """In the surest form that the server takes. A server of one's own that turns one down is asked in the next, and from
        then on in that; it is given no cap, because some count it into their window."""
        if not self._own:
            return await self._send(rules, said, {**self._forms[0], "max_completion_tokens": CAP})
        known = self._forms
        for place, form in enumerate(known):
            try:
                answer = await self._send(rules, said, form)
            except EngineFault as fault:
                if fault.kind != faults.BAD_REQUEST or place + 1 == len(known):
                    raise
                log.info("the server turned a form of answer down")
            else:
                self._forms = known[place:]
                return answer
        raise AssertionError("the last form returns or raises")

    async def _send(self, rules: str, said: str, form: dict[str, Any]) -> "ChatCompletion":
        client = await asyncio.to_thread(self._client.get)  # loading the SDK takes a second that others need not wait
        from openai import APIStatusError  # noqa: PLC0415 - the SDK is loaded by those who use it
        from openai.types.chat import ChatCompletion  # noqa: PLC0415

        try:
            async with asyncio.timeout(self._patience):
                answer = await client.chat.completions.create(
                    model=self.model,
                    messages=[{"role": "system", "content": rules}, {"role": "user", "content": said}],
                    **form,
                )
        except APIStatusError as error:
            raise faults.of_answer(error.status_code, error.body, error.response.headers) from None
        except Exception as error:  # noqa: BLE001 - the transport's own errors pass through the SDK unclassified
            raise faults.of_exception(error) from None
        if not isinstance(answer, ChatCompletion):
            raise EngineFault("foreign_answer", transient=True)
        log.info("engine call %s: stop %s", request_id(answer), answer.choices and answer.choices[0].finish_reason)
        return answer

    def _answer(self, completion: "ChatCompletion") -> vendor.Answer:
        if not completion.choices:  # an error may come with status 200, too
            said = (completion.model_extra or {}).get("error")
            raise faults.of_answer(500, said, {}) if said else EngineFault("empty_answer", transient=True)
        choice = completion.choices[0]
        stops = _OWN_STOPS if self._own else _STOPS
        return vendor.Answer(
            _text(choice),
            stops.get(choice.finish_reason, choice.finish_reason),
            _usage(completion),
            completion.model,
            refused=bool(choice.message.refusal),
        )

    def _make(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI  # noqa: PLC0415 - the extra may not be installed

        return AsyncOpenAI(**self._options)


def unread(sent: int, completion: "ChatCompletion") -> bool:
    """Whether a server has dropped a part of so many characters without a word, as Ollama does with what its window does not
    hold: it says that it read too few tokens, or just as many as a window has."""
    read = completion.usage.prompt_tokens if completion.usage else 0
    return read > 0 and (sent > UNREAD * read or read % 1024 == 0)


def _text(choice: "Choice") -> str:
    """What was said; some servers put all of it where the thinking belongs."""
    thought = choice.message.model_extra or {}
    said = choice.message.content or thought.get("reasoning_content") or thought.get("reasoning") or ""
    return said if isinstance(said, str) else ""


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
