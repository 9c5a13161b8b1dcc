"""The pages that end an installation: what happened, and what to do next. A few lines of HTML that load nothing."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass

from core.translation import N_, _

STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1.125rem/1.6 system-ui,sans-serif;color:#1d1c1d;background:#f6f4ef}"
    "main{max-width:34rem;margin:12vh auto;padding:0 1.5rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}"
    "a.go{display:inline-block;padding:.6rem 1.2rem;border-radius:.5rem;background:#24443f;color:#fff;text-decoration:none}"
    "a.go:focus-visible{outline:3px solid #d08c2e;outline-offset:3px}"
    "@media(prefers-color-scheme:dark){body{color:#eceae5;background:#191c1b}"
    "a.go{background:#a9d3c9;color:#12211e}}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds Slack's code
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
}
BEGIN = "install"
"""Where an installation begins, as seen from where it ends: also behind a proxy that puts a path before both."""
SLACK_ID = re.compile(r"[A-Z][A-Z0-9]{2,30}")


@dataclass(frozen=True, slots=True)
class Page:
    """`link` is an address and the words to press. All words are messages, translated when the page is written."""

    status: int
    title: str
    words: tuple[str, ...]
    link: tuple[str, str] | None = (BEGIN, N_("Begin again"))

    @property
    def html(self) -> str:
        """The whole document; everything is escaped."""
        title, words = html.escape(_(self.title)), [html.escape(_(said)) for said in self.words]
        body = [f"<h1>{title}</h1>", *(f"<p>{said}</p>" for said in words)]
        if self.link:
            address, label = self.link
            body.append(f'<p><a class="go" href="{html.escape(address)}">{html.escape(_(label))}</a></p>')
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
            f'<title>{title} - Debrief</title>\n<link rel="icon" href="data:,">\n'
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
        )


DENIED = Page(
    200,
    N_("Nothing was installed"),
    (
        N_("You said no at Slack, and that is fine: nothing has changed in your workspace."),
        N_("If you change your mind, or somebody who may install apps wants to do it, begin again here."),
    ),
)
ELSEWHERE = Page(
    400,
    N_("Please begin again in this browser"),
    (
        N_("This page has to be reached within ten minutes, and in the browser in which the installation began."),
        N_("If Debrief said a moment ago that it is installed, all is well and you can close this page."),
    ),
)
STATE_USED = Page(
    400,
    N_("This link was used already"),
    (
        N_("A link for installing works once, and for ten minutes."),
        N_("If Debrief said a moment ago that it is installed, all is well. If not, begin again: it takes a minute."),
    ),
)
CODE_USED = Page(
    400,
    N_("Slack does not take this code any more"),
    (
        N_("What Slack sent along with you works once, and only for a short time."),
        N_("Nothing was installed just now. Begin again, and Slack gives you a new one."),
    ),
)
NO_ANSWER = Page(
    503,
    N_("That did not go through"),
    (
        N_("Slack or the database did not answer just now, so Debrief is not installed yet."),
        N_("Give it a minute, then begin again."),
    ),
)
REFUSED = Page(
    400,
    N_("Slack did not go on with this"),
    (
        N_("Nothing was installed. Often it helps to begin again, as somebody who may install apps in your workspace."),
        N_("If it happens again, tell whoever runs Debrief for you: the reason is in its log."),
    ),
)
NOT_OPEN = Page(
    403,
    N_("Debrief is not open to this workspace"),
    (
        N_(
            "Whoever runs this Debrief has named the workspaces it is for, and yours is not among them yet. Nothing was kept."
        ),
        N_("If it should be, please ask them to add it, and then begin again."),
    ),
)
MANY = Page(
    503,
    N_("Many are here just now"),
    (N_("Nothing was installed just now. Give it a minute, then begin again."),),
)
MISCONFIGURED = Page(
    500,
    N_("Debrief is not set up well"),
    (
        N_("Slack does not recognise this Debrief, so nothing was installed. That is nothing you did."),
        N_("Please tell whoever runs Debrief for you: the reason is in its log."),
    ),
    None,
)


def installed(app: str | None, team: str | None, organisation: str | None) -> Page:
    """What happens next, with a link into Slack where the ids are such as Slack gives. `team` is None for an organisation."""
    known = [each for each in (app, team or organisation) if each and SLACK_ID.fullmatch(each)]
    if team is None and organisation:
        # docs.slack.dev: an organisation's app is in no workspace until it is added to some.
        add = f"https://app.slack.com/manage/{organisation}/integrations/profile/{app}/workspaces/add"
        return Page(
            200,
            N_("Debrief is installed for your organisation"),
            (
                N_("One step is left: choose the workspaces it is for."),
                N_(
                    "Then people find Debrief in Slack, under Apps, and drop the transcript of a session into the conversation."
                ),
                N_("Its answer stays private to whoever dropped it, until they share it."),
            ),
            (add, N_("Choose workspaces")) if len(known) == 2 else None,
        )
    return Page(
        200,
        N_("Debrief is installed"),
        (
            N_("Open Debrief in Slack and drop the transcript of a session into the conversation."),
            N_(
                "Its answer is a card with what the session held. It stays private to whoever dropped it, until they share it."
            ),
        ),
        (f"https://slack.com/app_redirect?app={app}&team={team}", N_("Open Debrief in Slack"))
        if len(known) == 2
        else None,
    )
