"""Sounds and gestures as who types up a session notes them in round brackets: `(laughs)`, `(phone rings)`, `(lange Pause)`."""

_SOUND = (
    r"laugh(?:s|ing|ter|ed)?|chuckl(?:es?|ing)|giggl(?:es?|ing)|sigh(?:s|ing)?|cough(?:s|ing)?|sneez(?:es?|ing)|sniff(?:s|les?|ing|ling)?"
    r"|sob(?:s|bing)?|cr(?:ies|ying)|weep(?:s|ing)|groan(?:s|ing)?|gasp(?:s|ing)?|yawn(?:s|ing)?|exhal(?:es?|ing)|inhal(?:es?|ing)"
    r"|smil(?:es|ing)|nod(?:s|ding)|shrug(?:s|ging)|clap(?:s|ping)|applause|pauses?|silence|silent|quiet|breath(?:es|ing)?"
    r"|clears? (?:his |her |their )?throat|ring(?:s|ing)|buzz(?:es|ing)|beep(?:s|ing)?|vibrat(?:es|ing)|bark(?:s|ing)"
    r"|knock(?:s|ing)?|slam(?:s|ming)|clos(?:es|ing)|opens|typing|rustl(?:es|ing)|noises?|music|static|echo|doorbell|siren|inaudible"
    r"|unintelligible|indistinct|crosstalk|cross-talk|overlapping(?: (?:speech|talk))?|off[ -](?:mic|microphone|camera)"
    r"|lacht|lachen|lachend|gelächter|seufzt|hustet|weint|schweigt|schweigen|stille|nickt|räuspert sich|klingelt|klopft|bellt"
    r"|unverständlich|geräusche?|rires?|rit|soupire?s?|tousse|pleure|sonne|inaudibles?|incompréhensible|risas?|ríe|suspiros?|suspira|tose"
    r"|llora|pausa|silencio|suena|ininteligible"
)
NOTE = rf"\((?i:(?:[^\W\d_]{{1,15}} ){{0,3}}(?:{_SOUND}))\)"
"""Up to three words before the sound; what somebody says in brackets, `(we laughed about it)`, is none."""
