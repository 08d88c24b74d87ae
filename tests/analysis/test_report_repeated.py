"""Retest, change, sites and checklist in the report and in the tables, by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"


def run(out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    table, scales = str(REFERENCE / "sai.csv"), str(REFERENCE / "sai.toml")
    options = ["--scales", scales, "--out", str(out), "--id", "id", "--time", "time", "--quick"]
    command = [sys.executable, "-m", "prem", "analyse", table, *options, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sai")
    done = run(folder, "--site", "study", "--retest", "1, 2")
    assert done.returncode == 0, done.stderr
    return folder


def test_each_part_has_its_section_with_its_numbers(out: Path) -> None:
    text = (out / "report.html").read_text("utf-8")
    results = json.loads((out / "results.json").read_text("utf-8"))
    for part in ("retest", "change", "sites", "checklist"):
        assert f'<section id="{part}">' in text
        assert f'href="#{part}"' in text
    assert "of 257 women who answered twice, the agreement is 0.69 (0.62 to 0.75)" in text
    needed = results["sites"]["women_needed"]["0.70"]
    assert f"A site needs {needed} women" in text
    assert "higher at the later time point" in text
    assert "no clear change either way" in text
    counted = [row["verdict"] for row in results["checklist"]].count("indeterminate")
    assert f"{counted} indeterminate" in text


def test_the_sheets_hold_the_unrounded_numbers(out: Path) -> None:
    results = json.loads((out / "results.json").read_text("utf-8"))
    book = openpyxl.load_workbook(out / "tables.xlsx")
    icc = [cell.value for cell in book["Test-retest"][2]]
    assert icc[:4] == ["total", "A1", 257, results["test_retest"]["icc"]["A1"]["estimate"]]
    assert book["Measurement error"]["F2"].value == results["test_retest"]["sdc"]
    assert book["Kappa"].max_row == 21
    assert book["Change"].max_row == 1 + len(results["change"])
    icc1 = results["sites"]["icc1"]["estimate"]
    assert book["Sites"]["F2"].value == pytest.approx(icc1, rel=1e-14)
    assert book["Site means"].max_row == 1 + 2 * 3
    assert book["Checklist"]["D2"].value == results["checklist"][0]["verdict"]


def test_a_wrong_retest_is_a_sentence(tmp_path: Path) -> None:
    assert run(tmp_path, "--retest", "1").returncode == 2
    wrong = run(tmp_path, "--retest", "1,7")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("[422.535]")
    assert "1, 2, 3, 4" in wrong.stderr
