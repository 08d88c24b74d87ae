"""What she is told comes in the order in which it was said, whatever the provider refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from letters import queued
from texting import PHONE, Phone

from prem.channels.console import Console
from prem.channels.model import Inbound, NotTaken, Outgoing
from prem.fieldwork.days import second_of
from prem.fieldwork.receive import receive_text
from prem.storage import leasing, outbox
from prem.storage.outbox import Letter
from prem.storage.waiting import waiting

NIGHT = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)


class Busy(Console):
    """A provider that takes nothing so many times, and says after how many seconds it might."""

    def __init__(self, times: int = 1, after: int = 0) -> None:
        super().__init__()
        self.times, self.after = times, after

    def send(self, one: Outgoing) -> None:
        if self.times:
            self.times -= 1
            raise NotTaken(self.after)
        super().send(one)


def came(phone: Phone, words: str) -> None:
    """Hand in what she writes; no sender is there."""
    text = Inbound("sms", f"SM{next(phone.ids)}", PHONE, words)
    receive_text(phone.field, text, phone.now)


def test_replies_of_one_second_come_in_the_order_in_which_they_were_said(phone: Phone) -> None:
    phone.invited()
    for words in ("HELP", "LINK") * 4:
        came(phone, words)
    while phone.deliver():
        pass
    assert [text[:5] for text in phone.got[1:]] == ["help ", "Here:"] * 4


def test_a_newer_reply_waits_for_one_that_was_not_taken(phone: Phone) -> None:
    phone.invited()
    phone.channels = {"sms": Busy(after=60)}
    came(phone, "yes")
    assert phone.deliver() == 0  # neither the opening nor the question after it
    phone.now += timedelta(seconds=20)
    came(phone, "HELP")
    while phone.deliver():
        pass
    said = [bubble.text for bubble in phone.channels["sms"].threads[PHONE]]
    assert said == ["opening text", *said[1:-1], "help text"]
    assert len(said) == 3


def test_who_leases_takes_no_reply_past_one_that_waits(phone: Phone) -> None:
    line, keys, at = phone.field.stores.contacts.writer, phone.field.keys, second_of(phone.now)

    def leased(second: int) -> list[str]:
        some = outbox.lease(line, keys, second, ["sms"], seconds=60, most=9)
        for one in some:
            outbox.settle(line, one, "failed")
        return [one.text for one in some]

    queued(phone.field.stores, keys, at, women=1, each=3)
    [first] = outbox.lease(line, keys, at, ["sms"], seconds=60, most=1)
    outbox.put_back(line, first, "queued", at + 3600, tried=True)
    # As when another program queued it while the first was put back, and neither saw the other.
    outbox.queue(line, keys, [(9, Letter(0, "s/w", "turn", "a.00", "newest", at))])
    assert leased(at) == []
    assert leased(at + 3600) == ["0", "1", "2"]
    assert leased(at) == ["newest"]


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        (Letter(0, "s/w", "turn", "b.00", "first", 5), "turn", True),
        (Letter(0, "s/w", "turn", "b.00", "first", 5), "invitation", True),
        (Letter(0, "s/w", "reminder", "b.00", "first", 5), "invitation", True),
        (Letter(0, "s/w", "invitation", "b.00", "first", 5), "turn", False),
        (Letter(0, "s/w", "turn", "b.00", "first", 5), outbox.STOP_CONFIRMED, False),
        (Letter(0, "s/w", "call", "b.00", "first", 5, channel="voice"), "turn", False),
        (Letter(0, "s/w", "invitation", "b.00", "first", 5, channel="voice"), "reminder", False),
    ],
)
def test_what_waits_for_what(phone: Phone, first: Letter, second: str, waits: bool) -> None:
    line, keys = phone.field.stores.contacts.writer, phone.field.keys
    queued(phone.field.stores, keys, 0, women=1, each=0)
    then = replace(first, template=second, slot="a.00", text="then", channel="")
    outbox.queue(line, keys, [(1, first), (2, then)])
    [one] = outbox.lease(line, keys, 5, ["sms", "voice"], seconds=60, most=1)
    assert one.text == "first"
    outbox.put_back(line, one, "queued", 65, tried=True)
    leased = outbox.lease(line, keys, 5, ["sms"], seconds=60, most=9)
    assert [one.text for one in leased] == ([] if waits else ["then"])


def test_who_texts_at_night_is_answered_at_night_and_in_order(phone: Phone) -> None:
    phone.invited()
    phone.now, phone.channels = NIGHT, {"sms": Busy(times=2)}
    came(phone, "yes")
    for seconds in (0, 30):
        phone.now += timedelta(seconds=seconds)
        phone.deliver()
    # Twice not taken: she may have put her phone away, so it waits for her hours.
    assert {one.due.hour for one in waiting(phone.field.stores.contacts.reader)} == {10}
    phone.now += timedelta(hours=1)
    came(phone, "HELP")
    while phone.deliver():
        pass
    said = [bubble.text for bubble in phone.channels["sms"].threads[PHONE]]
    assert (said[0], said[-1]) == ("opening text", "help text")
    assert waiting(phone.field.stores.contacts.reader) == []


def test_only_what_waits_for_later_is_brought_forward(phone: Phone) -> None:
    phone.enrolled()
    line, keys, at = phone.field.stores.contacts.writer, phone.field.keys, second_of(phone.now)
    [(her,)] = line.query("SELECT id FROM person")
    letters = [
        Letter(her, "s/w", "turn", "a.00", "reply", at + 600),
        Letter(her, "s/w", "invitation", "a.00", "invitation", at + 600),
    ]
    outbox.queue(line, keys, list(enumerate(letters)))
    assert outbox.recent_of(line, [her, 99], at - 3600, at) == {her: (2, 2)}
    assert leasing.forward(line, [her], at) == 1
    assert leasing.forward(line, [], at) == 0
    leased = outbox.lease(line, keys, at, ["sms"], seconds=60, most=9)
    assert [one.text for one in leased] == ["reply"]


@pytest.mark.parametrize(
    ("earlier", "later", "waits"),
    [
        ("turn", "turn", True),
        ("turn", "invitation", True),
        ("invitation", "reminder", True),
        ("invitation", "turn", False),  # an answer to her waits for answers only
        ("turn", leasing.CONFIRMS, False),  # a STOP is confirmed at once or never
        ("invitation", leasing.CONFIRMS, False),
    ],
)
def test_what_waits_for_what_in_one_hand(earlier: str, later: str, waits: bool) -> None:
    assert leasing.goes_before(earlier, later) == waits
