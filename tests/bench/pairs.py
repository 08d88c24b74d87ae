"""Pair counts of 40 items by a million rows, on one core: the pass, and all that follows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

# A child of its own: BLAS reads its number of threads once, and the peak is of this work only.
_CHILD = """
import json, resource
from time import perf_counter
import numpy as np
from prem.analysis.pairs.results import validate_pairs
from prem.analysis.notes import Notes
from prem.analysis.pairs.counts import count_pairs
from prem.analysis.pairs.scored import score_pairs
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options

rows, items, scales = {rows}, 40, 4
generator = np.random.default_rng(1)
values = np.empty((rows, items), dtype=np.int8)
for start in range(0, rows, 50_000):
    size = min(50_000, rows - start)
    common = generator.standard_normal((size, scales)) * 0.7
    own = generator.standard_normal((size, items)) * 0.7
    answers = np.clip(np.round(np.repeat(common, items // scales, axis=1) + own + 3), 1, 5)
    answers[generator.random((size, items)) < {missing}] = 0
    values[start : start + size] = answers
names = [f"q{{i}}" for i in range(items)]
parts = [names[i : i + items // scales] for i in range(0, items, items // scales)]
text = "[response]\\nminimum = 1\\nmaximum = 5\\n" + "".join(
    f"[scales.s{{i}}]\\nitems = {{json.dumps(part)}}\\n" for i, part in enumerate(parts)
)
began = perf_counter()
pairs = count_pairs(values, {{name: range(1, 6) for name in names}}, missing=0)
counted = perf_counter()
scored = score_pairs(pairs, key_of_toml(text, "scales.toml"), "counts.npz", Notes())
validate_pairs(scored, Options("pairwise", quick=True), load_plan(), Notes())
quick = perf_counter()
validate_pairs(scored, Options("pairwise"), load_plan(), Notes())
done = perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([counted - began, quick - counted, done - quick, peak]))
"""


def a_million_rows() -> dict[str, Any]:
    """Measure the pass over 10 000, 100 000 and 1 000 000 rows, and the analysis after it.

    One answer in twenty is missing; with none missing, the factor models are computed too.
    """
    sizes = (10_000, 100_000, 1_000_000)
    found = {f"{rows} rows": _one_core(rows, missing=0.05) for rows in sizes}
    return found | {"1000000 rows, none missing": _one_core(1_000_000, missing=0.0)}


def _one_core(rows: int, missing: float) -> dict[str, float]:
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", _CHILD.format(rows=rows, missing=missing)],
        env={**os.environ, **threads},
        capture_output=True,
        text=True,
        check=True,
    )
    counting, after, simulated, peak = json.loads(done.stdout)
    return {
        "counting_seconds": round(counting, 3),
        "all_that_follows_seconds": round(after, 2),
        "with_simulation_seconds": round(simulated, 2),
        "peak_mb": round(peak),
    }
