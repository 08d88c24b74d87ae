"""tables.xlsx: each part of the results on a sheet, numbers unrounded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from prem.analysis.scales import Key
from prem.reports.analysis.cfa_files import cfa_sheets
from prem.reports.analysis.dictionary import HEADS, dictionary_rows
from prem.reports.analysis.factor_sheets import factor_sheets
from prem.reports.analysis.invariance_files import invariance_sheets
from prem.reports.analysis.ordered import ordered_sheets
from prem.reports.analysis.quality_sheets import quality_sheets
from prem.reports.analysis.tables_repeated import repeated_sheets
from prem.reports.analysis.tables_sample import sample_sheets
from prem.reports.analysis.tables_scaling import scaling_sheets

Rows = Iterable[list[Any]]


def write_tables(results: dict[str, Any], path: Path, key: Key) -> None:
    """Write the workbook. An absent number is an empty cell; its reason is on the sheet Notes."""
    book = Workbook()
    book.remove(book.active)
    dictionary = [list(HEADS), *dictionary_rows(results, key)]
    for title, rows in (_sheets(results) | {"Dictionary": dictionary}).items():
        lines = list(rows)
        if len(lines) < 2 and title != "Notes":  # only its head: there is nothing to show
            continue
        sheet = book.create_sheet(title)
        for row in lines:
            sheet.append(row)
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":  # a column named "=..." is a name, never a formula
                    cell.data_type = "s"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = 24
    book.save(path)


def _sheets(results: dict[str, Any]) -> dict[str, Rows]:
    efa = results["efa"]
    factors = [f"factor {i + 1}" for i in range(efa["factors"])]
    phi = efa["factor_correlations"] or []
    blank = [None] * efa["factors"]
    return {
        "Sample": [
            ["", "value"],
            *([name, results["data"][name]] for name in ("rows", "complete", "items")),
        ],
        "Items": _records("item", results["items"], leave=("counts", "non_answers")),
        "Counts": _counts(results["items"]),
        "Scales": _scales(results["scales"]),
        "Factorability": _factorability(results["factorability"]),
        "Eigenvalues": _eigenvalues(results["dimensions"]),
        "Loadings": [
            ["item", *factors, "communality"],
            *([i, *(row or blank), efa["communalities"][i]] for i, row in efa["loadings"].items()),
        ],
        "Factor correlations": [
            ["", *factors],
            *([name, *row] for name, row in zip(factors, phi, strict=False)),
        ],
        **{title: rows for sheets in _PARTS for title, rows in sheets(results).items()},
        "Means": _list(
            results.get("by_site_and_time", []),
            ["scale", "site", "time", "n", "mean", "sd", "low", "high"],
        ),
        "Notes": _list(results["notes"], ["where", "code", "text"]),
    }


def _records(name: str, records: dict[str, dict[str, Any]], leave: tuple[str, ...]) -> Rows:
    first = next(iter(records.values()))
    flat = [c for c in first if not any(isinstance(r[c], dict | list) for r in records.values())]
    columns = [column for column in flat if column not in leave]
    return [[name, *columns], *([key, *(r[c] for c in columns)] for key, r in records.items())]


def _list(records: list[dict[str, Any]], columns: list[str]) -> Rows:
    return [columns, *([record[column] for column in columns] for record in records)]


def _counts(items: dict[str, dict[str, Any]]) -> Rows:
    codes = sorted({code for found in items.values() for code in found["counts"] or ()}, key=float)
    rows = (
        [item, *((found["counts"] or {}).get(c) for c in codes)] for item, found in items.items()
    )
    return [["item", *codes], *rows]


def _scales(scales: dict[str, dict[str, Any]]) -> Rows:
    flat = {}
    for name, found in scales.items():
        alpha = found["alpha"]
        values = {"n": found["n"], "alpha": alpha["estimate"], "low": alpha["low"]}
        rest = {key: found[key] for key in ("mean_inter_item_r", "sem", "mean", "sd")}
        flat[name] = values | {"high": alpha["high"], "method": alpha["method"]} | rest
    return _records("scale", flat, leave=())


def _factorability(found: dict[str, Any]) -> Rows:
    test = found["bartlett"]
    return [
        ["", "value"],
        ["n", found["n"]],
        ["KMO", found["kmo"]],
        ["Bartlett chi-square", test["chi2"]],
        ["Bartlett df", test["df"]],
        ["Bartlett p", test["p"]],
        *([f"KMO {item}", value] for item, value in found["kmo_items"].items()),
    ]


def _eigenvalues(found: dict[str, Any]) -> Rows:
    observed = found["eigenvalues"] or []
    simulated = found["parallel"].get("simulated") or [None] * len(observed)
    pairs = enumerate(zip(observed, simulated, strict=True), start=1)
    return [
        ["component", "eigenvalue", "simulated, 95th percentile"],
        *([rank, mine, theirs] for rank, (mine, theirs) in pairs),
    ]


def _graded(results: dict[str, Any]) -> dict[str, Rows]:
    scales = results.get("irt") or {}
    fitted = [
        (scale, item, one)
        for scale, found in scales.items()
        for item, one in found["items"].items()
        if one is not None
    ]
    most = max((len(one["b"]) for _, _, one in fitted), default=0)
    edges = [name for k in range(1, most + 1) for name in (f"b{k}", f"se b{k}")]
    rows = [
        [scale, item, *(one[name] for name in ("a", "se", "sx2", "df", "p"))]
        + [value for pair in zip(one["b"], one["se_b"], strict=True) for value in pair]
        for scale, item, one in fitted
    ]
    heads = ["scale", "item", "a", "se a", "S-X2", "df", "p", *edges]
    return {"IRT": [heads, *rows]} if scales else {}


def _bias(results: dict[str, Any]) -> dict[str, Rows]:
    scales = results.get("dif") or {}
    kinds = ("uniform", "non_uniform", "any")
    columns = [f"{part} {kind}" for kind in kinds for part in ("chi2", "df", "p", "change")]
    rows = [
        [scale, item]
        + [v for k in kinds for v in (one[k]["chi2"], one[k]["df"], one[k]["p"], one["r2"][k])]
        for scale, found in scales.items()
        for item, one in found["items"].items()
        if one is not None
    ]
    return {"DIF": [["scale", "item", *columns], *rows]} if scales else {}


# Each part returns its sheets by title, none where the results do not have it.
_PARTS = (
    *(scaling_sheets, factor_sheets, ordered_sheets, cfa_sheets, _graded, _bias, invariance_sheets),
    *(repeated_sheets, sample_sheets, quality_sheets),
)
