"""Writes what `prem analyse` found: results.json, report.html, tables.xlsx, analysis.R."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prem.analysis.guard import without_nulls
from prem.analysis.pairs.scored import ScoredPairs
from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.analysis.validation import Options
from prem.errors import Place
from prem.errors.analysis import NO_FOLDER


@dataclass(frozen=True, slots=True)
class Source:
    """Where the results come from: the table's file name, the key as used, the options.

    `pairs` is None for a table, and what was analysed where it was pair counts. `groupings` are the
    names of the columns by which women are compared, by their use. `simulated`: the table itself
    says, in a column of that name, that nobody gave its answers.
    """

    file: str
    key: Key
    options: Options
    site: str | None = None
    time: str | None = None
    pairs: ScoredPairs | None = None
    groupings: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    simulated: bool = False


def write_analysis(results: dict[str, Any], source: Source, plan: Plan, out: Path) -> None:
    """Write the four files into the folder `out`, which is made if it is not there.

    Raises Refusal where the folder cannot be written.
    """
    from prem.reports.analysis.page import page
    from prem.reports.analysis.script import script
    from prem.reports.analysis.script_pairs import script_of_pairs
    from prem.reports.analysis.tables import write_tables

    shown = without_nulls(results)
    texts = {
        "results.json": json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        "report.html": page(shown, source, plan),
        "analysis.R": (
            script_of_pairs(source, source.pairs) if source.pairs else script(source, plan)
        ),
    }
    try:
        with _all_or_none(out) as draft:
            for name, text in texts.items():
                (draft / name).write_text(text, "utf-8")
            write_tables(shown, draft / "tables.xlsx", source.key)
    except OSError:
        raise NO_FOLDER.refuse(Place(file=out.name)) from None


@contextmanager
def _all_or_none(out: Path) -> Iterator[Path]:
    """Yield a folder whose files are moved into `out` at the end; cut off, nothing is changed."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".prem-", dir=out) as folder:
        draft = Path(folder)
        yield draft
        for path in sorted(draft.iterdir()):
            path.replace(out / path.name)
