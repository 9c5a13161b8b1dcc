"""The real bot before Teams: what the contract of a face (tests/faces) does not tell."""

import asyncio
import io
import zipfile

from core.sandbox.pool import ChildServer
from handlers.account.privacy import WORD
from handlers.intake.jobs import job_id
from handlers.intake.steps import Step
from storage import StorageConfig
from tests.faces.conftest import served
from tests.faces.on_teams import on_teams
from tests.faces.stage import ANA, person
from tests.faces.test_contract import SHORT
from tests.fakes.teams import Delivery, visible
from tests.fakes.teams_wire import until


async def test_a_session_a_thumb_everything_saved_and_everything_erased(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    async with on_teams() as stage, served(stage, storage_config, child_server) as staged:
        teams, bot = stage.teams, staged.app
        await stage.drop(ANA, "short.txt", SHORT)
        await staged.until(ANA, "Your insights are ready")
        assert any("step" in each["text"] for each in teams.typing)
        await until(lambda: not teams.lines)
        card = await teams.wait_for(ANA, "Every quote was found")
        assert card.activity["channelData"]["feedbackLoop"]
        assert card.activity["entities"]
        assert (await teams.judge(ANA, card, "like")).status == 200
        await staged.until(ANA, "Thank you, noted")

        await stage.command(ANA, "privacy")
        await staged.until(ANA, "Save everything")
        await stage.press(ANA, "Your data", "Save everything")
        await until(lambda: teams.offers(ANA))
        (name, data), *_ = (await stage.has(ANA)).items()
        assert name.endswith(".zip")
        with zipfile.ZipFile(io.BytesIO(data)) as saved:
            assert any(each.startswith("transcripts/") for each in saved.namelist())

        await stage.press(ANA, "Your data", "Erase everything")
        await stage.send(ANA, "This cannot be undone", {"word": WORD})
        await staged.until(ANA, "Everything is erased")  # although where she is reached is not stored any more
        assert await bot.storage.conversations.of(person(stage, ANA)) is None
        assert "Every quote was found" not in "\n".join(visible(each.activity) for each in teams.of(ANA))


async def test_a_message_that_is_deleted_stops_what_came_with_it(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    async with on_teams() as stage, served(stage, storage_config, child_server, working=False) as staged:
        teams, jobs = stage.teams, staged.app.services.jobs
        kept, gone = [await teams.drop(ANA, ("short.txt", SHORT)) for _ in range(2)]
        await teams.send(teams.activity(ANA, "messageDelete", id=gone.activity["id"]))

        async def step(of: Delivery) -> str:
            content = of.activity["attachments"][1]["content"]
            job = await jobs.get(stage.tenant, job_id(stage.tenant, content["uniqueId"]))
            assert job
            return job.step

        async with asyncio.timeout(120):
            while await step(gone) == Step.NEW:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        assert (await step(kept), await step(gone)) == (Step.NEW, Step.STOPPING)
