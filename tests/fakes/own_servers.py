"""Four servers of a model of one's own on loopback, each with what it is known to do differently from OpenAI's service.

They answer as truthfully as `messages_api` does, through the peculiarities seen in the field in 2024 to 2026:

- Ollama drops the beginning of a prompt that its window does not hold, without a word, and counts what is left; a thinking model
  thinks aloud in front of its JSON.
- llama.cpp says what its window holds in an error of its own, with a status as its versions please, and fences its JSON.
- vLLM counts the answer into its window, refuses names it does not know, and may put the whole answer where the thinking
  belongs.
- LM Studio knows `json_schema` and `text` and nothing else, tells errors as a sentence, and writes turns as words.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes import messages_api as fake

Json = dict[str, Any]
Refusal = tuple[int, Json]


@dataclass
class OwnServer:
    """`async with OwnServer(...) as server:` then point the openai SDK at `server.url`. `window` in tokens of four characters;
    `refuses` says what is wrong with a request, `says` puts an answer into words, `slowness` in seconds an answer."""

    says: Callable[[str], Json] = lambda text: {"content": text}
    refuses: Callable[[Json, int], Refusal | None] = lambda _body, _window: None
    window: int = 32_768
    drops: bool = False
    slowness: float = 0.0
    finish: str = "stop"
    answer: Callable[[Json], Json | str] = fake.truthful
    bodies: list[Json] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def accepted(self) -> list[Json]:
        """The requests that were read as a whole."""
        whole = (body for body in self.bodies if not self.drops or fake.tokens(body) <= self.window)
        return [body for body in whole if self.refuses(body, self.window) is None]

    async def _complete(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        self.bodies.append(body)
        await asyncio.sleep(self.slowness)
        if refusal := self.refuses(body, self.window):
            return web.json_response(refusal[1], status=refusal[0])
        read = fake.tokens(body)
        if self.drops and read > self.window:
            read = self.window // 2 + 2
            body = _without_beginning(body, read * 4)
        answer = self.answer(body)
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        message = {"role": "assistant", **self.says(text)}
        return web.json_response(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [{"index": 0, "finish_reason": self.finish, "message": message}],
                "usage": {"prompt_tokens": read, "completion_tokens": 100, "total_tokens": read + 100},
            }
        )


def _without_beginning(body: Json, characters: int) -> Json:
    said = body["messages"][-1]["content"][-characters:]
    return {**body, "messages": [{"role": "user", "content": said}]}


def ollama(window: int = 32_768) -> OwnServer:
    thought = '<think>\nThe form is {"celebration": [...]} and turn 2 says {"turn": 2}. Let me write it.\n</think>\n\n'
    return OwnServer(says=lambda text: {"content": thought + text}, window=window, drops=True)


def llama_cpp(window: int = 32_768, status: int = 400) -> OwnServer:
    def refuses(body: Json, window: int) -> Refusal | None:
        read = fake.tokens(body)
        if read <= window:
            return None
        error = {
            "code": status,
            "message": f"request ({read} tokens) exceeds the available context size ({window} tokens), try increasing it",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": read,
            "n_ctx": window,
        }
        return status, {"error": error}

    return OwnServer(
        says=lambda text: {"content": f"Here is the JSON you asked for:\n\n```json\n{text}\n```\nAnything else?"},
        refuses=refuses,
        window=window,
    )


VLLM_KNOWS = {"model", "messages", "max_tokens", "response_format", "temperature"}


def vllm(window: int = 32_768) -> OwnServer:
    def refuses(body: Json, window: int) -> Refusal | None:
        if unknown := body.keys() - VLLM_KNOWS:
            name = min(unknown)
            return 400, _vllm(f"[{{'type': 'extra_forbidden', 'loc': ('body', '{name}'), 'msg': 'Extra inputs'}}]")
        if body.get("response_format", {}).get("type") == "json_schema":
            return 400, _vllm("The provided JSON schema contains features not supported by xgrammar.")
        read, room = fake.tokens(body), body.get("max_tokens", 0)
        if read + room <= window:
            return None
        return 400, _vllm(
            f"This model's maximum context length is {window} tokens. However, you requested {read + room} tokens "
            f"({read} in the messages, {room} in the completion)."
        )

    return OwnServer(says=lambda text: {"content": None, "reasoning": text}, refuses=refuses, window=window)


def _vllm(message: str) -> Json:
    return {"object": "error", "message": message, "type": "BadRequestError", "param": None, "code": 400}


def lm_studio(window: int = 32_768) -> OwnServer:
    def refuses(body: Json, window: int) -> Refusal | None:
        if body.get("response_format", {}).get("type", "text") not in {"json_schema", "text"}:
            return 400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}
        if body.get("response_format", {}).get("type") == "json_schema":
            return 400, {"error": "The engine of this model does not support structured output."}
        if fake.tokens(body) <= window:
            return None
        return 400, {
            "error": "Trying to keep the first tokens when context the overflows. However, the model is loaded with "
            f"context length of only {window} tokens. Try to load the model with a larger context length."
        }

    def worded(body: Json) -> str:
        answer = json.dumps(fake.truthful(body), ensure_ascii=False, indent=1)
        return _with_spare_commas(_with_turns_as_words(answer))

    return OwnServer(refuses=refuses, window=window, answer=worded)


def _with_turns_as_words(text: str) -> str:
    return re.sub(r'"turn": (\d+)', r'"turn": "\1"', text)


def _with_spare_commas(text: str) -> str:
    return text.replace("\n }", ",\n }").replace("\n]", ",\n]")


ALL: dict[str, Callable[[int], OwnServer]] = {
    "Ollama": ollama,
    "llama.cpp": llama_cpp,
    "vLLM": vllm,
    "LM Studio": lm_studio,
}
