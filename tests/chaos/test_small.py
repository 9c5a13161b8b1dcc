"""Every kind of session and every trouble of `make chaos` once."""

import pytest

from tests.chaos.__main__ import chaos, parsed
from tests.chaos.people import KINDS


@pytest.mark.long
async def test_every_kind_of_session_outlasts_every_trouble() -> None:
    troubles = ["--kills", "1", "--terms", "1", "--stops", "1", "--mongod-kills", "1", "--step-downs", "1"]
    size = ["--sessions", f"{len(KINDS)}", "--rate", "0.5", "--members", "3", "--lease", "8", "--reminded", "2"]
    assert await chaos(parsed([*size, *troubles, "--settle", "600", "--seed", "4"])) == 0
