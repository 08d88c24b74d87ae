"""Her own words are kept as she typed them, and what would choke a store is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prem.surveys.own_words import LONGEST, own_words

FAMILY = "\U0001f469\u200d\U0001f467"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("it was fine", "it was fine"),
        (FAMILY, FAMILY),  # a joiner holds it together
        (PERSIAN, PERSIAN),  # and here it is spelling
        ("a\u00a0b", "a\u00a0b"),  # a phone's own space
        ("\u200fשלום", "\u200fשלום"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("half \ud83d of a letter", "half  of a letter"),
        ("\u200b\u200d \u00a0", ""),
        ("  ", ""),
        ("x" * 9000, "x" * LONGEST),
    ],
)
def test_words_are_kept_as_typed(typed: str, kept: str) -> None:
    assert own_words(typed) == kept


@given(st.text(st.characters()))
def test_what_is_kept_can_be_stored_and_is_kept_once_more_as_it_is(typed: str) -> None:
    kept = own_words(typed)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert own_words(kept) == kept
