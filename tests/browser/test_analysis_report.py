"""Stories of the report of an analysis: read on a phone, on a desk, and on paper."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prem.cli import main

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "q3", "q4"]
[scales.ease]
items = ["q5", "q6", "q7", "q8"]
"""
WIDTHS = (360, 1280)


def given_36_women(folder: Path) -> list[str]:
    """Most of 36 women say 5 to everything, and one of them is alone at her site."""
    chance = np.random.default_rng(4)
    level = np.where(chance.random(36) < 0.75, 5, chance.choice([1, 3, 4], 36))
    drop = chance.choice([0, 1, 2], (36, 8), p=[0.75, 0.15, 0.1])
    table = pd.DataFrame(np.clip(level[:, None] - drop, 1, 5))
    table.columns = [f"q{i}" for i in range(1, 9)]
    table["site"] = ["alone", *(["some"] * 12), *(["many"] * 23)]
    table.to_csv(folder / "women.csv", index=False)
    (folder / "scales.toml").write_text(SCALES)
    return [str(folder / "women.csv"), "--scales", str(folder / "scales.toml"), "--site", "site"]


def given_bfi(_: Path) -> list[str]:
    scales = ["--scales", str(REFERENCE / "bfi.toml")]
    return [str(REFERENCE / "bfi.csv"), *scales, "--group", "gender"]


@pytest.fixture(scope="module", params=[given_bfi, given_36_women], ids=["bfi", "women"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report of `prem analyse --quick`."""
    folder = tmp_path_factory.mktemp("report")
    words = ["prem", "analyse", *request.param(folder), "--out", str(folder / "out"), "--quick"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return (folder / "out" / "report.html").as_uri()


def when_it_is_opened(visit, report, **context):
    page = visit(**context)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    return page, asked


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_is_read_without_a_network(report, visit, accessible, shot, width):
    viewport = {"viewport": {"width": width, "height": 800}}
    page, asked = when_it_is_opened(visit, report, **viewport, color_scheme="light")
    assert asked == [report]
    accessible(page)
    shot(page, f"analysis-{width}")
    # Wide tables scroll in their own frame, the page itself never sideways.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    headings = page.locator("h1, h2, h3").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(headings))
    sections = page.locator("main > section")
    assert sections.count() >= 12
    assert all(len(text) > 80 for text in sections.all_inner_texts())


def test_the_report_is_printed_whole(report, visit, shot):
    paper = {"width": 700, "height": 1030}  # A4 less its margins, at 96 points an inch
    page, _ = when_it_is_opened(visit, report, viewport=paper)
    page.emulate_media(media="print", color_scheme="light")
    shot(page, "analysis-print")
    cut = page.evaluate(
        "() => [...document.querySelectorAll('table, svg')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => (e.caption || e.querySelector('title') || e).textContent.slice(0, 60))"
    )
    assert cut == []
    heads = page.locator("thead").evaluate_all("all => all.map(e => getComputedStyle(e).display)")
    assert set(heads) == {"table-header-group"}
    # The page for the group is a sheet of its own.
    assert page.locator("#group").evaluate("e => e.getBoundingClientRect().height") < 930
    assert page.locator("#group").evaluate("e => getComputedStyle(e).breakAfter") == "page"
    # What is folded on a screen is open on paper.
    folded = page.locator("details").evaluate_all(
        "all => all.filter(d => !d.lastElementChild.checkVisibility({contentVisibilityAuto: true}))"
        ".length"
    )
    assert folded == 0
    assert len(page.pdf(prefer_css_page_size=True)) > 50_000
