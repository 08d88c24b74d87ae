"""Which comparisons are fair, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.reports.analysis.sentences import counted

Found = Mapping[str, Any]
# By the use of the column; "time" compares all who answered then, not the same women.
TITLES = {
    "group": "Groups",
    "site": "Sites",
    "time": "Time points",
    "channel": "Channels",
    "language": "Languages",
}
REPEATED = (
    "A woman who answered at several time points counts as several women here, so tests see too "
    "much; what follows under the same women over time does not have that fault."
)
_MANY = 8


def between(name: str, found: Found, plan: Plan) -> str:
    """Say whether scores may be compared between the groups of a column."""
    ml = found.get("ml")
    if not ml or ml["configural"] is None:
        return f"{TITLES[name]}{_too_small(found)} could not be compared; the notes say why."
    return f"{TITLES[name]} ({_sizes(found['groups'])}): {verdict(ml, plan)}{_unfit(ml, plan)}"


def along(found: Found, plan: Plan) -> str:
    """Say whether the change of the same women is a change in what they experience."""
    ml = found.get("ml")
    if not ml or ml["configural"] is None:
        return "Whether items keep their meaning over time could not be tested; the notes say why."
    women = f"{counted(found['n'], 'woman').replace('womans', 'women')} at {_and(found['times'])}"
    return f"{women}: {verdict(ml, plan)}{_unfit(ml, plan)}"


def _unfit(ml: Found, plan: Plan) -> str:
    """Say where the scales do not even fit with nothing held equal."""
    own = ml["configural"]
    rules = {"cfi": "cfi", "tli": "cfi", "rmsea": "rmsea", "srmr": "srmr"}
    if any(plan.thresholds[rule].met(own[index]) for index, rule in rules.items()):
        return ""
    return (
        f" But the scales fit badly in the groups themselves (CFI {own['cfi']:.2f}, RMSEA "
        f"{own['rmsea']:.2f}, SRMR {own['srmr']:.2f}): mend the scales first."
    )


def _too_small(found: Found) -> str:
    left = found.get("left_out")
    return f" ({_sizes(left)})" if left else ""


def _sizes(groups: Mapping[str, int]) -> str:
    if len(groups) > _MANY:
        return f"{len(groups)} of them, {sum(groups.values()):,} women"
    return ", ".join(f"{group}: {n:,}" for group, n in groups.items())


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def verdict(ml: Found, plan: Plan) -> str:
    """Say what the ladder of answers as numbers allows."""
    metric, scalar = ml["metric"], ml["scalar"]
    if metric is None or scalar is None:
        return "the models with equal parameters did not settle, so nothing can be said."
    if metric["difference"]["holds"] and scalar["difference"]["holds"]:
        return (
            "the items mean the same to all of them, so mean scores may be compared. "
            f"{_size(ml, plan)}"
        )
    held = (
        "how scales go together may be compared"
        if metric["difference"]["holds"]
        else ("the items do not measure the same thing alike")
    )
    partial = ml.get("partial")
    if partial is None:
        return f"{held}; mean scores may not: too many items are answered differently."
    items = [what.removesuffix("~1") for what in partial["intercepts"]]
    return (
        f"{held}; mean scores may be compared only with care, for at the same level "
        f"{_and(items)} {'is' if len(items) == 1 else 'are'} answered differently. "
        f"{_scales(ml)}{_size(ml, plan)}"
    )


def _scales(ml: Found) -> str:
    """Say how many points the items that differ make of a scale's mean."""
    gaps = [
        (abs(gap["signed"]), scale, group, gap["signed"])
        for scale, groups in ml["expected"]["scales"].items()
        for group, gap in groups.items()
    ]
    if not gaps:
        return ""
    _, scale, group, signed = max(gaps)
    return f"That makes up to {signed:+.2f} points of the mean of {scale} ({group}). "


def _size(ml: Found, plan: Plan) -> str:
    """Say how large the largest difference of an item is."""
    gaps = [
        (gap["dmacs"], item, group, gap["signed"], gap["unsigned"])
        for item, groups in ml["expected"]["items"].items()
        for group, gap in groups.items()
    ]
    if not gaps:
        return ""
    size, item, group, signed, unsigned = max(gaps)
    rule = plan.thresholds["invariance_difference"]
    word = "small enough to pass over" if rule.met(size) else "large enough to matter"
    points = f"{signed:+.2f} points on average"
    if abs(signed) < unsigned / 2:  # the lines cross
        points = f"{unsigned:.2f} points, up for some women and down for others"
    return (
        f"At the same level the largest difference is that of {item} ({group}): {points}, {word} "
        f"(dMACS {size:.2f})."
    )


def ordered_said(wlsmv: Found, taken: str = "Taken as ordered answers") -> str:
    """Say what the ladder of ordered answers allows."""
    held = []
    for step in ("thresholds", "loadings", "intercepts"):
        one = wlsmv.get(step)
        if one is None:
            continue
        if not one["difference"]["holds"]:
            small = one["difference"].get("small")
            size = ", though the change in fit is small" if small else ""
            return f"{taken}, the test sees a difference in {step}{size}."
        held.append(step)
    if not held:
        return f"{taken}, no step could be tested."
    return f"{taken}, no difference is seen in {_and(held)}."
