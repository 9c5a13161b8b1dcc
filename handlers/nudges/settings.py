"""A person's reminders in their settings: hour, days, quiet hours, holidays, once a week, a pause, off."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

from core import translation
from core.card import Actions, Block, Button, Choice, ChoiceField, Facts, Form, Style, Text, TextField
from core.dates import phrases
from core.nudges import acts
from core.nudges.settings import (
    MOST_HOLIDAYS,
    WEEKDAYS,
    Settings,
    checked,
    clock,
    named,
    paused,
)
from core.people.person import Person
from core.refusal import Reason, Refused
from core.translation import _
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.nudges import routes, shown
from handlers.nudges.routes import On
from handlers.services import Services

EVERY = "due"
"""Of the field that says how often; else it is a weekday."""
MOST_OF_A_YEAR = timedelta(days=300)
_YEAR = re.compile(r"\d{4}")
_HOUR = re.compile(r"^(\d{1,2})(?:[:.](\d\d))? ?(?:uhr)?$")
_UNTIL = re.compile(r" ?[–—] ?| (?:-|to|until|bis) ")
"""Between two days, which may hold a hyphen of their own."""


async def blocks(services: Services, person: Person) -> list[Block]:
    """How they stand, and what can be done about it: a part of a card of settings."""
    record, now = await acts.of(services, person), await acts.today(services, person)
    settings = record.settings
    ways: list[Button] = [routes.SETTINGS.button(_("Hour and days"))]
    if settings.off:
        ways.append(routes.AGAIN.button(_("Turn on again"), On()))
    elif settings.paused_until and settings.paused_until > now.day:
        ways += [routes.RESUME.button(_("End the pause"), On()), routes.STOP.button(_("Turn off"), On())]
    else:
        ways += [routes.PAUSE.button(_("Pause for a week"), On()), routes.STOP.button(_("Turn off"), On())]
    about = _("I remind you of promises you kept and of nothing else, with one message a day at most.")
    return [
        Text(_("Reminders"), Style.HEADING),
        Facts(_facts(settings, now.day)),
        Text(about, Style.SMALL),
        Actions(tuple(ways)),
    ]


def _facts(settings: Settings, today: date) -> tuple[tuple[str, str], ...]:
    if settings.off:
        return ((_("Reminders"), _("off")),)
    days = named(settings.days)
    if settings.weekly is not None:
        days = _("once a week, on {day}", day=_(WEEKDAYS[settings.weekly]))
    facts = [
        (_("Hour"), clock(settings.at)),
        (_("Days"), days),
        (_("Quiet hours"), _span(clock(settings.quiet_from), clock(settings.quiet_until))),
    ]
    if coming := [one for one in settings.holidays if one[1] >= today]:
        facts.append((_("Away"), translation.listed([_stay(*one) for one in coming])))
    if settings.paused_until and settings.paused_until > today:
        facts.append((_("Paused until"), translation.day(settings.paused_until)))
    return tuple(facts)


def _span(first: str, last: str) -> str:
    return f"{first}–{last}"


def _stay(first: date, last: date) -> str:
    return _span(translation.day(first, weekday=False), translation.day(last, weekday=False))


async def pause(services: Services, event: ButtonPressed, respond: Respond) -> None:
    now = await acts.today(services, event.person)
    await acts.set_settings(services, event.person, lambda settings: paused(settings, now.day))
    await shown.answer(services, event, respond, routes.PAUSE.read(event).on)


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.open(form((await acts.of(services, event.person)).settings))


def form(settings: Settings) -> Form:
    days = tuple(Choice(_(name), str(day)) for day, name in enumerate(WEEKDAYS))
    often = (
        Choice(_("When a promise is due"), EVERY),
        *(Choice(_("Once a week, on {day}", day=c.label), c.value) for c in days),
    )
    weekly = EVERY if settings.weekly is None else str(settings.weekly)
    fields = (
        TextField("at", _("At what hour?"), clock(settings.at), max_length=9),
        ChoiceField(
            "days", _("On which days?"), days, tuple(map(str, sorted(settings.days))), many=True, required=False
        ),
        ChoiceField("weekly", _("How often?"), often, (weekly,)),
        TextField(
            "quiet", _("Quiet hours"), _span(clock(settings.quiet_from), clock(settings.quiet_until)), max_length=20
        ),
        TextField(
            "away",
            _("Holidays"),
            "\n".join(_span(first.isoformat(), last.isoformat()) for first, last in settings.holidays),
            long=True,
            required=False,
            hint=_("One on each line, such as 3 August – 14 August."),
            max_length=1000,
        ),
    )
    return routes.SETTINGS_SENT.form(_("Reminders"), fields=fields, submit=_("Save"))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    now = await acts.today(services, event.person)
    before = (await acts.of(services, event.person)).settings
    try:
        after = _read(event, before, now.day)
    except Refused as refusal:
        await respond.errors({refusal.about or "at": refusal.message})
        return
    await acts.set_settings(services, event.person, lambda _settings: after)
    await shown.answer(services, event, respond, "")


def _read(event: FormSent, before: Settings, today: date) -> Settings:
    """Raises Refused, about the field it lies with."""
    chosen = event.fields.get("days")
    days = (
        frozenset(int(day) for day in chosen if day in set("0123456"))
        if isinstance(chosen, list | tuple)
        else before.days
    )
    weekly = event.text("weekly")
    since, until = _quiet(event.text("quiet"))
    settings = replace(
        before,
        at=_hour(event.text("at"), "at"),
        days=days,
        weekly=int(weekly) if weekly.isdecimal() and int(weekly) < len(WEEKDAYS) else None,
        quiet_from=since,
        quiet_until=until,
        holidays=_holidays(event.text("away"), today),
    )
    try:
        return checked(settings)
    except Refused as refusal:
        about = (
            "days"
            if not days
            else "at"
            if settings.quiet(settings.at)
            else "weekly"
            if settings.weekly not in {None, *days}
            else "away"
        )
        raise Refused(refusal.reason, refusal.message, about) from None


def _hour(text: str, about: str) -> time:
    found = _HOUR.match(" ".join(text.lower().split()))
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Refused(Reason.BAD_INPUT, _("I do not know that time. Write one such as 9:30."), about)


def _quiet(text: str) -> tuple[time, time]:
    parts = _UNTIL.split(" ".join(text.lower().replace("-", " - ").split()), maxsplit=1)
    if len(parts) != 2:
        raise Refused(Reason.BAD_INPUT, _("Write them from when until when, such as 20:00–8:00."), "quiet")
    return _hour(parts[0], "quiet"), _hour(parts[1], "quiet")


def _holidays(text: str, today: date) -> tuple[tuple[date, date], ...]:
    """Those that are not over. A single day is one of a day."""
    stays = []
    for line in text.splitlines()[:MOST_HOLIDAYS]:
        if not line.strip():
            continue
        parts = _UNTIL.split(" ".join(line.lower().split()), maxsplit=1)
        first = _day(parts[0], today, line)
        last = _day(parts[1], first, line) if len(parts) == 2 else first
        if last - first > MOST_OF_A_YEAR and not _YEAR.search(line):  # read as that of the year after
            raise Refused(Reason.BAD_INPUT, _("The last day of a holiday comes before its first."), "away")
        if last >= today:
            stays.append((first, last))
    return tuple(sorted(stays))


def _day(text: str, base: date, line: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        for language in dict.fromkeys((translation.language(), "en", "de")):
            if found := phrases.parse(text, base, language=language).due:
                return found
    said = _("I do not know the days in “{line}”. Write them such as 3 August – 14 August.", line=line.strip()[:40])
    raise Refused(Reason.BAD_INPUT, said, "away")
