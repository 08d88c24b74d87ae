"""Each declared hypothesis held against the answers, and how many of them hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import numpy as np

from prem.analysis.frame import Answers, Numbers
from prem.analysis.hypotheses.declared import Hypothesis
from prem.analysis.hypotheses.figures import (
    Figure,
    area_under,
    correlations,
    group_difference,
    guyatt,
    welch_anova,
)
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.repeated import occasions
from prem.analysis.repeated.paired import Change, paired_change
from prem.errors.hypotheses import NOT_TESTABLE

Found = tuple[int, Figure, dict[str, Any]]


class NoTestError(Exception):
    """The hypothesis cannot be tested, and why: a clause of a sentence."""


def hypotheses(answers: Answers, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return {"hypotheses": {...}}: each with its figures and verdict, and the share that holds.

    A verdict is "held", "not held" or "not testable". With as many rows as the threshold
    `rows_hypothesis` asks for the estimate decides, as COSMIN counts; with fewer only where the
    whole interval lies on one side. `sure` says whether it does. The share is that of the
    hypotheses which could be tested.

    References
    ----------
    Terwee 2007, J Clin Epidemiol 60:34; Prinsen 2018, Qual Life Res 27:1147.
    """
    scores = occasions.scale_scores(answers, plan.least_answered)
    listed = [_judged(one, answers, scores, plan, notes) for one in plan.hypotheses]
    held = sum(row["verdict"] == "held" for row in listed)
    testable = sum(row["verdict"] != "not testable" for row in listed)
    found = {"declared": len(listed), "testable": testable, "held": held}
    share = {"share": held / testable} if testable else {}
    return {"hypotheses": {**found, **share, "list": listed}}


def _judged(
    one: Hypothesis, answers: Answers, scores: dict[str, Numbers], plan: Plan, notes: Notes
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": one.id,
        "says": one.says,
        "reason": one.reason,
        "kind": one.kind,
        "scale": one.scale,
        **({"with": one.other} if one.other else {}),
        "expects": one.expected,
        "n": 0,
        "estimate": None,
        "low": None,
        "high": None,
        "verdict": "not testable",
        "sure": False,
        "why": "",
    }
    where = f"hypotheses.list: {one.id}"
    try:
        n, figure, more = _KINDS[one.kind](one, answers, scores, plan)
    except NoTestError as error:
        notes.add(NOT_TESTABLE, where, why=error)
        return row | {"why": str(error)}
    row |= {"n": n, **asdict(figure), "figures": more}
    row |= _verdict(one, n, figure, plan)
    if row["verdict"] == "not testable" or figure.low is None:
        why = row["why"] or "its statistic is at its limit, and has no interval"
        notes.add(NOT_TESTABLE, where, why=why)
    return row


def _verdict(one: Hypothesis, n: int, figure: Figure, plan: Plan) -> dict[str, Any]:
    lowest, highest = _allowed(one)
    turned = _turned(one, figure)
    held = lowest <= turned.estimate <= highest and turned.estimate != _nothing(one)
    if turned.low is None or turned.high is None:
        sure = False
    elif held:
        sure = lowest <= turned.low and turned.high <= highest
    else:
        sure = turned.high < lowest or turned.low > highest
    enough = plan.thresholds["rows_hypothesis"]
    if not enough.met(n) and not sure:
        why = f"{n} rows, fewer than {enough.value:g}, and the interval contains the limit"
        return {"verdict": "not testable", "sure": False, "why": why}
    why = "" if sure else "the interval contains the limit: more rows could turn it"
    return {"verdict": "held" if held else "not held", "sure": sure, "why": why}


def _nothing(one: Hypothesis) -> float:
    """The value of no relation: a bound of its own only where a direction is all that is said."""
    if one.at_least is not None or one.at_most is not None:
        return float("nan")
    return 0.5 if one.statistic == "auc" else 0.0


def _allowed(one: Hypothesis) -> tuple[float, float]:
    """Return the range in which the statistic, turned into the expected direction, may lie."""
    least = one.at_least
    if least is None:
        least = 0.5 if one.statistic == "auc" else 0.0
    return least, float("inf") if one.at_most is None else one.at_most


def _turned(one: Hypothesis, figure: Figure) -> Figure:
    """Return the figure such that the expected direction is upwards; without one, its size."""
    ends = (figure.low, figure.high)
    if one.direction == "positive":
        return figure
    turned = [_mirrored(one, end) for end in ends]
    if one.direction == "negative":
        return Figure(_mirrored(one, figure.estimate) or 0.0, turned[1], turned[0])
    value = figure.estimate
    if one.statistic == "auc":
        value = max(value, 1 - value)
        sizes = [max(end, 1 - end) for end in ends if end is not None]
        least = 0.5
    else:
        value, least = abs(value), 0.0
        sizes = [abs(end) for end in ends if end is not None]
    if len(sizes) < 2 or ends[0] is None or ends[1] is None:
        return Figure(value, None, None)
    across = ends[0] < least < ends[1]
    return Figure(value, least if across else min(sizes), max(sizes))


def _mirrored(one: Hypothesis, value: float | None) -> float | None:
    if value is None:
        return None
    return 1 - value if one.statistic == "auc" else -value


def _rows(answers: Answers, time: str) -> np.ndarray:
    """Return the rows that count: of one time point, or each woman's first."""
    if time:
        if answers.time is None or time not in answers.time:
            raise NoTestError(f"no row is of the time point {time}")
        return np.flatnonzero(np.array(answers.time) == time)
    if answers.id is None or answers.time is None:
        return np.arange(len(answers.values))
    rows = occasions.places(answers, occasions.time_points(answers))
    return np.array([int(row[~np.isnan(row)][0]) for row in rows])


def _correlation(
    one: Hypothesis, answers: Answers, scores: dict[str, Numbers], plan: Plan
) -> Found:
    rows = _rows(answers, one.time)
    other = scores[one.other] if one.other in scores else answers.extra[one.other].numbers
    x, y = scores[one.scale][rows], other[rows]
    if one.other not in scores:
        texts = answers.extra[one.other].texts
        if any(texts[row] and np.isnan(other[row]) for row in rows):
            raise NoTestError(f"the column {one.other} holds what is not a number")
    both = ~np.isnan(x) & ~np.isnan(y)
    try:
        found = correlations(x[both], y[both], plan.level)
    except ValueError:
        raise NoTestError("four women with both that differ in both are needed") from None
    return int(both.sum()), found[one.statistic], _plain(found)


def _known_groups(
    one: Hypothesis, answers: Answers, scores: dict[str, Numbers], plan: Plan
) -> Found:
    """Compare each group with the next one as declared: the weakest difference counts."""
    rows = _rows(answers, one.time)
    score, labels = scores[one.scale][rows], np.array(answers.extra[one.other].texts)[rows]
    groups = [score[(labels == name) & ~np.isnan(score)] for name in one.groups]
    for name, group in zip(one.groups, groups, strict=True):
        if len(group) < 2:
            raise NoTestError(f"fewer than two women with a score are in group {name}")
    try:
        pairs = [group_difference(first, second, plan.level) for first, second in pairwise(groups)]
    except ValueError:
        raise NoTestError("the scores do not vary within groups") from None
    listed = list(pairwise(one.groups))
    weakest = min(pairs, key=lambda pair: _turned(one, pair[one.statistic]).estimate)
    more: dict[str, Any] = {
        "groups": [
            {"group": name, "n": len(g), "mean": float(g.mean()), "sd": float(g.std(ddof=1))}
            for name, g in zip(one.groups, groups, strict=True)
        ],
        "pairs": [
            {"first": first, "second": second, **_plain(pair)}
            for (first, second), pair in zip(listed, pairs, strict=True)
        ],
    }
    if len(groups) > 2 and all(np.ptp(group) > 0 for group in groups):
        more["welch"] = welch_anova(groups)
    return sum(map(len, groups)), weakest[one.statistic], more


def _change(one: Hypothesis, answers: Answers, scores: dict[str, Numbers], plan: Plan) -> Found:
    if answers.id is None or answers.time is None:
        raise NoTestError("change needs the columns of --id and --time")
    places = occasions.places(answers, (one.first, one.second))
    table = occasions.beside(scores[one.scale], places)
    both = ~np.isnan(table).any(axis=1)
    table, places = table[both], places[both]
    if len(table) < 3:
        raise NoTestError(f"{len(table)} women have a score at both time points; 3 are needed")
    try:
        if one.improved:
            return _anchored(one, answers, table, places[:, 1].astype(np.int64), plan)
        change = paired_change(table[:, 0], table[:, 1], plan.level)
    except ValueError:
        raise NoTestError("all women changed by the same, or were the same at first") from None
    found = _of_change(change)
    return len(table), found[one.statistic], _plain(found)


def _anchored(
    one: Hypothesis, answers: Answers, table: Numbers, rows: np.ndarray, plan: Plan
) -> Found:
    """Hold change against what women themselves say of it, at the later time point."""
    said = np.array(answers.extra[one.other].texts)[rows]
    change = table[:, 1] - table[:, 0]
    improved, stable = change[np.isin(said, one.improved)], change[np.isin(said, one.stable)]
    if len(improved) < 2 or len(stable) < 2:
        raise NoTestError(f"{len(improved)} women improved and {len(stable)} stayed the same")
    found = {
        "auc": area_under(improved, stable, plan.level),
        "guyatt": guyatt(improved, stable, plan.level),
    }
    if one.statistic not in found:
        asked = table[np.isin(said, one.improved)]
        found |= _of_change(paired_change(asked[:, 0], asked[:, 1], plan.level))
    counts = {"improved": len(improved), "stable": len(stable)}
    return len(improved) + len(stable), found[one.statistic], counts | _plain(found)


def _of_change(change: Change) -> dict[str, Figure]:
    return {
        "difference": Figure(change.change, change.low, change.high),
        "srm": Figure(change.srm, change.srm_low, change.srm_high),
        "effect_size": Figure(change.effect_size, change.effect_size_low, change.effect_size_high),
    }


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """Return figures as trees of JSON; an interval's ends only where there is one."""
    return {
        name: {end: value for end, value in asdict(figure).items() if value is not None}
        if isinstance(figure, Figure)
        else figure
        for name, figure in found.items()
    }


_KINDS: dict[str, Callable[[Hypothesis, Answers, dict[str, Numbers], Plan], Found]] = {
    "correlation": _correlation,
    "known_groups": _known_groups,
    "change": _change,
}
