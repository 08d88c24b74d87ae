"""What an operator sets wrongly is one sentence with the variable's name, never its value."""

from __future__ import annotations

import pytest

from prem.errors import Refusal
from prem.settings import read_settings

INSTRUMENT = "perinatal-experience"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PREM_DEMO", "maybe"),
        ("PREM_PUBLIC_URL", "prem.test"),
        ("PREM_PUBLIC_URL", "javascript:alert(1)"),
        ("PREM_PUBLIC_URL", "https:///nhs"),
        ("PREM_PUBLIC_URL", "https://prem.test/?from=poster"),
        ("PREM_PUBLIC_URL", "https://prem.test:port"),
        ("PREM_PUBLIC_URL", "https://prem.test/ \n"),
        ("PREM_EXIT_URL", "https://prem.test\r\nSet-Cookie: x=y"),
        ("PREM_EXIT_URL", "https://[::1"),
        ("PREM_EXIT_URL", "https://prém.test"),
    ],
)
def test_a_setting_that_is_not_accepted_is_named_and_not_shown(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal) as refused:
        read_settings()
    said = str(refused.value)
    assert said.startswith(f"[422.805] the setting {name} is not accepted; it takes ")
    assert value not in said


def test_what_is_accepted(monkeypatch):
    monkeypatch.setenv("PREM_PUBLIC_URL", "https://prem.test:8443/nhs/")
    monkeypatch.setenv("PREM_EXIT_URL", "https://www.test/weather?at=home#now")
    monkeypatch.setenv("PREM_DEMO", "true")
    found = read_settings()
    assert (found.public_url, found.demo) == ("https://prem.test:8443/nhs/", True)
    assert found.exit_url == "https://www.test/weather?at=home#now"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    usual = read_settings()
    for name in ("DATA", "CONTENT", "ANSWERS_URL", "KEYS_FILE", "PUBLIC_URL", "DEMO"):
        monkeypatch.setenv(f"PREM_{name}", "")
    assert read_settings() == usual


def test_a_command_says_it_in_one_line(prem, is_one_line, monkeypatch):
    monkeypatch.setenv("PREM_DEMO", "maybe")
    is_one_line(prem("items", INSTRUMENT), "422.805")
