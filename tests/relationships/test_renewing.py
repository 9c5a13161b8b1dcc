"""A new analysis in the place of the former one: what somebody has touched stays, everything else is what is found now."""

from datetime import UTC, datetime
from typing import Any

from core.insight.corrections import Correction, lay_over, make, name
from core.insight.model import DoneCommitment, Findings, Passage, SessionInsight, SessionMetadata, Speakers
from core.insight.renewing import renewed
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.client_discovery import ClientDiscovery
from core.promises.commitments import made_in
from tests.relationships.house import person, sample

AT = datetime(2026, 3, 9, tzinfo=UTC)


def said(text: str, turn: int) -> tuple[Evidence, ...]:
    return (Evidence(quote=text, turn=turn, speaker="Ada"),)


def promise(text: str, turn: int, action: str = "") -> ActionItem:
    return ActionItem(action=action or text, evidence=said(text, turn))


CALL, WRITE, REST = promise("I call Noor.", 10), promise("I write the letter.", 12), promise("I rest on Sunday.", 14)
UNSURE = promise("I might run.", 16)
SEEN = ClientDiscovery(insight="She misses the shop.", evidence=said("It is the shop I miss.", 5))
WORDS = Passage(evidence=said("I always hid my own work.", 7)[0])


def former(**changes: Any) -> SessionInsight:
    found: dict[str, Any] = {
        "action_items": (CALL, WRITE),
        "doubtful": (UNSURE,),
        "client_discoveries": (SEEN,),
        "passages": (WORDS,),
        "celebration": None,
        "speakers": Speakers(client="Ada", coach="Iva", owner="client"),
        "metadata": SessionMetadata(engine="offline", prompt_version="2.0"),
    }
    return sample(person("ada"), **{**found, **changes})


def again(insight: SessionInsight, new: Findings, *corrections: Correction, settled: bool = False) -> SessionInsight:
    kept = renewed(insight, new, corrections, settled=settled)
    return insight.model_copy(update={field: getattr(kept, field) for field in Findings.model_fields})


def corrected(insight: SessionInsight, section: str, place: int, text: str | None) -> Correction:
    return make(insight, section, place, by="ada", voice="client", at=AT, text=text, id=f"{section}{place}")


NEW = Findings(action_items=(promise("I write the letter.", 12, "Write it."), REST), session_summary="New.")


def test_what_nobody_touched_is_what_is_found_now() -> None:
    stored = again(former(), NEW)
    assert (stored.action_items, stored.client_discoveries, stored.passages) == (NEW.action_items, (), ())
    assert stored.session_summary == "New."
    assert stored.speakers == Speakers(client="Ada", coach="Iva", owner="client")


def test_a_point_that_was_put_right_stays_and_one_left_out_stays_away() -> None:
    before = former()
    right, out = (
        corrected(before, "client_discoveries", 0, "She misses people."),
        corrected(before, "action_items", 0, None),
    )
    shown = lay_over(again(before, Findings(action_items=(CALL, REST)), right, out), (right, out))
    assert [item.insight for item in shown.findings.client_discoveries] == ["She misses people."]
    assert [item.action for item in shown.findings.action_items] == [REST.action]
    found_again = lay_over(again(before, Findings(client_discoveries=(SEEN,)), right), (right,))
    assert [item.insight for item in found_again.findings.client_discoveries] == ["She misses people."]


def test_what_the_client_named_stays_before_what_an_engine_claims() -> None:
    before = former()
    mine = name(before, "passages", 0, "celebration", by="ada", at=AT, id="mine")
    claimed = Celebration(description="Something else.", evidence=said("I laughed.", 3))
    shown = lay_over(again(before, Findings(celebration=claimed), mine), (mine,)).findings
    assert shown.celebration is not None
    assert shown.celebration.description == WORDS.evidence.quote


def test_promises_that_were_settled_keep_their_places() -> None:
    stored = again(former(), NEW, settled=True)
    made = made_in(stored)
    assert [(one.id.rpartition("-")[2], one.action) for one in made] == [
        ("0", CALL.action),
        ("1", "Write it."),
        ("2", REST.action),
    ]


def test_one_that_was_said_to_be_a_promise_keeps_its_place() -> None:
    before = former()
    yes = name(before, "doubtful", 0, "action_items", by="ada", at=AT, id="yes")
    (was,) = [one.id for one in made_in(before, (yes,)) if one.action == UNSURE.action]
    stored = again(before, NEW, yes)
    assert [one.id for one in made_in(stored, (yes,)) if one.action == UNSURE.action] == [was]
    assert REST in stored.doubtful, "what else is found is asked about"
    no = name(before, "doubtful", 0, None, by="ada", at=AT, id="no")
    assert lay_over(again(before, Findings(doubtful=(UNSURE, REST)), no), (no,)).findings.doubtful == (REST,)


def test_what_was_proven_kept_stays_told() -> None:
    done = DoneCommitment(commitment_id="a-0", action="Called.", evidence=said("I called.", 2))
    newly = DoneCommitment(commitment_id="a-1", action="Wrote.", evidence=said("I wrote.", 3))
    stored = again(former(done_since_last=(done,)), Findings(done_since_last=(newly,)))
    assert stored.done_since_last == (done, newly)
