"""A paired session: both see it, each their view; held and released, put right, commented, ended, withdrawn, deleted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.analysis.icf.competencies import BY_ID
from core.card import Card
from core.changes import Change, Kind
from core.insight.comments import Comment
from core.insight.corrections import Correction
from core.insight.model import (
    Findings,
    Marker,
    Metric,
    Status,
)
from core.insight.sections.base import Evidence
from core.insight.sections.client_discovery import ClientDiscovery
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from core.refusal import Refused
from core.sharing import access
from handlers.events import ButtonPressed
from handlers.intake import buttons
from tests.relationships.house import GONE, Answer, House, choices, person, transcript

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def test_two_views_until_the_coach_shares_the_craft(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    theirs = (await house.press(IVA, "insight.open", insight)).cards[0]
    assert "Craft view" in {label for label, _, _ in house.pressables(theirs)}
    mine = await house.press(ADA, "insight.open", insight)
    assert "Craft view" not in {label for label, _, _ in house.pressables(mine.cards[0])}
    assert (await house.press(ADA, "insight.craft", insight)).refused
    assert "client_talk_share_words" not in str(house.sender.files)
    shown = await house.press_on(
        IVA, (await house.press(IVA, "insight.open", insight)).cards[0], "Show the client the craft view"
    )
    assert "[Stop showing the craft view]" in shown.text
    craft = await house.press(ADA, "insight.craft", insight)
    assert "Open questions 11 questions" in craft.text
    assert "Not measurable here: Both speaking at once. This file has no end times." in craft.text
    assert (await house.press(ADA, "insight.craft.share", f"{insight}|no")).refused
    await house.press(IVA, "insight.craft.share", f"{insight}|no")
    assert (await house.press(ADA, "insight.craft", insight)).refused


async def test_held_for_review_then_released(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    held = await house.press(IVA, "insight.hold", f"{insight}|yes")
    assert "your client does not see it yet" in held.text
    assert GONE in (await house.press(ADA, "insight.open", insight)).refused
    assert "Letting go" not in (await house.write(ADA, "insights")).text
    assert "Letting go" not in (await house.write(ADA, "timeline")).text
    before = len(house.chat.of(ADA))
    await house.press(IVA, "insight.hold", f"{insight}|no")
    assert "Iva has released a session" in str(house.chat.of(ADA)[before])
    assert "She misses" in (await house.press(ADA, "insight.open", insight)).text
    await house.press(IVA, "insight.hold", f"{insight}|no")
    assert len(house.chat.of(ADA)) == before + 1  # a second press tells nobody again


async def test_a_client_can_delete_what_is_held_and_nothing_else(house: House) -> None:
    insight = await house.paired_session(IVA, ADA, visible_to_client=False)
    for action in ("insight.open", "insight.edit", "insight.seen", "insight.correct", "comments.open"):
        assert GONE in (await house.press(ADA, action, insight)).refused
    assert (await house.press(ADA, "insight.delete", insight)).cards[0].title == "Deleted"


async def test_a_correction_is_marked_and_outlives_a_new_analysis(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    form = (await house.press(ADA, "insight.correct", insight)).forms[0]
    labels = choices(form, "item")
    dismissed = next(value for label, value in labels.items() if "Saying no was easy" in label)
    await house.send(ADA, form, item=dismissed, what="dismissed")
    form = (await house.press(IVA, "insight.correct", insight)).forms[0]
    right = next(value for label, value in choices(form, "item").items() if "misses the workshop" in label)
    await house.send(IVA, form, item=right, what="corrected", text="She misses making things.")
    for reader in (ADA, IVA):
        card = await house.press(reader, "insight.open", insight)
        assert "Saying no was easy" not in card.text
        assert "She misses making things." in card.text
        assert "One point was put right by hand. One point was left out." in card.text
    section = await house.press(ADA, "insight.section", f"{insight}|client_discoveries")
    assert "The coach’s wording." in section.text
    await _analysed_again(house, insight)
    again = (await house.press(ADA, "insight.open", insight)).text
    assert "Saying no felt light" not in again  # the same thing in other words
    assert "She misses making things." in again
    assert "A new thing." in again


async def _analysed_again(house: House, insight: str) -> None:
    """The same words found again and put differently, and something new in the same turn."""
    stored = await house.insight(insight)
    said = Evidence(quote="I told the team no", turn=8, speaker="Ada")
    seen = Evidence(quote="the workshop I miss, not the money.", turn=14, speaker="Ada")
    new = Evidence(quote="And I sleep well these days.", turn=14, speaker="Ada")
    found = (
        ClientDiscovery(insight="Saying no felt light.", evidence=(said,)),
        ClientDiscovery(insight="The workshop is what she lacks.", evidence=(seen,)),
        ClientDiscovery(insight="A new thing.", evidence=(new,)),
    )
    again = Findings.model_validate(
        {**{name: getattr(stored, name) for name in Findings.model_fields}, "client_discoveries": found}
    )
    assert await house.insights.edit(
        ADA.tenant,
        insight,
        title=stored.session_title,
        session_date=stored.session_date,
        findings=again,
        change=Change(Kind.EDIT, ADA.tenant, insight, ADA.id, house.clock.now()),
    )


async def test_a_correction_can_be_taken_back(house: House) -> None:
    insight = await house.session(ADA)
    form = (await house.press(ADA, "insight.correct", insight)).forms[0]
    await house.send(ADA, form, item="celebration|0", what="dismissed")
    await house.send(ADA, form, item="celebration|0", what="dismissed")  # sent twice
    assert "Said no" not in (await house.press(ADA, "insight.open", insight)).text
    listed = await house.press(ADA, "correct.list", insight)
    assert listed.text.count("Undo this") == 1
    await house.press_on(ADA, listed.cards[0], "Undo this")
    assert "Said no" in (await house.press(ADA, "insight.open", insight)).text


@pytest.mark.parametrize(
    ("item", "text", "wrong"),
    [
        ("celebration|7", "x", True),
        ("celebration|0", "  ", True),
        ("celebration|0", "x" * 601, True),
        ("nothing|0", "x", False),
        ("celebration|-1", "x", False),
        ("", "x", False),
    ],
)
async def test_a_tampered_correction_changes_nothing(house: House, item: str, text: str, wrong: bool) -> None:
    insight = await house.session(ADA)
    form = (await house.press(ADA, "insight.correct", insight)).forms[0]
    answer = await house.send(ADA, form, item=item, what="corrected", text=text)
    assert bool(answer.wrong) is wrong
    assert bool(answer.refused) is not wrong
    assert "By hand" not in (await house.press(ADA, "insight.open", insight)).text


async def test_comments_go_to_and_fro(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    form = (await house.press(IVA, "comments.write", insight)).forms[0]
    answer = await house.send(IVA, form, text="That took courage.")
    assert "That took courage." in answer.text
    notice = house.chat.of(ADA)[-1]
    assert "Iva wrote a comment" in str(notice)
    assert "courage" not in str(notice)
    read = await house.press_on(ADA, notice, "Read it")
    assert "That took courage." in read.text
    assert "[Delete]" not in read.text  # not hers
    await house.send(IVA, form, text="Sent again")  # the form came twice
    assert (await house.press(ADA, "comments.open", insight)).text.count("Iva") == 1
    comment = (await house.comments_of(insight))[0].id
    assert "not there any more" in (await house.press(ADA, "comments.delete", f"{insight}|{comment}")).refused
    await house.press(IVA, "comments.delete", f"{insight}|{comment}")
    assert "No comments yet." in (await house.press(ADA, "comments.open", insight)).text


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
async def test_a_comment_needs_words(house: House, text: str) -> None:
    insight = await house.session(ADA)
    form = (await house.press(ADA, "comments.write", insight)).forms[0]
    assert "text" in (await house.send(ADA, form, text=text)).wrong


async def test_many_comments_come_in_pages(house: House) -> None:
    insight = await house.session(ADA)
    for n in range(20):
        form = (await house.press(ADA, "comments.write", insight)).forms[0]
        await house.send(ADA, form, text=f"comment {n:02}")
        house.clock.pass_(minutes=1)
    seen: list[str] = []
    answer = await house.press(ADA, "comments.open", insight)
    while True:
        seen += [word for word in answer.text.split(" | ") if word.startswith("comment ")][::-1]
        older = [b for b in house.pressables(answer.cards[0]) if b[0] == "Older"]
        if not older:
            break
        answer = await house.press(ADA, older[0][1], older[0][2])
    assert seen == [f"comment {n:02}" for n in reversed(range(20))]


async def test_ended_is_frozen_and_withdrawn_is_closed(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    bond = (await house.bond(ADA, IVA)).id
    await house.press(IVA, "coach.end", bond)
    for who in (ADA, IVA):
        assert "She misses" in (await house.press(who, "insight.open", insight)).text
        assert "ended" in (await house.press(who, "comments.write", insight)).refused
        assert not (await house.press(who, "insight.export", f"{insight}|json")).refused
        assert (await house.press(who, "insight.edit", insight)).refused
    assert (await house.press(IVA, "insight.delete", insight)).refused
    await house.press(ADA, "coach.withdraw", bond)
    for action, value in (("insight.open", insight), ("insight.export", f"{insight}|pdf"), ("insight.craft", insight)):
        assert GONE in (await house.press(IVA, action, value)).refused
    assert "Letting go" not in (await house.write(IVA, "insights")).text
    assert "Letting go" not in (await house.write(IVA, "timeline", "", ADA)).text
    assert "She misses" in (await house.press(ADA, "insight.open", insight)).text
    assert (await house.press(ADA, "insight.delete", insight)).cards[0].title == "Deleted"


async def test_delete_takes_everything_and_old_cards_say_so(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    form = (await house.press(IVA, "comments.write", insight)).forms[0]
    await house.send(IVA, form, text="A thought.")
    await house.press(ADA, "insight.delete", insight)
    assert house.chat.of(ADA)[-1].title == "Deleted"  # the notice of the comment
    assert GONE in (await house.press(IVA, "insight.open", insight)).refused
    assert not await house.comments_of(insight)


async def test_who_has_seen_this(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    for _ in range(3):
        await house.press(IVA, "insight.open", insight)
    await house.press(IVA, "insight.export", f"{insight}|md")
    seen = await house.press(ADA, "insight.seen", insight)
    assert "Iva, 4 times, last on Mon 9 Mar 2026" in seen.text
    assert "Saved as a file once." in seen.text
    assert (await house.press(IVA, "insight.seen", insight)).refused
    assert GONE in (await house.press(BO, "insight.seen", insight)).refused


async def test_title_and_date(house: House) -> None:
    insight = await house.session(ADA, session_date=None)
    form = (await house.press(ADA, "insight.edit", insight)).forms[0]
    answer = await house.send(ADA, form, title="  Over   the hill ", date="2026-02-03")
    assert "Over the hill" in answer.text
    assert "Tue 3 Feb 2026" in answer.text
    form = (await house.press(ADA, "insight.edit", insight)).forms[0]
    assert "date" in (await house.send(ADA, form, title="x", date="")).wrong
    assert "date" in (await house.send(ADA, form, title="x", date="tomorrow")).wrong


async def test_unfinished_sessions_say_so(house: House) -> None:
    failed = await house.session(ADA, 1, status=Status.FAILED, processing_error="The service did not answer.")
    card = await house.press(ADA, "insight.open", failed)
    assert "The service did not answer." in card.text
    assert "[Try again]" in card.text
    assert "did not work out" in (await house.press(ADA, "insight.export", f"{failed}|pdf")).refused
    waiting = await house.session(ADA, 2, status=Status.PROCESSING)
    assert "still being worked on" in (await house.press(ADA, "share.one", waiting)).refused


async def test_unknown_parts_and_formats(house: House) -> None:
    insight = await house.session(ADA)
    assert (await house.press(ADA, "insight.section", f"{insight}|metadata")).refused
    assert "PDF, Word, Markdown or JSON" in (await house.press(ADA, "insight.export", f"{insight}|exe")).refused


async def test_withdrawing_closes_what_the_two_had_before_as_well(house: House) -> None:
    old = await house.paired_session(IVA, ADA)
    await house.press(IVA, "coach.end", (await house.bond(ADA, IVA)).id)
    await house.pair_up(IVA, ADA)
    new = await house.paired_session(IVA, ADA, 2)
    at = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    for insight in (old, new):
        await house.press(IVA, "insight.open", insight, on=at)
    await house.press(ADA, "coach.withdraw", (await house.bond(ADA, IVA)).id)
    for insight in (old, new):
        assert GONE in (await house.press(IVA, "insight.open", insight)).refused
    posted = [card.title for who, card in house.chat.messages.values() if who is None]
    assert posted == ["Access has ended", "Access has ended"]
    assert all(bond.withdrawn_at for bond in await house.bonds(ADA))


@dataclass(frozen=True)
class Slow:
    """A store of comments or corrections; the insight is deleted while a write is on its way."""

    store: Any
    meanwhile: Callable[[], Awaitable[Any]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def add(self, owner: Person, comment: Comment, change: Change) -> bool:
        await self.meanwhile()
        return bool(await self.store.add(owner, comment, change))

    async def put(self, owner: Person, insight_id: str, correction: Correction, change: Change) -> bool:
        await self.meanwhile()
        return bool(await self.store.put(owner, insight_id, correction, change))


async def test_what_is_written_while_the_session_is_deleted_does_not_stay(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    comment = (await house.press(IVA, "comments.write", insight)).forms[0]
    correction = (await house.press(IVA, "insight.correct", insight)).forms[0]
    item = choices(correction, "item")["Discoveries: Saying no was easy."]

    async def delete() -> None:
        await house.press(ADA, "insight.delete", insight)

    stores = house.services
    slow = replace(stores, comments=Slow(stores.comments, delete), corrections=Slow(stores.corrections, delete))
    late = replace(house, services=slow)
    assert GONE in (await late.send(IVA, comment, text="Too late.")).refused
    assert not await house.comments_of(insight)
    assert GONE in (await late.send(IVA, correction, item=item, what="dismissed")).refused
    assert not await stores.corrections.of(ADA.tenant, insight)


async def test_the_day_of_a_session_that_failed_can_be_set(house: House) -> None:
    failed = await house.session(ADA, status=Status.FAILED, processing_error="The service did not answer.")
    form = (await house.press(ADA, "insight.edit", failed)).forms[0]
    answer = await house.send(ADA, form, title="Over the hill", date="2026-02-03")
    assert not answer.refused
    assert (await house.insight(failed)).session_date == datetime(2026, 2, 3, tzinfo=UTC)


async def test_the_craft_view_says_what_it_speaks_of(house: House) -> None:
    quote = Evidence(quote="What is it that you want from today? " * 4, turn=3, speaker="Iva")
    markers = (
        Marker(id="3.1", observed="observed", evidence=(quote,)),
        Marker(id="3.2", observed="not observed"),
        Marker(id="99.9", observed="not observable"),
    )
    metrics = (
        Metric(name="client_words_per_minute", value=116.895, unit="words/min"),
        Metric(name="advice", value=1.0, unit="turns"),
        Metric(name="something_new", value=2.0, unit="turns"),
    )
    insight = await house.paired_session(IVA, ADA, markers=markers, metrics=metrics)
    text = (await house.press(IVA, "insight.craft", insight)).text
    assert f"3.1 {BY_ID['3.1'].text} observed, turn 3: “What is it that you want from today?" in text
    assert f"3.2 {BY_ID['3.2'].text} not observed" in text
    assert "99.9 not observable" in text
    assert "Client's pace 116.9 words a minute" in text
    assert "Turns with advice 1 turn |" in text
    assert "Something new 2 turns" in text


@dataclass(frozen=True)
class Dies:
    """A store of insights in a process that is killed before the deletion."""

    store: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def delete(self, tenant: Tenant, id: str) -> bool:
        raise ConnectionError


async def test_a_deletion_that_was_cut_short_can_be_done_again(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    form = (await house.press(IVA, "comments.write", insight)).forms[0]
    await house.send(IVA, form, text="A thought.")
    dying = replace(house, services=replace(house.services, insights=Dies(house.services.insights)))
    with pytest.raises(ConnectionError):
        await dying.press(ADA, "insight.delete", insight)
    assert not (await house.press(ADA, "insight.delete", insight)).refused
    assert GONE in (await house.press(ADA, "insight.open", insight)).refused
    assert not await house.comments_of(insight)


async def test_who_may_try_again_is_the_policys_to_say(house: House) -> None:
    insight = await house.paired_session(IVA, ADA, created_by=ADA.id, status=Status.FAILED, source_document_id="doc")
    await house.services.transcripts.put(ADA, transcript(), "", id="doc")
    refs: Refs = {"person": ADA.id, "insight": insight}
    job = Job("doc", "intake", ADA.tenant, state=JobState.FAILED, step="ready", refs=refs)
    await house.services.jobs.enqueue(job)
    for who in (ADA, IVA):
        answer = Answer()
        await buttons.retry(house.services, ButtonPressed(who, None, "intake.retry", "doc"), answer)
        assert "cannot find" not in answer.text
    await house.press(ADA, "coach.withdraw", (await house.bond(ADA, IVA)).id)
    for who in (BO, IVA):
        with pytest.raises(Refused) as refusal:
            await buttons.retry(house.services, ButtonPressed(who, None, "intake.retry", "doc"), Answer())
        assert refusal.value.message == access.gone()


async def test_a_card_that_was_changed_in_place_is_taken_back_too(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    at = await house.chat.direct(IVA, Card("A card of last week"))
    await house.press(IVA, "insight.craft.share", f"{insight}|yes", on=at)
    await house.press(ADA, "coach.withdraw", (await house.bond(ADA, IVA)).id)
    assert house.chat.messages[at.id][1].title == "Access has ended"
