"""Change by model, generalisability and hypotheses in the report, the tables and the command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from prem.analysis.plan import load_plan
from prem.reports.analysis.generalisability import generalisability_sheets, generalisability_view
from prem.reports.analysis.hypotheses import hypotheses_sheets, hypotheses_view
from prem.reports.analysis.modelled import modelled_view

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "analysis" / "reference"

PLAN = """
[[hypotheses]]
id = "H1"
says = "Tension goes with a lack of calm."
reason = "for this test"
kind = "correlation"
scale = "tense"
with = "calm"
expects = { direction = "positive", at_least = 0.4 }
[[hypotheses]]
id = "H2"
says = "One study is tenser than the other."
reason = "for this test"
kind = "known_groups"
scale = "tense"
with = "study"
groups = ["VALE", "XRAY"]
expects = { direction = "positive" }
"""


def run(out: Path, plan: Path) -> subprocess.CompletedProcess[str]:
    table, scales = str(REFERENCE / "sai.csv"), str(REFERENCE / "sai.toml")
    options = ["--scales", scales, "--out", str(out), "--id", "id", "--time", "time", "--quick"]
    options += ["--site", "study", "--retest", "1,2", "--plan", str(plan)]
    command = [sys.executable, "-m", "prem", "analyse", table, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "mine.toml").write_text(PLAN, "utf-8")
    done = run(folder, folder / "mine.toml")
    assert done.returncode == 0, done.stderr
    return (folder / "report.html").read_text("utf-8")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_each_part_has_its_section_and_sentences(report: str) -> None:
    for part in ("modelled", "generalisability", "hypotheses"):
        assert f'<section id="{part}">' in report
        assert f'href="#{part}"' in report
    text = plain(report)
    assert "calm, 1 to 4: higher at the later time point (+0.28 points" in text
    assert "15 of them seen once" in text
    assert "A woman&#39;s score on 10 items, once, has G" in text
    assert "2 hypotheses declared, 2 could be tested, 1 held: 50%" in text
    assert "− not held" in text


def test_agreement_and_sites_are_drawn_and_tabled(report: str) -> None:
    text = plain(report)
    assert report.count('aria-labelledby="agreement-plot-') == 3
    assert "of 257 women differ by no less than" in text
    assert "Limits of agreement, with 95% intervals" in text
    for name in ("ICC(A,1) or (2,1)", "ICC(C,k) or (3,k)", "ICC(1) or (1,1)"):
        assert text.count(name) == 3
    assert 'id="caterpillar-plot"' in report
    assert "XRAY (190)" in text
    items = text[text.index("Items: agreement of one woman") :]
    assert re.search(r"high\.strung \d+ \d\.\d\d \d\.\d{3} ", items)


def test_a_plan_with_faults_is_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PLAN.replace('"study"', '"stdy"') + "[intrval]\n", "utf-8")
    done = run(tmp_path, tmp_path / "mine.toml")
    assert done.returncode == 1
    assert done.stderr.startswith("[422.521] mine.toml, field intrval")
    (tmp_path / "mine.toml").write_text(PLAN.replace('"study"', '"stdy"'), "utf-8")
    done = run(tmp_path, tmp_path / "mine.toml")
    assert done.returncode == 1
    assert done.stderr.startswith("[422.952] mine.toml, field hypotheses 2.with")
    assert 'did you mean "study"?' in done.stderr
    assert run(tmp_path, tmp_path / "none.toml").stderr.startswith("[422.500] none.toml")


def empty() -> dict[str, Any]:
    change = {"n": 2, "scores": 3, "once": 1}
    change |= dict.fromkeys(("criterion", "variance", "means", "contrasts"))
    study = {"n": 2, "items": 1, **dict.fromkeys(("components", "g", "phi", "decision"))}
    return {
        "scales": {"trust": {}},
        "change_model": {"total": change, "trust": change},
        "generalisability": {"occasions": [], "scales": {"trust": study}},
        "hypotheses": {"declared": 0, "testable": 0, "held": 0, "list": []},
    }


def test_what_could_not_be_computed_is_said() -> None:
    results, plan = empty(), load_plan()
    changed = modelled_view(results, {"trust": "Trust"}, plan)
    assert changed is not None
    assert changed["said"] == ["Trust: change could not be modelled; the notes say why."]
    assert changed["plot"] is None
    study = generalisability_view(results, {}, plan)
    assert study is not None
    assert "could not be told apart" in study["said"][0]
    declared = hypotheses_view(results, {}, plan)
    assert declared is not None
    assert declared["said"].startswith("No hypotheses were declared")
    assert (hypotheses_sheets(results), generalisability_sheets(results)) == ({}, {})
    assert modelled_view({}, {}, plan) is None
    assert generalisability_view({}, {}, plan) is None
    assert hypotheses_view({}, {}, plan) is None
