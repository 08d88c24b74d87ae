"""Polychoric correlations and WLSMV of bfi, beside psych and lavaan where R is at hand."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
_R = """
suppressPackageStartupMessages({library(psych); library(lavaan)})
x <- na.omit(read.csv(commandArgs(trailingOnly = TRUE)[1])[, 2:26])
scales <- split(names(x), substr(names(x), 1, 1))
model <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\\n")
seconds <- function(call) system.time(call)[["elapsed"]]
cat(seconds(polychoric(x)),
    seconds(cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE)))
"""


def beside_r() -> dict[str, Any]:
    """Measure both in seconds of one run; R's are left out, with a sentence, where it is not."""
    # Imported here: the statistics take a second.
    from prem.analysis.cfa.model import correlated
    from prem.analysis.cfa.wlsmv import fit_ordered
    from prem.analysis.ordered.polychoric import polychoric
    from prem.analysis.ordered.spread import spread
    from prem.analysis.pairs.counts import count_pairs
    from prem.storage.tables import read_table

    frame = read_table(REFERENCE / "bfi.csv").frame.iloc[:, 1:26].dropna()
    rows, names = frame.to_numpy(float), tuple(frame.columns)
    scales = {letter: [n for n in names if n[0] == letter] for letter in "ACENO"}
    codes = {name: [1, 2, 3, 4, 5, 6] for name in names}

    def wlsmv() -> None:
        fit = fit_ordered(correlated(scales), spread(rows, names), len(rows))
        if fit is None:
            raise RuntimeError("the model did not settle")
        _ = fit.scaled, fit.scaled_baseline, fit.covariance

    found: dict[str, Any] = {
        "polychoric_seconds": _seconds(lambda: polychoric(count_pairs(rows, codes))),
        "wlsmv_seconds": _seconds(wlsmv),
    }
    return found | _in_r(found)


def _seconds(call: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        began = perf_counter()
        call()
        taken.append(perf_counter() - began)
    return round(median(taken), 4)


def _in_r(ours: dict[str, Any]) -> dict[str, Any]:
    if shutil.which("Rscript") is None:
        return {"r": "not measured: there is no Rscript on this machine"}
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", _R, str(REFERENCE / "bfi.csv")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"r": "not measured: R has no psych or no lavaan"}
    psych, lavaan = (float(word) for word in done.stdout.split()[-2:])
    return {
        "psych_polychoric_seconds": psych,
        "lavaan_wlsmv_seconds": lavaan,
        "polychoric_times_faster": round(psych / ours["polychoric_seconds"], 1),
        "wlsmv_times_faster": round(lavaan / ours["wlsmv_seconds"], 1),
    }
