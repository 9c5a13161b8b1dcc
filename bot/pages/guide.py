"""Help on a page: what each page is for. A page has no commands, so the chat's help would mislead here."""

from core.card import Card, Facts, Say, Style, Text
from core.limits import MAX_BYTES
from core.translation import N_, _

MEGABYTES = MAX_BYTES // (1024 * 1024)
PAGES = (
    (N_("Overview"), N_("What is open, your newest sessions, your coach or client")),
    (N_("Sessions"), N_("All of them, those with a coach, private ones, those shared with you; search")),
    (N_("Timeline"), N_("How things change from session to session, as charts and as a table")),
    (N_("Promises"), N_("What was promised: done, another date, let go")),
    (N_("Sharing"), N_("Who sees what; what you take back is closed at their next look")),
    (N_("People"), N_("Your coaches and clients, and what you agreed on")),
    (N_("Add a session"), N_("A file with the transcript, up to {megabytes} MB")),
    (N_("Settings"), N_("Your time zone, reminders and briefs")),
    (N_("Your data"), N_("What I hold about you; save or erase it")),
)


def card() -> Card:
    told = tuple((_(name), _(about, megabytes=str(MEGABYTES))) for name, about in PAGES)
    chat = _(
        "These are the same sessions as in our private chat. For programs of yours there are {token} and {webhook}.",
        token=Say("token"),
        webhook=Say("webhook"),
    )
    return Card(_("What I can do"), (Facts(told), Text(chat, Style.SMALL)))
