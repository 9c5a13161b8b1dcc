"""What is sealed beside a session's job. The job itself says what there is, so that nobody looks for what is not."""

from dataclasses import replace

from core.jobs.job import Job


def dropped(job: Job, *, label: bool, source: bool) -> Job:
    """The job of a file whose bytes are still its platform's, as it is stored first."""
    there = [name for name, kept in (("label", label), ("source", source)) if kept]
    return replace(job, refs={**job.refs, "beside": ",".join(there)})


def is_dropped(job: Job) -> bool:
    return "beside" in job.refs


def said_beside(job: Job, name: str) -> bool:
    """False only where it is known: of several files, and of what is not dropped, it has to be looked for."""
    return "beside" not in job.refs or "batch" in job.refs or name in job.refs["beside"].split(",")
