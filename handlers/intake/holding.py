"""Whether the job is still this attempt's: asked before what the store does not fence, messages and what is sealed beside it."""

import time

from core.jobs.job import Job
from handlers.services import Services

JUST_HELD = 1.0
"""Seconds since the job was seen to be this attempt's, within which a message goes out without another look. Whoever took the job
in this moment (Stop, a part that came late) has its own message put back once this attempt learns of it
(handlers/intake/intake.py: lost)."""


async def hold(services: Services, job: Job) -> None:
    """Raises LeaseLost if the job is somebody else's by now."""
    await services.jobs.save(job)


async def hold_lately(services: Services, job: Job) -> None:
    """The same, where nobody has seen so a moment ago."""
    if job.held_at is None or time.monotonic() - job.held_at > JUST_HELD:
        await hold(services, job)
