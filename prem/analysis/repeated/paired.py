"""Change of the same women since the first time point: paired t, standardised response mean."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from prem.analysis.frame import Answers, Numbers
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated import occasions
from prem.errors.repeated import FEW_PAIRS, SAME_CHANGE


@dataclass(frozen=True, slots=True)
class Change:
    """The change from a first to a second score of n women, in points of the score.

    `srm` is the standardised response mean, `effect_size` the change in standard deviations of
    the first score; `t`, `df`, `p` are of the paired t test.
    """

    n: int
    first: float
    second: float
    change: float
    low: float
    high: float
    sd: float
    t: float
    df: int
    p: float
    srm: float
    srm_low: float
    srm_high: float
    effect_size: float
    effect_size_low: float
    effect_size_high: float


def paired_change(first: Numbers, second: Numbers, level: float = 0.95) -> Change:
    """Return the change of two columns of scores, shape (n,), n >= 2, without NaN.

    change -+ t(1 - a/2; n - 1) sd / sqrt(n); srm = change / sd, its interval from the noncentral
    t that has the observed t at its tails, exact for normal changes. The interval of the effect
    size is by the delta method: sqrt(sd^2 / (n first sd^2) + size^2 / (2 (n - 1))).

    Raises
    ------
    ValueError
        Where all women changed by the same, or the first scores do not vary.

    References
    ----------
    Liang, Fossel & Larson 1990, Med Care 28:632 (srm); Kazis, Anderson & Meenan 1989, Med Care
    27:S178 (effect size). R: `t.test(second, first, paired = TRUE)`.

    Examples
    --------
    >>> paired_change(np.array([1.0, 2, 3]), np.array([2.0, 2, 5])).change
    1.0
    """
    differences = second - first
    n = len(differences)
    mean, sd, spread = float(differences.mean()), float(differences.std(ddof=1)), first.std(ddof=1)
    if not (sd > 1e-12 and spread > 0):
        raise ValueError("changes that are all the same have no test")
    size = mean / float(spread)
    # the mean change and the first spread are independent where scores are normal
    of_size = float(stats.norm.isf((1 - level) / 2)) * float(
        np.sqrt((sd / spread) ** 2 / n + size**2 / (2 * (n - 1)))
    )
    se = sd / float(np.sqrt(n))
    t = mean / se
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * se
    low, high = (bound / float(np.sqrt(n)) for bound in noncentral_interval(t, n - 1, level))
    return Change(
        n=n,
        first=float(first.mean()),
        second=float(second.mean()),
        change=mean,
        low=mean - half,
        high=mean + half,
        sd=sd,
        t=t,
        df=n - 1,
        p=2 * float(stats.t.sf(abs(t), n - 1)),
        srm=mean / sd,
        srm_low=low,
        srm_high=high,
        effect_size=size,
        effect_size_low=size - of_size,
        effect_size_high=size + of_size,
    )


def noncentral_interval(t: float, df: int, level: float) -> tuple[float, float]:
    """Return the noncentralities of which `t`, on `df`, is at the upper and at the lower tail."""

    def above(ncp: float, tail: float) -> float:
        return float(stats.nct.cdf(t, df, ncp)) - tail

    def where(tail: float, step: float) -> float:
        end = t + step
        # outwards by small steps: far out scipy's distribution is no number
        while above(end, tail) * step > 0:
            end += step
        return float(brentq(above, *sorted((t, end)), args=(tail,), xtol=1e-12))

    step = float(np.sqrt(1 + t * t / (2 * df)))
    return where((1 + level) / 2, -step), where((1 - level) / 2, step)


def change(
    answers: Answers, plan: Plan, notes: Notes, stable: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return {"change": [...]}: a row for each scale and each time point after the first.

    The order of time points is that of `occasions.time_points`. {} where the table has no women
    (`--id`) or fewer than two time points. Women count who have the score at both time points.
    Whether change is wanted or not, the hypotheses say. `stable` are two time points between
    which nothing should have changed: then `guyatt` is the change in units of the spread of
    changes between those (Guyatt, Walter & Norman 1987, J Chronic Dis 40:171).
    """
    points = occasions.time_points(answers)
    if answers.id is None or len(points) < 2:
        return {}
    rows = []
    tables = occasions.scale_scores(answers, plan.least_answered)
    for later in points[1:]:
        places = occasions.places(answers, (points[0], later))
        for name, score in tables.items():
            table = occasions.beside(score, places)
            complete = table[~np.isnan(table).any(axis=1)]
            key = {"scale": name, "from": points[0], "to": later}
            where = f"change: {name}, {points[0]} to {later}"
            rows.append(key | _row(complete, plan, where, notes))
            if stable is not None and stable != (points[0], later):
                rows[-1] |= _guyatt(rows[-1]["change"], _spread(answers, score, stable))
    return {"change": rows}


def _spread(answers: Answers, score: Numbers, stable: tuple[str, str]) -> float:
    """Return the standard deviation of changes where nothing should have changed."""
    table = occasions.beside(score, occasions.places(answers, stable))
    differences = np.diff(table[~np.isnan(table).any(axis=1)], axis=1)
    return float(differences.std(ddof=1)) if len(differences) > 2 else 0.0


def _guyatt(change: float | None, spread: float) -> dict[str, float]:
    return {"guyatt": change / spread} if change is not None and spread > 0 else {}


def _row(complete: Numbers, plan: Plan, where: str, notes: Notes) -> dict[str, Any]:
    empty = {"n": len(complete)} | dict.fromkeys(list(Change.__dataclass_fields__)[1:])
    if len(complete) < 3:
        notes.add(FEW_PAIRS, where, n=len(complete))
        return empty
    try:
        return asdict(paired_change(complete[:, 0], complete[:, 1], plan.level))
    except ValueError:
        notes.add(SAME_CHANGE, where)
        first, second = (float(mean) for mean in complete.mean(axis=0))
        return empty | {"first": first, "second": second, "change": second - first}
