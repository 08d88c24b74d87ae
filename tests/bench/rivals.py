"""The statistics that take R long, beside psych and lavaan: one run, one core, the same rows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
# How many times as fast the project wants to be, and beside whom.
WANTED = {
    "polychoric": ("psych", 10),
    "parallel_polychoric": ("psych", 10),
    "parallel": ("psych", 10),
    "wlsmv": ("lavaan", 5),
    "ml": ("lavaan", 3),
    "mlr": ("lavaan", 3),
    "fiml": ("lavaan", 3),
}
_OURS = """
import json, sys
from statistics import median
from time import perf_counter
import numpy as np
from prem.analysis.cfa.fiml import fit_fiml
from prem.analysis.cfa.indices import independence
from prem.analysis.cfa.ml import fit_ml
from prem.analysis.cfa.model import correlated
from prem.analysis.cfa.robust import robust
from prem.analysis.cfa.wlsmv import fit_ordered
from prem.analysis.confirm import estimates, fit_table, fiml_table, robust_table
from prem.analysis.factor import parallel as draws
from prem.analysis.ordered.polychoric import polychoric
from prem.analysis.ordered.spread import spread
from prem.analysis.pairs.counts import count_pairs
from prem.analysis.work import in_turn, seeds
from prem.storage.tables import read_table
from pathlib import Path

frame = read_table(Path(sys.argv[1])).frame.iloc[:, 1:26]
every, names = frame.to_numpy(float), tuple(frame.columns)
rows = frame.dropna().to_numpy(float)
model = correlated({letter: [n for n in names if n[0] == letter] for letter in "ACENO"})
codes = {name: [1, 2, 3, 4, 5, 6] for name in names}

def ml():
    fit = fit_ml(model, np.cov(rows, rowvar=False, ddof=0), len(rows))
    return fit, fit_table(fit), estimates(model, fit.vector, fit.covariance, 0.95)

def mlr():
    fit = ml()[0]
    extra = robust(fit, rows)
    return robust_table(fit, extra), estimates(model, fit.vector, extra.covariance, 0.95)

def fiml():
    fit = fit_fiml(model, every)
    return fiml_table(fit), estimates(model, fit.vector, fit.covariance, 0.95)

def wlsmv():
    fit = fit_ordered(model, spread(rows, names), len(rows))
    return fit.scaled, fit.scaled_baseline, fit.covariance

def numbers():
    pieces = draws.number_pieces(len(rows), 25, seeds(1, draws.pieces_for(20, answers=False), 1))
    return draws.joined(in_turn(draws.draw_numbers, pieces), 20)

def answers():
    pairs = count_pairs(rows, codes)
    margins = tuple(pairs.counts(item, missing=True) for item in range(25))
    pieces = draws.answer_pieces(margins, seeds(1, draws.pieces_for(5, answers=True), 2))
    return draws.joined(in_turn(draws.draw_answers, pieces), 5)

calls = {"polychoric": lambda: polychoric(count_pairs(rows, codes)), "parallel": numbers,
         "parallel_polychoric": answers, "wlsmv": wlsmv, "ml": ml, "mlr": mlr, "fiml": fiml}

def seconds(call):
    taken = []
    for _ in range(3):
        began = perf_counter()
        call()
        taken.append(perf_counter() - began)
    return median(taken)

print(json.dumps({name: seconds(call) for name, call in calls.items()}))
"""
_R = """
suppressPackageStartupMessages({library(psych); library(lavaan)})
every <- read.csv(commandArgs(trailingOnly = TRUE)[1])[, 2:26]
x <- na.omit(every)
scales <- split(names(x), substr(names(x), 1, 1))
model <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\\n")
seconds <- function(call, times = 3) {
  code <- substitute(call); taken <- numeric(times); sink(nullfile()); pdf(NULL)
  for (i in seq_len(times)) taken[i] <- system.time(eval(code, parent.frame()))[["elapsed"]]
  dev.off(); sink(); median(taken)
}
quietly <- function(call) suppressWarnings(suppressMessages(call))
shown <- function(fit) { fitMeasures(fit); standardizedSolution(fit) }
cat(seconds(quietly(polychoric(x))),
  seconds(quietly(fa.parallel(x, n.iter = 20, plot = FALSE))),
  seconds(quietly(fa.parallel(x, n.iter = 5, cor = "poly", plot = FALSE)), 1),
  seconds(cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE)),
  seconds(shown(cfa(model, x, std.lv = TRUE))),
  seconds(shown(cfa(model, x, std.lv = TRUE, estimator = "MLR"))),
  seconds(shown(cfa(model, every, std.lv = TRUE, missing = "fiml"))))
"""
# The order in which R prints.
_PRINTED = ("polychoric", "parallel", "parallel_polychoric", "wlsmv", "ml", "mlr", "fiml")


def beside_r() -> dict[str, Any]:
    """Measure both, seconds each; R's are left out, with a sentence, where it is not."""
    table = str(REFERENCE / "bfi.csv")
    ours = json.loads(_on_one_core([sys.executable, "-c", _OURS, table]))
    found: dict[str, Any] = {name: {"seconds": round(ours[name], 4)} for name in ours}
    if shutil.which("Rscript") is None:
        return found | {"r": "not measured: there is no Rscript on this machine"}
    try:
        printed = _on_one_core(["Rscript", "--vanilla", "-e", _R, table]).split()
    except subprocess.CalledProcessError:
        return found | {"r": "not measured: R has no psych or no lavaan"}
    for name, seconds in zip(_PRINTED, printed[-len(_PRINTED) :], strict=True):
        package, wanted = WANTED[name]
        found[name] |= {
            f"{package}_seconds": float(seconds),
            "times_as_fast": round(float(seconds) / ours[name], 1),
            "wanted": wanted,
        }
    return found


def _on_one_core(command: list[str]) -> str:
    """Run a command with one thread of BLAS, on one core where the system can hold it there."""
    held = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    env = {**os.environ, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run([*held, *command], env=env, capture_output=True, text=True, check=True)
    return done.stdout
