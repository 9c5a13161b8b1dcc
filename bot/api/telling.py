"""A session as it is answered: a row of a list, and whole."""

from bot.api import answers
from core.ports.insights import InsightSummary
from core.sharing.seen import Seen


def summary(row: InsightSummary) -> answers.Summary:
    count = row.counts.get
    return answers.Summary(
        id=row.id,
        status=row.status,
        is_unpaired=row.is_unpaired,
        coaching_relationship_id=row.coaching_relationship_id,
        client_user_id=row.client_user_id,
        coach_user_id=row.coach_user_id,
        session_date=row.session_date,
        session_title=row.session_title,
        created_by=row.created_by,
        created_at=row.created_at,
        visible_to_client=row.visible_to_client,
        visible_to_coach=row.visible_to_coach,
        shared_with_coaches=list(row.sharing_permissions),
        overall_session_quality=row.quality,
        key_themes=list(row.themes),
        celebration_count=count("celebration", 0),
        intention_count=count("intention", 0),
        discovery_count=count("client_discoveries", 0),
        goal_progress_count=count("goal_progress", 0),
        powerful_question_count=count("powerful_questions", 0),
        action_item_count=count("action_items", 0),
        emotional_shift_count=count("emotional_shifts", 0),
        values_beliefs_count=count("values_beliefs", 0),
        question_count=count("questions", 0),
        passage_count=count("passages", 0),
    )


def told(seen: Seen) -> answers.Insight:
    places, made, now = seen.places, seen.promises, seen.as_it_stands().insight
    own = {name: getattr(now, name) for name in type(now).model_fields}
    items = zip(now.action_items, places["action_items"], strict=True)
    own["action_items"] = tuple(
        answers.Promised(
            **dict(item),
            action_id=made[place].id if place in made else None,
            version=made[place].version if place in made else None,
        )
        for item, place in items
    )
    passages = zip(now.passages, places["passages"], strict=False)
    own["passages"] = tuple(answers.PlacedPassage(**dict(each), place=place) for each, place in passages)
    doubtful = zip(now.doubtful, places["doubtful"], strict=False)
    own["doubtful"] = tuple(answers.PlacedPromise(**dict(each), place=place) for each, place in doubtful)
    return answers.Insight(
        **own,
        craft_shown=seen.craft,
        corrections=tuple(
            answers.Corrected(section=section, place=place, by=note.voice, at=note.at)
            for (section, place), note in seen.notes.items()
        ),
        items_dismissed=seen.dismissed,
        words_corrected=tuple(answers.Respelt(transcript=wrong, reads=right) for wrong, right in seen.words),
    )
