"""Looking at insights: the list, one card, one section, its date, its end. Every read and change asks
core.sharing.access first."""

from datetime import UTC, date, datetime

from core.card import DateField, Form
from core.insight.sections import BY_NAME
from core.promises import due_dates
from core.sharing.access import Operation
from handlers import cards
from handlers.access.gate import allowed, audit
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.intake import paste
from handlers.intake.jobs import forget_source
from handlers.promises import commitments
from handlers.services import Services

PAGE = 8
"""Rows of a list; a row is three blocks, and a Slack message holds fifty."""


async def list_mine(services: Services, event: CommandGiven, respond: Respond) -> None:
    if event.text.strip().lower() == "new":
        await paste.ask(services, event, respond)
        return
    await respond.reply(cards.insight_list(await services.insights.mine(event.person, limit=PAGE)))


async def page(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.update(cards.insight_list(await services.insights.mine(event.person, limit=PAGE, cursor=event.value)))


async def open_one(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight = await allowed(services, event.person, Operation.VIEW, event.value)
    await respond.reply(cards.insight_card(insight) if insight else cards.gone())


async def open_section(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id, _, name = event.value.rpartition("|")
    insight = await allowed(services, event.person, Operation.VIEW, insight_id)
    section = BY_NAME.get(name)
    if insight is None or section is None:
        await respond.reply(cards.gone())
        return
    await respond.open(Form(section.title, "none", blocks=cards.section_blocks(insight, section)))


async def delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight = await allowed(services, event.person, Operation.DELETE, event.value)
    if insight is None:
        await respond.reply(cards.gone())
        return
    await services.insights.delete(event.person.tenant, insight.id)
    if insight.source_document_id:
        await forget_source(services, event.person.tenant, insight.source_document_id)
    await audit(services, event.person, "delete", insight.id)
    await respond.update(cards.deleted())


async def ask_date(services: Services, event: ButtonPressed, respond: Respond) -> None:
    if await allowed(services, event.person, Operation.EDIT, event.value) is None:
        await respond.reply(cards.gone())
        return
    await respond.open(
        Form(
            "When was it?",
            "insight.date",
            (DateField("date", "The day of the session", required=True),),
            submit="Save",
            cancel="Not now",
            value=event.value,
        )
    )


async def date_given(services: Services, event: FormSent, respond: Respond) -> None:
    insight = await allowed(services, event.person, Operation.EDIT, event.value)
    if insight is None:
        await respond.reply(cards.gone())
        return
    try:
        day = date.fromisoformat(str(event.fields.get("date") or ""))
    except ValueError:
        await respond.errors({"date": "Pick the day of the session."})
        return
    findings = due_dates.count(insight, day)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    await services.insights.redate(event.person.tenant, insight.id, moment, findings, services.clock.now())
    await commitments.record(services, event.person.tenant, insight.id)
    await audit(services, event.person, "edit", insight.id)
    changed = await allowed(services, event.person, Operation.VIEW, insight.id)
    await respond.reply(cards.insight_card(changed) if changed else cards.gone())
