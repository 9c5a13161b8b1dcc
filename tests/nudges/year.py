"""A year of nudges, simulated: people in many zones, some travelling, holidays, outages, processes that die at every point;
every fifth works with a coach, and briefs and weekly overviews come with the messages of both.

    python -m tests.nudges.year --people 1000 --seed 7

What is sent is held against rules worked out beside (life.py, coached.py) and not in core. The clock is an argument, so that a
year takes a minute.
"""

import argparse
import random
import time as machine
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from core.nudges.record import Record
from core.nudges.settings import Settings
from core.people.person import Person
from tests.nudges.coached import coach_of, pair_up
from tests.nudges.life import BEGINS, ENDS, HOUSE, Life, Totals, live, promise, set_anew

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos", "America/Anchorage", "America/Asuncion",
    "America/Bogota", "America/Chicago", "America/Denver", "America/Halifax", "America/Havana", "America/Los_Angeles",
    "America/Mexico_City", "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo", "America/St_Johns",
    "Antarctica/Troll", "Asia/Beirut", "Asia/Dubai", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Shanghai",
    "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin",
    "Europe/Chisinau", "Europe/Dublin", "Europe/Lisbon", "Europe/London", "Pacific/Apia", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Honolulu", "Pacific/Kiritimati",
)  # fmt: skip
WITH_A_COACH = 5
"""Every so many people one has a coach, who is one more."""


def outages(rng: random.Random) -> list[tuple[datetime, datetime]]:
    """Of minutes, of hours, and three days once; two do not overlap."""
    made: list[tuple[datetime, datetime]] = []
    at = BEGINS + timedelta(days=rng.uniform(2, 5))
    while at < ENDS:
        length = timedelta(minutes=rng.choice([10, 60, 400, 900, 3 * 24 * 60] if len(made) % 8 == 3 else [5, 30, 90]))
        made.append((at, at + length))
        at += length + timedelta(days=rng.uniform(3, 12))
    return made


def journeys(rng: random.Random, home: str) -> list[tuple[datetime, str]]:
    places = [(BEGINS - timedelta(days=1), home)]
    at = BEGINS
    while rng.random() < 0.75:
        at += timedelta(days=rng.uniform(5, 90))
        back = at + timedelta(days=rng.uniform(0.3, 20))
        places += [(at, rng.choice(ZONES)), (back, home)]
        at = back
    return places


def somebody(person: Person, seed: int, number: int, down: Sequence[tuple[datetime, datetime]], totals: Totals) -> Life:
    """Their places and settings."""
    rng = random.Random(f"{seed}:{person.id}")
    home = ZONES[number % len(ZONES)]
    places = journeys(rng, home) if rng.random() < 0.3 else [(BEGINS - timedelta(days=1), home)]
    settings = Settings(at=rng.choice([time(12, 30), time(9), time(17, 45), time(8), time(19, 30)]))
    life = Life(Record(person, settings), places, rng, down, totals, rng.choice([0.0, 0.3, 0.7, 1.0]))
    life.settings = [(places[0][0] - timedelta(days=1), settings)]
    life.changed = [since for since, _zone in places[1:]]
    totals.journeys += len(places) // 2
    totals.zones |= {name for _since, name in places}
    for _change in range(rng.choice([0, 0, 1, 2, 5])):
        life.later(BEGINS + timedelta(days=rng.uniform(1, 360)), set_anew)
    return life


def with_promises(life: Life) -> Life:
    for _session in range(life.rng.randrange(2, 9)):
        at = BEGINS + timedelta(days=life.rng.uniform(1, 350))
        for minutes in range(life.rng.randrange(1, 5)):
            life.later(at + timedelta(minutes=minutes), promise)
    return life


def simulate(people: int, seed: int) -> Totals:
    down, totals = outages(random.Random(seed)), Totals(people)
    for number in range(people):
        life = with_promises(somebody(Person(HOUSE, f"U{number}"), seed, number, down, totals))
        lives = [life]
        if number % WITH_A_COACH == 0:
            coach = somebody(coach_of(life.record.person), seed, number * 3 + 1, down, totals)
            pair_up(number, life, coach)
            lives.append(coach)
        live(*lives)
    if totals.planned != totals.sent + sum(totals.suppressed.values()) + totals.waiting:
        totals.fault("not accounted for")
    return totals


def table(totals: Totals, seed: int, seconds: float) -> str:
    rows = [
        ("seed", seed),
        ("people", totals.people),
        ("zones", len(totals.zones)),
        ("journeys", totals.journeys),
        ("looks of their jobs", totals.looks),
        ("messages", totals.messages),
        ("of them more than five minutes after their hour", totals.late),
        ("questions", totals.questions),
        ("killed before the post", totals.cut_short["before the post"]),
        ("killed between the post and our write", totals.cut_short["after the post"]),
        ("days given to promises", totals.planned),
        ("= sent", totals.sent),
        *((f"+ suppressed: {why}", number) for why, number in sorted(totals.suppressed.items())),
        ("+ still to come", totals.waiting),
        *sorted(totals.briefs.items()),
        ("seconds", round(seconds, 1)),
        *((f"WRONG: {what}", number) for what, number in sorted(totals.wrong.items())),
        ("rules broken", sum(totals.wrong.values())),
    ]
    return "\n".join(f"{name:<50}{value:>10}" for name, value in rows)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    begun = machine.monotonic()
    totals = simulate(options.people, options.seed)
    print(table(totals, options.seed, machine.monotonic() - begun))
    print("\n".join(totals.examples))
    return bool(totals.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
