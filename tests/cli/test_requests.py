"""Answering a person's request at the command line: everything in a file, everything deleted."""

import json
import zipfile

from core.people.person import Person
from core.ports.sessions import Profile
from storage import Storage
from storage.vault import alt_name
from tests.cli.conftest import Machine
from tests.fakes.slack import FakeSlack
from tests.storage.samples import ACME, CANARY, CLIENT, completed
from tests.storage.test_privacy_store import fill

WHO = "slack/T1/U-client"


async def test_everything_about_a_person_goes_into_a_file_once(machine: Machine, used: Storage) -> None:
    world = await fill(used)
    await used.db.collection("commitments").delete_many({})  # these were not written by the store
    unknown = await machine.bot("export", "slack/T1/U-nobody")
    assert (unknown.code, unknown.out) == (2, "")
    assert unknown.said.startswith("Nothing is held about slack/T1/U-nobody.")

    done = await machine.bot("export", WHO, "--to", "theirs.zip")
    assert done.code == 0, done.said
    assert CANARY not in done.out + done.said
    written = machine.folder / "theirs.zip"
    assert written.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(written) as opened:
        names = opened.namelist()
        assert any(world.together in name for name in names)
        assert not any(world.coachs in name for name in names)
        assert json.loads(opened.read("you.json"))["user_id"] == CLIENT.id
    entries = [(entry.actor, entry.operation) for entry in await used.audit.of(ACME, CLIENT.id)]
    assert entries == [("operator", "export everything")]

    before = written.read_bytes()
    again = await machine.bot("export", WHO, "--to", "theirs.zip")
    assert (again.code, again.said) == (2, "theirs.zip is there already. Name a new file with --to.\n")
    assert written.read_bytes() == before


async def test_everything_about_a_person_is_deleted_after_asking_and_they_are_told(
    machine: Machine, used: Storage, slack: FakeSlack
) -> None:
    ana, theirs = Person(ACME, "U0ANA"), completed(1, client_user_id="U0ANA", created_by="U0ANA")
    slack.member(ana.id, name="Ana")
    await used.people.put(Profile(ana, "Ana"))
    await used.insights.create(theirs)
    unasked = await machine.bot("erase", "slack/T1/U0ANA")
    assert (unasked.code, unasked.said) == (2, "Nothing was erased. Say --yes where nobody can be asked.\n")
    assert (await used.privacy.holdings(ana)).counts == {"insights": 1, "profile": 1}

    done = await machine.bot("erase", "slack/T1/U0ANA", "--yes")
    assert done.code == 0, done.said
    assert done.out.startswith("Erased: 1 insights, 1 profile. Kept, without what names them: nothing.")
    assert set((await used.privacy.holdings(ana)).counts) == {"audit"}
    assert await used.db.collection("keys").count_documents({"keyAltNames": alt_name(ana)}) == 0
    entries = [(entry.actor, entry.operation) for entry in await used.audit.of(ACME, ana.id)]
    assert entries == [(ana.id, "erase"), ("operator", "ask to erase")]
    [told] = slack.in_channel(slack.direct_channel(ana.id))
    assert "Everything is erased" in told.words
