"""Days as she may type them into three fields."""

from __future__ import annotations

from datetime import date

import pytest

from prem.web.changed import Filled, day_of


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (("5", "01", "2027"), date(2027, 1, 5)),
        (("٥", "١", "٢٠٢٧"), date(2027, 1, 5)),
        (("5", "1", "27"), date(2027, 1, 5)),
        (("29", "2", "2028"), date(2028, 2, 29)),
        (("29", "2", "2027"), None),
        (("5", "13", "2027"), None),
        (("5", "may", "2027"), None),
        (("²", "1", "2027"), None),
    ],
)
def test_days_as_they_are_typed(typed, day):
    assert day_of(Filled("birth", *typed)) == day


def test_what_a_phone_puts_around_a_number_is_no_part_of_it():
    filled = Filled.of({"what": "birth", "day": " 5 ", "month": "1\t", "year": " 2027"})
    assert day_of(filled) == date(2027, 1, 5)
