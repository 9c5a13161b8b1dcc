"""A bot without Teams loads nothing of it."""

import subprocess
import sys

STARTS = """
import asyncio, sys
import bot.app
from bot.config import Config, SlackConfig
from bot import slack, teams

class Storage:
    installations = None
    class clock: unmoved = None

config = Config(data=None, slack=SlackConfig("xoxb-1", "secret"))
assert teams.face(config, Storage) is None
async def connected():
    async with slack.face(config, Storage):
        pass
asyncio.run(connected())
print(sorted(name for name in sys.modules if name.startswith(("bot.teams.", "botbuilder", "microsoft_teams"))))
"""


def test_a_bot_for_slack_alone_loads_nothing_of_teams() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)
