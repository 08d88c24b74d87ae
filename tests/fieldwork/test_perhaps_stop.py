"""What may be a wish to stop, from the text that comes in to what is sent and entered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from texting import Phone

from prem.fieldwork.tick import tick


@pytest.mark.parametrize("before", [(), ("yes",), ("yes", "1", "1", "3")])
def test_it_is_asked_plainly_and_a_yes_to_that_ends_all_sending(
    phone: Phone, before: tuple[str, ...]
) -> None:
    phone.invited().writes(*before)
    assert phone.writes("this is too much") == "answered"
    assert phone.got[-1] == "again-stop text"
    assert phone.writes("yes") == "stopped"
    assert phone.got[-1] == "stopped text"
    sent = len(phone.got)
    phone.writes("1", "hello", "yes")
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 0
    phone.deliver()
    assert len(phone.got) == sent


def test_a_second_such_text_is_a_stop(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1")
    assert phone.writes("too many texts", "i cant do this anymore") == "stopped"
    assert phone.got[-2:] == ["again-stop text", "stopped text"]


def test_to_carry_on_sends_the_question_again_and_stops_nothing(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1")
    asked = phone.got[-1]
    assert phone.writes("too many texts", "CARRY ON") == "answered"
    assert phone.got[-2:] == ["again-stop text", asked]
