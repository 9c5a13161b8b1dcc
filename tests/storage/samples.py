"""Insights, transcripts and people as these tests need them; all words are made up here."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from core.changes import Change, Kind
from core.insight.comments import Comment
from core.insight.corrections import Correction, make
from core.insight.model import (
    Findings,
    Marker,
    Metric,
    Quality,
    SessionInsight,
    SessionMetadata,
    Status,
)
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.client_discovery import ClientDiscovery
from core.people.person import Person, Platform, Tenant
from core.people.relationships import Relationship, request
from core.transcript import (
    Cue,
    Role,
    Transcript,
    Turn,
)
from storage.database import scope

ACME = Tenant(Platform.SLACK, "T1")
OTHER = Tenant(Platform.SLACK, "T2")
TEAMS = Tenant(Platform.TEAMS, "T1")
CLIENT = Person(ACME, "U-client")
COACH = Person(ACME, "U-coach")
START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CANARY = "quokkazephyr"
"""A word that is in everything a person said, wrote or named, and may be nowhere in the database."""


def findings(word: str = CANARY) -> Findings:
    proof = (Evidence(quote=f"I told them about the {word}", turn=4, speaker=f"Ms {word}", start=12.5),)
    return Findings(
        celebration=Celebration(description=f"Told the board about the {word}", evidence=proof),
        client_discoveries=(
            ClientDiscovery(insight=f"Silence is a {word}", evidence=proof),
            ClientDiscovery(insight="Saying no is a kindness", evidence=proof),
        ),
        action_items=(ActionItem(action=f"Write to the {word}", evidence=proof),),
        session_summary=f"A session about the {word}.",
        key_themes=(word, "delegation"),
        overall_session_quality=Quality.GOOD,
        metrics=(Metric(name="client_talk_share_words", value=0.4, unit="share"),),
        markers=(Marker(id="5.1", observed="observed", evidence=proof),),
    )


def metadata() -> SessionMetadata:
    return SessionMetadata(
        engine="offline", transcript_word_count=812, analysis_confidence=0.5, dropped={"not found": 2}
    )


def insight(n: int = 0, **changes: Any) -> SessionInsight:
    """The `n`th session, a day after the one before it."""
    made = START + timedelta(days=n)
    values: dict[str, Any] = {
        "id": secrets.token_hex(12),
        "platform": ACME.platform,
        "tenant_id": ACME.id,
        "client_user_id": CLIENT.id,
        "created_by": CLIENT.id,
        "session_title": f"About the {CANARY}",
        "session_date": made,
        "status": Status.PROCESSING,
        "created_at": made,
        "updated_at": made,
    }
    return SessionInsight(**values | changes)


def completed(n: int = 0, **changes: Any) -> SessionInsight:
    """The `n`th session, analysed."""
    found = findings()
    words = {name: getattr(found, name) for name in Findings.model_fields}
    at = START + timedelta(days=n, minutes=3)
    done = {"status": Status.COMPLETED, "completed_at": at, "metadata": metadata()}
    return insight(n, **words | done | changes)


def paired(n: int = 0, **changes: Any) -> SessionInsight:
    together = {"is_unpaired": False, "coach_user_id": COACH.id, "coaching_relationship_id": "R1"}
    return insight(n, **together | changes)


def transcript(word: str = CANARY) -> Transcript:
    cue = Cue(f"Ada {word}", "What would be a first step?", 0.0, 2.5)
    turns = (
        Turn(1, f"Ada {word}", "What would be a first step?", 0.0, 2.5, cues=(cue,)),
        Turn(2, "Bo", f"I could ring the {word}.", 2.5, None),
    )
    return Transcript("zoom-vtt", turns, "en", session_date=START, title=f"The {word}")


ROLES = {f"Ada {CANARY}": Role.COACH, "Bo": Role.CLIENT}


def relationship(name: str = "R1", client: str = CLIENT.id) -> Relationship:
    """Asked for by the coach, waiting for the client."""
    return request(name, COACH, Person(ACME, client), Role.COACH, START)


def comment(n: int = 0, insight_id: str = "i", **changes: Any) -> Comment:
    """The coach's `n`th comment, an hour after the one before it."""
    values: dict[str, Any] = {"author": COACH.id, "text": f"I saw the {CANARY}", "at": START + timedelta(hours=n)}
    return Comment(f"C{n}", ACME, insight_id, **values | changes)


def correction(n: int = 0, text: str = f"It was the {CANARY}", by: str = COACH.id) -> Correction:
    at = START + timedelta(minutes=n)
    return make(findings(), "action_items", 0, by=by, voice="coach", at=at, text=text, id=f"K{n}")


def commitment(name: str = "P1", insight_id: str = "i", **changes: Any) -> dict[str, Any]:
    """A stored promise of the client, open and without a date."""
    row = {"_id": {**scope(ACME), "id": name}, **scope(ACME), "insight_id": insight_id, "client": CLIENT.id}
    return row | {"owner": "client", "state": "open", "due": None} | changes


def change(kind: Kind = Kind.SHARE, subject: str = "", at: datetime = START) -> Change:
    return Change(kind, ACME, subject, CLIENT.id, at)
