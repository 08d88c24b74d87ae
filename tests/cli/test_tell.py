"""`prem enrol` and `prem tell`: by stdin and never by the command line."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from provider_settings import ADDRESS, TWILIO

SURVEY = "pregnancy-to-18-months"
PHONE = "07700 900456"
SOON = (datetime.now(UTC) + timedelta(weeks=8)).date().isoformat()


@pytest.fixture
def enrolled(shell):
    """A woman who is enrolled by the command; her reference."""
    said = shell(
        f'echo "{PHONE}" | $PREM enrol {SURVEY} --site site-1 --due-date {SOON} '
        "--days mon-fri --hours 9-15"
    )
    assert (said.code, said.err) == (0, "")
    reference, follows = said.out.splitlines()
    assert follows.startswith("She is enrolled. Her next text is planned for ")
    return reference


def test_a_woman_is_enrolled_told_of_and_planned_for(shell, prem, enrolled):
    plan = prem("plan", SURVEY)
    assert enrolled in plan.out
    assert all("09:00" <= line.split()[1] < "15:00" for line in plan.out.splitlines())
    said = shell(f'echo "{PHONE}" | $PREM tell prison')
    assert said.out == "Noted. Texts wait until you tell us that they may go on.\n"
    held = prem("plan", SURVEY).out.splitlines()
    assert held
    assert all(line.endswith("held: prison") for line in held)
    said = shell(f'echo "{PHONE}" | $PREM tell resume --json')
    found = json.loads(said.out)
    assert (found["new"], found["stopped"], found["next"]["held"]) == (True, False, "")
    said = shell(f'echo "{PHONE}" | $PREM tell loss')
    assert said.out == "Noted. No text is planned for her.\n"
    assert prem("plan", SURVEY).out.startswith("No text is planned")


def test_a_new_number_comes_on_a_second_line(shell, enrolled):
    said = shell(f'printf "{PHONE}\\n07700 900124\\n" | $PREM tell number')
    assert (said.code, said.out[:6]) == (0, "Noted.")
    assert shell(f'echo "{PHONE}" | $PREM tell prison').err.startswith("[404.361]")
    assert shell('echo "07700 900124" | $PREM tell prison').code == 0


ENROL = ("enrol", SURVEY, "--site", "site-1")


@pytest.fixture
def typed(prem, monkeypatch):
    """Run the command in this process with these bytes on stdin."""

    def run(given: bytes, *words: str):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        return prem(*words)

    return run


NONSENSE = [
    (PHONE, ("tell", "birth", "--day", "2099-01-01"), "422.365"),
    (PHONE, ("tell", "lost"), "422.362"),
    (PHONE, ("tell", "moved", "--site", "site-9"), "422.369"),
    ("07700 900999", ("tell", "loss"), "404.361"),
    ("", ("tell", "loss"), "422.340"),
    ("\0" * 100_000, ("tell", "loss"), "422.340"),
    (PHONE, ("tell", "number"), "422.367"),
    (PHONE, ENROL, "409.342"),
    ("x", ENROL, "422.340"),
    ("x", (*ENROL, "--days", "never"), "422.360"),
    ("x", (*ENROL, "--hours", "18-10"), "422.344"),
    ("x", (*ENROL, "--birth", "2099-01-01"), "422.365"),
    ("x", (*ENROL, "--birth", "yesterday"), "422.363"),
    ("x", ("enrol", SURVEY, "--site", "nowhere"), "422.341"),
]


def test_nonsense_is_one_line(typed, is_one_line):
    assert typed(PHONE.encode(), *ENROL).code == 0
    for given, words, code in NONSENSE:
        said = typed(given.encode(), *words)
        is_one_line(said, code)
        assert "900456" not in said.err


def test_a_number_to_which_no_text_may_go_is_refused(typed, is_one_line, monkeypatch):
    abroad = b"+353 85 012 3456\n"
    for name, value in {**ADDRESS, **TWILIO}.items():
        monkeypatch.setenv(name, value)
    is_one_line(typed(abroad, *ENROL), "422.348")
    monkeypatch.setenv("PREM_TEXT_REGIONS", "GB,IE")
    assert typed(abroad, *ENROL).code == 0


def test_bytes_that_are_no_letters_are_no_number(typed, is_one_line):
    is_one_line(typed(b"\xff\xfe\n", "tell", "loss"), "422.340")


def test_a_number_on_the_command_line_is_not_taken(shell, enrolled):
    said = shell(f'$PREM tell loss "{PHONE}" < /dev/null')
    assert said.code == 2
    assert "loss" not in shell("cat $PREM_DATA/contacts.sqlite* | strings | grep -w loss").out
