"""Giving a session: a file or text, for oneself or for a pair. What is answered with 202 is stored, and is the job that a file
dropped in chat is: its message there shows how far it is, and asks what has to be asked."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot import uploads
from bot.api import answers, requests
from bot.api.operation import ROOT, Answer, B, Call, Q, change, get, once_key, parsed_as, used_before
from bot.api.operation import Operation as Row
from bot.api.problems import Problem, of_field
from bot.api.requests import Nothing
from bot.api.sessions import INSIGHTS, address_of, bond_of
from bot.web import Body, Limits
from core.insight.label import check_day, title_of
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.limits import MAX_TEXT
from core.people.relationships import State
from core.reading.continuing import voices
from core.refusal import Reason, Refused
from core.sharing.access import Operation, gone
from core.sharing.finding import find
from core.transcript import Role
from handlers.intake import buttons, handed, placing
from handlers.intake.jobs import job_id
from handlers.intake.labels import Label
from handlers.intake.paste import PASTED
from handlers.intake.steps import ENDING, NOT_READ, Step

FILE = "transcript_file"
TEXT = Limits(4 * MAX_TEXT + 64 * 1024, 60.0)
"""Of a body with the text in it."""
ADDRESS = f"{ROOT}/uploads"


async def add_paired(call: Call[Nothing, Nothing]) -> Answer:
    form, data, name = await _form(call, requests.Paired)
    return await _give(call, form, data, name, await _where(call, form))


async def add_unpaired(call: Call[Nothing, Nothing]) -> Answer:
    form, data, name = await _form(call, requests.Unpaired)
    return await _give(call, form, data, name, {"alone": "1"})


async def add_paired_text(call: Call[Nothing, requests.PairedText]) -> Answer:
    text = _text(call.body.transcript_text)
    return await _give(call, call.body, text, PASTED, {**await _where(call, call.body), "source": "text_input"})


async def add_unpaired_text(call: Call[Nothing, requests.UnpairedText]) -> Answer:
    text = _text(call.body.transcript_text)
    return await _give(call, call.body, text, PASTED, {"alone": "1", "source": "text_input"})


async def _form(call: Call[Q, B], form: type[requests.Labelled]) -> tuple[requests.Labelled, bytes, str]:
    with call.receiving.of(call.person):
        sent = await uploads.read(Body(call.request), FILE)
    read = parsed_as(form, {name: value for name, value in sent.fields.items() if value})
    if not sent.data:
        raise of_field(FILE, "A file with a session in it is needed.")
    return read, sent.data, sent.name


def _text(text: str) -> bytes:
    if voices(text).total() < 2:
        raise of_field(
            "transcript_text", "Turns that say who speaks are needed, such as “Ana: How was the week?”, one a line."
        )
    return text.encode()


async def _where(call: Call[Q, B], sent: requests.Labelled) -> Refs:
    """The pair it belongs to. Where nobody has confirmed yet that everyone agreed, and this does not, it is left to the question
    in chat."""
    assert isinstance(sent, requests.Paired), "of a pair"  # noqa: S101 - for the type checker
    bond = await bond_of(call, sent.coaching_relationship_id)
    if bond.state is not State.ACTIVE:
        raise Problem(409, "These two do not work together here now, so nothing new can be added for them.")
    if sent.everyone_agreed:
        await placing.confirm(call.services, call.person, bond)
    elif not await placing.confirmed(call.services, call.person, bond):
        return {}
    refs: Refs = {"relationship": bond.id}
    if sent.held and bond.role(call.person.id) is Role.COACH:
        refs["held"] = "1"
    return refs


async def _give(call: Call[Q, B], sent: requests.Labelled, data: bytes, name: str, refs: Refs) -> Answer:
    """Once for each Idempotency-Key; without one, each request is another."""
    await check_day(call.services, call.person, sent.session_date)
    once = once_key(call.request)
    owned = f"{call.person.id}\0{once}" if once else secrets.token_hex(16)
    key = f"api-{hashlib.sha256(owned.encode()).hexdigest()[:32]}"
    asked = call.request.path.encode() + b"\0" + sent.model_dump_json(exclude={"transcript_text"}).encode() + b"\0"
    refs = {**refs, "request": hashlib.sha256(asked + data).hexdigest()}
    label = Label(title_of(sent.session_title or ""), sent.session_date, name)
    with call.receiving.alone(key):  # else the bytes of one could be stored for the job of another
        job, new = await handed.take(call.services, call.person, key, data, label, refs)
    if not new and job.refs.get("request") != refs["request"]:
        raise used_before()
    return _accepted(await _told(call, job))


def _accepted(upload: answers.Upload) -> Answer:
    return Answer(upload, location=upload.status_url)


# --- how far it is ---


async def get_upload(call: Call[Nothing, Nothing]) -> Answer:
    return Answer(await _told(call, await _mine(call)))


async def stop_upload(call: Call[Nothing, Nothing]) -> Answer:
    await buttons.stopped(call.services, call.person, job_id(call.person.tenant, call.path["upload_id"]))
    return Answer()


async def _mine(call: Call[Q, B]) -> Job:
    job = await buttons.mine(call.services, call.person, job_id(call.person.tenant, call.path["upload_id"]))
    if job is None:
        raise Refused(Reason.NOT_FOUND, gone())
    return job


WAITS: Mapping[str, str] = {Step.ASKING: "roles", Step.PLACING: "place"}
DONE = frozenset({Step.ANALYSED, Step.SHOWN, Step.REPEATED})


async def _told(call: Call[Q, B], job: Job) -> answers.Upload:
    insight = job.refs.get("insight")
    if earlier := job.refs.get("earlier"):
        before = await call.services.jobs.get(job.tenant, earlier)
        insight = before.refs.get("insight") if before else None
    state = _state(job)
    name = job.id.removeprefix(job_id(job.tenant, ""))
    shown = insight if state == "completed" else None
    return answers.Upload.model_validate(
        {
            "id": name,
            "state": state,
            "waiting_for": WAITS.get(job.step) if state == "waiting" else None,
            "insight_id": shown,
            "given_before": bool(earlier),
            "reason": (job.refs.get("refused") or "internal") if state == "failed" else None,
            "status_url": f"{ADDRESS}/{quote(name, safe='')}",
            "insight_url": address_of(shown) if shown else None,
        }
    )


def _state(job: Job) -> str:
    if job.state is JobState.CANCELLED or job.step in ENDING:
        return "stopped"
    if job.step in DONE:
        return "completed"
    if job.state is JobState.FAILED or job.step == Step.REFUSED:
        return "failed"
    if job.step in WAITS:
        return "waiting"
    if job.step == Step.NEW:
        return "received"
    return "reading" if job.step in NOT_READ else "analysing"


async def retry_insight(call: Call[Nothing, Nothing]) -> Answer:
    """A failed analysis again; what is under way or done stays as it is."""
    insight, _facts = await find(call.services, call.person, Operation.RETRY, call.path["id"])
    await buttons.tried_again(call.services, call.person, insight.source_document_id or "")
    job = await call.services.jobs.get(call.person.tenant, insight.source_document_id or "")
    if job is None:
        raise Refused(Reason.NOT_FOUND, gone())
    return _accepted(await _told(call, job))


def _given(path: str, does: Any, summary: str, *, form: Any = None, body: Any = Nothing) -> Row[Any, Any]:
    limits = uploads.FORM if form else TEXT
    return change(
        "POST", path, does, summary, answers.Upload, status=202, form=form, body=body, limits=limits, once=True
    )


OPERATIONS = (
    _given(INSIGHTS, add_paired, "A session of a pair, as a file", form=requests.Paired),
    _given(f"{INSIGHTS}/from-text", add_paired_text, "A session of a pair, as text", body=requests.PairedText),
    _given(f"{INSIGHTS}/unpaired", add_unpaired, "A session of one's own, as a file", form=requests.Unpaired),
    _given(
        f"{INSIGHTS}/unpaired/from-text",
        add_unpaired_text,
        "A session of one's own, as text",
        body=requests.UnpairedText,
    ),
    change("POST", f"{INSIGHTS}/{{id}}/retry", retry_insight, "A failed analysis again", answers.Upload, status=202),
    get("/uploads/{upload_id}", get_upload, "How far a session is", answers.Upload),
    change("DELETE", "/uploads/{upload_id}", stop_upload, "Stop it, and delete what it left"),
)
