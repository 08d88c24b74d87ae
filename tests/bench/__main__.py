"""Measure, print, save: docs/bench.md for people, docs/bench.json for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import (
    analysis,
    database,
    inbound,
    machine,
    months,
    pages,
    paint,
    pairs,
    replies,
    rivals,
    sending,
    starting,
    surveys,
)

DOCS = Path(__file__).parents[2] / "docs"
PARTS: dict[str, Callable[[], Any]] = {
    "machine": machine.describe,
    "prem --help": analysis.start_of_prem,
    "starting": starting.starts,
    "pages": pages.every_page,
    "paint, on a processor 6 times slower": paint.paints,
    "surveys on SQLite": lambda: surveys.on_sqlite(600),
    "surveys where fsync takes 5 ms": lambda: surveys.on_slow_disk(300),
    "surveys on PostgreSQL": lambda: database.on_postgres(600),
    "texts on SQLite": lambda: inbound.on_sqlite(900),
    "texts on PostgreSQL": lambda: inbound.on_postgres(900),
    "sending texts, one worker, SQLite": sending.on_sqlite,
    "sending texts, one worker, PostgreSQL": sending.on_postgres,
    "reading replies": replies.accuracy,
    "prem simulate": analysis.simulate,
    "prem simulate, 18 months, 1000 women": lambda: months.fast(1000),
    "prem simulate, 18 months, 10000 women": lambda: months.fast(10_000),
    "texts watched over 100000 months of women's lives": months.watched,
    "prem analyse on bfi": analysis.analyse_bfi,
    "prem analyse --quick on 1000000 rows of 40 items": analysis.analyse_many,
    "bfi beside R, one core": rivals.beside_r,
    "pairs of answers, 40 items, one core": pairs.a_million_rows,
}


def flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Return nested figures as rows of a name and a value."""
    rows: list[tuple[str, Any]] = []
    for name, value in figures.items():
        label = f"{before}{name.replace('_', ' ')}"
        rows += flat(value, f"{label}, ") if isinstance(value, dict) else [(label, value)]
    return rows


def page(found: dict[str, dict[str, Any]]) -> str:
    """Return the figures as a page of Markdown."""
    parts = ["# Measured\n", "<!-- Written by `make bench` on the machine named first. -->\n"]
    for part, figures in found.items():
        rows = "\n".join(f"| {name} | {value} |" for name, value in flat(figures))
        parts.append(f"## {part}\n\n| figure | value |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def main(*beginnings: str) -> None:
    """Run every part in its turn; or those alone whose names begin so, and keep the others'."""
    console, found = Console(), dict[str, Any]()
    if beginnings:
        found = json.loads((DOCS / "bench.json").read_text())
    for part, measure in PARTS.items():
        if beginnings and not part.startswith(beginnings):
            continue
        console.print(f"[bold]{part}")
        with machine.all_cores():
            found[part] = measure()
        for name, value in flat(found[part]):
            console.print(f"  {name}: {value}")
    found = {part: found[part] for part in PARTS if part in found}
    (DOCS / "bench.json").write_text(json.dumps(found, indent=1) + "\n")
    (DOCS / "bench.md").write_text(page(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
