"""Text in the one form that all readers expect."""

from hypothesis import example, given
from hypothesis import strategies as st

from core.reading.formats.encoding import normalise

UNUSUAL = "\t\n\r\x0b\x85\u00a0\u00ad\u0301\u0344\u034f\u0645\u200b\u200d\u2019\u2028\u20d0\u2126\u3000é\ufe0f\ufeff\U000e0100 a"


@given(st.text(st.characters() | st.sampled_from(UNUSUAL)))
@example("e\u0301" + 6 * "\u0301")
@example(3 * "\u0344")
@example("a\ufe0fb")
def test_text_that_needs_little_comes_out_as_if_it_needed_more(text: str) -> None:
    assert normalise(text) == normalise(text + "\x00")
