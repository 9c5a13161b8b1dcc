"""Where a dropped file is to be had may open it to anybody: it is sealed before the platform is answered, and does not stay."""

import asyncio

from core.jobs.job import JobState
from core.sandbox.pool import ChildServer
from handlers.intake.jobs import job_id
from storage import StorageConfig
from tests.faces.conftest import Staged, served
from tests.faces.on_toy import OnToy
from tests.faces.stage import ANA
from tests.faces.test_contract import SHORT

NAME = "short.txt"


async def stored(staged: Staged) -> str:
    """All that lies in the database."""
    database = staged.app.storage.db.database
    return str([await database[name].find({}).to_list() for name in await database.list_collection_names()])


async def sources(staged: Staged) -> int:
    rows = await staged.app.storage.db.collection("uploads").find({}).to_list()
    return sum("/source" in str(row["_id"]) for row in rows)


async def test_it_is_sealed_outlives_the_process_and_goes_with_the_bytes(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    stage = OnToy()
    async with served(stage, storage_config, child_server, working=False) as staged:
        await stage.drop(ANA, NAME, SHORT)
        assert (await sources(staged), "toy://secret" in await stored(staged)) == (1, False)
    async with served(stage, storage_config, child_server) as staged:
        await staged.until(ANA, "Your insights are ready")
        assert await sources(staged) == 0


async def test_a_link_that_has_died_is_said_and_forgotten(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    stage = OnToy()
    async with served(stage, storage_config, child_server, working=False) as staged:
        await stage.drop(ANA, NAME, SHORT)
    stage.toy.links.clear()
    async with served(stage, storage_config, child_server) as staged:
        await staged.until(ANA, "This link has died. Please drop the file again.")
        name = job_id(stage.tenant, f"file-{NAME}")
        async with asyncio.timeout(120):
            while (job := await staged.app.services.jobs.get(stage.tenant, name)) and job.state != JobState.FAILED:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        assert await sources(staged) == 0


async def test_a_job_of_before_goes_by_its_files_id(storage_config: StorageConfig, child_server: ChildServer) -> None:
    stage = OnToy()
    async with served(stage, storage_config, child_server, working=False) as staged:
        await stage.drop(ANA, NAME, SHORT)
        await staged.app.storage.db.collection("uploads").delete_many({})
        stage.toy.links = {f"file-{NAME}": (NAME, SHORT)}
    async with served(stage, storage_config, child_server) as staged:
        await staged.until(ANA, "Your insights are ready")
