"""The one job a person has for what is sent to them of our own accord: it looks, sends when the hour has come, and waits.

The message is begun in the record before it is posted. A process that dies between the platform's answer and the write that
follows leaves one of which nobody knows whether it was seen: it is not sent again, and what it was about comes with the next.
"""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from core.dates import time_zones
from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome, after
from core.jobs.job import Job, JobState
from core.nudges import acts, schedule
from core.nudges import record as records
from core.nudges.record import Look, Record, Why
from core.people.person import MessageRef, Person
from handlers.access.members import may_be_told
from handlers.briefs import notes
from handlers.messages.posted import list_shown
from handlers.nudges import cards, routes, shown
from handlers.nudges.cards import Standing
from handlers.nudges.routes import Told
from handlers.services import Services

log = logging.getLogger(__name__)

WAIT = timedelta(minutes=1)
SPREAD = 120
"""Seconds over which those of one hour are spread."""
NO_MEMBER = "no_member"


@dataclass(frozen=True)
class Nudge:
    """The JobHandler of kind `nudge`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        record = await self.services.nudges.get(person)
        if record is None:  # erased
            return Finished(JobState.CANCELLED)
        now = await acts.today(self.services, person)
        # The step names the day, so that processes that died on other days are not held against it.
        job = await self.services.jobs.save(job, step=now.day.isoformat())
        if record.sending is not None:  # by a process that died
            log.warning("a reminder was cut short", extra={"job": job.id})
            self.services.watch.count("nudges", outcome="cut_short")
            record = await acts.put(self.services, person, records.cut_short)
        if record.unreachable:
            return await self._rests(record, record)
        standing = Standing(record, now)
        found = await self._look(standing)
        if found.window is None:
            return await self._rests(found.record, record)
        moment, zone = self.services.clock.now(), time_zones.zone(now.zone)
        if not schedule.open_at(found.window, record.settings, zone, moment):
            return await self._waits(found, record, moment)
        return await self._send(job, found, standing)

    async def _look(self, standing: Standing) -> Look:
        """Whether a promise may still be spoken of is asked when its hour has come."""
        record, moment, zone = standing.record, self.services.clock.now(), time_zones.zone(standing.now.zone)
        found = records.look(record, moment, zone, {})
        if found.window is None or not schedule.open_at(found.window, record.settings, zone, moment):
            return found
        _made, why = await shown.of(self.services, record.person, [one.id for one in record.kept if one.when])
        for note in found.notes:
            if not await notes.is_due(self.services, record.person, note):
                why[note] = Why.GONE
        found = records.look(record, moment, zone, why)
        if found.suppressed:
            count = Counter(str(each) for each in found.suppressed.values())
            log.info("reminders that were due and are not sent", extra={"suppressed": dict(count)})
            for why_not in count.elements():
                self.services.watch.count("nudges", outcome=why_not)
        return found

    async def _rests(self, record: Record, read: Record) -> Outcome:
        """Nothing is to be sent until something changes."""
        if not await self._saved(replace(record, look_at=None), read):
            return Later(timedelta())
        return Finished()

    async def _waits(self, found: Look, read: Record, moment: datetime) -> Outcome:
        if found.window is None:
            raise ValueError("nothing to wait for")
        if not await self._saved(replace(found.record, look_at=found.window.opens), read):
            return Later(timedelta())
        spread = timedelta(seconds=crc32(read.person.id.encode()) % SPREAD)
        return Later(schedule.look_at(found.window, moment) - moment + spread)

    async def _saved(self, record: Record, read: Record) -> bool:
        """False if it has changed since it was read."""
        return record == read or await self.services.nudges.save(replace(record, version=read.version + 1))

    async def _send(self, job: Job, found: Look, standing: Standing) -> Outcome:
        person = found.record.person
        try:
            if not await may_be_told(self.services, person):
                return await self._unreachable(person, NO_MEMBER)
        except ChatFault as fault:
            return await self._not_taken(job, person, fault)
        begun = records.begin(found, self.services.clock.now())
        made, _why = await shown.of(self.services, person, found.ids)
        form = begun.forms[-1]
        ids = (*found.ids, *found.notes)
        joins, subjects = await shown.joined(self.services, person, form, ids, fresh=True)
        card = cards.told(form, made, replace(standing, record=begun), ids, joins, fresh=True)
        begun = replace(begun, version=begun.version + 1)
        if not (made or joins) or not await self.services.nudges.save(begun):
            return Later(timedelta())
        try:
            message = await self.services.chat(person).direct(person, card)
        except ChatFault as fault:
            if fault.lost:
                await acts.put(self.services, person, records.cut_short)
                return Later(timedelta())
            await acts.put(self.services, person, records.not_sent)
            return await self._not_taken(job, person, fault)
        await acts.put(self.services, person, records.sent)
        self.services.watch.count("nudges", outcome="sent")
        await self._shown(person, message, Told.of(form, ids), {one.insight_id for one in made} | subjects)
        await notes.told(self.services, person, found.notes, subjects)
        return Later(timedelta())  # to look when the next one comes

    async def _shown(self, person: Person, message: MessageRef, told: Told, insights: set[str]) -> None:
        await shown.remember(self.services, person, message, insights)
        await list_shown(self.services, person, message, [person.id], routes.TOLD.packed(told))

    async def _not_taken(self, job: Job, person: Person, fault: ChatFault) -> Outcome:
        if not fault.transient:
            log.warning("reminders rest: the person cannot be reached", extra={"job": job.id, "fault": fault.kind})
            return await self._unreachable(person, fault.kind)
        outcome = after(fault, WAIT)
        again = self.services.clock.now() + outcome.delay
        await acts.put(self.services, person, lambda record: replace(record, look_at=again))
        return outcome

    async def _unreachable(self, person: Person, why: str) -> Outcome:
        """Until the person is seen again (handlers/nudges/asking.py)."""
        self.services.watch.count("nudges", outcome="unreachable")
        await acts.put(self.services, person, lambda record: replace(record, unreachable=why, look_at=None))
        return Finished(JobState.CANCELLED)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a person's reminders were given up for now", extra={"job": job.id, "reference": reference})
