"""What a job carries with it: ids and counts as text, never words of anybody. One table, so that a name is spelt one way."""

from typing import TypedDict

from core.people.person import Place


class Refs(TypedDict, total=False):
    """Each kind of job carries some of them; which, its module says. Flags are "1" or absent, lists are joined by commas,
    moments are in ISO 8601."""

    # whose and where
    person: str  # the id of the person it is for
    channel: str  # where the answer goes: a conversation of the platform
    thread: str
    message: str  # the id of a posted message
    status: str  # the id of the message that shows how far a session is

    trace: str  # of the trace that it was stored in, the ids: W3C's traceparent

    # a session on its way
    file: str  # the platform's id of the file
    source: str  # "text_input" for a pasted one, "url_import" for one that another tool sent
    beside: str  # of a file whose bytes its platform keeps, what is sealed beside the job: "label", "source"; absent: unknown
    batch: str  # the ids of all files of the message
    parts: str  # the jobs of the files that make one session with it
    lead: str  # the job of the session this file is a part of
    brought: (
        str  # flag: it is from before, and was brought in by whoever runs the bot (handlers/intake/old_sessions.py)
    )
    given_at: str  # when it came
    waits_from: str  # when its person answered what was asked, or had it tried again
    last: str  # the id of the last message of pasted text, and when it was written
    last_at: str
    said: str  # the id of the message it came with
    apart: str  # flag: it is known to be a session of its own
    asks: str  # flag: it asks whether two files are one session
    asked: str  # how often the file was asked for in vain
    coach: str  # the number of the voice that coached
    client: str
    swapped: str  # flag: the two stand under each other's name
    relationship: str  # the id of the pair it belongs to
    held: str  # flag: the coach holds it for review
    alone: str  # flag: it was given as its uploader's alone, so that is not asked
    away: str  # since when its person cannot be reached, empty once they were (handlers/access/away.py)
    request: str  # the digest of the request that brought it
    refused: str  # why it was refused, a core.refusal.Reason
    one: str  # flag: it goes on the session before it
    reminded: str  # the step at which the person was reminded of a question
    engine_faults: str  # how often the engine failed, and since when
    engine_since: str
    insight: str  # the id of the insight
    earlier: str  # the job that brought the same session before, and when
    earlier_at: str
    earlier_waits: str  # since when what comes of it is waited for
    dropped: str  # the insight that this one replaces
    told: str  # flag: the person was told how they will hear of it
    kept: str  # flag: the upload of a refused file is kept; of an erasure: what stays, as JSON
    status_begun: str  # how often posting a message was begun
    card_begun: str
    safety_begun: str
    ready_begun: str
    ready: str  # of the files of a message: how many are ready, how many there are, how many wait for an answer
    files: str
    waiting: str
    nothing: str  # flag: of none of those that are ready anything could be proven

    # messages and lists
    what: str  # what of an insight a message shows
    language: str  # in which the message is read

    # a press or a form: what was sent, as JSON, until it is handled
    event: str
    body: str

    # a message to a webhook (core/webhooks/acts.py)
    webhook: str  # whose; what it is about stands in `what`, `insight` and `promise`
    promise: str

    # a change and its effects (core/changes.py)
    change: str
    done: str
    subject: str
    actor: str
    at: str
    facts: str  # JSON
    people: str  # JSON

    # an erasure
    others: str  # the people whose screens show something of it
    readers: str
    shared: str  # the ids of sessions shared with the person
    again: str  # flag: a restore has brought rows back
    deleted: str  # counts by collection, as JSON


def at(place: Place) -> Refs:
    """Where a conversation is."""
    return {"channel": place.channel, "thread": place.thread or ""}
