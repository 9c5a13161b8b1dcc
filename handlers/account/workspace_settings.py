"""What the administrators of a workspace decide for all in it. It lets them see nothing of anybody's sessions."""

from core.analysis.safety import LONGEST_NOTE
from core.card import (
    Card,
    Field,
    Text,
    TextField,
    Words,
)
from core.people import settings as acts
from core.people.privacy import Retention
from handlers.account import routes
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.services import Services

LONGEST_DAYS = 3650


def kept(retention: Retention) -> str:
    days = retention.transcript_days
    transcripts = f"Transcripts are deleted {days} {'day' if days == 1 else 'days'} after their analysis."
    if retention.insight_days is None:
        return f"{transcripts} Analyses stay until you delete them."
    return f"{transcripts} Analyses are deleted after {retention.insight_days} days."


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await acts.require_admin(services, event.person)
    tenants, tenant = services.tenants, event.person.tenant
    now, note = await tenants.retention(tenant), await tenants.care_note(tenant)
    fields: tuple[Field, ...] = (
        TextField("transcripts", "Days until a transcript is deleted", str(now.transcript_days), max_length=4),
        TextField(
            "insights",
            "Days until an analysis is deleted",
            str(now.insight_days or ""),
            required=False,
            max_length=4,
            hint="Leave it empty to keep them until somebody deletes them.",
        ),
        Words("Counted from the analysis. It holds for what is here already as well."),
        TextField(
            "care",
            "Where help is found",
            note or "",
            required=False,
            long=True,
            max_length=LONGEST_NOTE,
            hint="Shown, in private, to somebody whose session speaks of harm or danger. Leave it empty for the usual words.",
        ),
    )
    await respond.open(routes.WORKSPACE_SENT.form("Workspace settings", fields=fields, submit="Save"))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    await acts.require_admin(services, event.person)
    wrong: dict[str, str] = {}
    days: dict[str, int | None] = {}
    for name in ("transcripts", "insights"):
        text = str(event.fields.get(name) or "").strip()
        days[name] = int(text) if text.isdecimal() and text.isascii() else None
        empty = name == "insights" and not text
        if not empty and not 1 <= (days[name] or 0) <= LONGEST_DAYS:
            wrong[name] = f"A number of days between 1 and {LONGEST_DAYS}."
    note = str(event.fields.get("care") or "").strip()
    if len(note) > LONGEST_NOTE:
        wrong["care"] = f"Up to {LONGEST_NOTE} characters, please."
    if wrong:
        await respond.errors(wrong)
        return
    retention = Retention(days["transcripts"] or 0, days["insights"])
    await acts.set_workspace(services, event.person, retention, note or None)
    words = (
        "Where help is found, your own words are shown." if note else "Where help is found, the usual words are shown."
    )
    await respond.reply(Card("Saved", (Text(kept(retention)), Text(words))))
