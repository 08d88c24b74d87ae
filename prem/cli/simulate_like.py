"""`prem simulate --like`: a table of simulated answers under the model that was fitted."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import typer

from prem.errors import Place
from prem.errors.analysis import BAD_ENCODING, NO_FILE
from prem.errors.power import NOT_RESULTS, SIMULATED_SIZE

MOST_ROWS = 5_000_000


def simulate_like(
    like: Path,
    out: Path,
    seed: int,
    women: int,
    sites: int,
    icc: float,
    times: int,
    stability: float,
    change: float,
) -> None:
    """Write the table and say what is in it. Raises Refusal where a file or number is wrong."""
    _in_range("women", women, 1, MOST_ROWS // max(times, 1))
    _in_range("sites", sites, 1, women)
    _in_range("times", times, 1, 20)
    _in_range("icc", icc, 0, 0.99)
    _in_range("stability", stability, 0, 1)
    _in_range("change", change, -5, 5)
    _in_range("seed", seed, 0, 2**63)
    if out.suffix.lower() != ".csv":
        raise SIMULATED_SIZE.refuse(option="out", value=out.name, accepted="a file named .csv")
    model = _model(like)

    # Imported here: numpy and scipy take a moment.
    import numpy as np

    from prem.analysis.sample_size.table import Study, simulated_table

    study = Study(women, sites, icc, times, stability, change)
    try:
        table = simulated_table(model, study, np.random.default_rng(seed))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NOT_RESULTS.refuse(Place(file=like.name), reason=f"its model has {error}") from None
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
    basis = {"wlsmv": "WLSMV", "ml": "maximum likelihood, answers as numbers"}
    by = basis.get(str(model.get("basis")), "no factor model: items apart")
    typer.echo(
        f"{women:,} simulated women, {len(next(iter(table.values()))):,} rows, under the fitted "
        f"model ({by}) in {out}; the column simulated marks them"
    )


def _in_range(option: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        accepted = f"{low:g} to {high:,}"
        raise SIMULATED_SIZE.refuse(option=option, value=value, accepted=accepted)


def _model(path: Path) -> dict[str, Any]:
    """Return `sample_size.model` of a results file."""
    place = Place(file=path.name)
    if not path.is_file():
        raise NO_FILE.refuse(place)
    try:
        results = json.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BAD_ENCODING.refuse(place, byte=error.start) from None
    except (ValueError, RecursionError):
        raise NOT_RESULTS.refuse(place, reason="it is no JSON") from None
    part = results.get("sample_size") if isinstance(results, dict) else None
    model = part.get("model") if isinstance(part, dict) else None
    if not isinstance(model, dict):
        raise NOT_RESULTS.refuse(place, reason="it has no such model")
    return model
