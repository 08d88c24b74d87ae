"""Which provider of texts is chosen, what it needs to start, and `prem worker` with one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from provider_settings import ADDRESS, NOTIFY, TWILIO
from provider_stub import stub

from prem import ports
from prem.app.addresses import links_open
from prem.app.providers import caps_of, channels_of, check_templates
from prem.errors import Refusal
from prem.fieldwork.caps import Caps
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.settings import Settings, read_settings
from prem.storage import outbox
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey

WHATSAPP = {
    **TWILIO,
    "PREM_WHATSAPP": "twilio",
    "PREM_TWILIO_WHATSAPP_SENDER": "+447400654322",
    "PREM_TWILIO_CONTENTS": f"invitation.en=HX{'0' * 32}, stop-confirmed.en=HX{'1' * 32}",
}


VOICE = {
    **{name: TWILIO[name] for name in ("PREM_TWILIO_ACCOUNT", "PREM_TWILIO_TOKEN")},
    "PREM_VOICE": "twilio",
    "PREM_TWILIO_VOICE_SENDER": "+441632960123",
    "PREM_TWILIO_KEEPS_DAYS": "30",
}


def settings_of(monkeypatch: pytest.MonkeyPatch, words: dict[str, str]) -> Settings:
    for name, word in words.items():
        monkeypatch.setenv(name, word)
    return read_settings()


@pytest.mark.parametrize("words", [TWILIO, NOTIFY, WHATSAPP, VOICE])
def test_each_provider_declares_what_it_keeps(
    monkeypatch: pytest.MonkeyPatch, words: dict[str, str]
) -> None:
    settings = settings_of(monkeypatch, words)
    channels = channels_of(settings)
    chosen = {"PREM_SMS": "sms", "PREM_WHATSAPP": "whatsapp", "PREM_VOICE": "voice"}
    assert set(channels) == {name for setting, name in chosen.items() if setting in words}
    for channel in channels.values():
        assert channel.keeps.days in (7, 30)
        assert channel.costs
        assert "t" * 32 not in repr(channel) + repr(settings)
        assert "b" * 40 not in repr(channel) + repr(settings)


@pytest.mark.parametrize(("words", "name"), [(TWILIO, "TWILIO"), (NOTIFY, "NOTIFY")])
def test_who_keeps_texts_for_nobody_knows_how_long_does_not_start(
    monkeypatch: pytest.MonkeyPatch, words: dict[str, str], name: str
) -> None:
    unknown = {**words, f"PREM_{name}_KEEPS_DAYS": ""}
    with pytest.raises(Refusal, match=rf"422\.330.*PREM_{name}_KEEPS_DAYS"):
        channels_of(settings_of(monkeypatch, unknown))


def test_whatsapp_without_the_templates_that_begin_a_wave_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survey, settings = load_survey("pregnancy-to-18-months"), settings_of(monkeypatch, WHATSAPP)
    with pytest.raises(Refusal, match=r"422\.244.* needs reminder\.en; name"):
        check_templates([survey], settings)
    whole = f"{WHATSAPP['PREM_TWILIO_CONTENTS']}, reminder.en=HX{'2' * 32}"
    check_templates([survey], settings.model_copy(update={"twilio_contents": whole}))
    check_templates([survey], settings.model_copy(update={"whatsapp": "none"}))
    check_templates([replace(survey, channels=("web", "sms"))], settings)


@pytest.mark.parametrize("words", [TWILIO, NOTIFY, WHATSAPP, VOICE])
def test_settings_that_are_missing_are_all_named(
    monkeypatch: pytest.MonkeyPatch, words: dict[str, str]
) -> None:
    choices = ("PREM_SMS", "PREM_WHATSAPP", "PREM_VOICE")
    chosen = {name: word for name, word in words.items() if name in choices}
    with pytest.raises(Refusal) as refused:
        channels_of(settings_of(monkeypatch, chosen))
    said = str(refused.value)
    assert said.startswith("[422.331]")
    for name in words:
        if not name.endswith(("_DAYS", "_CONTENTS")) and name not in choices:
            assert name in said


@pytest.mark.parametrize("choice", ["sms", "whatsapp", "voice"])
def test_links_of_a_provider_open_on_phones_and_a_demo_sends_none(choice: str) -> None:
    chosen: dict[str, object] = {choice: "twilio"}
    with pytest.raises(Refusal, match=r"422\.470.*PREM_PUBLIC_URL"):
        links_open(Settings(**chosen))  # type: ignore[arg-type]
    links_open(Settings(**chosen, public_url="https://q.example"))  # type: ignore[arg-type]
    links_open(Settings(**chosen, demo=True))  # type: ignore[arg-type]
    links_open(Settings())


def test_without_a_choice_no_text_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, {})
    assert channels_of(settings) == {}
    assert caps_of(settings) == Caps()


def test_caps_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"PREM_TEXT_REGIONS": "gb, IE", "PREM_PENCE_A_DAY": "0", "PREM_TEXT_KINDS": "Mobile"}
    caps = caps_of(settings_of(monkeypatch, words))
    assert (caps.regions, caps.kinds, caps.pence_a_day) == ({"GB", "IE"}, {"mobile"}, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PREM_SMS", "carrier-pigeon"),
        ("PREM_WHATSAPP", "notify"),
        ("PREM_VOICE", "notify"),
        ("PREM_TWILIO_VOICE_SENDER", "prem"),
        ("PREM_PENCE_A_CALL", "-1"),
        ("PREM_TEXT_REGIONS", ","),
        ("PREM_TEXT_REGIONS", "*"),
        ("PREM_TEXT_REGIONS", "GB, UK"),
        ("PREM_TEXT_REGIONS", "GBR"),
        ("PREM_TEXT_KINDS", "mobiles"),
        ("PREM_PENCE_A_DAY", "-1"),
        ("PREM_PENCE_A_DAY", "lots"),
        ("PREM_TEXTS_A_NUMBER_A_DAY", "1e99"),
        ("PREM_TWILIO_KEEPS_DAYS", "unknown"),
        ("PREM_TWILIO_ACCOUNT", "AC12"),
        ("PREM_TWILIO_SENDER", "whatsapp:+447400654321"),
        ("PREM_TWILIO_TOKEN", "two words"),
        ("PREM_TWILIO_CONTENTS", "invitation=HX1"),
        ("PREM_NOTIFY_KEY", "a-key-of-mine"),
        ("PREM_NOTIFY_TEMPLATE", "mine"),
        ("PREM_TWILIO_URL", "ftp://x"),
    ],
)
def test_what_is_not_accepted_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(Refusal) as refused:
        settings_of(monkeypatch, {name: value})
    assert str(refused.value).startswith(f"[422.805] the setting {name} is not accepted")
    assert value not in str(refused.value).partition("it takes")[0]


def test_the_worker_sends_through_the_provider_it_is_given(sqlite_settings: Settings) -> None:
    stores = open_stores(sqlite_settings)
    study = load_survey("pregnancy-to-18-months", None)
    field = Field(
        stores, {study.id: study}, keys_for(stores, sqlite_settings.keys_path), ports.real().number
    )
    born = datetime.now(UTC).date() - timedelta(weeks=6)
    woman = Enrolment(
        "+447400123456",
        study.sites[0].id,
        study.consent_versions["en"],
        birth=born,
        safe_from=0,
        safe_to=24,
    )
    enrol(field, study, woman)
    enrol(field, study, replace(woman, phone="+353850123456"))
    with stub("taken") as provider:
        done = subprocess.run(
            [sys.executable, "-m", "prem", "worker", "--once"],
            env={
                **os.environ,
                **TWILIO,
                **ADDRESS,
                "PREM_DATA": str(sqlite_settings.data),
                "PREM_TWILIO_URL": provider.url,
            },
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout == "2 invited, 1 texts sent\n"
    assert outbox.counts(stores.contacts.reader) == {"sent": 1, "held": 1}
    assert b"To=%2B447400123456" in provider.taken[0]
    for secret in ("447400", "353850", TWILIO["PREM_TWILIO_TOKEN"], "Body"):
        assert secret not in done.stdout + done.stderr
    stores.close()
