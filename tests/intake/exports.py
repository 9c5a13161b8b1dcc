"""What the tools in the field give as JSON, by the schemas they publish, from a list of cues. All words are the tests' own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.transcript import Cue

Cues = Sequence[Cue]
BEGUN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Export:
    """`lanes`: the label by which the n-th speaker comes back where the tool names nobody. `first`: times count from the
    first of them."""

    build: Callable[[Cues], Any]
    lanes: str = ""
    first: bool = False


EXPORTS: dict[str, Export] = {}


def export(lanes: str = "", *, first: bool = False) -> Callable[[Callable[[Cues], Any]], Any]:
    def enter(build: Callable[[Cues], Any]) -> Callable[[Cues], Any]:
        EXPORTS[build.__name__] = Export(build, lanes, first)
        return build

    return enter


def at(cue: Cue) -> tuple[float, float]:
    return cue.start or 0.0, cue.end or 0.0


def lane(cues: Cues, cue: Cue) -> int:
    return list(dict.fromkeys(one.speaker for one in cues)).index(cue.speaker)


def clock(value: float, mark: str = ".") -> str:
    whole, milli = divmod(round(value * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{milli:03d}"


def words(cue: Cue) -> list[tuple[str, float, float]]:
    start, end = at(cue)
    split = cue.text.split()
    step = (end - start) / len(split)
    return [(word, round(start + n * step, 3), round(start + (n + 1) * step, 3)) for n, word in enumerate(split)]


@export("Speaker {letter}")
def assemblyai(cues: Cues) -> Any:
    told: list[dict[str, Any]] = [
        {"confidence": 0.97, "start": round(1000 * at(cue)[0]), "end": round(1000 * at(cue)[1]), "text": cue.text,
         "speaker": "ABC"[lane(cues, cue)],
         "words": [{"text": w, "start": round(1000 * s), "end": round(1000 * e), "speaker": "ABC"[lane(cues, cue)]}
                   for w, s, e in words(cue)]}
        for cue in cues
    ]  # fmt: skip
    return {"id": "x", "status": "completed", "audio_duration": 90, "text": " ".join(cue.text for cue in cues),
            "words": [word for one in told for word in one["words"]], "utterances": told}  # fmt: skip


@export("spk_{n}")
def aws(cues: Cues) -> Any:
    """The newer one, with the speaker beside each word."""
    items: list[Any] = []
    for cue in cues:
        for word, start, end in words(cue):
            bare = word.rstrip(".?,")
            items.append({"speaker_label": f"spk_{lane(cues, cue)}", "start_time": str(start), "end_time": str(end),
                          "alternatives": [{"confidence": "0.9", "content": bare}], "type": "pronunciation"})  # fmt: skip
            if bare != word:
                items.append({"speaker_label": f"spk_{lane(cues, cue)}", "alternatives": [
                    {"confidence": "0.0", "content": word[len(bare) :]}], "type": "punctuation"})  # fmt: skip
    return {"jobName": "a", "status": "COMPLETED",
            "results": {"transcripts": [{"transcript": " ".join(c.text for c in cues)}], "items": items}}  # fmt: skip


@export("Speaker {one}")
def azure(cues: Cues) -> Any:
    return {"source": "https://x/a.wav", "durationInTicks": 900000000, "recognizedPhrases": [
        {"recognitionStatus": "Success", "channel": 0, "speaker": lane(cues, cue) + 1,
         "offset": f"PT{at(cue)[0]}S", "duration": f"PT{at(cue)[1] - at(cue)[0]:.2f}S",
         "offsetInTicks": round(at(cue)[0] * 1e7), "durationInTicks": round((at(cue)[1] - at(cue)[0]) * 1e7),
         "nBest": [{"confidence": 0.9, "lexical": cue.text.lower(), "display": cue.text},
                   {"confidence": 0.1, "lexical": "other words", "display": "Other words."}]}
        for cue in cues]}  # fmt: skip


@export("Speaker {n}")
def deepgram_paragraphs(cues: Cues) -> Any:
    said = [{"word": w.lower().strip(".?,"), "punctuated_word": w, "start": s, "end": e, "speaker": lane(cues, cue)}
            for cue in cues for w, s, e in words(cue)]  # fmt: skip
    paragraphs = [{"speaker": lane(cues, cue), "num_words": 3, "start": at(cue)[0], "end": at(cue)[1],
                   "sentences": [{"text": cue.text, "start": at(cue)[0], "end": at(cue)[1]}]} for cue in cues]  # fmt: skip
    whole = " ".join(cue.text for cue in cues)
    return {"metadata": {"created": "2026-03-04T09:00:00.000Z", "duration": 90.0}, "results": {"channels": [{"alternatives": [
        {"transcript": whole, "confidence": 0.9, "words": said, "paragraphs": {"transcript": whole, "paragraphs": paragraphs}}
    ]}]}}  # fmt: skip


@export("Speaker {one}")
def google(cues: Cues) -> Any:
    """Each result once without speakers, and all words again with them in the last."""
    first = [{"alternatives": [{"transcript": cue.text, "words": [
        {"startTime": f"{s}s", "endTime": f"{e}s", "word": w} for w, s, e in words(cue)]}]} for cue in cues]  # fmt: skip
    last = {"alternatives": [{"words": [
        {"startTime": f"{s}s", "endTime": f"{e}s", "word": w, "speakerTag": lane(cues, cue) + 1}
        for cue in cues for w, s, e in words(cue)]}]}  # fmt: skip
    return {"response": {"results": [*first, last]}}


@export("S{one}")
def speechmatics(cues: Cues) -> Any:
    return {"format": "2.9", "metadata": {"created_at": "2026-03-04T09:00:00Z"}, "results": [
        {"type": "word", "start_time": s, "end_time": e,
         "alternatives": [{"content": w, "confidence": 0.9, "language": "en", "speaker": f"S{lane(cues, cue) + 1}"}]}
        for cue in cues for w, s, e in words(cue)]}  # fmt: skip


@export("Speaker {n}")
def rev(cues: Cues) -> Any:
    def elements(cue: Cue) -> list[Any]:
        found: list[Any] = []
        for word, start, end in words(cue):
            bare = word.rstrip(".?,")
            found.append({"type": "text", "value": bare, "ts": start, "end_ts": end, "confidence": 0.9})
            found.append({"type": "punct", "value": word[len(bare) :] + " "})
        return found

    return {"monologues": [{"speaker": lane(cues, cue), "elements": elements(cue)} for cue in cues]}


@export()
def rev_named(cues: Cues) -> Any:
    names = list(dict.fromkeys(cue.speaker for cue in cues))
    return {"speakers": [{"id": n, "name": name} for n, name in enumerate(names)], **rev(cues)}


@export()
def zoom(cues: Cues) -> Any:
    people = [
        {"user_id": f"u{n}", "username": name} for n, name in enumerate(dict.fromkeys(cue.speaker for cue in cues))
    ]
    return {"type": "zoom_transcript", "version": 1, "users": people, "timeline": [
        {"text": cue.text, "ts": clock(at(cue)[0]), "end_ts": clock(at(cue)[1]),
         "users": [{"username": cue.speaker, "user_id": f"u{lane(cues, cue)}"}]} for cue in cues]}  # fmt: skip


@export()
def tldv(cues: Cues) -> Any:
    return {"id": "x", "meetingId": "m", "data": [
        {"speaker": cue.speaker, "text": cue.text, "startTime": at(cue)[0], "endTime": at(cue)[1]} for cue in cues]}  # fmt: skip


@export()
def fireflies(cues: Cues) -> Any:
    return {"data": {"transcript": {"title": "A talk", "date": 1772614800000, "duration": 1.5,
        "speakers": [{"id": n, "name": name} for n, name in enumerate(dict.fromkeys(cue.speaker for cue in cues))],
        "sentences": [{"index": n, "speaker_name": cue.speaker, "speaker_id": lane(cues, cue), "text": cue.text,
                       "raw_text": cue.text.lower(), "start_time": at(cue)[0], "end_time": at(cue)[1]}
                      for n, cue in enumerate(cues)],
        "summary": {"action_items": "**Ann**\nSell the boat (00:10)", "overview": "They spoke."}}}}  # fmt: skip


@export()
def fathom(cues: Cues) -> Any:
    return {"title": "A talk", "recording_start_time": "2026-03-04T09:00:00Z", "transcript": [
        {"text": cue.text,
         "speaker": {"display_name": cue.speaker, "matched_calendar_invitee_email": f"{lane(cues, cue)}@example.org"},
         "timestamp": clock(at(cue)[0])[:8]} for cue in cues],
        "action_items": [{"description": "Sell it", "assignee": {"name": "Ann"}, "recording_timestamp": "00:00:10"}] * 9,
    }  # fmt: skip


@export()
def otter(cues: Cues) -> Any:
    """Times in samples of 16 kHz, speakers beside by their ids."""
    people = [{"id": 70 + n, "speaker_name": name} for n, name in enumerate(dict.fromkeys(cue.speaker for cue in cues))]
    return {"speech": {"title": "A talk", "start_time": 1772614800, "speakers": people, "transcripts": [
        {"id": n, "uuid": f"x{n}", "transcript": cue.text, "speaker_id": 70 + lane(cues, cue),
         "start_offset": round(16000 * at(cue)[0]), "end_offset": round(16000 * at(cue)[1])}
        for n, cue in enumerate(cues)]}}  # fmt: skip


@export()
def grain(cues: Cues) -> Any:
    return [{"start": round(1000 * at(cue)[0]), "end": round(1000 * at(cue)[1]), "text": cue.text, "speaker": cue.speaker,
             "participant_id": f"p{lane(cues, cue)}"} for cue in cues]  # fmt: skip


@export("Speaker {n}")
def gladia(cues: Cues) -> Any:
    return {"id": "x", "status": "done", "result": {"metadata": {"audio_duration": 90.0}, "transcription": {
        "full_transcript": " ".join(cue.text for cue in cues), "languages": ["en"],
        "utterances": [{"language": "en", "start": at(cue)[0], "end": at(cue)[1], "confidence": 0.8, "channel": 0,
                        "speaker": lane(cues, cue), "text": cue.text,
                        "words": [{"word": f" {w}", "start": s, "end": e} for w, s, e in words(cue)]} for cue in cues]},
        "translation": {"results": [{"utterances": [{"speaker": 0, "text": "Autres mots.", "start": 1.0}] * 30}]}}}  # fmt: skip


@export(first=True)
def read_ai(cues: Cues) -> Any:
    base = int(BEGUN.timestamp())
    return {"session_id": "x", "trigger": "meeting_end", "title": "A talk", "start_time": "2026-03-04T09:00:00Z",
            "owner": {"name": "Someone Else", "email": "x@example.org"}, "summary": "They spoke.",
            "action_items": [{"text": "Sell it."}] * 20, "chapter_summaries": [{"title": "One", "description": "x"}],
            "transcript": {"speakers": [{"name": name} for name in dict.fromkeys(cue.speaker for cue in cues)],
                           "speaker_blocks": [
                               {"start_time": base + int(at(cue)[0]), "end_time": base + int(at(cue)[1]),
                                "speaker": {"name": cue.speaker}, "words": cue.text} for cue in cues]}}  # fmt: skip


@export("{lane}", first=True)
def granola(cues: Cues) -> Any:
    return {"id": "not_1", "title": "A talk", "created_at": "2026-03-04T09:00:00Z",
            "attendees": [{"name": "Ann", "email": "a@x"}],
            "summary_markdown": "# They spoke\n\n- of work", "transcript": [
                {"speaker": {"source": ("microphone", "speaker")[lane(cues, cue)]}, "text": cue.text,
                 "start_time": (BEGUN + timedelta(seconds=at(cue)[0])).isoformat(),
                 "end_time": (BEGUN + timedelta(seconds=at(cue)[1])).isoformat()} for cue in cues]}  # fmt: skip


@export()
def riverside(cues: Cues) -> Any:
    return {"version": 2, "segments": [
        {"speaker": {"id": f"s{lane(cues, cue)}", "name": cue.speaker}, "startMs": round(1000 * at(cue)[0]),
         "endMs": round(1000 * at(cue)[1]), "words": [{"text": w, "startMs": round(1000 * s)} for w, s, _ in words(cue)]}
        for cue in cues]}  # fmt: skip


@export()
def descript(cues: Cues) -> Any:
    return {"schemaVersion": "2.0", "paragraphs": [
        {"speakerLabel": cue.speaker, "startTime": at(cue)[0], "duration": round(at(cue)[1] - at(cue)[0], 3), "content": cue.text}
        for cue in cues]}  # fmt: skip


@export()
def recall(cues: Cues) -> Any:
    return [{"participant": {"id": lane(cues, cue), "name": cue.speaker, "is_host": False, "email": None}, "language_code": "en",
             "words": [{"text": w, "start_timestamp": {"relative": s, "absolute": "2026-03-04T09:00:01Z"},
                        "end_timestamp": {"relative": e, "absolute": "2026-03-04T09:00:02Z"}} for w, s, e in words(cue)]}
            for cue in cues]  # fmt: skip


@export(first=True)
def meetgeek(cues: Cues) -> Any:
    return {"meeting_id": "x", "pagination": {"next_cursor": None}, "sentences": [
        {"id": n, "transcript_id": 9, "speaker": cue.speaker, "transcript": cue.text,
         "timestamp": (BEGUN + timedelta(seconds=at(cue)[0])).isoformat()} for n, cue in enumerate(cues)]}  # fmt: skip


@export(first=True)
def google_meet(cues: Cues) -> Any:
    """The entries of the Meet API joined with its participants."""
    people = [{"name": f"conferenceRecords/c/participants/p{n}", "signedinUser": {"user": "users/1", "displayName": name}}
              for n, name in enumerate(dict.fromkeys(cue.speaker for cue in cues))]  # fmt: skip
    return {"participants": people, "transcriptEntries": [
        {"name": f"conferenceRecords/c/transcripts/t/entries/{n}", "languageCode": "en-US", "text": cue.text,
         "participant": f"conferenceRecords/c/participants/p{lane(cues, cue)}",
         "startTime": (BEGUN + timedelta(seconds=at(cue)[0])).isoformat(),
         "endTime": (BEGUN + timedelta(seconds=at(cue)[1])).isoformat()} for n, cue in enumerate(cues)]}  # fmt: skip


@export(first=True)
def teams_metadata(cues: Cues) -> Any:
    return [{"startDateTime": (BEGUN + timedelta(seconds=at(cue)[0])).isoformat(), "speakerName": cue.speaker,
             "endDateTime": (BEGUN + timedelta(seconds=at(cue)[1])).isoformat(), "spokenText": cue.text,
             "spokenLanguage": "en-us"} for cue in cues]  # fmt: skip


@export("SPEAKER_0{n}")
def whisperx(cues: Cues) -> Any:
    """Two neighbours in one segment; only the words know it."""

    def spoken(cue: Cue) -> list[Any]:
        return [
            {"word": w, "start": s, "end": e, "score": 0.9, "speaker": f"SPEAKER_0{lane(cues, cue)}"}
            for w, s, e in words(cue)
        ]

    pairs = [cues[n : n + 2] for n in range(0, len(cues), 2)]
    return {"segments": [{"start": at(pair[0])[0], "end": at(pair[-1])[1], "text": " " + " ".join(cue.text for cue in pair),
                          "speaker": "SPEAKER_00", "words": [word for cue in pair for word in spoken(cue)]} for pair in pairs],
            "word_segments": [word for cue in cues for word in spoken(cue)], "language": "en"}  # fmt: skip


@export("speaker_{n}")
def elevenlabs(cues: Cues) -> Any:
    found: list[Any] = []
    for cue in cues:
        who = f"speaker_{lane(cues, cue)}"
        for word, start, end in words(cue):
            found.append({"text": word, "start": start, "end": end, "type": "word", "speaker_id": who})
            found.append({"text": " ", "start": end, "end": end, "type": "spacing", "speaker_id": who})
        found.append(
            {"text": "(laughs)", "start": at(cue)[1], "end": at(cue)[1], "type": "audio_event", "speaker_id": who}
        )
    return {"language_code": "eng", "text": " ".join(cue.text for cue in cues), "words": found}


@export("SPEAKER_0{n}")
def insanely_fast_whisper(cues: Cues) -> Any:
    told = [
        {"speaker": f"SPEAKER_0{lane(cues, cue)}", "text": f" {cue.text}", "timestamp": list(at(cue))} for cue in cues
    ]
    told[-1]["timestamp"] = [at(cues[-1])[0], None]
    return {"speakers": told, "chunks": [{"timestamp": each["timestamp"], "text": each["text"]} for each in told],
            "text": " ".join(cue.text for cue in cues)}  # fmt: skip


@export("SPEAKER_0{n}")
def pyannote_beside_whisper(cues: Cues) -> Any:
    """Who spoke when in one list, the words in another."""
    return {"diarization": [{"speaker": f"SPEAKER_0{lane(cues, cue)}", "start": at(cue)[0], "end": at(cue)[1]} for cue in cues],
            "segments": [{"id": n, "start": at(cue)[0], "end": at(cue)[1], "text": f" {cue.text}"}
                         for n, cue in enumerate(cues)]}  # fmt: skip


@export("(speaker {n})")
def whisper_cpp(cues: Cues) -> Any:
    return {"systeminfo": "x", "result": {"language": "en"}, "transcription": [
        {"timestamps": {"from": clock(at(cue)[0], ","), "to": clock(at(cue)[1], ",")},
         "offsets": {"from": round(1000 * at(cue)[0]), "to": round(1000 * at(cue)[1])}, "text": f" {cue.text}",
         "speaker": f"(speaker {lane(cues, cue)})"} for cue in cues]}  # fmt: skip
