"""What the administrators of a workspace decide for all in it. It lets them see nothing of anybody's sessions."""

from core.analysis.care import LONGEST_NOTE
from core.card import (
    Card,
    Field,
    Text,
    TextField,
    Words,
)
from core.people import settings as acts
from core.people.privacy import Retention
from core.translation import _, ngettext
from handlers.account import routes
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.services import Services

LONGEST_DAYS = 3650


def kept(retention: Retention) -> str:
    transcripts = ngettext(
        "Transcripts are deleted {count} day after their analysis.",
        "Transcripts are deleted {count} days after their analysis.",
        retention.transcript_days,
    )
    if retention.insight_days is None:
        return _("{transcripts} Analyses stay until you delete them.", transcripts=transcripts)
    analyses = ngettext(
        "Analyses are deleted after {count} day.", "Analyses are deleted after {count} days.", retention.insight_days
    )
    return f"{transcripts} {analyses}"


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await acts.require_admin(services, event.person)
    tenants, tenant = services.tenants, event.person.tenant
    now, note = await tenants.retention(tenant), await tenants.care_note(tenant)
    fields: tuple[Field, ...] = (
        TextField("transcripts", _("Days until a transcript is deleted"), str(now.transcript_days), max_length=4),
        TextField(
            "insights",
            _("Days until an analysis is deleted"),
            str(now.insight_days or ""),
            required=False,
            max_length=4,
            hint=_("Leave it empty to keep them until somebody deletes them."),
        ),
        Words(_("Counted from the analysis. It holds for what is here already as well.")),
        TextField(
            "care",
            _("Where help is found"),
            note or "",
            required=False,
            long=True,
            max_length=LONGEST_NOTE,
            hint=_(
                "Shown, in private, to somebody whose session speaks of harm or danger. Leave it empty for the usual words."
            ),
        ),
    )
    await respond.open(routes.WORKSPACE_SENT.form(_("Organisation settings"), fields=fields, submit=_("Save")))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    await acts.require_admin(services, event.person)
    wrong: dict[str, str] = {}
    days: dict[str, int | None] = {}
    for name in ("transcripts", "insights"):
        text = event.text(name).strip()
        days[name] = int(text) if text.isdecimal() and text.isascii() else None
        empty = name == "insights" and not text
        if not empty and not 1 <= (days[name] or 0) <= LONGEST_DAYS:
            wrong[name] = _("A number of days between 1 and {most}.", most=LONGEST_DAYS)
    note = event.text("care").strip()
    if len(note) > LONGEST_NOTE:
        wrong["care"] = _("Up to {most} characters, please.", most=LONGEST_NOTE)
    if wrong:
        await respond.errors(wrong)
        return
    retention = Retention(days["transcripts"] or 0, days["insights"])
    await acts.set_workspace(services, event.person, retention, note or None)
    usual, own = (
        _("Where help is found, the usual words are shown."),
        _("Where help is found, your own words are shown."),
    )
    words = own if note else usual
    await respond.reply(Card(_("Saved"), (Text(kept(retention)), Text(words))))
