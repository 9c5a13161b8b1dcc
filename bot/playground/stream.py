"""What changes on the screens of one window, as it does: server-sent events, each with a piece of the page."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.playground.cast import Player
from bot.playground.screen import Screens
from bot.playground.sheets import Sheet, Sheets
from bot.playground.view import View
from bot.render import site
from core.faults import StorageFault
from core.translation import reading

LOOK = 2.0
"""Seconds after which it looks by itself: another process may have written."""


@dataclass
class Stream:
    """`since` is the last change that the page shows already. It ends when the language changes, the process does, or the storage
    does not answer; the page then begins a new one."""

    screens: Screens
    sheets: Sheets
    view: View
    since: int
    _known: dict[str, Mapping[str, int]] = field(default_factory=dict)
    _over: dict[str, Sheet | None] = field(default_factory=dict)
    _clock: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=site.HEADERS)
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(request)
        locale = self.view.cast.locale
        try:
            while not self.screens.closing:
                changed = self.screens.changed
                if self.view.cast.locale != locale:
                    await self._tell(response, {"reload": True})
                    break
                with reading(locale):
                    await self._look(response)
                try:
                    async with asyncio.timeout(LOOK):
                        await changed.wait()
                except TimeoutError:
                    await response.write(b":\n\n")  # whoever has left is noticed
        except (StorageFault, ConnectionError):
            pass  # the page asks anew
        return response

    async def _look(self, response: web.StreamResponse) -> None:
        window = self.view.window
        for who in (window.left, window.right):
            if player := self.view.cast.find(who):
                await self._rows(response, player)
                await self._sheet(response, who)
        if (clock := self.view.clock(self.screens.now())) != self._clock:
            self._clock = clock
            await self._tell(response, {"clock": clock})

    async def _rows(self, response: web.StreamResponse, player: Player) -> None:
        now = await self.screens.rows.changes(player.person)
        known = self._known.get(player.id)
        if known == now:
            return
        fresh = [
            row for row, change in now.items() if (change > self.since if known is None else known.get(row) != change)
        ]
        rows = self.view.shown(player.id, await self.screens.rows.rows(player.person, fresh) if fresh else ())
        for row in rows:
            await self._tell(response, {"who": player.id, "item": self.view.item(row)})
        if known is None or set(known) - set(now):
            await self._tell(response, {"who": player.id, "all": [f"m-{player.id}-{row}" for row in now]})
        self._known[player.id] = now

    async def _sheet(self, response: web.StreamResponse, who: str) -> None:
        sheet = self.sheets.over(who, self.view.window.tab)
        if who not in self._over or self._over[who] is not sheet:
            self._over[who] = sheet
            await self._tell(response, {"who": who, "sheet": self.view.sheet(who, sheet)})

    async def _tell(self, response: web.StreamResponse, told: Mapping[str, object]) -> None:
        await response.write(f"data: {json.dumps(told)}\n\n".encode())
