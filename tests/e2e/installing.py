"""Installing the app the way a browser does: to Slack with a state and its cookie, a press there, and back with a code."""

import aiohttp
from yarl import URL


class Browser:
    """Somebody who installs. The cookie is kept by hand: it is marked for https, and this is loopback."""

    def __init__(self, session: aiohttp.ClientSession, bot_url: str, slack_url: str) -> None:
        self._session = session
        self._bot = bot_url
        self._slack = slack_url

    async def begin(self) -> tuple[dict[str, str], str]:
        """What Slack is asked for, and the cookie."""
        async with self._session.get(f"{self._bot}/slack/install", allow_redirects=False) as response:
            assert response.status == 302, response.status
            to = URL(response.headers["Location"])
            assert to.path == "/oauth/v2/authorize", to.path
            return dict(to.query), response.headers["Set-Cookie"].split(";")[0]

    async def agree(self, asked: dict[str, str], user: str) -> str:
        """Press one's own name on Slack's page; where that leads."""
        async with self._session.get(f"{self._slack}/oauth/v2/authorize", params=asked) as page:
            assert page.status == 200, page.status
            assert user in await page.text()
        # Slack takes the app's only redirect address where none is named; emulate wants it named.
        form = {**asked, "redirect_uri": f"{self._bot}/slack/oauth_redirect", "user_id": user}
        where = f"{self._slack}/oauth/v2/authorize/callback"
        async with self._session.post(where, data=form, allow_redirects=False) as response:
            assert response.status == 302, response.status
            return response.headers["Location"]

    async def come_back(self, address: str, cookie: str = "") -> int:
        async with self._session.get(address, headers={"Cookie": cookie} if cookie else {}) as page:
            return page.status


async def install(bot_url: str, slack_url: str, user: str) -> None:
    """From the install page to the stored token; a stranger's browser, and a second use of the code, are refused."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        browser = Browser(session, bot_url, slack_url)
        asked, _ = await browser.begin()
        assert await browser.come_back(await browser.agree(asked, user)) == 400
        asked, cookie = await browser.begin()
        address = await browser.agree(asked, user)
        assert await browser.come_back(address, cookie) == 200
        assert await browser.come_back(address, cookie) == 400
