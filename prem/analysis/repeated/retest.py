"""Test-retest: the same women on two occasions between which nothing should have changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated import occasions
from prem.analysis.repeated.agreement import limits_of_agreement, sem_agreement, smallest_change
from prem.analysis.repeated.crossed import NotSettled, crossed_components
from prem.analysis.repeated.icc import anova_squares, forms
from prem.analysis.repeated.kappa import weighted_kappa
from prem.errors.repeated import (
    FEW_PAIRS,
    FULL_AGREEMENT,
    NO_RETEST,
    NOT_SETTLED,
    RETEST_COLUMNS,
    RETEST_TIMES,
    SMALL_RETEST,
)

_NAMES = ("A1", "C1", "1", "Ak", "Ck", "k")


def retest(
    answers: Answers, pair: tuple[str, str] | None, plan: Plan, notes: Notes
) -> dict[str, Any]:
    """Return {"test_retest": ...}: the instrument's total, each scale, each item.

    Which two time points are the retest, only the user knows: without `pair` the part is absent,
    and a note says so where the table has women and times.

    Raises
    ------
    Refusal
        Where `pair` is given and the table has no id and time, or no row at such a time.
    """
    if pair is None:
        if answers.id is not None and answers.time is not None:
            notes.add(NO_RETEST, "test_retest")
        return {}
    _checked(answers, pair)
    rows = occasions.places(answers, pair)
    both = int((~np.isnan(rows)).all(axis=1).sum())
    needed = plan.reliability_rows
    if both < needed:
        source = plan.reliability_source
        notes.add(SMALL_RETEST, "test_retest", n=both, needed=needed, source=source)
    tables = {
        name: occasions.beside(score, rows)
        for name, score in occasions.scale_scores(answers, plan.least_answered).items()
    }
    total = tables.pop(occasions.TOTAL)
    items = {
        item: occasions.beside(answers.values[:, column], rows)
        for column, item in enumerate(answers.items)
    }
    return {
        "test_retest": {
            "occasions": list(pair),
            "women": len(rows),
            **_scale(total, plan, "test_retest", notes),
            "scales": {
                name: _scale(table, plan, f"test_retest.scales.{name}", notes)
                for name, table in tables.items()
            },
            "items": {
                name: _item(table, plan, f"test_retest.items.{name}", notes)
                for name, table in items.items()
            },
        }
    }


def _checked(answers: Answers, pair: tuple[str, str]) -> None:
    if answers.id is None or answers.time is None:
        raise RETEST_COLUMNS.refuse()
    there = occasions.time_points(answers)
    for time in pair:
        if time not in there or pair[0] == pair[1]:
            raise RETEST_TIMES.refuse(time=time, there=", ".join(there))


def _scale(table: Numbers, plan: Plan, where: str, notes: Notes) -> dict[str, Any]:
    """Return the statistics of one score, of the women with both occasions.

    `icc_reml` takes the women with one occasion too, and is absent where there are none.
    """
    complete = table[~np.isnan(table).any(axis=1)]
    found: dict[str, Any] = {"n": len(complete), "icc": _no_icc()}
    found |= dict.fromkeys(("sem", "sem_low", "sem_high", "sdc", "limits_of_agreement"))
    if len(complete) < 3:
        notes.add(FEW_PAIRS, where, n=len(complete))
        return found
    squares = anova_squares(complete)
    sem = sem_agreement(squares, plan.level)
    found |= {"sem": sem.estimate, "sem_low": sem.low, "sem_high": sem.high}
    found["sdc"] = smallest_change(sem).estimate
    pairs, women = np.unique(complete, axis=0, return_counts=True)
    found["pairs"] = [[float(a), float(b), int(n)] for (a, b), n in zip(pairs, women, strict=True)]
    found["limits_of_agreement"] = asdict(
        limits_of_agreement(complete[:, 0], complete[:, 1], plan.level)
    )
    try:
        found["icc"] = {name: asdict(form) for name, form in forms(squares, plan.level).items()}
    except ValueError:
        notes.add(FULL_AGREEMENT, f"{where}.icc")
        return found
    answered = table[~np.isnan(table).all(axis=1)]
    if len(answered) > len(complete):
        found["icc_reml"] = _reml(answered, len(complete), plan, where, notes)
    return found


def _no_icc() -> dict[str, Any]:
    return {name: {"estimate": None, "low": None, "high": None} for name in _NAMES}


def _reml(
    table: Numbers, pairs: int, plan: Plan, where: str, notes: Notes
) -> dict[str, Any] | None:
    """Return the six forms of all women; degrees of freedom are those of the complete ones.

    A woman seen once says something of the spread of women, and nothing of agreement: psych
    counts her in full, which makes its interval too narrow.
    """
    try:
        components = crossed_components(table)
        found = forms(components.squares(pairs, table.shape[1]), plan.level)
    except (NotSettled, ValueError):
        notes.add(NOT_SETTLED, f"{where}.icc_reml")
        return None
    return {
        "n": len(table),
        "variance": asdict(components),
        **{
            name: {"estimate": form.estimate, "low": form.low, "high": form.high}
            for name, form in found.items()
        },
    }


def _item(table: Numbers, plan: Plan, where: str, notes: Notes) -> dict[str, Any]:
    complete = table[~np.isnan(table).any(axis=1)]
    empty = {"kappa": {"estimate": None, "low": None, "high": None, "se": None}}
    if len(complete) < 3:
        notes.add(FEW_PAIRS, where, n=len(complete))
        return {"n": len(complete), "same": None, **empty}
    same = float((complete[:, 0] == complete[:, 1]).mean())
    try:
        kappa = asdict(weighted_kappa(complete[:, 0], complete[:, 1], plan.level))
    except ValueError:
        notes.add(FULL_AGREEMENT, f"{where}.kappa")
        return {"n": len(complete), "same": same, **empty}
    return {"n": kappa.pop("n"), "same": same, "kappa": kappa}
