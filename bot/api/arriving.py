"""The two ways in that no bearer token opens (bot/inbox.py): what they are sent, and what the document says of them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import JsonSchemaMode

from bot.api.answers import Told
from bot.api.operation import LONGEST_KEY, ONCE
from bot.api.requests import Day
from core.insight.label import LONGEST_TITLE
from core.limits import MAX_BYTES

INBOX, SOURCE = "/inbox/{token}", "/sources/{name}"
FILE, NO_FILE = "file", "A file with a session in it is needed."
IN_JSON = 1024 * 1024
"""Bytes of a JSON body in which a transcript is looked for; a larger one is read as the file it is."""


class Said(BaseModel):
    """What is said of a session beside it, in the address, a form or JSON. Tools send more than that: it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    title: str = Field("", description=f"Cut at {LONGEST_TITLE} characters.")
    date: Day | None = Field(None, description="The day of the session.")
    name: str = Field("", description="The file's name.")


class Wrapped(Said):
    """A transcript in JSON, as tools make it of a form."""

    transcript: str


class Kept(Told):
    id: str = Field(description="The same for the same session, however often it is sent.")


MODELS: tuple[tuple[type[BaseModel], JsonSchemaMode], ...] = ((Wrapped, "validation"), (Kept, "serialization"))
BAD = (400, 404, 408, 413, 415, 422, 429, 500, 503)


def paths(parameter: Any, refused: Any) -> Mapping[str, Any]:
    """Of the document, below its root. `parameter` makes one of (name, where, schema), `refused` an answer of a status."""
    file = {"type": "string", "format": "binary", "description": f"{MAX_BYTES} bytes at the most."}
    said = Said.model_json_schema()["properties"]
    any_json = {"description": "Any other JSON is a transcript itself."}
    binary: Any = {"schema": file}
    inbox = {
        "operationId": "add_to_inbox",
        "summary": "A session for somebody's inbox, of which they are asked in chat",
        "description": "No header: a token with the scope `inbox` stands in the address, and opens nothing else. Nothing is "
        "analysed before its person said so.",
        "security": [],
        "parameters": [
            parameter("token", "path", {"type": "string", "minLength": 1}),
            *(parameter(name, "query", schema) for name, schema in said.items()),
            parameter(ONCE, "header", {"type": "string", "maxLength": LONGEST_KEY}),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": binary,
                "text/plain": binary,
                "multipart/form-data": {
                    "schema": {"type": "object", "properties": {**said, FILE: file}, "required": [FILE]}
                },
                "application/json": {"schema": {"anyOf": [{"$ref": "#/components/schemas/Wrapped"}, any_json]}},
            },
        },
        "responses": {
            "202": {
                "description": "It is stored, and waits for its person",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Kept"}}},
            },
            **{str(status): refused(status) for status in BAD},
        },
    }
    source = {
        "operationId": "told_by_vendor",
        "summary": "A vendor says that a transcript is ready",
        "description": "Signed as the vendor does it, and no older than five minutes. Of whom nothing is kept, is not told.",
        "security": [],
        "parameters": [parameter("name", "path", {"type": "string", "enum": ["fathom", "zoom"]})],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
        "responses": {
            "200": {"description": "Zoom's question for the address is answered"},
            "204": {"description": "It was heard"},
            **{str(status): refused(status) for status in (400, 401, 404, 408, 413, 415, 500, 503)},
        },
    }
    return {INBOX: {"post": inbox}, SOURCE: {"post": source}}
