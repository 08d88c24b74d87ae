"""What the report shows of the graded response model and of item bias."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.reports.analysis.curves import Frame, curves_svg, wright_svg
from prem.reports.analysis.write import Source, write_analysis

KEY = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["a", "b", "c<", "d"]
[scales.pair]
items = ["e", "f"]
"""


def drawn() -> pd.DataFrame:
    generator = np.random.default_rng(8)
    theta = generator.standard_normal(600)
    latent = 1.6 * theta[:, None] + generator.logistic(size=(600, 6))
    group = np.arange(600) % 2
    latent[:, 1] -= 2.0 * group
    values = 1.0 + (latent[:, :, None] > np.array([-2.0, -0.7, 0.6, 1.8])).sum(axis=2)
    return pd.DataFrame(values, columns=["a", "b", "c<", "d", "e", "f"]).assign(
        g=np.where(group, "new", "old")
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, Path]:
    out, plan, notes = tmp_path_factory.mktemp("graded"), load_plan(), Notes()
    key, options = key_of_toml(KEY, "s.toml"), Options(quick=True)
    answers = make_answers(Table("t.csv", drawn()), key, Columns(group="g"), notes)
    results = validate(answers, options, plan, notes)
    write_analysis(results, Source("t.csv", key, options), plan, out)
    return results, (out / "report.html").read_text("utf-8"), out


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_item_with_bias_is_named_and_the_others_are_not(written: Any) -> None:
    results, html, _ = written
    assert results["dif"]["trust"]["biased"] == ["b"]
    assert "women of the groups new (300), old (300) answer b differently" in plain(html)
    assert "pair: groups could not be compared; the notes say why" in plain(html)


def test_each_item_has_its_curves_and_each_scale_its_information_and_map(written: Any) -> None:
    results, html, _ = written
    section = html[html.index('<section id="irt"') :].split('<section id="', 2)[1]
    assert section.count("<svg") == 2 + len(results["irt"]["trust"]["items"])
    assert "Chance of each answer to c&lt; by theta" in section
    assert "c<" not in section
    assert "pair: no graded response model; the notes say why" in plain(section)
    slope = results["irt"]["trust"]["items"]["a"]
    assert f"{slope['a']:.2f} ({slope['se']:.2f})" in section


def test_the_sheets_hold_the_unrounded_numbers(written: Any) -> None:
    results, _, out = written
    book = openpyxl.load_workbook(out / "tables.xlsx")
    first = [cell.value for cell in book["IRT"][2]]
    item = results["irt"]["trust"]["items"]["a"]
    assert first[:2] == ["trust", "a"]
    assert [first[2], first[3], first[7]] == pytest.approx([item["a"], item["se"], item["b"][0]])
    row = [cell.value for cell in book["DIF"][3]]
    assert row[:2] == ["trust", "b"]
    assert row[2] == pytest.approx(results["dif"]["trust"]["items"]["b"]["uniform"]["chi2"])


def test_no_groups_no_section() -> None:
    frame, notes, plan = drawn(), Notes(), load_plan()
    key = key_of_toml(KEY, "s.toml")
    answers = make_answers(Table("t.csv", frame), key, Columns(), notes)
    assert "dif" not in validate(answers, Options(quick=True), plan, notes)


def test_curves_lie_where_they_belong() -> None:
    svg = curves_svg(
        [-4.0, 0.0, 4.0], {"1": [1.0, 0.5, 0.0], "2": [0.0, 0.5, 1.0]}, 1.0, "a<b", "x"
    )
    frame = Frame(4.0, 1.0, 240)
    assert svg.count("<polyline") == 2
    assert f"{frame.x(0):.1f},{frame.y(0.5):.1f}" in svg
    assert svg.count("stroke-dasharray") == 1  # told apart without colour
    assert "a&lt;b" in svg


def test_the_map_draws_every_threshold_and_bar() -> None:
    svg = wright_svg([-4.0, 0.0, 4.0], [3, 6], {"q1": [-1.0, 9.0], "q2": [0.5]}, "map", "m")
    assert svg.count("<circle") == 3
    heights = [float(part.split('"')[0]) for part in svg.split('height="')[1:]]
    assert heights[1] == 2 * heights[0]
    assert f'cx="{Frame(4.0, 6, 150).x(4.0):.1f}"' in svg  # beyond the end: drawn at the end
