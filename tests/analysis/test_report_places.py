"""The report's order, its notes in words, the dictionary, and the whole of analysis.R."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import openpyxl
import pytest

from prem.cli import main
from prem.reports.analysis.places import in_words, notes_grid
from prem.reports.analysis.sections import SECTIONS, pages

SCALES = """[response]
minimum = 1
maximum = 5
non_answers = { refused = 9 }
[scales.trust]
title = "Trust in staff"
items = ["q1", "q2", "-q3"]
"""
KEY = re.compile(r"\b(scales|items|cfa|efa|irt|data|sites|dimensions|polychoric)\.[a-z_]+")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    rows = "".join(
        f"{1 + i % 5},{1 + i * 3 % 5},{9 if i % 11 == 0 else 5 - i % 5},{'ab'[i % 2]},1\n"
        for i in range(60)
    )
    (folder / "women.csv").write_text(f"q1,q2,q3,unit,simulated\n{rows}")
    (folder / "scales.toml").write_text(SCALES)
    words = ["prem", "analyse", str(folder / "women.csv"), "--out", str(folder / "out"), "--quick"]
    words += ["--scales", str(folder / "scales.toml"), "--site", "unit", "--group", "unit"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return folder / "out"


def test_the_pages_are_twelve_and_hold_every_section_once():
    every = {section.name for section in SECTIONS}
    own = {"sample", "notes", "items", "dimensions", "loadings", "reliability", "means"}
    found = pages(every | own | {"checklist", "again"})
    names = [name for page in found for name, _ in page.sections]
    assert len(found) == 12
    assert sorted(names) == sorted(every | own | {"checklist", "again"})
    assert [page.question for page in pages({"irt"})] == ["What does each answer tell?"]


def test_notes_of_many_places_are_said_once_in_words():
    notes = [
        {"where": "items.q1.h, items.q2.h", "code": "1", "text": "Alike."},
        {"where": "scales.a.omega_total", "code": "2", "text": "None."},
        {"where": "items.q3.h", "code": "1", "text": "Alike."},
    ]
    grid = notes_grid(notes, {"a": "Trust in staff"})
    assert grid is not None
    assert grid.rows[0] == ["Items q1, q2, q3: H", "Alike.", "1"]
    assert grid.rows[1] == ["Scale Trust in staff: omega total", "None.", "2"]
    assert notes_grid([], {}) is None
    assert in_words("by_site_and_time: north, trust", {}) == "means: north, trust"


def test_no_key_and_no_absent_thing_is_left_in_the_prose(out: Path):
    text = (out / "report.html").read_text("utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index("</style>") :]))
    assert KEY.search(words.replace("results.json", "").replace("scales.toml", "")) is None
    assert not re.findall(r"\b(None|nan|NaN|inf)\b", words)
    assert "A computer made these answers up" in words
    assert words.index("In short, for the group") < words.index("withholds no small group")


def test_the_workbook_opens_with_short_titles_and_plain_cells(out: Path):
    book = openpyxl.load_workbook(out / "tables.xlsx")
    assert all(len(title) <= 31 for title in book.sheetnames)
    assert all(sheet.max_row > 1 for sheet in book if sheet.title != "Notes")
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if isinstance(c, str) and c[:1] in ("{", "[")]
    rows = list(book["Dictionary"].iter_rows(values_only=True))
    assert rows[3] == ("q3", "Trust in staff", 1, 5, "yes", 54, 0, "refused: 6")


def test_the_script_has_the_lines_of_every_part_and_makes_codes_na_first(out: Path):
    lines = (out / "analysis.R").read_text("utf-8")
    order = ["no_answer <-", "turned <-", "describe(answers)", "psych::alpha", "KMO(r)"]
    order += ["fa.parallel", "VSS(r", "lavCor", "fa(r", '"MLR"', '"fiml"', '"WLSMV"']
    order += ["bifactor", "psych::omega", "lavTestLRT", "semTools::measEq.syntax", "mirt::mirt"]
    order += ["MASS::polr"]
    at = [lines.index(word) for word in order[:5]]
    assert at == sorted(at)
    assert all(word in lines for word in order)
    assert 'no_answer <- c("9")' in lines
    assert "lme4::lmer" in lines
    for package in re.findall(r"\b(lavaan|semTools|mokken|mirt|MASS|lme4)::", lines):
        assert re.search(rf'(requireNamespace|needs)\("{package}"|"{package}"', lines), package
    keys = re.findall(r'say\("([a-z_.0-9A-Z]+)"', lines)
    results = json.loads((out / "results.json").read_text("utf-8"))
    assert {key.split(".")[0] for key in keys} <= set(results)
