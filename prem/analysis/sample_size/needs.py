"""What this many women allow for each analysis, and how many more the next grade needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from prem.analysis.frame import Answers
from prem.analysis.plan import Plan
from prem.analysis.sample_size.rules import GRADES, Condition, Grade, Rule

Results = Mapping[str, Any]


class Count(NamedTuple):
    """How many women an analysis had: `where` it had the fewest; None where it was not made."""

    rule: str
    n: int | None
    items: int = 0
    where: str = ""
    without: str = ""


def needs(answers: Answers | None, results: Results, plan: Plan) -> list[dict[str, Any]]:
    """Return a row for each analysis: n, its grade, and the women still needed.

    `next` and `very_good` hold `grade`, `n` and how many `more`; absent where it is reached, and
    `n` and `grade` too where the analysis was not made, which `said` explains. Of an analysis
    of several scales or groups the one with the fewest women counts, and `where` names it.
    """
    rows = [_row(plan.samples[count.rule], count) for count in _counts(answers, results)]
    rows += [_rarest(results, plan.samples["answers"]), _site(results, plan)]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _row(rule: Rule, count: Count) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": rule.id,
        "title": rule.title,
        "unit": rule.unit,
        "where": count.where,
        "n": count.n,
        "grade": None,
        "next": None,
        "very_good": None,
    }
    if count.n is not None:
        grade = rule.grade(count.n, count.items)
        better = [g for g in reversed(GRADES) if _more(rule, g, count)]
        row |= {
            "grade": grade,
            "next": _more(rule, better[0], count) if better else None,
            "very_good": _more(rule, "very good", count),
        }
    said = {"said": _said(rule, count, row)}
    cited = {"source": rule.source, "version": rule.version, "verified": rule.verified}
    return row | said | cited


def _more(rule: Rule, grade: Grade, count: Count) -> dict[str, Any] | None:
    """Return what a grade still needs; None where it is reached.

    The grade is that of the number: what would be doubtful may be adequate at once.
    """
    needed = rule.rows(grade, count.items)
    if needed is None or count.n is None or count.n >= needed:
        return None
    return {"grade": rule.grade(needed, count.items), "n": needed, "more": needed - count.n}


def _said(rule: Rule, count: Count, row: Mapping[str, Any]) -> str:
    """Return the row as a sentence."""
    if count.n is None:
        return f"For {rule.title}, {count.without}."
    at = f" ({count.where})" if count.where else ""
    one = count.n == 1
    unit = rule.unit.replace("women", "woman").replace("answers", "answer") if one else rule.unit
    there = f"{count.n:,} {unit}{at} {'is' if one else 'are'} {row['grade']}"
    if row["next"] is None:
        return f"For {rule.title}, {there}."
    steps = [f"{row['next']['more']:,} more would be {row['next']['grade']}"]
    if row["very_good"] != row["next"]:
        steps.append(f"{row['very_good']['more']:,} more very good")
    return f"For {rule.title}, {there}; {', '.join(steps)}."


def _counts(answers: Answers | None, results: Results) -> Iterator[Count]:
    items = int(results["data"]["items"])
    yield Count("factor_analysis", factor_rows(results), items)
    yield _fewest("graded_response", results.get("irt"), "no scale was fitted")
    yield _bias(results)
    yield _groups(answers, items)
    yield _fewest("internal_consistency", results["scales"], "no scale has answers")
    retest = (results.get("test_retest") or {}).get("scales")
    asked = "two time points between which nothing changed are needed (--id, --time, --retest)"
    yield _fewest("retest", retest, asked)
    pairs = {f"{r['scale']}, {r['from']} to {r['to']}": r for r in results.get("change") or ()}
    yield _fewest("change", pairs, "the same women at two time points are needed (--id, --time)")


def factor_rows(results: Results) -> int:
    """Return the rows of the factor analyses: the fewer of the exploratory and the confirmatory.

    Of all rows, where there is neither.
    """
    sizes = [(results.get(part) or {}).get("n") for part in ("efa", "cfa")]
    rows = results["data"]["complete"]
    least = results["data"]["rows"] if rows is None else rows
    return int(min((n for n in sizes if n is not None), default=least))


def _fewest(rule: str, found: Mapping[str, Any] | None, without: str) -> Count:
    known = {name: one["n"] for name, one in (found or {}).items() if one}
    sizes = {name: int(n) for name, n in known.items() if n is not None}
    if not sizes:
        return Count(rule, None, without=without)
    name = min(sizes, key=lambda each: sizes[each])
    alike = len(set(sizes.values())) == 1
    return Count(rule, sizes[name], where="" if alike else name)


def _bias(results: Results) -> Count:
    sizes = {
        f"{scale}, {group}": n
        for scale, found in (results.get("dif") or {}).items()
        for group, n in found["groups"].items()
    }
    if not sizes:
        return Count("item_bias", None, without="a group to compare is needed (--group)")
    name = min(sizes, key=lambda each: sizes[each])
    return Count("item_bias", int(sizes[name]), where=name)


def _groups(answers: Answers | None, items: int) -> Count:
    """Return the smallest group, of all columns by which women can be compared."""
    sizes: dict[str, int] = {}
    if answers is not None:
        complete = np.flatnonzero((~np.isnan(answers.values)).all(axis=1)).tolist()
        for use, labels in answers.groupings.items():
            by = Counter(labels[row] for row in complete if labels[row])
            if len(by) > 1:
                sizes |= {f"{use} {name}": n for name, n in by.items()}
    if not sizes:
        return Count("invariance", None, without="two groups, sites or time points are needed")
    name = min(sizes, key=lambda each: sizes[each])
    return Count("invariance", sizes[name], items, where=name)


def _rarest(results: Results, rule: Rule) -> dict[str, Any]:
    """Return the row of the category with the fewest answers.

    `more` counts women, not answers: as many as give it enough if its share stays.
    """
    given = [
        (int(n), int(found["n"]), f"{item}, answer {code}")
        for item, found in results["items"].items()
        for code, n in (found["counts"] or {}).items()
    ]
    if not given:
        return _row(rule, Count(rule.id, None, without="no item has answers in categories"))
    n, women, where = min(given, key=lambda each: each[0])
    row = _row(rule, Count(rule.id, n, where=where))
    least = rule.rows("very good", 0) or 0
    short = sum(each[0] < least for each in given)
    if n >= least or not women:
        return row
    needed = rows_for_category(n / women, least)
    if needed is None:
        step, said = None, "nobody gave it, so no number of women can be named"
    else:
        step = {"grade": "very good", "n": needed, "more": needed - women}
        said = f"at its share of {n / women:.1%} it takes {needed - women:,} more women"
    row["said"] = (
        f"Of {len(given)} categories of all items {short} have fewer than {least} answers; the "
        f"rarest is {where}, with {n}: {said}, or it is taken together with its neighbour."
    )
    return row | {"next": step, "very_good": step}


def rows_for_category(share: float, least: int) -> int | None:
    """Return how many women give a category of this share of answers the least number of them.

    >>> rows_for_category(0.02, 10)
    500
    """
    return ceil(least / share - 1e-9) if share > 0 else None


def _site(results: Results, plan: Plan) -> dict[str, Any]:
    """Return the row of the smallest site: women for a mean that can be compared.

    Here the grades are those of Lyratzopoulos 2011: 0.70 is adequate, 0.85 very good.
    """
    minimum, good = plan.thresholds["site_minimum"], plan.thresholds["site_good"]
    rule = Rule(
        "sites",
        "the mean of a site",
        "women at the smallest site",
        {},
        minimum.source,
        minimum.version,
        minimum.verified,
    )
    found = results.get("sites") or {}
    sizes = {site["site"]: int(site["n"]) for site in found.get("sites") or ()}
    asked = found.get("women_needed") or {}
    steps = [asked.get(f"{limit.value:.2f}") for limit in (good, minimum)]
    if not sizes:
        return _row(rule, Count("sites", None, without="a column of sites is needed (--site)"))
    if steps[0] is None or steps[1] is None:
        without = "sites do not differ, or could not be compared, so no number can be named"
        return _row(rule, Count("sites", None, without=without))
    grades: dict[Grade, tuple[Condition, ...]] = {
        "very good": (Condition(least=steps[0]),),
        "adequate": (Condition(least=steps[1]),),
    }
    name = min(sizes, key=lambda each: sizes[each])
    return _row(replace(rule, conditions=grades), Count("sites", sizes[name], where=name))
