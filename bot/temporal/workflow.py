"""One job as Temporal sees it: a workflow that has it carried, waits until it is due again, and ends with it.

It knows a job's ids and nothing else; how the job stands is its document's to say (storage/jobs.py). Imported into Temporal's
sandbox, so it imports nothing of ours.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

WORKFLOW, ACTIVITY, SIGNAL = "debrief.job", "debrief.carry", "look"
FIRST_LANE = "quick"
SILENCE = timedelta(seconds=60)
"""Without a heartbeat for so long, a process is taken for dead and the job given to another."""
LONGEST = timedelta(days=1)
"""For one step; what hangs is ended by the limits of whatever it waits for, long before."""


@dataclass(frozen=True)
class JobId:
    """All that is ever sent: a job's tenant and id."""

    platform: str
    tenant: str
    job: str


@dataclass(frozen=True)
class Next:
    """When the job is to be carried on, in seconds from now, and in which lane; None once it has ended."""

    seconds: float | None
    lane: str = FIRST_LANE


@workflow.defn(name=WORKFLOW)
class JobWorkflow:
    def __init__(self) -> None:
        self._told = False

    @workflow.signal(name=SIGNAL)
    def look(self) -> None:
        """The document has changed: it is due earlier, or was woken after its end."""
        self._told = True

    @workflow.run
    async def run(self, job: JobId, queue: str, lane: str) -> None:
        while True:
            self._told = False
            follows = await workflow.execute_activity(
                ACTIVITY,
                args=[job, lane],
                result_type=Next,
                task_queue=lane_queue(queue, lane),
                heartbeat_timeout=SILENCE,
                start_to_close_timeout=LONGEST,
                retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=60)),
            )
            lane = follows.lane
            if follows.seconds is None and not self._told:
                return
            if follows.seconds:
                await self._wait(timedelta(seconds=follows.seconds))
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(args=[job, queue, lane])

    async def _wait(self, time: timedelta) -> None:
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._told, timeout=time)


def lane_queue(queue: str, lane: str) -> str:
    """A task queue for each lane, so that Temporal's limits of concurrent activities are its slots."""
    return f"{queue}-{lane}"
