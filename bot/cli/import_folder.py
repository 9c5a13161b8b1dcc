"""`import DIR`: somebody's sessions from before, out of a folder: read here, shown, asked about, and stored as dropped files are,
so that any bot of the database analyses them. What is there already is passed over: the command may be given again."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.app import App
from bot.cli import beside, folder
from bot.cli.beside import Failed, Wrong
from bot.cli.folder import Found, Left
from core.changes import OPERATOR
from core.people import members
from core.people.person import Person, Place, Platform
from core.people.relationships import Relationship, State
from core.ports.people import Kind
from core.ports.sessions import AuditEntry
from handlers.intake import old_sessions, placing

MOST_PAIRS = 100
LONGEST = timedelta(days=25)
"""How long a file may wait for its turn; what is not read after 30 days is deleted."""
CONSENT = "Whoever gives sessions confirms that those who speak in them agreed to this kind of analysis."


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR")
    command.add_argument(
        "--for",
        dest="person",
        type=beside.person,
        required=True,
        metavar="PERSON",
        help=f"whose they are: {beside.WHO}",
    )
    command.add_argument(
        "--with", dest="other", metavar="ID", help="the coach or client they belong to as well; else you are asked"
    )
    command.add_argument("--coach", metavar="NAME", help="the speaker who coached, as the files name them")
    command.add_argument("--client", metavar="NAME", help="the speaker who was coached")
    command.add_argument("--file-days", action="store_true", help="where nothing states a day: that of the last change")
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    command.add_argument("--yes", action="store_true", help="do not ask: all that would be asked is so")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    async def work(app: App) -> None:
        await _import(app, chosen)

    return beside.run(work)


@dataclass
class Looked:
    """What is in the folder. `places`: where sessions answer that were brought in before, by relationship ("" for none)."""

    found: list[Found] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    there: int = 0
    places: dict[str, Place] = field(default_factory=dict)

    def groups(self) -> Mapping[str, list[Found]]:
        """By the folder within."""
        made: dict[str, list[Found]] = {}
        for one in self.found:
            made.setdefault(one.path.parts[0] if len(one.path.parts) > 1 else "", []).append(one)
        return made


async def _import(app: App, chosen: argparse.Namespace) -> None:
    who: Person = chosen.person
    await _somebody(app, who)
    looked = await _look(app, chosen)
    _date(looked, chosen)
    whose = await _belongs(app, chosen, looked)
    for group, sessions in looked.groups().items():
        _show(group, sessions, who, whose[group])
    try:
        if looked.found and not chosen.dry_run:
            await _agreed(app, chosen, looked, whose)
            await _take(app, chosen, looked, whose)
        else:
            print("There is nothing to take in." if not looked.found else "Nothing was taken in: this was a dry run.")
    finally:
        if looked.there:
            print(f"There already: {looked.there}.")
        for one in looked.left:
            beside.say(f"Left out: {_printable(one.path)}: {' '.join(one.why.split())}")
    if looked.left:
        raise Wrong(f"{len(looked.left)} of the files cannot be taken in, as said above.")


async def _somebody(app: App, who: Person) -> None:
    if who.tenant.platform is Platform.PLAYGROUND:
        raise Wrong("The playground keeps its people apart. Drop files on its page instead.")
    if who.tenant.platform not in app.services.faces:
        raise Wrong(f"{who.tenant.platform.capitalize()} is not on here. Set the same keys as for the bot.")
    if who.tenant.platform in app.services.directories:
        member = await members.look_up(app.services, who)
        if member is None or member.kind is not Kind.PERSON:
            raise Wrong(f"{beside.told(who)} is no full member there. Write {beside.WHO}.")


async def _look(app: App, chosen: argparse.Namespace) -> Looked:
    looked = Looked()
    if not chosen.folder.is_dir():
        raise Wrong(f"{chosen.folder} is no folder.")
    paths = folder.files(chosen.folder)
    with _progress() as progress:
        reading = progress.add_task("Reading", total=len(paths))
        names = folder.Names(chosen.coach, chosen.client)
        async for one in folder.look(app, chosen.person, chosen.folder, paths, names):
            match one:
                case Found():
                    looked.found.append(one)
                case Left():
                    looked.left.append(one)
                case _:
                    looked.there += 1
                    if one.place:
                        looked.places.setdefault(one.relationship, one.place)
            progress.advance(reading)
    return looked


def _date(looked: Looked, chosen: argparse.Namespace) -> None:
    """Where nothing states a day, that of the last change, if it is wanted; and all of them in order."""
    undated = sum(one.day is None for one in looked.found)
    asked = undated and not (chosen.file_days or chosen.dry_run or chosen.yes)
    question = f"{undated} of the files say no day. Take the day of their last change?"
    if undated and (chosen.file_days or (asked and beside.confirmed(question, otherwise=NOBODY_TO_ASK))):
        looked.found = [
            one if one.day else replace(one, day=one.changed, day_from=folder.CHANGED) for one in looked.found
        ]
    looked.found.sort(key=lambda one: (one.day is None, one.day or one.changed, one.path))


NOBODY_TO_ASK = "Nothing was taken in. Say --dry-run to see what would be done, and --yes where nobody can be asked."


async def _belongs(app: App, chosen: argparse.Namespace, looked: Looked) -> Mapping[str, Relationship | None]:
    """Whose the sessions of each folder are: the person's alone, if nothing else was said."""
    who: Person = chosen.person
    groups = looked.groups()
    page = await app.services.relationships.of(who, states=frozenset({State.ACTIVE}), limit=MOST_PAIRS)
    if chosen.other:
        found = next((pair for pair in page.rows if pair.other(who.id) == chosen.other), None)
        if found is None:
            raise Wrong(f"{beside.told(who)} and {chosen.other} do not work together here. /coach invites.")
        return dict.fromkeys(groups, found)
    if not page.rows or chosen.dry_run or chosen.yes:
        return dict.fromkeys(groups)
    names = await members.names(app.services, who.tenant, [pair.other(who.id) for pair in page.rows])
    for number, pair in enumerate(page.rows, 1):
        beside.say(f"{number:4}  together with {names[pair.other(who.id)]} ({pair.other(who.id)})")
    return {group: _asked(group, len(sessions), page.rows) for group, sessions in groups.items()}


def _asked(group: str, count: int, pairs: tuple[Relationship, ...]) -> Relationship | None:
    where = _printable(Path(group)) if group else "the folder itself"
    question = f"Whose are the {count} sessions in {where}? A number of these, or nothing: the person's alone."
    while answer := beside.answer(question, otherwise=NOBODY_TO_ASK):
        if answer.isdecimal() and 1 <= int(answer) <= len(pairs):
            return pairs[int(answer) - 1]
    return None


def _show(group: str, sessions: list[Found], who: Person, pair: Relationship | None) -> None:
    whose = f"{beside.told(who)} and {pair.other(who.id)}" if pair else f"{beside.told(who)} alone"
    print(f"{_printable(Path(group)) if group else 'In the folder itself'}: {len(sessions)}, for {whose}")
    for one in sessions:
        print(f"  {one.day or 'no day'!s:10}  {one.day_from:11}  {_printable(one.path)}")


async def _agreed(
    app: App, chosen: argparse.Namespace, looked: Looked, whose: Mapping[str, Relationship | None]
) -> None:
    """Raises Failed where it is not so."""
    said = [CONSENT]
    pairs = {pair.id: pair for pair in whose.values() if pair}
    for pair in pairs.values():
        name = await members.name_of(app.services, pair.tenant, pair.other(chosen.person.id))
        said.append(placing.SPOKEN.format(name=name))
    beside.say(" ".join(said))
    question = f"Is that so, and shall {len(looked.found)} sessions be taken in?"
    if not chosen.yes and not beside.confirmed(question, otherwise=NOBODY_TO_ASK):
        raise Failed("Nothing was taken in.")
    for pair in pairs.values():
        await old_sessions.agreed(app.services, pair)


async def _take(app: App, chosen: argparse.Namespace, looked: Looked, whose: Mapping[str, Relationship | None]) -> None:
    """Each by a write of its own; what is in stays in, however this ends."""
    groups = {one.path: group for group, sessions in looked.groups().items() for one in sessions}
    a_day = max(1, app.config.engine.per_person // 2) if app.config.engine.per_person else len(looked.found)
    taken, now = 0, looked.found[: a_day * LONGEST.days]
    try:
        with _progress() as progress:
            storing = progress.add_task("Taking in", total=len(now))
            for number, one in enumerate(now):
                delay = timedelta(days=number // a_day)
                if await _store(app, chosen, looked, one, whose[groups[one.path]], delay):
                    taken += 1
                progress.advance(storing)
    finally:
        at, facts = app.services.clock.now(), {"sessions": taken}
        if taken:
            entry = AuditEntry(chosen.person.tenant, OPERATOR, "import", chosen.person.id, at, facts=facts)
            await app.services.audit.append(entry)
        print(
            f"Taken in: {taken}." + ("" if taken == len(looked.found) else " Give the same command again for the rest.")
        )
    if len(now) > a_day:
        print(f"They are analysed {a_day} a day, half of what DEBRIEF_DAILY_PER_PERSON allows.")


async def _store(
    app: App,
    chosen: argparse.Namespace,
    looked: Looked,
    one: Found,
    pair: Relationship | None,
    delay: timedelta,
) -> bool:
    """False for a file that is another one by now."""
    who, known_as = chosen.person, pair.id if pair else ""
    data = folder.bytes_of(chosen.folder / one.path)
    if folder.digest_of(data) != one.digest:
        looked.left.append(Left(one.path, "It changed while it was read. Give the command again."))
        return False
    if known_as not in looked.places:
        looked.places[known_as] = await old_sessions.begin(app.services, who, pair)
        if pair:
            await old_sessions.tell_other(app.services, who, pair)
    await old_sessions.keep(app.services, who, one.session(), data, one.path.name)
    await app.services.jobs.enqueue(old_sessions.job(who, one.session(), looked.places[known_as], pair), delay=delay)
    return True


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


def _printable(path: Path) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in path.as_posix())
