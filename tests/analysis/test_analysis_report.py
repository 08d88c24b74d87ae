"""The files that `prem analyse` writes: report.html, tables.xlsx, analysis.R, results.json."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options, validate
from prem.reports.analysis.scree import Series, scree_svg
from prem.reports.analysis.write import Source, write_analysis
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"


def write(table: Table, toml: str, out: Path, **options: Any) -> dict[str, Any]:
    notes, plan = Notes(), load_plan()
    key = key_of_toml(toml, "scales.toml")
    columns = Columns("education", "gender") if "education" in table.frame else Columns()
    answers = make_answers(table, key, columns, notes)
    asked = Options(**options)
    results = validate(answers, asked, plan, notes)
    source = Source(table.file, answers.key, asked, columns.site, columns.time)
    write_analysis(results, source, plan, out)
    return results


@pytest.fixture(scope="module")
def bfi(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("bfi") / "deep" / "out"
    toml = (REFERENCE / "bfi.toml").read_text("utf-8")
    return out, write(read_table(REFERENCE / "bfi.csv"), toml, out)


class Page(HTMLParser):
    """Collects what the checks below ask of a page."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "line", "circle", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.cells: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells.append((self.open[-1], data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_report_is_self_contained_and_accessible(bfi: tuple[Path, dict[str, Any]]) -> None:
    text = (bfi[0] / "report.html").read_text("utf-8")
    page = Page(text)
    assert page.open == []  # every tag is closed, in order
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert not page.all("script")
    assert not page.all("link")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "@media print" in text
    assert len(page.all("caption")) == len(page.all("table")) >= 6
    assert all(cell.get("scope") in ("row", "col") for cell in page.all("th"))
    assert all(svg["role"] == "img" for svg in page.all("svg"))
    assert all(svg.get("aria-labelledby") or svg.get("aria-label") for svg in page.all("svg"))
    assert "scree-title" in {svg.get("aria-labelledby") for svg in page.all("svg")}
    names = {a["id"] for _, a in page.tags if a.get("id")}
    assert {(a["href"] or "")[1:] for a in page.all("a")} <= names
    assert {a["aria-labelledby"] for _, a in page.tags if a.get("aria-labelledby")} <= names
    for scroller in (a for a in page.all("div") if a.get("class") == "scroll"):
        assert scroller["tabindex"] == "0"
        assert scroller.get("aria-label") or scroller.get("aria-labelledby")


def test_the_report_shows_the_numbers_of_the_results(bfi: tuple[Path, dict[str, Any]]) -> None:
    text = (bfi[0] / "report.html").read_text("utf-8")
    results = bfi[1]
    cells = [value for _, value in Page(text).cells]
    for scale in results["scales"].values():
        assert f"{scale['alpha']['estimate']:.2f}" in cells
    for loadings in results["efa"]["loadings"].values():
        assert {f"{value:z.2f}" for value in loadings} <= set(cells)
    assert "Parallel analysis keeps 5" in text
    assert "2,436" in text
    assert "that is enough" in text


def test_loadings_are_sorted_by_factor_and_size(bfi: tuple[Path, dict[str, Any]]) -> None:
    text = (bfi[0] / "report.html").read_text("utf-8")
    table = text[text.index("Loadings, sorted") :]
    order = [line.split('scope="row">')[1].split("<")[0] for line in table.split("<tr>")[2:27]]
    loadings = bfi[1]["efa"]["loadings"]
    assert sorted(order) == sorted(loadings)
    places = []
    for item in order:
        sizes = [abs(value) for value in loadings[item]]
        places.append((sizes.index(max(sizes)), -max(sizes)))
    assert places == sorted(places)
    assert 'class="strong"' in table
    assert 'class="faint"' in table


def test_results_are_json_without_nan(bfi: tuple[Path, dict[str, Any]]) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    text = (bfi[0] / "results.json").read_text("utf-8")
    assert json.loads(text, parse_constant=refuse) == bfi[1]
    documented = ["data", "items", "scales", "factorability", "dimensions", "efa",
                  "by_site_and_time", "notes"]  # fmt: skip
    assert [key for key in bfi[1] if key in documented] == documented


def test_tables_hold_the_unrounded_numbers(bfi: tuple[Path, dict[str, Any]]) -> None:
    book = openpyxl.load_workbook(bfi[0] / "tables.xlsx")
    results = bfi[1]
    named = ["Sample", "Items", "Counts", "Scales", "Factorability", "Eigenvalues", "Loadings",
             "Factor correlations", "IRT", "Means", "Notes"]  # fmt: skip
    assert [name for name in book.sheetnames if name in named] == named
    rows = {row[0]: row[1:] for row in book["Loadings"].iter_rows(min_row=2, values_only=True)}
    expected = [*results["efa"]["loadings"]["A1"], results["efa"]["communalities"]["A1"]]
    assert rows["A1"] == pytest.approx(expected, rel=1e-14)  # a workbook keeps 16 digits
    scales = {row[0]: row for row in book["Scales"].iter_rows(values_only=True)}
    assert scales["agree"][2] == pytest.approx(
        results["scales"]["agree"]["alpha"]["estimate"], rel=1e-14
    )
    counts = list(book["Counts"].iter_rows(max_row=2, values_only=True))
    assert counts == [("item", "1", "2", "3", "4", "5", "6"), ("A1", 82, 223, 337, 402, 818, 922)]
    assert book["Means"].max_row == 51


def awkward() -> tuple[Table, str]:
    """A table whose names are markup, a formula and a quotation mark."""
    values = [[1 + (i * j + i // 3) % 5 for j in range(1, 5)] for i in range(40)]
    frame = pd.DataFrame(values, columns=["<b>q1</b>", "=1+1", 'say "hi"', "ключ\\"])
    items = ", ".join(json.dumps(name, ensure_ascii=False) for name in frame.columns)
    toml = f"[response]\nminimum = 1\nmaximum = 5\n[scales.'<i>x</i>']\nitems = [{items}]\n"
    return Table("data.csv", frame), toml


def test_names_are_text_everywhere(tmp_path: Path) -> None:
    table, toml = awkward()
    write(table, toml, tmp_path, extraction="paf")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "<b>" not in text
    assert "<i>" not in text
    assert "&lt;b&gt;q1" in text
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    cells = [cell for (cell,) in book["Items"].iter_rows(max_col=1)]
    assert [cell.value for cell in cells][2] == "=1+1"
    assert cells[2].data_type == "s"


def test_a_report_with_nothing_to_compute_is_still_a_report(tmp_path: Path) -> None:
    table = Table("data.csv", pd.DataFrame({"q1": [3.0], "q2": [3.0]}))
    write(table, "[scales.a]\nitems = ['q1', 'q2']\n", tmp_path, quick=True)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "could not be computed; the notes say why" in text
    assert "about 99 more are needed" in text
    assert "None" not in text
    assert "nan" not in Page(text).cells


def test_the_scree_plot_draws_every_eigenvalue_where_it_belongs() -> None:
    items = Series("observed", [3.0, 1.0, 0.5], "circle")
    factors = Series("factors", [2.0, 0.4, 0.1], "triangle")
    svg = scree_svg([items, Series("simulated", [1.2, 1.0, 0.8], None), factors], "a < b")
    assert svg.count("<circle") == 3
    heights = [float(part.split('"')[0]) for part in svg.split('cy="')[1:]]
    assert heights == sorted(heights)
    # 3 is the top of the plot (16), 0 its bottom (276): 1 lies a third up
    assert heights[:2] == pytest.approx([16, 276 - 260 / 3], abs=0.06)
    assert "a &lt; b" in svg
    assert 'class="simulated"' in svg
    assert svg.count("<polygon") == 3
    assert 'class="simulated"' not in scree_svg([Series("observed", [1.0], "circle")], "")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R, which prem does not install")
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_the_r_script_runs_and_finds_the_same(tmp_path: Path, missing: str) -> None:
    toml = (REFERENCE / "beliefs.toml").read_text("utf-8")
    table = read_table(REFERENCE / "beliefs.csv")
    results = write(table, toml, tmp_path, missing=missing, quick=True)
    ran = subprocess.run(
        ["Rscript", "--vanilla", "analysis.R", str(REFERENCE / "beliefs.csv")],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    for name, scale in results["scales"].items():
        words = ran.stdout.split(f"\n{name} n =")[1].split("\n")[0].split()
        assert float(words[3]) == pytest.approx(scale["alpha"]["estimate"], abs=1e-6)
        assert float(words[5]) == pytest.approx(scale["alpha"]["low"], abs=1e-6)
    line = ran.stdout.split("Loadings:")[1].split("\nq3 ")[1].split("\n")[0].split()
    mine = results["efa"]["loadings"]["q3"]
    assert [float(word) for word in line] == pytest.approx(mine, abs=1e-4)


def test_the_r_script_quotes_names(tmp_path: Path) -> None:
    table, toml = awkward()
    write(table, toml, tmp_path, quick=True)
    text = (tmp_path / "analysis.R").read_text("utf-8")
    assert 'c("<b>q1</b>", "=1+1", "say \\"hi\\"", "ключ\\\\")' in text
    if shutil.which("Rscript"):
        parsed = subprocess.run(
            ["Rscript", "--vanilla", "-e", 'invisible(parse("analysis.R"))'],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
        assert parsed.returncode == 0, parsed.stderr


def test_the_command_analyses_bfi_in_little_memory(tmp_path: Path) -> None:
    """About 270 MB are measured; `make bench` has the seconds."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-m', 'prem', *sys.argv[1:]], check=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_maxrss)"
    )
    words = ["analyse", str(REFERENCE / "bfi.csv"), "--scales", str(REFERENCE / "bfi.toml")]
    words += ["--out", str(tmp_path), "--site", "education", "--time", "gender", "--id", "id"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    kilobytes = int(ran.stdout.splitlines()[-1])
    assert ran.stderr == ""
    assert (tmp_path / "results.json").exists()
    assert kilobytes < 400_000
