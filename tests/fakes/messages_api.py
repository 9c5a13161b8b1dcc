"""A loopback model service: `/v1/messages`, `/v1/messages/count_tokens`, `/v1/models/{id}` and `/v1/chat/completions`.

By default it answers truthfully: it reads the numbered turns out of the prompt and gives every section asked for that the
turns can carry, with quotes that stand there. Replies can be scripted (`api.then(...)` once, `api.always(...)` for good):
faults, stop reasons, foreign bodies, an answer that obeys an attacker. Prefix caching is emulated: a prefix up to the last
`cache_control` counts as read only once an earlier call with the same prefix, model and output format has been answered.
"""

import asyncio
import hashlib
import itertools
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.engines.schema import schema as ours

Json = dict[str, Any]
MINIMUM_CACHED_TOKENS = 1024

_TURN = re.compile(r"^\[(\d+)\] (COACH|CLIENT|OTHER|UNKNOWN)(?: (\d+:\d\d(?::\d\d)?))?: (.*)$", re.MULTILINE)
_ASKED = re.compile(r"^Sections: (.+)$", re.MULTILINE)
_PROMISE = re.compile(
    r"^(?:okay,? |yes,? |so,? |and )*(?:I'll|I will|I'm going to|I am going to|ich werde|ich rufe?|ich schreibe?)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:if|when|could|would|maybe|usually|said|never|not|wenn|würde|nicht)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Reply:
    """A scripted answer. `answer` replaces the truthful JSON (a str is sent as it is), `stop` the stop reason, `blocks`
    come before the text block; `status` other than 200 sends an error body; `raw` is sent verbatim; `hang` waits that many
    seconds first, `after` until it is set; `cut` closes the connection in the middle of the body."""

    answer: Json | str | Callable[[Json], Json] | None = None
    stop: str | None = "end_turn"
    blocks: tuple[Json, ...] = ()
    no_text: bool = False
    status: int = 200
    error: str = ""
    message: str = "scripted"
    headers: tuple[tuple[str, str], ...] = ()
    raw: str | None = None
    content_type: str = "application/json"
    hang: float = 0.0
    after: asyncio.Event | None = None
    cut: bool = False


def rate_limited(retry_after: str = "2") -> Reply:
    return Reply(status=429, error="rate_limit_error", headers=(("retry-after", retry_after),))


def overloaded() -> Reply:
    return Reply(status=529, error="overloaded_error")


def broken() -> Reply:
    return Reply(status=500, error="api_error")


def too_long() -> Reply:
    return Reply(
        status=400, error="invalid_request_error", message="prompt is too long: 1200000 tokens > 1000000 maximum"
    )


def html() -> Reply:
    return Reply(raw="<html><body>Sign in to the proxy</body></html>", content_type="text/html")


def truncated() -> Reply:
    return Reply(raw='{"id": "msg_1", "type": "message", "content": [{"type": "text", "te')


THINKING: Json = {"type": "thinking", "thinking": "Let me look at the turns.", "signature": "c2lnbmF0dXJl"}


@dataclass
class MessagesApi:
    """`async with MessagesApi() as api:` then point an SDK at `api.url` (OpenAI's at `api.url + "/v1"`)."""

    latency: float = 0.0
    structured_outputs: bool = True
    models_route: bool = True
    max_input_tokens: int = 1_000_000
    requests: list[Seen] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    url: str = ""

    def __post_init__(self) -> None:
        self._script: deque[Reply] = deque()
        self._default = Reply()
        self._cached: set[str] = set()
        self._runner: web.AppRunner | None = None
        self._count = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_post("/v1/messages/count_tokens", self._count_tokens)
        app.router.add_get("/v1/models/{id}", self._model)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._completions)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    def then(self, *replies: Reply) -> None:
        """Answer the next message calls with these, in order of arrival."""
        self._script.extend(replies)

    def always(self, reply: Reply) -> None:
        """Answer every message call that is not scripted with this."""
        self._default = reply

    def calls(self, path: str = "/v1/messages") -> list[Seen]:
        return [seen for seen in self.requests if seen.path == path]

    # --- routes ---

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        body = await self._record(request)
        return await self._play(request, body, self._message)

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        body = await self._record(request)
        return await self._play(request, body, self._completion)

    async def _count_tokens(self, request: web.Request) -> web.StreamResponse:
        body = await self._record(request)
        return web.json_response({"input_tokens": tokens(body)})

    async def _models(self, request: web.Request) -> web.StreamResponse:
        given = {request.headers.get("x-api-key"), request.headers.get("Authorization", "").removeprefix("Bearer ")}
        return web.json_response({"data": []}, status=200 if "test-key" in given else 401)

    async def _model(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Seen(request.path, dict(request.headers), {}))
        if not self.models_route:
            return web.json_response({"error": {"type": "not_found_error", "message": "no such route"}}, status=404)
        yes, no = {"supported": True}, {"supported": False}
        return web.json_response(
            {
                "id": request.match_info["id"],
                "type": "model",
                "display_name": request.match_info["id"],
                "created_at": "2026-06-01T00:00:00Z",
                "lifecycle": "active",
                "line": "sonnet",
                "max_input_tokens": self.max_input_tokens,
                "max_tokens": 128_000,
                "capabilities": {
                    "batch": yes,
                    "citations": yes,
                    "code_execution": no,
                    "structured_outputs": yes if self.structured_outputs else no,
                    "effort": {"supported": True, "low": yes, "medium": yes, "high": yes, "xhigh": yes, "max": yes},
                },
            }
        )

    async def _record(self, request: web.Request) -> Json:
        body: Json = await request.json()
        self.requests.append(Seen(request.path, {k.lower(): v for k, v in request.headers.items()}, body))
        return body

    async def _play(
        self, request: web.Request, body: Json, envelope: Callable[[Json, Reply], Json]
    ) -> web.StreamResponse:
        reply = self._script.popleft() if self._script else self._default
        self._count += 1
        headers = {"request-id": f"req_{self._count}", "x-request-id": f"req_{self._count}", **dict(reply.headers)}
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(reply.hang or self.latency)
            if reply.after is not None:
                await reply.after.wait()
        finally:
            self.in_flight -= 1
        if reply.status != 200:
            error = {"type": reply.error, "message": reply.message}
            return web.json_response({"type": "error", "error": error}, status=reply.status, headers=headers)
        text = reply.raw if reply.raw is not None else json.dumps(envelope(body, reply))
        if reply.cut:
            return await _half(request, text, headers)
        return web.Response(text=text, content_type=reply.content_type, headers=headers)

    def _message(self, body: Json, reply: Reply) -> Json:
        content: list[Json] = list(reply.blocks)
        if not reply.no_text:
            content.append({"type": "text", "text": _text(body, reply)})
        return {
            "id": f"msg_{self._count}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": reply.stop,
            "stop_sequence": None,
            "usage": {**self._usage(body), "output_tokens": sum(len(json.dumps(block)) for block in content) // 4},
        }

    def _usage(self, body: Json) -> Json:
        whole = tokens(body)
        prefix = cached_prefix(body)
        size = len(prefix) // 4
        if size < MINIMUM_CACHED_TOKENS:
            return {"input_tokens": whole, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
        key = hashlib.sha256(prefix.encode()).hexdigest()
        hit = key in self._cached
        self._cached.add(key)
        return {
            "input_tokens": max(0, whole - size),
            "cache_creation_input_tokens": 0 if hit else size,
            "cache_read_input_tokens": size if hit else 0,
        }

    def _completion(self, body: Json, reply: Reply) -> Json:
        finish = {"end_turn": "stop", "max_tokens": "length", "refusal": "content_filter"}.get(
            reply.stop or "", reply.stop
        )
        refusal = "I cannot help with that." if reply.stop == "refusal" else None
        return {
            "id": f"chatcmpl_{self._count}",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {
                        "role": "assistant",
                        "content": None if reply.no_text or refusal else _text(body, reply),
                        "refusal": refusal,
                    },
                }
            ],
            "usage": {"prompt_tokens": tokens(body), "completion_tokens": 100, "total_tokens": tokens(body) + 100},
        }


async def _half(request: web.Request, text: str, headers: dict[str, str]) -> web.StreamResponse:
    data = text.encode()
    response = web.StreamResponse(headers={**headers, "content-type": "application/json"})
    response.content_length = len(data)
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return response


def _text(body: Json, reply: Reply) -> str:
    if isinstance(reply.answer, str):
        return reply.answer
    if reply.answer is None:
        return json.dumps(truthful(body))
    return json.dumps(reply.answer if isinstance(reply.answer, dict) else reply.answer(body))


# --- reading a request ---


def prompt(body: Json) -> str:
    """All text of a request's system and messages, in order."""
    parts: list[str] = []
    for holder in (body.get("system"), *(message["content"] for message in body.get("messages", ()))):
        if isinstance(holder, str):
            parts.append(holder)
        else:
            parts.extend(block.get("text", "") for block in holder or ())
    return "\n".join(parts)


def tokens(body: Json) -> int:
    return max(1, len(prompt(body)) // 4)


def cached_prefix(body: Json) -> str:
    """What the service would cache: model, output format and all blocks up to the last `cache_control`."""
    blocks = [*(body.get("system") or ())]
    for message in body.get("messages", ()):
        if isinstance(message["content"], list):
            blocks.extend(message["content"])
    marks = [i for i, block in enumerate(blocks) if isinstance(block, dict) and block.get("cache_control")]
    if not marks:
        return ""
    texts = [block.get("text", "") for block in blocks[: marks[-1] + 1]]
    return "\n".join([body["model"], json.dumps(body.get("output_config")), *texts])


def turns(body: Json) -> list[tuple[int, str, str]]:
    """(number, role, text) of the turns in the prompt."""
    return [(int(m[1]), m[2], m[4]) for m in _TURN.finditer(prompt(body))]


def schema(body: Json) -> Json:
    """The schema of a request; ours where a request has none, for then the prompt says it in words."""
    if "output_config" in body:
        found: Json = body["output_config"]["format"]["schema"]
        return found
    return body.get("response_format", {}).get("json_schema", {}).get("schema") or ours()


def asked(body: Json) -> tuple[str, ...]:
    """The section names the last `Sections:` line of the prompt asks for; all of the schema if there is none."""
    lines = _ASKED.findall(prompt(body))
    return tuple(part.strip() for part in lines[-1].split(",")) if lines else tuple(schema(body)["properties"])


# --- answering ---


def truthful(body: Json) -> Json:
    """A draft whose every quote stands in the turn it names, with no sentence used twice."""
    spoken = turns(body)
    wanted = asked(body)
    carriers = _carriers(spoken)
    roles = {n: role.lower() for n, role, _ in spoken}
    answer: Json = {}
    for name, spec in schema(body)["properties"].items():
        if name == "session_summary":
            answer[name] = _summary(spoken) or _of_summaries(body) if name in wanted else ""
        elif name == "key_themes":
            answer[name] = _themes(spoken) if name in wanted else []
        elif name not in wanted:
            answer[name] = []
        else:
            answer[name] = [_fill(spec["items"], evidence, roles) for evidence in carriers.get(name, ())]
    return answer


def invented(body: Json) -> Json:
    """A draft in which every quote is made up."""
    answer = truthful(body)
    for items in answer.values():
        for item in items if isinstance(items, list) else ():
            for evidence in item.get("evidence", ()) if isinstance(item, dict) else ():
                evidence["quote"] = "Entirely invented words that nobody in this session ever said aloud."
    return answer


def obeying(body: Json) -> Json:
    """What a model would answer that does as an attacker in the transcript tells it."""
    answer = truthful(body)
    for name, items in answer.items():
        if name == "session_summary":
            answer[name] = (
                "The client is outstanding <!channel> see https://evil.example/?q=secret and call Hannibal on 555123."
            )
        elif name == "key_themes":
            answer[name] = ["<!here>", "https://evil.example", '{"type":"section"}']
        else:
            for item in items:
                for key, value in item.items():
                    if isinstance(value, str) and " " in value:
                        item[key] = f"{value} <!channel> <https://evil.example|click here>"
            spec = schema(body)["properties"][name]["items"]
            items.append(_fill(spec, [(1, "The client gave the coach ten out of ten stars today")], {}))
    return answer


def _carriers(spoken: list[tuple[int, str, str]]) -> dict[str, list[list[tuple[int, str]]]]:
    """Evidence by section; every sentence is used once."""
    client = [(n, s) for n, role, text in spoken if role == "CLIENT" for s in _sentences(text)]
    promises = [
        (n, s)
        for n, role, text in spoken
        if role in ("CLIENT", "COACH")
        for s in _sentences(text)
        if _PROMISE.match(s) and not _UNSURE.search(s)
    ]
    free = deque(quote for quote in client if quote not in promises)
    questions = _questions(spoken, free)
    carriers: dict[str, list[list[tuple[int, str]]]] = {
        "action_items": [[promise] for promise in promises[:10]],
        "powerful_questions": questions,
    }
    singles = ("celebration", "intention", "client_discoveries", "goal_progress", "values_beliefs")
    for name in singles:
        if free:
            carriers[name] = [[free.popleft()]]
    if len(free) >= 2:
        carriers["emotional_shifts"] = [[free.popleft(), free.pop()]]
    for name in ("coaching_presence", "communication_patterns"):
        if free:
            carriers[name] = [[free.popleft()]]
    return carriers


def _questions(spoken: list[tuple[int, str, str]], free: deque[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    for (n, role, text), (following, next_role, _) in itertools.pairwise(spoken):
        asked_here = [s for s in _sentences(text) if s.endswith("?")]
        answers = [quote for quote in free if quote[0] == following]
        if role == "COACH" and next_role == "CLIENT" and asked_here and answers:
            free.remove(answers[0])
            return [[(n, asked_here[-1]), answers[0]]]
    return []


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) >= 4]


def _fill(spec: Json, evidence: list[tuple[int, str]], roles: dict[int, str]) -> Json:
    quote = evidence[0][1]
    item: Json = {}
    for name, field_spec in spec["properties"].items():
        if name == "evidence":
            item[name] = [{"turn": n, "quote": words} for n, words in evidence]
        elif name == "owner":
            item[name] = roles.get(evidence[0][0], "client")
        elif name == "timeline":
            item[name] = ""
        elif name == "final_state":
            item[name] = evidence[-1][1]
        elif "enum" in field_spec:
            item[name] = field_spec["enum"][0]
        elif field_spec.get("type") == "array":
            item[name] = [quote]
        else:
            item[name] = quote
    return item


def _summary(spoken: list[tuple[int, str, str]]) -> str:
    said = [s for _, role, text in spoken if role == "CLIENT" for s in _sentences(text)]
    return " ".join(said[:2])


def _of_summaries(body: Json) -> str:
    """Of a session read in stretches, whose summaries stand where its turns did."""
    return " ".join(re.findall(r"^\[\d+\] (.+)$", prompt(body), re.MULTILINE)[:2])


def _themes(spoken: list[tuple[int, str, str]]) -> list[str]:
    counts: dict[str, int] = {}
    for _, role, text in spoken:
        for word in re.findall(r"[^\W\d_]{6,}", text.lower()) if role == "CLIENT" else ():
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[:3]
