"""Which kind of change has which effects, and the job that carries them out one after the other."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.changes import Change, Kind, change_of
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job
from handlers.briefs.effects import (
    briefs_follow_settings,
    briefs_planned,
    next_session_forgotten,
    other_asked,
    promises_by_then,
)
from handlers.coaching.effects import (
    closed,
    invitation_settled,
    private_sessions_as_they_are,
    sessions_as_they_are,
    tell_accepted,
    tell_declined,
    tell_ended,
    tell_invited,
    tell_withdrawn,
)
from handlers.effects.effects import comments_as_they_are, homes, recorded, shown_as_it_is
from handlers.effects.lists import lists_as_they_are
from handlers.insight.effects import (
    comment_removed,
    promises_as_they_are,
    removed,
    tell_of_comment,
    tell_of_hold,
    tell_of_release,
)
from handlers.nudges.effects import reminder_follows, reminders_hang_on
from handlers.services import Services
from handlers.sharing.effects import tell_coach, tell_of_end, tell_own_coach
from handlers.webhooks.effects import webhooks_of_completed, webhooks_of_kept

log = logging.getLogger(__name__)

ELSEWHERE = timedelta(seconds=30)
"""After which another process may have found a job that this version cannot read."""

Effect = Callable[[Services, Change], Awaitable[None]]
"""A function; its name is stored with what is under way."""

EFFECTS: Mapping[Kind, tuple[Effect, ...]] = {
    Kind.SHARE: (recorded, shown_as_it_is, lists_as_they_are, tell_coach, homes),
    Kind.REVOKE: (recorded, shown_as_it_is, lists_as_they_are, tell_of_end, homes),
    Kind.PAIR: (recorded, promises_as_they_are, shown_as_it_is, lists_as_they_are, tell_of_end, tell_own_coach, homes),
    Kind.INVITE: (recorded, tell_invited, homes),
    Kind.ACCEPT: (recorded, invitation_settled, tell_accepted, private_sessions_as_they_are, homes),
    Kind.DECLINE: (recorded, invitation_settled, tell_declined, homes),
    Kind.END: (
        recorded,
        briefs_planned,
        sessions_as_they_are,
        private_sessions_as_they_are,
        lists_as_they_are,
        tell_ended,
        homes,
    ),
    Kind.WITHDRAW: (
        recorded,
        closed,
        briefs_planned,
        sessions_as_they_are,
        private_sessions_as_they_are,
        lists_as_they_are,
        tell_withdrawn,
        homes,
    ),
    Kind.HOLD: (recorded, shown_as_it_is, lists_as_they_are, tell_of_hold, homes),
    Kind.RELEASE: (
        recorded,
        promises_as_they_are,
        shown_as_it_is,
        lists_as_they_are,
        tell_of_release,
        webhooks_of_completed,
        homes,
    ),
    Kind.DATE_HOLD: (recorded, shown_as_it_is, lists_as_they_are, homes),
    Kind.SHOW_CRAFT: (recorded, shown_as_it_is, lists_as_they_are),
    Kind.HIDE_CRAFT: (recorded, shown_as_it_is, lists_as_they_are),
    Kind.EDIT: (recorded, promises_as_they_are, shown_as_it_is, lists_as_they_are, homes),
    Kind.CORRECT: (recorded, promises_as_they_are, shown_as_it_is, lists_as_they_are, homes),
    Kind.UNDO: (recorded, promises_as_they_are, shown_as_it_is, lists_as_they_are, homes),
    Kind.NAME: (recorded, promises_as_they_are, shown_as_it_is, lists_as_they_are, homes),
    Kind.ANALYSE_AGAIN: (
        recorded,
        promises_as_they_are,
        shown_as_it_is,
        lists_as_they_are,
        webhooks_of_completed,
        homes,
    ),
    Kind.COMMENT: (recorded, comments_as_they_are, tell_of_comment),
    Kind.DELETE_COMMENT: (comment_removed, recorded, comments_as_they_are),
    Kind.FEEDBACK: (recorded,),
    Kind.DELETE: (removed, recorded, next_session_forgotten, shown_as_it_is, lists_as_they_are, homes),
    Kind.PROMISE_DONE: (recorded, shown_as_it_is, lists_as_they_are, webhooks_of_kept, homes),
    Kind.PROMISE_DROP: (recorded, shown_as_it_is, lists_as_they_are, homes),
    Kind.PROMISE_REOPEN: (recorded, shown_as_it_is, lists_as_they_are, homes),
    Kind.PROMISE_AGREE: (recorded, reminder_follows, shown_as_it_is, lists_as_they_are, homes),
    Kind.NEXT_SESSION: (recorded, promises_by_then, reminders_hang_on, briefs_planned, lists_as_they_are, homes),
    Kind.BRIEFS: (recorded, briefs_planned, lists_as_they_are, other_asked, homes),
    Kind.WEBHOOK: (recorded,),
    Kind.REMOVE_WEBHOOK: (recorded,),
    Kind.SETTINGS: (recorded, briefs_follow_settings),
    Kind.MAKE_TOKEN: (recorded,),
    Kind.REVOKE_TOKEN: (recorded,),
}
"""In this order: what is on record and what can be read come before what is told."""


@dataclass(frozen=True)
class Effects:
    """The JobHandler of kind `change`. Its step names the effects that are done: a crash repeats one at most, and a version with
    more of them, or in another order, leaves none out."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        try:
            change = change_of(job)
        except ValueError:  # of a newer version, which runs beside this one
            return Later(ELSEWHERE)
        for effect in EFFECTS[change.kind]:
            if effect.__name__ not in job.step.split():
                await effect(self.services, change)
                job = await self.services.jobs.save(job, step=f"{job.step} {effect.__name__}".strip())
        await self.services.outbox.done(change)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("effects of a change were not carried out", extra={"job": job.id, "reference": reference})
