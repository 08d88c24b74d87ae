"""The quick way to a UK mobile number takes what the library takes as it stands, nothing else."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from prem.storage.mobile import is_uk_mobile


def test_every_block_of_numbers_is_as_the_library_says() -> None:
    tails, taken = ("00000", "12345", "99999"), 0
    for block in range(10_000):
        text = f"+44{70000 + block}{tails[block % 3]}"
        if is_uk_mobile(text):
            parsed = phonenumbers.parse(text, "GB")
            assert phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE, text
            assert phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == text
            taken += 1
    assert taken > 5000


@pytest.mark.parametrize(
    "text",
    ["", "+447", "07400123456", "447400123456", "+44 7400 123456", "+4474001234567", "+4479",
     "+447400123456\n", "+4474001234५6", "+442079460000", "+447640123456", "+447012345678"],
)  # fmt: skip
def test_anything_else_goes_the_long_way(text: str) -> None:
    assert not is_uk_mobile(text)
