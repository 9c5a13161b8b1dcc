"""Shapes that people and smaller tools write, each read rightly. All words are our own."""

import pytest

from core.reading.extraction import read

# (file, format, [(speaker, start in seconds, text), …])
VARIANTS: dict[str, tuple[str, str, list[tuple[str, float | None, str]]]] = {
    "teams 2024 copy": (
        "Uma Reyes\n0:03\nHow was it?\nKai Lund\n0:09\nFine.\nUma Reyes\n0:15\nGood.\nKai Lund\n0:20\nBye.",
        "teams-txt",
        [
            ("Uma Reyes", 3.0, "How was it?"),
            ("Kai Lund", 9.0, "Fine."),
            ("Uma Reyes", 15.0, "Good."),
            ("Kai Lund", 20.0, "Bye."),
        ],
    ),
    "teams web: minutes words": (
        (
            "Uma Reyes 3 minutes 5 seconds\n3:05\nUma Reyes 3 minutes 5 seconds\nHow was it?\nKai Lund 3 minutes "
            "9 seconds\n3:09\nKai Lund 3 minutes 9 seconds\nFine.\nUma Reyes 3 minutes 12 seconds\n3:12\nUma Reyes "
            "3 minutes 12 seconds\nGood."
        ),
        "teams-txt",
        [("Uma Reyes", 185.0, "How was it?"), ("Kai Lund", 189.0, "Fine."), ("Uma Reyes", 192.0, "Good.")],
    ),
    "speaker bracket [00:01] Speaker 1": (
        "[00:01] Speaker 1: How was it?\n[00:05] Speaker 2: Fine.\n[00:09] Speaker 1: Good.\n",
        "descript-txt",
        [("Speaker 1", 1.0, "How was it?"), ("Speaker 2", 5.0, "Fine."), ("Speaker 1", 9.0, "Good.")],
    ),
    "00:00:01 Uma": (
        "00:00:01 Uma: How was it?\n00:00:05 Kai: Fine.\n00:00:09 Uma: Good.\n",
        "descript-txt",
        [("Uma", 1.0, "How was it?"), ("Kai", 5.0, "Fine."), ("Uma", 9.0, "Good.")],
    ),
    "Uma [00:00:01]": (
        "Uma [00:00:01]: How was it?\nKai [00:00:05]: Fine.\nUma [00:00:09]: Good.\n",
        "rev-txt",
        [("Uma", 1.0, "How was it?"), ("Kai", 5.0, "Fine."), ("Uma", 9.0, "Good.")],
    ),
    "caps": (
        "COACH: How was it?\nCLIENT: Fine.\nCOACH: Good.\nCLIENT: Bye.\n",
        "plain-text",
        [("COACH", None, "How was it?"), ("CLIENT", None, "Fine."), ("COACH", None, "Good."), ("CLIENT", None, "Bye.")],
    ),
    "C: / K": (
        "C: How was it?\nK: Fine.\nC: Good.\nK: Bye.\nC: Really?\nK: Yes.\n",
        "plain-text",
        [
            ("C", None, "How was it?"),
            ("K", None, "Fine."),
            ("C", None, "Good."),
            ("K", None, "Bye."),
            ("C", None, "Really?"),
            ("K", None, "Yes."),
        ],
    ),
    "Q A": (
        "Q: How was it?\nA: Fine.\nQ: Good?\nA: Bye.\n",
        "plain-text",
        [("Q", None, "How was it?"), ("A", None, "Fine."), ("Q", None, "Good?"), ("A", None, "Bye.")],
    ),
    "name alone line then text": (
        "Uma Reyes:\nHow was it?\n\nKai Lund:\nFine.\n\nUma Reyes:\nGood.\n\nKai Lund:\nBye.\n",
        "plain-text",
        [
            ("Uma Reyes", None, "How was it?"),
            ("Kai Lund", None, "Fine."),
            ("Uma Reyes", None, "Good."),
            ("Kai Lund", None, "Bye."),
        ],
    ),
    "name alone line bold": (
        "**Uma Reyes**\nHow was it?\n\n**Kai Lund**\nFine.\n\n**Uma Reyes**\nGood.\n\n**Kai Lund**\nBye.\n",
        "plain-md",
        [
            ("Uma Reyes", None, "How was it?"),
            ("Kai Lund", None, "Fine."),
            ("Uma Reyes", None, "Good."),
            ("Kai Lund", None, "Bye."),
        ],
    ),
    "zoom txt2": (
        (
            "00:00:03.100 --> 00:00:05.000\nUma Reyes: How was it?\n\n00:00:06.000 --> 00:00:08.000\nKai Lund: Fi"
            "ne.\n\n00:00:09.000 --> 00:00:10.000\nUma Reyes: Good.\n"
        ),
        "srt",
        [("Uma Reyes", 3.1, "How was it?"), ("Kai Lund", 6.0, "Fine."), ("Uma Reyes", 9.0, "Good.")],
    ),
    "zoom newer txt": (
        "[Uma Reyes] 09:02:33\nHow was it?\n\n[Kai Lund] 09:02:40\nFine.\n\n[Uma Reyes] 09:02:45\nGood.\n",
        "zoom-txt",
        [("Uma Reyes", 0.0, "How was it?"), ("Kai Lund", 7.0, "Fine."), ("Uma Reyes", 12.0, "Good.")],
    ),
    "srt bracket names": (
        (
            "1\n00:00:03,100 --> 00:00:05,000\n[Uma Reyes] How was it?\n\n2\n00:00:06,000 --> 00:00:08,000\n[Kai Lu"
            "nd] Fine? No.\n\n3\n00:00:09,000 --> 00:00:10,000\n[Uma Reyes] Good.\n"
        ),
        "srt",
        [("Uma Reyes", 3.1, "How was it?"), ("Kai Lund", 6.0, "Fine? No."), ("Uma Reyes", 9.0, "Good.")],
    ),
    "md table": (
        (
            "| Time | Speaker | Text |\n|---|---|---|\n| 0:01 | Uma | How was it? |\n| 0:05 | Kai | Fine. |\n| 0:"
            "09 | Uma | Good. |\n"
        ),
        "table-md",
        [("Uma", 1.0, "How was it?"), ("Kai", 5.0, "Fine."), ("Uma", 9.0, "Good.")],
    ),
    "csv": (
        'start,end,speaker,text\n0.0,1.0,Uma,"How was it, then?"\n1.5,2.0,Kai,Fine.\n2.5,3.0,Uma,Good.\n',
        "table-csv",
        [("Uma", 0.0, "How was it, then?"), ("Kai", 1.5, "Fine."), ("Uma", 2.5, "Good.")],
    ),
    "fellow/tldv": (
        "00:03 Uma Reyes\nHow was it?\n\n00:09 Kai Lund\nFine.\n\n00:12 Uma Reyes\nGood.\n",
        "tldv-txt",
        [("Uma Reyes", 3.0, "How was it?"), ("Kai Lund", 9.0, "Fine."), ("Uma Reyes", 12.0, "Good.")],
    ),
    "noota Name - 00:03": (
        "Uma Reyes - 00:03\nHow was it?\n\nKai Lund - 00:09\nFine.\n\nUma Reyes - 00:12\nGood.\n",
        "otter-txt",
        [("Uma Reyes", 3.0, "How was it?"), ("Kai Lund", 9.0, "Fine."), ("Uma Reyes", 12.0, "Good.")],
    ),
    "numbered dot": (
        "1. Uma: How was it?\n2. Kai: Fine.\n3. Uma: Good?\n4. Kai: Bye.\n",
        "plain-text",
        [("Uma", None, "How was it?"), ("Kai", None, "Fine."), ("Uma", None, "Good?"), ("Kai", None, "Bye.")],
    ),
    "google json": (
        (
            '{"results":[{"alternatives":[{"transcript":"How was it Fine","words":[{"startTime":"1.0s","endTi'
            'me":"1.5s","word":"How","speakerTag":1},{"startTime":"1.5s","endTime":"2s","word":"was","speaker'
            'Tag":1},{"startTime":"3s","endTime":"3.5s","word":"Fine","speakerTag":2},{"startTime":"4s","endT'
            'ime":"4.5s","word":"Good","speakerTag":1}]}]}]}'
        ),
        "google-json",
        [("Speaker 1", 1.0, "How was"), ("Speaker 2", 3.0, "Fine"), ("Speaker 1", 4.0, "Good")],
    ),
    "azure json": (
        (
            '{"recognizedPhrases":[{"speaker":1,"offsetInTicks":10000000,"durationInTicks":20000000,"nBest":['
            '{"display":"How was it?"}]},{"speaker":2,"offsetInTicks":40000000,"durationInTicks":20000000,"nB'
            'est":[{"display":"Fine."}]}]}'
        ),
        "azure-json",
        [("Speaker 1", 1.0, "How was it?"), ("Speaker 2", 4.0, "Fine.")],
    ),
    "recall json": (
        (
            '[{"participant":{"id":1,"name":"Uma Reyes"},"words":[{"text":"How was it?","start_timestamp":{"r'
            'elative":1.0},"end_timestamp":{"relative":2.0}}]},{"participant":{"id":2,"name":"Kai"},"words":['
            '{"text":"Fine.","start_timestamp":{"relative":3.0},"end_timestamp":{"relative":4.0}}]}]'
        ),
        "json",
        [("Uma Reyes", 1.0, "How was it?"), ("Kai", 3.0, "Fine.")],
    ),
    "transcript then summary": (
        (
            "Uma: How was it?\nKai: Fine.\nUma: Good?\nKai: Bye.\n\n## Summary\n\nUma: praised.\nKai: will do.\n\n## Ac"
            "tion items\n- Kai: sell boat\n"
        ),
        "plain-md",
        [("Uma", None, "How was it?"), ("Kai", None, "Fine."), ("Uma", None, "Good?"), ("Kai", None, "Bye.")],
    ),
    "granola notes first": (
        (
            "# Coaching Kai\n\n### Boat\n- leaks\n- sell\n\nTranscript:\n\nMe: How was it?\nThem: Fine.\nMe: Good.\nThem"
            ": Yes.\n"
        ),
        "granola-md",
        [("Me", None, "How was it?"), ("Them", None, "Fine."), ("Me", None, "Good."), ("Them", None, "Yes.")],
    ),
    "time ranges": (
        (
            "[00:00:01 - 00:00:04] Uma: How was it?\n[00:00:05 - 00:00:08] Kai: Fine.\n[00:00:09 - 00:00:10] Um"
            "a: Good.\n"
        ),
        "descript-txt",
        [("Uma", 1.0, "How was it?"), ("Kai", 5.0, "Fine."), ("Uma", 9.0, "Good.")],
    ),
    "docx like bracket speaker": (
        "[Uma]: How was it?\n[Kai]: Fine.\n[Uma]: Good.\n[Kai]: Yes.\n",
        "plain-text",
        [("Uma", None, "How was it?"), ("Kai", None, "Fine."), ("Uma", None, "Good."), ("Kai", None, "Yes.")],
    ),
    ">> cc": (
        ">> UMA: How was it?\n>> KAI: Fine.\n>> UMA: Good.\n>> KAI: Yes.\n",
        "plain-text",
        [("UMA", None, "How was it?"), ("KAI", None, "Fine."), ("UMA", None, "Good."), ("KAI", None, "Yes.")],
    ),
    "whisper speaker txt": (
        (
            "[00:00.000 --> 00:02.000] [SPEAKER_00] How was it?\n[00:03.000 --> 00:04.000] [SPEAKER_01] Fine.\n"
            "[00:05.000 --> 00:06.000] [SPEAKER_00] Good?\n"
        ),
        "descript-txt",
        [("SPEAKER_00", 0.0, "How was it?"), ("SPEAKER_01", 3.0, "Fine."), ("SPEAKER_00", 5.0, "Good?")],
    ),
    "SPEAKER_00 00:01": (
        "SPEAKER_00 0:00:01\nHow was it?\nSPEAKER_01 0:00:05\nFine.\nSPEAKER_00 0:00:07\nGood?\n",
        "otter-txt",
        [("SPEAKER_00", 1.0, "How was it?"), ("SPEAKER_01", 5.0, "Fine."), ("SPEAKER_00", 7.0, "Good?")],
    ),
    "sbv": (
        (
            "0:00:01.000,0:00:03.000\nUma: How was it?\n\n0:00:04.000,0:00:05.000\nKai: Fine.\n\n0:00:06.000,0:00:0"
            "7.000\nUma: Good.\n"
        ),
        "srt",
        [("Uma", 1.0, "How was it?"), ("Kai", 4.0, "Fine."), ("Uma", 6.0, "Good.")],
    ),
    "rtl marks": (
        "\u202bעוזי: שלום, מה שלומך?\u202c\n\u202bדנה: בסדר גמור.\u202c\n\u202bעוזי: יופי.\u202c\n\u202bדנה: כן.\u202c\n",
        "plain-text",
        [("עוזי", None, "שלום, מה שלומך?"), ("דנה", None, "בסדר גמור."), ("עוזי", None, "יופי."), ("דנה", None, "כן.")],
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_read(name: str) -> None:
    file, form, turns = VARIANTS[name]
    transcript = read(file.encode())
    assert transcript.format == form
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == turns
