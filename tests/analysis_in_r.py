"""Run analysis.R in R and hold what it prints to results.json: needs Rscript, so no test.

    PYTHONPATH=tests .venv/bin/python -m analysis_in_r

analyses the data sets below, runs the R script of each, and compares every line
`results KEY = NUMBER` that R prints with the number at that key. Prints how many agree, the worst,
and every one that does not. Exit code 1 where one does not, or a set prints too few.

Known (2026-11-21): on mood the model of one factor has several minima, and prem finds the lower
chi-square (7662.7, lavaan 7836.7).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[1] / "analysis" / "reference"
SETS = {
    "bfi": ["--group", "gender"],
    "sai": ["--site", "study", "--time", "time", "--id", "id", "--retest", "1,2"],
    "mood": ["--group", "group"],
}
LINE = re.compile(r"results (.+) = (\S+)")
# R's optimisers stop here; REML of lme4 by default, minres of psych and its bias.
TOLERANCE = 1e-4
FEWEST = 50


def main() -> int:
    """Return the exit code."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, options in SETS.items():
            printed, results = _run(name, options, Path(folder) / name)
            worst = max(worst, _compare(name, printed, results))
    return worst


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(name: str, options: list[str], out: Path) -> tuple[str, Any]:
    table = REFERENCE / f"{name}.csv"
    asked = ["--scales", str(REFERENCE / f"{name}.toml"), "--out", str(out), "--quick", *options]
    prem = [sys.executable, "-m", "prem", "analyse", str(table), *asked]
    subprocess.run(prem, check=True, capture_output=True)
    ran = subprocess.run(
        ["Rscript", "--vanilla", "analysis.R", str(table)],
        check=True,
        capture_output=True,
        text=True,
        cwd=out,
    )
    for line in ran.stdout.splitlines() + ran.stderr.splitlines():
        if line.startswith(("needs ", "Error")):
            _say(f"  {name}: {line}")
    return ran.stdout, json.loads((out / "results.json").read_text("utf-8"))


def _compare(name: str, printed: str, results: Any) -> int:
    gaps = dict(differences(printed, results))
    known = {key: gap for key, gap in gaps.items() if gap is not None}
    wrong = {key: gap for key, gap in known.items() if gap > TOLERANCE}
    absent = [key for key, gap in gaps.items() if gap is None]
    most = max(known.values(), default=0.0)
    _say(f"{name}: {len(known) - len(wrong)} of {len(known)} agree, at most {most:.1e} apart")
    for key, gap in sorted(wrong.items(), key=lambda one: -one[1]):
        _say(f"  {key} is {gap:.1e} apart")
    _say(f"  only in R: {len(absent)}{': ' + ', '.join(absent[:8]) if absent else ''}")
    return int(bool(wrong) or len(known) < FEWEST)


def differences(printed: str, results: Any) -> Iterator[tuple[str, float | None]]:
    """Yield each key that R printed with the relative difference; None where prem has null."""
    for key, value in LINE.findall(printed):
        ours = at(results, key)
        theirs = float(value)
        yield key, None if ours is None else abs(ours - theirs) / max(abs(theirs), 1e-3)


def at(tree: Any, key: str) -> float | None:
    """Return the number at a dotted key, whose parts may have dots themselves; None if none.

    >>> at({"items": {"at.ease": {"mean": 2.0}}}, "items.at.ease.mean")
    2.0
    """
    if not isinstance(tree, dict):
        return None
    for part, below in tree.items():
        if key == part:
            return below if isinstance(below, int | float) else None
        if key.startswith(f"{part}."):
            found = at(below, key[len(part) + 1 :])
            if found is not None:
                return found
    return None


if __name__ == "__main__":
    raise SystemExit(main())
