"""A draft without a key: nothing leaves the machine, every quote is a slice of a turn, and only what holds for sessions that no
rule was written on is claimed (docs/MODEL_CARD.md): promises, those that were kept, and figures. The other sections are a model's
or a person's; in their place stand words of the client worth coming back to."""

from core.analysis import checkoff, promises
from core.analysis.coach_turns import classify
from core.analysis.offline import MODEL, VERSION
from core.analysis.offline.passages import passages
from core.analysis.offline.summary import summary
from core.analysis.promises.talk import Talk
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest


def draft(request: AnalysisRequest) -> Draft:
    """One draft; under a second of computing for an hour of talk. It says less rather than guess. Pure."""
    talk = Talk(request.transcript)
    turns = classify(request.transcript)
    said = summary(talk)
    sure, asked = promises.find(talk)
    return Draft(
        sections={"action_items": (*sure, *asked)},
        summary=said,
        model=MODEL,
        prompt_version=VERSION,
        done=checkoff.propose(request.transcript, request.open_commitments),
        passages=tuple(
            each for each in passages(talk, {turn.n: turn for turn in turns}) if each.words.quote not in said
        ),
        coach_turns=turns,
    )
