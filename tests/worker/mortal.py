"""`python -m tests.worker.mortal URI DATABASE DATA`: a worker whose poison jobs end the process, as text that takes all memory
would.

Every job needs a while for its step. Ends when no job is left that may be claimed now.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from core.jobs.handler import Finished, Outcome
from core.jobs.job import Job, JobState
from core.jobs.worker import Worker
from storage import StorageConfig, open_storage


def say(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


class Mortal:
    async def run(self, job: Job) -> Outcome:
        say(f"ran {job.id}")
        if job.id.startswith("poison"):
            await asyncio.sleep(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0.6)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        say(f"gave up {job.id}")


async def main(uri: str, database: str, data: str) -> None:
    async with open_storage(StorageConfig(uri=uri, database=database, data=Path(data), timeout=20.0)) as storage:
        worker = Worker(storage.jobs, {"test": Mortal()}, lease=timedelta(seconds=2), poll=0.05)
        loop = asyncio.create_task(worker.run())
        jobs = storage.db.collection("jobs")
        while await jobs.count_documents({"state": {"$in": [JobState.QUEUED, JobState.RUNNING]}}):  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.1)
        await worker.stop()
        await loop


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
