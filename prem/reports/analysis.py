"""Writes what `prem analyse` found: results.json, report.html, tables.xlsx, analysis.R."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prem.analysis.pairs_scored import ScoredPairs
from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.analysis.validation import Options
from prem.errors import Place
from prem.errors.analysis import NO_FOLDER


@dataclass(frozen=True, slots=True)
class Source:
    """Where the results come from: the table's file name, the key as used, the options.

    `pairs` is None for a table, and what was analysed where it was pair counts.
    """

    file: str
    key: Key
    options: Options
    site: str | None = None
    time: str | None = None
    pairs: ScoredPairs | None = None


def write_analysis(results: dict[str, Any], source: Source, plan: Plan, out: Path) -> None:
    """Write the four files into the folder `out`, which is made if it is not there.

    Raises Refusal where the folder cannot be written.
    """
    from prem.reports.analysis_page import page
    from prem.reports.analysis_script import script
    from prem.reports.analysis_script_pairs import script_of_pairs
    from prem.reports.analysis_tables import write_tables

    try:
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False)
        (out / "results.json").write_text(text + "\n", "utf-8")
        (out / "report.html").write_text(page(results, source, plan), "utf-8")
        in_r = script_of_pairs(source, source.pairs) if source.pairs else script(source)
        (out / "analysis.R").write_text(in_r, "utf-8")
        write_tables(results, out / "tables.xlsx")
    except OSError:
        raise NO_FOLDER.refuse(Place(file=out.name)) from None
