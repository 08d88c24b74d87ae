"""Draw, ask, compare, save: docs/known-truth.md for people, docs/known-truth.json for programs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any
from zlib import crc32

from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from prem.analysis.work import seeds
from truth import averages, groups, joining, mixed, models, responses, retest, scales
from truth.found import Found, Trial, as_rows, figures, recoveries
from truth.page import page

DOCS = Path(__file__).parents[2] / "docs"
SEED = 20261121
_BLOCK = 20
_PARTS = (averages, retest, scales, models, responses, groups, joining, mixed)
TRIALS = [trial for part in _PARTS for trial in part.trials()]


def sample(trial: Trial, chances: list[Any]) -> list[Found]:
    """Draw one sample for each seed."""
    import numpy as np

    with threadpool_limits(limits=1):
        return [trial.once(np.random.default_rng(chance)) for chance in chances]


def purpose(trial: Trial) -> int:
    """Return what keeps a trial's numbers apart from another's, whatever the order of trials."""
    return crc32(f"{trial.name}/{trial.setting}/{trial.n}".encode())


def run(trial: Trial, times: int, workers: Parallel | None, seed: int = SEED) -> dict[str, Any]:
    """Return the figures and recoveries of a trial, with the seconds it took."""
    chances = seeds(seed, times, purpose(trial))
    blocks = [chances[at : at + _BLOCK] for at in range(0, times, _BLOCK)]
    began = perf_counter()
    if workers is None:
        parts = [sample(trial, block) for block in blocks]
    else:
        parts = workers(delayed(sample)(trial, block) for block in blocks)
    found = [one for part in parts for one in part]
    return {
        "trial": f"{trial.name}, {trial.setting}, n = {trial.n}",
        "seconds": round(perf_counter() - began, 1),
        "figures": as_rows(figures(trial, found)),
        "recoveries": as_rows(recoveries(trial, found)),
    }


def main() -> int:
    """Run every trial, or those asked for, saving after each; 1 where one is off without reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the samples (0.05 to try)")
    parser.add_argument("--only", default="", help="trials whose name has this in it")
    parser.add_argument("--out", type=Path, default=DOCS)
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    trials = [t for t in TRIALS if asked.only in f"{t.name}, {t.setting}"]
    done: list[dict[str, Any]] = []
    with Parallel(n_jobs=asked.cores) as workers:
        for trial in trials:
            done.append(run(trial, max(round(trial.times * asked.share), 20), workers))
            said = ", ".join(
                f"{f['what']} {f['rate']:.3f}" for f in done[-1]["figures"] if f["rate"] is not None
            )
            sys.stdout.write(f"{done[-1]['seconds']:6.1f} s  {done[-1]['trial']}: {said}\n")
            sys.stdout.flush()
            _save(done, len(trials), asked.share, asked.out)
    faults = [f for one in done for f in one["figures"] if _fault(f)]
    for fault in faults:
        sys.stdout.write(f"off: {fault['name']}, {fault['setting']}, n = {fault['n']}: "
                         f"{fault['what']} {fault['rate']}\n")  # fmt: skip
    return 1 if faults else 0


def _fault(row: dict[str, Any]) -> bool:
    off = not row["error"] or abs(row["rate"] - row["promised"]) > 3 * row["error"]
    return row["rate"] is not None and off and not row["why"]


def _save(done: list[dict[str, Any]], of: int, share: float, out: Path) -> None:
    document = {"seed": SEED, "share": share, "complete": len(done) == of, "trials": done}
    (out / "known-truth.json").write_text(json.dumps(document, indent=1) + "\n")
    (out / "known-truth.md").write_text(page(document))


if __name__ == "__main__":
    raise SystemExit(main())
