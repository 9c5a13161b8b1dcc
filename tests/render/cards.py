"""Cards for the renderers' tests: one as a client would get it, one with every kind of block."""

from core.card import (
    Actions,
    Bullets,
    Button,
    Card,
    Chart,
    Choice,
    Confirm,
    Divider,
    Facts,
    Fold,
    Menu,
    Progress,
    Quote,
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
    Tone,
)

HER, HIS = "Leila Nassiri", "Ingrid Solheim"

INSIGHT = Card(
    title="Your session of 9 March 2026",
    summary="Your insight is ready.",
    blocks=(
        Text(
            "Leila came to find out why she rewrites her team's work at night. She saw that it is the workshop she misses, "
            "and left with three promises."
        ),
        Facts((("Themes", "letting go, being needed, making things"), ("Length", "21 minutes"))),
        Fold(
            "To celebrate",
            (
                Text("Let Joris run the Monday planning round, and kept silent for forty minutes."),
                Text("Two months ago she could not have done it.", Style.SMALL),
                Quote("I'm really proud of that, actually. Two months ago I couldn't have done it.", HER, 8, 82.5),
            ),
        ),
        Fold(
            "Intention",
            (
                Text("Stop rewriting the team's work at night."),
                Facts((("Resolve", "Strong"), ("When", "the next two weeks"))),
                Quote("I want to stop rewriting my team's work at night.", HER, 14, 201),
            ),
        ),
        Fold(
            "Discoveries",
            (
                Text("It isn't about the quality. It is about missing the workshop."),
                Facts((("Depth", "Deep"), ("How it felt", "lighter"))),
                Quote("It isn't about the quality at all. It's about me missing the workshop.", HER, 38, 690.1),
                Text("Being needed and being worth something are not the same thing."),
                Facts((("Depth", "Deep"),)),
                Quote("That being needed and being worth something aren't the same thing.", HER, 84, 3725),
            ),
        ),
        Fold(
            "Promised",
            (
                Text("Tell Noor that the supplier mails are hers from now on."),
                Facts((("Who", "Client"), ("Due", "Wed 11 Mar 2026"))),
                Quote("And I will tell her that the supplier mails are hers from now on.", HER, 62, 1003.4),
                Text("Leave the laptop in the office on Tuesdays and Thursdays."),
                Facts((("Who", "Client"), ("Repeats", "Yes"))),
                Quote("I'm going to leave the laptop in the office on Tuesdays and Thursdays.", HER, 66, 1084.4),
            ),
        ),
        Divider(),
        Text(
            "Every quote was found in the transcript. Nuance can be missed; you can correct or dismiss any item.",
            Style.SMALL,
        ),
        Actions((Button("Share", "share", "i1", Tone.PRIMARY), Button("Export", "export", "i1"))),
    ),
)

EVERYTHING = Card(
    title="Every kind of block <b>&amp;</b>",
    blocks=(
        Text("A heading", Style.HEADING),
        Text("Body, said\nover two lines."),
        Text("Strong", Style.STRONG),
        Text("Small", Style.SMALL),
        Quote("我觉得轻松多了，真的。", "王敏", 3, 61),
        Quote("أشعر بهدوء أكبر الآن.", "ليلى", 5),
        Facts((("Client", "Leila"), ("Sessions", "7"), ("Kept promises", "5 of 6"))),
        Bullets(("First, with [brackets] and :colons:", "Second <script>alert(1)</script>")),
        Table(("Session", "Discoveries", "Promised"), (("9 Mar 2026", "2", "3"), ("23 Mar 2026", "1", "2"))),
        Chart(
            "Talk share of the client, per cent",
            ("12 Jan", "26 Jan", "9 Feb", "23 Feb", "9 Mar"),
            (
                Series("By words", (58.0, 61.5, None, 66.25, 71.0)),
                Series("By time", (55.0, 57.0, 63.0, None, 68.0)),
            ),
        ),
        Progress(
            (
                Step("Reading the file", StepState.DONE),
                Step("Checking every quote", StepState.RUNNING),
                Step("Posting the card", StepState.PENDING),
                Step("Fetching the file", StepState.FAILED),
            )
        ),
        Fold("Outer", (Text("Inside"), Fold("Inner", (Bullets(("Deep",)),)), Text("After"))),
        Divider(),
        Actions(
            (
                Button(
                    "Delete", "delete", "i1", Tone.DANGER, Confirm("Delete it?", "It cannot be brought back.", "Delete")
                ),
                Menu("Language", "lang", (Choice("English", "en"), Choice("Norsk", "no"))),
            )
        ),
    ),
)
