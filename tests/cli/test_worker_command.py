"""`prem worker` as it is installed: each cap holds, each choice that is not whole refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from letters import queued
from provider_settings import ADDRESS, NOTIFY, TOKEN, TWILIO
from provider_stub import stub

from prem.settings import Settings
from prem.storage import outbox
from prem.storage.heard import note
from prem.storage.keys import keys_for
from prem.storage.stores import Stores, open_stores

PREM = Path(sys.executable).with_name("prem")
WHATSAPP = {**TWILIO, "PREM_WHATSAPP": "twilio", "PREM_TWILIO_WHATSAPP_SENDER": "+447400654322"}
BEGINNINGS = f"invitation.en=HX{'1' * 32}, reminder.en=HX{'2' * 32}"


@pytest.fixture
def stores(sqlite_settings: Settings):
    opened = open_stores(sqlite_settings)
    keys = keys_for(opened, sqlite_settings.keys_path)
    assert queued(opened, keys, int(datetime.now(UTC).timestamp()), women=3, each=2) == 6
    yield opened
    opened.close()


def worker(settings: Settings, words: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PREM, "worker", "--once"],
        env={**os.environ, "PREM_DATA": str(settings.data), **ADDRESS, **words},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("cap", "sent"),
    [
        ({}, 6),
        ({"PREM_TEXT_REGIONS": "IE"}, 0),
        ({"PREM_TEXT_KINDS": "fixed_line"}, 0),
        ({"PREM_TEXTS_A_NUMBER_A_DAY": "1"}, 3),
        ({"PREM_TEXTS_A_PREFIX_AN_HOUR": "4"}, 4),
        ({"PREM_PENCE_A_DAY": "10"}, 2),
        ({"PREM_PENCE_A_TEXT": "5001"}, 0),
    ],
)
def test_each_cap_holds_what_is_over_it(
    stores: Stores, sqlite_settings: Settings, cap: dict[str, str], sent: int
) -> None:
    with stub("taken") as provider:
        done = worker(sqlite_settings, {**TWILIO, "PREM_TWILIO_URL": provider.url, **cap})
        assert len(provider.taken) == sent
    assert (done.returncode, done.stdout) == (0, f"0 invited, {sent} texts sent\n")
    found = outbox.counts(stores.contacts.reader)
    # What comes after a held text of hers waits with it, so that hers stay in order.
    assert found.get("sent", 0) == sent
    assert found.get("held", 0) + found.get("queued", 0) == 6 - sent
    assert (found.get("held", 0) > 0) == (sent < 6)
    for secret in ("447400", TOKEN):
        assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "leave", "code"),
    [
        (TWILIO, "PREM_TWILIO_KEEPS_DAYS", "422.330"),
        (NOTIFY, "PREM_NOTIFY_KEEPS_DAYS", "422.330"),
        (WHATSAPP, "PREM_TWILIO_KEEPS_DAYS", "422.330"),
        (TWILIO, "PREM_TWILIO_TOKEN", "422.331"),
        (NOTIFY, "PREM_NOTIFY_BEARER", "422.331"),
        (WHATSAPP, "PREM_TWILIO_WHATSAPP_SENDER", "422.331"),
    ],
)
def test_a_choice_that_is_not_whole_refuses_to_start_and_sends_nothing(
    stores: Stores, sqlite_settings: Settings, words: dict[str, str], leave: str, code: str
) -> None:
    done = worker(sqlite_settings, {**words, leave: ""})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert code in done.stderr
    assert leave in done.stderr
    assert TOKEN not in done.stderr
    assert outbox.counts(stores.contacts.reader) == {"queued": 6}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://127.0.0.1:8000", "422.470"),
        ("http://prem.test", "422.470"),
        ("", "422.470"),
        (f"https://{'voice.' * 20}org", "422.242"),
        ("https://study.example.org", "422.243"),
    ],
)
def test_no_text_goes_out_whose_link_opens_on_no_phone_or_fits_in_no_text(
    stores: Stores, sqlite_settings: Settings, address: str, code: str
) -> None:
    done = worker(sqlite_settings, {**TWILIO, "PREM_PUBLIC_URL": address})
    assert (done.returncode, done.stdout) == (1, "")
    assert code in done.stderr
    assert "PREM_PUBLIC_URL" in done.stderr
    assert outbox.counts(stores.contacts.reader) == {"queued": 6}


def test_no_text_goes_out_by_a_provider_that_keeps_it_longer_than_women_are_told(
    stores: Stores, sqlite_settings: Settings
) -> None:
    done = worker(sqlite_settings, {**TWILIO, "PREM_TWILIO_KEEPS_DAYS": "4000"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("[422.222]")
    assert outbox.counts(stores.contacts.reader) == {"queued": 6}


def test_without_a_provider_what_is_due_waits(stores: Stores, sqlite_settings: Settings) -> None:
    done = worker(sqlite_settings, {})
    assert (done.returncode, done.stdout) == (0, "0 invited, 0 texts sent\n")
    assert outbox.counts(stores.contacts.reader) == {"queued": 6}


@pytest.mark.parametrize(
    ("contents", "heard", "sent", "field"),
    [
        (f"turn.en=HX{'0' * 32}", None, 6, "ContentSid"),
        (f"turn.en=HX{'0' * 32}", timedelta(hours=25), 6, "ContentSid"),
        ("", timedelta(hours=23), 6, "Body"),
        ("", timedelta(hours=25), 0, ""),
    ],
)
def test_whatsapp_goes_in_words_for_a_day_and_then_as_a_template_or_not_at_all(
    stores: Stores,
    sqlite_settings: Settings,
    contents: str,
    heard: timedelta | None,
    sent: int,
    field: str,
) -> None:
    stores.contacts.writer.write("UPDATE person SET channel = 'whatsapp'")
    for person in range(3 if heard else 0):
        assert heard is not None
        note(stores.contacts.writer, person, int((datetime.now(UTC) - heard).timestamp()))
    named = ", ".join(one for one in (BEGINNINGS, contents) if one)
    words = {**WHATSAPP, "PREM_TWILIO_CONTENTS": named}
    with stub("taken") as provider:
        done = worker(sqlite_settings, {**words, "PREM_TWILIO_URL": provider.url})
        bodies = [parse_qs(body.decode()) for body in provider.taken]
    assert (done.returncode, len(bodies)) == (0, sent)
    assert all(set(one) & {"Body", "ContentSid"} == {field} for one in bodies)
    assert all(one["To"][0].startswith("whatsapp:+447400") for one in bodies)
    ends = {"sent": 6} if sent else {"failed": 6}
    assert outbox.counts(stores.contacts.reader) == ends
