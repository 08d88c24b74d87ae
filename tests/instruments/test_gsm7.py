"""Counting is exact: real strings with the reason beside each, and a straightforward oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prem.instruments import gsm7

BASIC_LETTERS = "".join(sorted(gsm7.BASIC))
EXTENSION = "".join(sorted(gsm7.EXTENSION))

STRINGS = [
    # text, encoding, size, parts, why
    ("", "gsm7", 0, 0, "an empty text is never sent"),
    ("How kind was your care team?", "gsm7", 28, 1, "plain English"),
    ("a" * 160, "gsm7", 160, 1, "the last text that fits one part"),
    ("a" * 161, "gsm7", 161, 2, "one more: both parts now lose 7 to the header"),
    ("a" * 306, "gsm7", 306, 2, "2 x 153"),
    ("a" * 307, "gsm7", 307, 3, "one more"),
    ("€5", "gsm7", 3, 1, "the euro sign is in the extension table: 2"),
    ("[yes] ~no~ {x} ^ \\ |", "gsm7", 29, 1, "nine extension characters"),
    ("a" * 159 + "€", "gsm7", 161, 2, "the euro sign does not fit the last septet"),
    ("a" * 152 + "€" + "b" * 152, "gsm7", 306, 3, "it is not split: part one holds 152"),
    ("£20 @ 9am; é è ù ì ò à ä ö ñ ü", "gsm7", 30, 1, "the alphabet's own accents"),
    ("1 Always\n2 Often", "gsm7", 16, 1, "a line break is one septet"),
    ("Ça va", "gsm7", 5, 1, "capital c with cedilla is in the alphabet"),
    ("ça va", "ucs2", 5, 1, "the small one is not"),
    ("Ydych chi'n iawn?", "gsm7", 17, 1, "Welsh without accents outside the alphabet"),
    ("tŷ", "ucs2", 2, 1, "Welsh y with circumflex is outside"),
    ("dŵr", "ucs2", 3, 1, "Welsh w with circumflex is outside"),
    ("tân, gêm, sgîl, môr", "ucs2", 19, 1, "Welsh circumflexes are all outside"),
    ("ŵ" * 70, "ucs2", 70, 1, "the last UCS-2 text that fits one part"),
    ("ŵ" * 71, "ucs2", 71, 2, "one more: 67 in each part"),
    ("ŵ" * 135, "ucs2", 135, 3, "67 + 67 + 1"),
    ("I’m not sure", "ucs2", 12, 1, "a curly apostrophe costs 90 characters of room"),
    ("Thanks 🙂", "ucs2", 9, 1, "an emoji takes two units"),
    ("🙂" * 35, "ucs2", 70, 1, "35 emoji fill a part"),
    ("🙂" * 67, "ucs2", 134, 3, "33 a part, as none is split: 33 + 33 + 1"),
    ("ß§¤¿¡ΔΩ", "gsm7", 7, 1, "signs and Greek capitals of the alphabet"),
    ("α", "ucs2", 1, 1, "a Greek small letter is outside"),
    ("tab\there", "ucs2", 8, 1, "a tab is outside"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding", "size", "parts", "why"), STRINGS)
def test_a_real_string_is_counted(
    text: str, encoding: str, size: int, parts: int, why: str
) -> None:
    assert (gsm7.encoding(text), gsm7.size(text), gsm7.parts(text)) == (encoding, size, parts), why


PLAIN = [
    ("I’d rather not say", "I'd rather not say", "the apostrophe that word processors put in"),
    ("“yes” ‘no’", "\"yes\" 'no'", "curly quotation marks"),
    ("5–6 — or 7‑8 − 1", "5-6 - or 7-8 - 1", "dashes, the fixed hyphen, the minus sign"),
    ("wait…", "wait...", "the ellipsis becomes three"),
    ("20\u00a0minutes\u202f!", "20 minutes !", "fixed spaces"),
    ("a\u200bb\ufeffc\u00add", "abcd", "what nobody sees"),
    ("cafe\u0301", "café", "an accent that follows its letter joins it"),
    ("tŷ dŵr", "tŷ dŵr", "Welsh keeps its letters"),
]


@pytest.mark.parametrize(("text", "plain", "why"), PLAIN)
def test_signs_are_made_plain(text: str, plain: str, why: str) -> None:
    assert gsm7.plain(text) == plain, why
    assert gsm7.plain(plain) == plain, "plain words stay as they are"


def test_the_tables_have_the_size_of_the_standard() -> None:
    assert len(gsm7.BASIC) == 127, "128 places less the escape"
    assert len(gsm7.EXTENSION) == 10
    assert not gsm7.BASIC & gsm7.EXTENSION


def test_strangers_are_named_once_each_in_order() -> None:
    assert gsm7.strangers("dŵr tŷ ŵ") == ("ŵ", "ŷ")
    assert gsm7.room("dŵr") == 70
    assert gsm7.room("dwr") == 160


@given(st.text(alphabet=BASIC_LETTERS + EXTENSION, max_size=700))
def test_septets_agree_with_the_oracle(text: str) -> None:
    """The oracle writes the escapes out and cuts the string, never within a pair."""
    septets = "".join(f"\x1b{c}" if c in EXTENSION else c for c in text)
    assert gsm7.size(text) == len(septets)
    if len(septets) <= 160:
        assert gsm7.parts(text) == (1 if text else 0)
        return
    count = 0
    while septets:
        cut = 153 - (len(septets) > 153 and septets[152] == "\x1b")
        septets, count = septets[cut:], count + 1
    assert gsm7.parts(text) == count


@given(st.text(min_size=1, max_size=300))
def test_ucs2_agrees_with_the_codec(text: str) -> None:
    text = f"ŵ{text}"
    assert gsm7.size(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert (gsm7.parts(text) == 1) == (gsm7.size(text) <= 70)


@given(st.text(max_size=200))
def test_plain_is_plain_the_second_time_too(text: str) -> None:
    once = gsm7.plain(text)
    assert gsm7.plain(once) == once
