"""Words around a promise in which it is none; `{}` is where the promise stands, without its full stop."""

CONTEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "reported": (
            "My sister keeps telling me, {}.", "He looked at me and said, {}.", "So she goes, {}, and hangs up.",
            "What my manager wrote was: {}.", "{}, he told me back in March.", "I told them in spring that {}.",
            "And then my old self pipes up with {}.", "She rang me yesterday. Her exact words: {}.",
        ),
        "hypothetical": (
            "If I had the money, {}.", "Suppose the job came through, {}.", "In another life, {}.",
            "Let's imagine I were braver: {}.", "{}, provided the bank agrees.", "{}, but only if she apologises first.",
            "Unless something changes, {}.", "In the version of me I'd like to be, {}.",
        ),
        "habitual": (
            "Every Sunday night it's the same, {}.", "Whenever she calls, {}.", "Usually I think, {}.",
            "{}, like I always do.", "Most weeks it goes like this: {}.", "Each time I get stressed, {}.",
            "{}, that's my pattern every time.", "Normally what happens is {}.",
        ),
        "joked": (
            "Oh sure, and {} right after I win the lottery.", "Yeah, right, {}.", "{}, and pigs will fly.",
            "{}. Ha, as if.", "{}. I'm joking.", "Sure, {}, and then I'll become an astronaut.",
            "{}, said nobody ever.", "Ha ha, {}.",
        ),
        "retracted": (
            "{}. Actually, no, scrap that.", "{}. No, who am I kidding.", "{}. Well, probably not.",
            "{}. Hm, I don't think I will.", "{}. On second thoughts, I won't.", "{}. I take that back.",
            "{}. Or maybe not.", "{}. That's never going to happen.",
        ),
    },
    "de": {
        "reported": (
            "Meine Schwester sagt immer, {}.", "Er hat mich angeschaut und gemeint, {}.", "Mein Chef schrieb mir: {}.",
            "{}, hat er mir damals erzählt.",
        ),
        "hypothetical": (
            "Wenn ich das Geld hätte, {}.", "Angenommen, es klappt, {}.", "In einem anderen Leben, {}.",
            "{}, aber nur wenn sie sich entschuldigt.",
        ),
        "habitual": ("Jeden Sonntag dasselbe, {}.", "Immer wenn sie anruft, {}.", "Normalerweise denke ich, {}.",
            "{}, wie immer halt."),
        "joked": ("Ja klar, und {}, gleich nach dem Lottogewinn.", "{}. War ein Scherz.", "Haha, {}.", "{}, schön wär's."),
        "retracted": ("{}. Ach nein, doch nicht.", "{}. Na ja, eher nicht.", "{}. Obwohl, lieber nicht.",
            "{}. Vergessen Sie das."),
    },
}  # fmt: skip
