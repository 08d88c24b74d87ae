"""How a survey's English reads is shown and held, part by part; other languages get no grade."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prem import content
from prem.cli.check import Grade
from prem.cli.group import build
from prem.instruments.lints.grade import HIGHEST, reading
from prem.surveys.compile import compile_survey
from prem.surveys.load import load_survey
from prem.surveys.readings import BEFORE_YES, readings

ID, ITEMS = "pregnancy-to-18-months", "perinatal-experience"
HARD = "Participation necessitates considerable institutional deliberation. "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped survey, to make harder."""
    return Path(shutil.copytree(content.find("surveys", ID), tmp_path / "surveys" / ID))


def test_what_she_reads_before_her_yes_has_a_grade_of_its_own():
    found = readings(load_survey(ID), "en")
    assert {*BEFORE_YES.values(), "page", "text", "easy", "calls", "paper"} == found.keys()
    for part, one in found.items():
        assert one.is_enough, part
        assert one.grade <= HIGHEST, part


def test_the_command_shows_each_grade_and_which_languages_have_none():
    shown = CliRunner().invoke(build(["check"]), ["check"]).stdout
    found = json.loads(CliRunner().invoke(build(["check"]), ["check", "--json"]).stdout)
    rows = {(one["of"], one["part"]): one for one in found["reading"]}
    assert {one["language"] for one in found["reading"]} == {"en"}
    assert found["not_graded"] == ["cy", "pl", "ro", "bn", "ur", "ar"]
    assert "not graded, for Flesch-Kincaid is for English: cy, pl, ro, bn, ur, ar" in shown
    for part in ("page", "text", "spoken", "easy"):
        one = rows[ITEMS, part]
        assert one["sentences"] >= 10
        assert 0 < one["grade"] <= HIGHEST
        assert f"{part} {one['grade']} ({one['sentences']} sentences)" in shown
    for part in readings(load_survey(ID), "en"):
        one = rows[ID, part]
        assert f"{part} {one['grade']} ({one['sentences']} sentences)" in shown


@pytest.mark.parametrize(
    ("old", "part"),
    [
        ("You can delete what you said, too.", BEFORE_YES["page"]),
        ("There is no name on it.", "paper"),
        ("You can hang up when you like.", "calls"),
    ],
)
def test_one_part_that_is_too_hard_is_refused_by_its_name(folder, old, part):
    path = folder / "words" / "en.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, f"{old}\n{HARD}" * 8), encoding="utf-8")
    _, complaints = compile_survey(folder)
    assert ("422.211", part) in {(one.kind.code, one.place.field) for one in complaints}


def test_few_sentences_and_other_languages_get_no_grade():
    few = Grade("x", "page", "en", reading([HARD] * 9))
    assert few.as_json()["grade"] is None
    assert str(few) == "page too few to grade (9 sentences)"
    assert Grade("x", "page", "en", reading([HARD] * 10)).as_json()["grade"] > HIGHEST
    assert readings(load_survey(ID), "cy") == {}
