"""Which language a transcript is in. The only file that knows the detector (CLD2: offline, 83 languages, no model to load)."""

import pycld2  # type: ignore[import-untyped]  # ships no types

UNKNOWN = "und"
# CLD2 keeps codes that ISO 639-1 has since replaced; both Chinese scripts are one language.
_ISO = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "zh-Hant": "zh", "un": UNKNOWN, "xxx": UNKNOWN}
_ENOUGH = 60  # percent of the text that must be in one language


def detect(text: str) -> str:
    """The ISO 639-1 code of the language most of `text` is in, or `und`."""
    sample = text[:20_000]
    try:
        _, _, candidates = pycld2.detect(sample.encode("utf-8", "ignore"), isPlainText=True, bestEffort=True)
    except pycld2.error:
        return UNKNOWN
    _, code, percent, _ = candidates[0]
    if percent < _ENOUGH:
        return UNKNOWN
    return _ISO.get(code, code if len(code) <= 3 else UNKNOWN)
