"""`make agreement`: the largest gap to R by statistic and data set, in docs/agreement.md."""

from __future__ import annotations

import sys
from pathlib import Path

from agreement.gaps import R, gaps

PAGE = Path(__file__).parents[2] / "docs" / "agreement.md"
HEAD = Path(__file__).with_name("head.md")


def table() -> str:
    """Return the Markdown table: a row a statistic, a column a data set."""
    found = {name: gaps(name) for name in R}
    kinds = list(dict.fromkeys(kind for part in found.values() for kind in part))
    rows = [["statistic", *(f"{name} (n {R[name]['data']['rows']:,})" for name in found)]]
    rows.append(["---"] * len(rows[0]))
    for kind in kinds:
        cells = (f"{part[kind]:.0e}" if kind in part else "–" for part in found.values())
        rows.append([kind, *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(HEAD.read_text("utf-8") + table(), "utf-8")
    sys.stdout.write(PAGE.read_text("utf-8"))
