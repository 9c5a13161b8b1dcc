"""The gold sessions and the real transcripts that lie beside the checkout: read exactly, roles right, traps seen."""

import json
import random
from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest

from core.reading.extraction import read
from core.reading.roles import infer
from core.refusal import Reason, Refused
from core.transcript import Role, Transcript, Turn
from tests.intake.shared_files import shared

SESSIONS = ("s1", "s2", "s3", "s4", "s5", "s6")


def gold(name: str) -> tuple[dict[str, Any], Transcript]:
    facts: dict[str, Any] = json.loads(shared("gold", f"{name}.gold.json").read_text(encoding="utf-8"))
    return facts, read(shared("gold", facts["file"]).read_bytes(), facts["file"])


def distance(a: str, b: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]


@pytest.mark.parametrize("name", SESSIONS)
def test_turns_equal_the_gold(name: str) -> None:
    facts, transcript = gold(name)
    assert [turn.speaker for turn in transcript.turns] == [turn["speaker"] for turn in facts["turns"]]
    assert [turn.n for turn in transcript.turns] == [turn["n"] for turn in facts["turns"]]
    assert [turn.start for turn in transcript.turns] == [turn["start"] for turn in facts["turns"]]
    wrong = sum(
        distance(turn.text, expected["text"]) if turn.text != expected["text"] else 0
        for turn, expected in zip(transcript.turns, facts["turns"], strict=True)
    )
    assert wrong < 0.01 * sum(len(turn["text"]) for turn in facts["turns"])
    assert transcript.language == facts["language"]


@pytest.mark.parametrize("name", SESSIONS)
def test_nothing_but_speech_is_in_a_turn(name: str) -> None:
    facts, transcript = gold(name)
    spoken = "\n".join(turn.text for turn in transcript.turns)
    for line in facts["not_transcript"]:
        assert line not in spoken
    if transcript.session_date is not None:
        assert transcript.session_date.date().isoformat() == facts["session_date"]


@pytest.mark.parametrize("name", SESSIONS)
def test_roles_are_right_and_certain(name: str) -> None:
    facts, transcript = gold(name)
    guess = infer(transcript)
    assert {speaker: role.value for speaker, role in guess.roles.items()} == facts["roles"]
    assert guess.certain
    assert not guess.suspect_swap


def relabelled(transcript: Transcript, speakers: list[str]) -> Transcript:
    """The same words under other labels, merged as a reader would."""
    said = zip(speakers, (turn.text for turn in transcript.turns), strict=True)
    turns = tuple(
        Turn(n, speaker, " ".join(text for _, text in run))
        for n, (speaker, run) in enumerate(groupby(said, key=lambda pair: pair[0]), start=1)
    )
    return replace(transcript, turns=turns)


@pytest.mark.parametrize("name", SESSIONS)
def test_mixed_labels_are_never_taken_for_certain(name: str) -> None:
    _, transcript = gold(name)
    a, b = transcript.speakers
    other = {a: b, b: a}
    for seed in range(20):
        chance = random.Random(seed)
        speakers = [other[t.speaker] if chance.random() < 0.5 else t.speaker for t in transcript.turns]
        guess = infer(relabelled(transcript, speakers))
        assert not guess.certain, seed
        assert guess.suspect_swap, seed


@pytest.mark.parametrize("name", SESSIONS)
def test_swapped_labels_are_seen_where_the_words_tell(name: str) -> None:
    """All of them do: five are spoken to by name, the sixth is labelled by role."""
    _, transcript = gold(name)
    a, b = transcript.speakers
    other = {a: b, b: a}
    guess = infer(relabelled(transcript, [other[turn.speaker] for turn in transcript.turns]))
    assert not guess.certain
    assert guess.suspect_swap


@pytest.mark.parametrize("name", SESSIONS)
def test_roles_follow_the_voices_under_any_name(name: str) -> None:
    facts, transcript = gold(name)
    a, b = transcript.speakers
    lanes = {a: "Speaker 0", b: "Speaker 1"}
    guess = infer(relabelled(transcript, [lanes[turn.speaker] for turn in transcript.turns]))
    assert {speaker: guess.roles[lane].value for speaker, lane in lanes.items()} == facts["roles"]
    assert guess.certain


@pytest.mark.parametrize("name", SESSIONS)
def test_roles_survive_lost_punctuation(name: str) -> None:
    facts, transcript = gold(name)
    bare = [
        replace(turn, text="".join(c for c in turn.text.lower() if c.isalnum() or c in " '’-"))
        for turn in transcript.turns
    ]
    guess = infer(replace(transcript, turns=tuple(bare)))
    assert {speaker: role.value for speaker, role in guess.roles.items()} == facts["roles"]


READ = {
    "01_zoom_small_ethereum-pm_focil032.vtt": ("zoom-vtt", 4),
    "06_google-meet_md_polygon-ppgc.md": ("meet-md", 4),
    "08_otter_txt_ladybug62.txt": ("otter-txt", 5),
    "09_otter_bold_md_ladybug44.md": ("otter-md", 3),
    "10_speakerN_yamlfrontmatter_bitcointranscripts.md": ("deepgram-md", 4),
    "17_srt_with-speakers_fenic.srt": ("srt", 3),
    "18_riverside_txt_fenic.txt": ("riverside-txt", 3),
    "a1_howie_coaching_sample_1.vtt": ("teams-vtt", 2),
    "a2_howie_coaching_sample_2.vtt": ("vtt", 2),
}


@pytest.mark.parametrize("name", READ)
def test_real_transcripts_are_read(name: str) -> None:
    transcript = read(shared("transcripts", name).read_bytes(), name)
    form, speakers = READ[name]
    assert transcript.format == form
    assert len(transcript.speakers) == speakers
    guess = infer(transcript)
    assert guess.certain == (speakers == 2)
    if speakers == 2:
        assert guess.roles["John Doe"] is Role.COACH


def test_a_lesson_by_one_voice_is_refused() -> None:
    name = "05_zoom_single-speaker_lesson.vtt"
    with pytest.raises(Refused) as refusal:
        infer(read(shared("transcripts", name).read_bytes(), name))
    assert refusal.value.reason is Reason.ONE_VOICE
