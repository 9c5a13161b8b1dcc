"""Shapes that people and smaller tools write, each read rightly. All words are our own."""

import pytest

from core.extraction import read

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
        [("Uma Reyes", None, "How was it?"), ("Kai", None, "Fine.")],
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_read(name: str) -> None:
    file, form, turns = VARIANTS[name]
    transcript = read(file.encode())
    assert transcript.format == form
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == turns
    assert transcript.title is None
