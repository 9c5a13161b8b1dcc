"""/debrief privacy: what is held about me, everything as a file, erase everything, and how long things are kept.

Export and erasure are jobs: they survive a restart and go on where they stopped. Their documents carry ids and counts only.
"""

import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Field,
    Menu,
    Say,
    Style,
    Table,
    Text,
    TextField,
    Tone,
    Words,
)
from core.faults import ChatFault
from core.jobs.handler import Finished, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.acts import all_of
from core.people.locales import read_by
from core.people.members import look_up, name_of
from core.people.person import Person
from core.people.privacy import KINDS
from core.people.relationships import OPEN, State
from core.ports.insights import InsightQuery, Scope
from core.refusal import Reason, Refused
from core.translation import N_, _
from handlers import cards
from handlers.access import away
from handlers.access.gate import audit
from handlers.access.members import answer, may_be_told, tell
from handlers.account import archive, housekeeping, routes, workspace_settings
from handlers.account.routes import Erasure
from handlers.arguments import Grammar
from handlers.cards import day
from handlers.coaching import cards as coach_cards
from handlers.effects.effects import show_as_it_is
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.home import home
from handlers.insight import held
from handlers.intake.jobs import take_back_under_way
from handlers.messages import posted
from handlers.services import Services

WAIT = timedelta(seconds=10)
EXPORT = "privacy.export"
ERASE = "privacy.erase"
WORD = "ERASE"
FIGURES = N_(
    "Those who administer the organisation see figures of whole months, each of five people or more, and nothing of a session."
)


GRAMMAR = Grammar(lambda: _("Write {command} alone.", command=Say("privacy")))


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    GRAMMAR.read(event)
    await answer(services, event, respond, await overview(services, event.person))


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.reply(await overview(services, event.person))


async def overview(services: Services, person: Person) -> Card:
    holdings = await services.privacy.holdings(person)
    retention = await services.tenants.retention(person.tenant)
    rows = tuple((_(words), str(holdings.counts[kind])) for kind, words in KINDS.items() if holdings.counts.get(kind))
    blocks: list[Block] = []
    if rows:
        said = _("This is what I hold about you:")
        if holdings.oldest:
            said = _("This is what I hold about you, since {day}:", day=day(holdings.oldest))
        blocks += [Text(said), Table((_("What"), _("How many")), rows)]
    else:
        blocks.append(Text(_("I hold nothing about you.")))
    blocks += await held.blocks(services, person)
    blocks += [
        Text(workspace_settings.kept(retention)),
        Text(_("Titles, analyses, transcripts and comments are encrypted, under a key of your own."), Style.SMALL),
        Text(_(FIGURES), Style.SMALL),
    ]
    buttons: list[Button | Menu] = [
        routes.EXPORT.button(_("Save everything")),
        routes.ERASE.button(_("Erase everything"), tone=Tone.DANGER),
    ]
    member = await look_up(services, person)
    if member is not None and member.administers:
        buttons.append(routes.WORKSPACE.button(_("Organisation settings")))
    return Card(_("Your data"), (*blocks, Actions(tuple(buttons))))


# --- everything as a file ---


async def export_pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """One at a time: pressing again while it is being made adds none."""
    if not await services.jobs.open_of(event.person, EXPORT):
        await enqueue(services, event.person, EXPORT, f"{services.clock.now():%Y%m%d%H%M%S}")
    said = _("I am putting it together. The file comes into our private chat.")
    await respond.reply(Card(_("On its way"), (Text(said),)))


async def enqueue(services: Services, person: Person, kind: str, once: str, refs: Refs | None = None) -> Job:
    """`once` names this one among the person's jobs of the kind."""
    tenant = person.tenant
    job_id = f"{tenant.platform}:{tenant.id}:{kind}:{person.id}:{once}"
    job = Job(job_id, kind, tenant, refs={**(refs or {}), "person": person.id})
    await services.jobs.enqueue(job)
    services.wake()
    return job


@dataclass(frozen=True)
class ExportEverything:
    """The JobHandler of kind `privacy.export`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        try:
            if not await may_be_told(self.services, person, asked=True):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            return await self._not_taken(job, fault)
        data = await archive.build(self.services, person)
        keep = _("It holds what was said in your sessions; keep it safe.")
        note = Card(_("Everything I hold about you"), (Text(keep),))
        try:
            sender = self.services.sender(person)
            await sender.send(person, f"debrief-{self.services.clock.now():%Y-%m-%d}.zip", data, note)
        except Refused as refusal:  # the platform does not let us give files: trying again would not help
            await tell(
                self.services, person, Card(_("I could not give you the file"), (Text(refusal.message),)), asked=True
            )
            return Finished(JobState.FAILED)
        except ChatFault as fault:
            return await self._not_taken(job, fault)
        await audit(self.services, person, "export everything", person.id, bytes=len(data))
        return Finished()

    async def _not_taken(self, job: Job, fault: ChatFault) -> Outcome:
        if not fault.transient and not fault.unreachable:
            raise fault
        return await away.not_taken(self.services, job, fault, WAIT)

    async def gave_up(self, job: Job, reference: str) -> None:
        person = Person(job.tenant, job.refs["person"])
        sentence = _(
            "I could not put your data together. Please try again; if it stays, give this reference: {reference}.",
            reference=reference,
        )
        await tell(self.services, person, cards.sorry(sentence), asked=True)


# --- erasing: two steps ---


async def ask_erase(services: Services, event: ButtonPressed, respond: Respond) -> None:
    fields: tuple[Field, ...] = (
        Words(
            _(
                "All your sessions, transcripts, comments, promises and settings are deleted, also from your coaches' lists. "
                "The key they are encrypted with is destroyed. {copies}",
                copies=_copies(services),
            )
        ),
        Words(
            _(
                "What stays: sessions of your clients, which are theirs, without your name on them; the record of who did what, "
                "which holds no content; and what you wrote about sessions of others in backups, until these are deleted."
            )
        ),
        Words(
            _(
                "In our conversation I replace my messages that hold words of yours, lists too, also those to your coaches. What "
                "you wrote and the files you dropped you can delete yourself. Files that I gave you stay: somebody who "
                "administers the organisation can delete them. Answers that only you could see go by themselves."
            )
        ),
        Words(_("This cannot be undone. You may want to save everything first.")),
        TextField("word", _("Write {word} to go on", word=WORD), max_length=20),
    )
    name = Erasure(secrets.token_hex(8))
    title = _("Erase everything")
    await respond.open(routes.ERASE_SENT.form(title, name, fields, submit=title, cancel=_("Keep it")))


async def erase_sent(services: Services, event: FormSent, respond: Respond) -> None:
    if event.text("word").strip().upper() != WORD:
        await respond.errors({"word": _("Write {word} to go on, or close this to keep everything.", word=WORD)})
        return
    name = routes.ERASE_SENT.read(event).name
    if not (name.isalnum() and len(name) == 16):
        said = _("This form is out of date. Please begin again with {privacy}.", privacy=Say("privacy"))
        raise Refused(Reason.BAD_INPUT, said)
    await enqueue(services, event.person, ERASE, name)
    await respond.reply(Card(_("Erasing"), (Text(_("I am deleting everything now, and tell you when it is done.")),)))


async def erase_again(services: Services, person: Person) -> None:
    """Of somebody who was erased, and of whom a restore has brought rows back. Everybody was told the first time."""
    if not await services.jobs.open_of(person, ERASE):
        await enqueue(services, person, ERASE, secrets.token_hex(8), {"again": "restored"})


@dataclass(frozen=True)
class EraseEverything:
    """The JobHandler of kind `privacy.erase`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        again = "again" in job.refs
        if job.step == "":
            if again and not await self.services.privacy.is_gone(person):
                return Finished(JobState.CANCELLED)  # they have come back, and what is new is not to be erased
            await take_back_under_way(self.services, person)
            others = ",".join(await self._partners(person))
            readers, shared = await self._take_back(person)
            refs: Refs = {"others": others, "readers": ",".join(sorted(readers)), "shared": ",".join(shared)}
            job = await self.services.jobs.save(job, step="closing", refs=refs)
        while job.step == "closing":
            erased = await self.services.privacy.erase(person, self.services.clock.now())
            sums = Counter(json.loads(job.refs.get("deleted", "{}"))) + Counter(erased.deleted)
            refs = {"deleted": json.dumps(sums), "kept": json.dumps(dict(erased.kept))}
            job = await self.services.jobs.save(job, step="erased" if erased.complete else "closing", refs=refs)
        if job.step == "erased":
            await self._show_to_clients(job, person)
            # Stored before it is said, so that nobody is told twice.
            job = await self.services.jobs.save(job, step="told")
            await housekeeping.ask_rotation(self.services.jobs)
            self.services.wake()
            if not again:
                await self._tell(job, person)
            concerned = {*job.refs["others"].split(","), *job.refs.get("readers", "").split(",")} - {""}
            await home.refresh(self.services, person, *(Person(job.tenant, user_id) for user_id in concerned))
        return Finished()

    async def _tell(self, job: Job, person: Person) -> None:
        for other in filter(None, job.refs["others"].split(",")):
            reader = Person(job.tenant, other)
            bond = await self.services.relationships.between(job.tenant, person.id, other)
            async with read_by(self.services, reader):
                name = await name_of(self.services, job.tenant, person.id)
                told = coach_cards.gone_person(name, coach=bond is not None and bond.coach == person.id)
                await tell(self.services, reader, told)
        await tell(self.services, person, receipt(job, _copies(self.services)), asked=True)

    async def _take_back(self, person: Person) -> tuple[set[str], list[str]]:
        """What was posted of the person's sessions, and to the person of others', before where it is is forgotten. Who could see
        the private ones, and which sessions others shared with the person."""
        async for bond in all_of(self.services, person, frozenset(State)):
            mine = bond.client == person.id
            card, reader = (cards.deleted, None) if mine else (cards.no_access, person.id)
            await posted.take_back(self.services, bond, card, reader)
        own = InsightQuery(person, Scope.UNPAIRED)
        private = await posted.take_back_listed(self.services, own, cards.deleted)
        await posted.replace_posted(self.services, person.tenant, posted.words_of(person.id), cards.list_gone)
        shared = InsightQuery(person, Scope.SHARED)
        others = await posted.take_back_listed(self.services, shared, cards.no_access, person.id)
        return {coach for row in private for coach in row.sharing_permissions}, [row.id for row in others]

    async def _show_to_clients(self, job: Job, coach: Person) -> None:
        """What the clients' own cards of their sessions say: who sees them, and what can be done."""
        for insight_id in filter(None, job.refs.get("shared", "").split(",")):
            await show_as_it_is(self.services, job.tenant, insight_id)
        async for bond in all_of(self.services, coach, frozenset(State)):
            if bond.coach == coach.id:
                async for row in posted.sessions_of(self.services, bond):
                    await show_as_it_is(self.services, bond.tenant, row.id)

    async def _partners(self, person: Person) -> list[str]:
        """Whom it concerns: everybody with an open relationship."""
        return [
            bond.other(person.id)
            async for bond in all_of(self.services, person, frozenset(State))
            if bond.state in OPEN
        ]

    async def gave_up(self, job: Job, reference: str) -> None:
        person = Person(job.tenant, job.refs["person"])
        sentence = _(
            "I could not delete everything. Please try again; if it stays, give this reference: {reference}.",
            reference=reference,
        )
        await tell(self.services, person, cards.sorry(sentence), asked=True)


def _copies(services: Services) -> str:
    """What becomes of copies made before, exactly as far as it holds here (docs/operator.md, Erasure)."""
    if services.rotation.shuts_backups:
        return _(
            "Within an hour, the keys I then have open nothing of yours in older backups either. If somebody kept a copy of my "
            "older keys, it would still open them, until that copy is deleted."
        )
    return _("Backups made before may still open it, until whoever runs me deletes them.")


def receipt(job: Job, copies: str) -> Card:
    """What was deleted and what is kept, in figures; what becomes of copies made before, in words."""
    deleted, kept = json.loads(job.refs.get("deleted", "{}")), json.loads(job.refs.get("kept", "{}"))
    rows = tuple((_(words), str(deleted[kind])) for kind, words in KINDS.items() if deleted.get(kind))
    stays = tuple((_(words), str(kept[kind])) for kind, words in KINDS.items() if kept.get(kind))
    blocks: list[Block] = (
        [Table((_("Deleted"), _("How many")), rows)] if rows else [Text(_("There was nothing to delete."))]
    )
    if stays:
        blocks.append(Table((_("Kept"), _("How many")), stays))
    blocks += [
        Text(_("Your key is destroyed; for a minute it may still be in memory. {copies}", copies=copies)),
        Text(_("Receipt {number}", number=job.id.rpartition(":")[2]), Style.SMALL),
    ]
    return Card(_("Everything is erased"), tuple(blocks))
