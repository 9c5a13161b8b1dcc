"""Which time zone somebody means."""

import pytest

from core.dates import time_zones


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        (" europe/lisbon ", "Europe/Lisbon"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("utc", "UTC"),
        ("Istanbul", None),  # two names
        ("GMT+2", None),  # among the names of the database it is the opposite of what is meant
        ("Atlantis", None),
        ("", None),
        ("../../etc/passwd", None),
        ("Europe", None),
    ],
)
def test_a_zone_is_found_by_its_name_or_city(text: str, name: str | None) -> None:
    assert time_zones.find(text) == name


@pytest.mark.parametrize(
    ("text", "first"),
    [("Berln", "Europe/Berlin"), ("europe lisbon", "Europe/Lisbon"), ("Istanbul", "Asia/Istanbul")],
)
def test_what_was_nearly_written_is_offered(text: str, first: str) -> None:
    assert time_zones.close(text)[0] == first
    assert len(time_zones.close(text)) <= time_zones.MOST_CLOSE


@pytest.mark.parametrize("text", ["GMT+2", "Etc/GMT+2", "xyzzy", ""])
def test_nothing_is_offered_that_means_something_else(text: str) -> None:
    assert not [name for name in time_zones.close(text) if "GMT" in name]


@pytest.mark.parametrize("name", [None, "", "Europe", "Nowhere/At_All", "../UTC", "/etc/localtime", "a\0b"])
def test_what_is_no_zone_is_utc(name: str | None) -> None:
    assert not time_zones.known(name)
    assert time_zones.zone(name).key == "UTC"
