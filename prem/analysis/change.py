"""Scale means by site and time point, with t intervals: the researcher's own view of her rows.

Nothing is withheld here. What leaves the study goes through `disclosure.py` only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from prem.analysis.frame import Answers, Numbers
from prem.analysis.items import number
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.reliability import scores
from prem.analysis.repeated.occasions import natural
from prem.errors.analysis import NO_CELL, ONE_IN_CELL


def mean_interval(values: Numbers, level: float) -> tuple[float, float, float, float]:
    """Return mean, standard deviation and the t interval's ends of n >= 2 values.

    mean -+ t(1 - a/2; n - 1) sd / sqrt(n). R: `t.test(x)$conf.int`.
    """
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    half = float(stats.t.ppf((1 + level) / 2, values.size - 1)) * sd / np.sqrt(values.size)
    return mean, sd, mean - half, mean + half


def by_site_and_time(answers: Answers, plan: Plan, notes: Notes) -> list[dict[str, Any]]:
    """Return a row for each scale in each combination of site and time that occurs.

    `site` and `time` are "" where the table has no such column. `n` counts rows with a score.
    Rows without site or time are in no cell, and a note says how many.
    """
    rows = len(answers.values)
    site = answers.site or ("",) * rows
    time = answers.time or ("",) * rows
    for what, column in (("site", answers.site), ("time", answers.time)):
        if column is not None and "" in column:
            notes.add(NO_CELL, "by_site_and_time", rows=column.count(""), what=what)
    kept = [
        i
        for i in range(rows)
        if not (answers.site and not site[i]) and not (answers.time and not time[i])
    ]
    cells: dict[tuple[str, str], list[int]] = {}
    for i in kept:
        cells.setdefault((site[i], time[i]), []).append(i)
    ordered = sorted(cells.items(), key=lambda cell: [natural(part) for part in cell[0]])
    found = []
    for scale in answers.key.scales:
        score = scores(answers.values[:, answers.positions(scale)], plan.least_answered)
        for (at, when), members in ordered:
            found.append(_cell(score[members], at, when, scale, plan, notes))
    return found


def _cell(
    score: Numbers, site: str, time: str, scale: str, plan: Plan, notes: Notes
) -> dict[str, Any]:
    given = score[~np.isnan(score)]
    cell: dict[str, Any] = {"site": site, "time": time, "n": int(given.size), "scale": scale}
    cell |= dict.fromkeys(("mean", "sd", "low", "high"))
    if given.size >= 2:
        figures = mean_interval(given, plan.level)
        return cell | dict(zip(("mean", "sd", "low", "high"), map(number, figures), strict=True))
    name = ", ".join(part for part in (site, time, scale) if part)
    notes.add(ONE_IN_CELL, f"by_site_and_time: {name}")
    return cell | {"mean": number(given[0])} if given.size else cell
