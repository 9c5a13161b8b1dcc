"""The eight core competencies of the International Coaching Federation (model of 2019, refreshed September 2025) and the 37 PCC
markers (set of November 2020), paraphrased. This project is not endorsed by the ICF, and nothing here certifies anybody.

The ICF's documents are copyrighted: the wording below is this project's own. Competencies 1 and 2 have no markers of their
own. A new edition is a new table beside this one.
"""

from dataclasses import dataclass

from core.translation import N_

NOTICE = N_(
    "What follows shows what could be heard in this one session. It is no score, no checklist, and says nothing about a "
    "credential; a coach decides what to make of it."
)


@dataclass(frozen=True, slots=True)
class MarkerText:
    """`id` as in the set of 2020, `text` in this project's words."""

    id: str
    text: str


MARKERS: tuple[MarkerText, ...] = (
    MarkerText("3.1", N_("Settles with the client what this session is for")),
    MarkerText("3.2", N_("Settles with the client how success of the session will show")),
    MarkerText("3.3", N_("Explores why the topic matters to the client")),
    MarkerText("3.4", N_("Explores what has to be dealt with to get there")),
    MarkerText("4.1", N_("Acknowledges the client's own gifts and work")),
    MarkerText("4.2", N_("Shows support, empathy or concern")),
    MarkerText("4.3", N_("Acknowledges feelings, beliefs or perceptions the client voices")),
    MarkerText("4.4", N_("Invites the client to respond in any way, and accepts it")),
    MarkerText("5.1", N_("Responds to the whole person, to who the client is")),
    MarkerText("5.2", N_("Responds to what the client wants from the session")),
    MarkerText("5.3", N_("Lets the client choose what happens in the session")),
    MarkerText("5.4", N_("Shows curiosity to learn more about the client")),
    MarkerText("5.5", N_("Allows silence, pauses and reflection")),
    MarkerText("6.1", N_("Fits questions and observations to what has been learned about this client")),
    MarkerText("6.2", N_("Explores the words the client uses")),
    MarkerText("6.3", N_("Explores the client's feelings")),
    MarkerText("6.4", N_("Explores changes of energy, tone or bearing")),
    MarkerText("6.5", N_("Explores how the client sees themselves or their world")),
    MarkerText("6.6", N_("Lets the client finish, unless there is a stated purpose")),
    MarkerText("6.7", N_("Gives back briefly what the client said, so that it can be checked")),
    MarkerText("7.1", N_("Asks about thinking, feeling, values, needs, wants or beliefs")),
    MarkerText("7.2", N_("Asks beyond the client's present view of themselves")),
    MarkerText("7.3", N_("Asks beyond the client's present view of the situation")),
    MarkerText("7.4", N_("Asks beyond the present towards the outcome the client wants")),
    MarkerText("7.5", N_("Offers observations without attachment and invites exploring them")),
    MarkerText("7.6", N_("Asks clear, mostly open questions, one at a time")),
    MarkerText("7.7", N_("Speaks clearly and concisely")),
    MarkerText("7.8", N_("Leaves most of the talking to the client")),
    MarkerText("8.1", N_("Explores the client's progress towards the outcome of the session")),
    MarkerText("8.2", N_("Invites the client to say what they learned about themselves")),
    MarkerText("8.3", N_("Invites the client to say what they learned about the situation")),
    MarkerText("8.4", N_("Explores how the client will use what was learned")),
    MarkerText("8.5", N_("Designs with the client what to think about or do afterwards")),
    MarkerText("8.6", N_("Explores resources, support and what may get in the way")),
    MarkerText("8.7", N_("Designs with the client how they will hold themselves to it")),
    MarkerText("8.8", N_("Celebrates progress and learning")),
    MarkerText("8.9", N_("Asks how the client wants to close")),
)
BY_ID = {marker.id: marker for marker in MARKERS}
