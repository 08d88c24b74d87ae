"""Rows of the checklist on scales: monotonicity, one dimension, floor and ceiling."""

from __future__ import annotations

from collections.abc import Iterator

from prem.analysis.plan import Plan
from prem.analysis.thresholds import Threshold
from prem.analysis.verdicts import Results, Row, Verdict, judged, row

# Criteria of one dimension: the threshold, and where results.json holds the figure.
_FACTORABLE = ("kmo", "bartlett")
_ONE = ("first_factor", "first_ratio", "ecv", "omega_hierarchical")


def monotone_rows(results: Results, plan: Plan) -> Iterator[Row]:
    """Yield a row a scale: the lowest H of its items, and which item does not rise."""
    rule, enough = plan.thresholds["item_h"], plan.thresholds["rows_graded"]
    for scale, found in results["scales"].items():
        name = f"monotonicity: {scale}"
        if found.get("model") == "formative":
            yield row(name, rule, None, "indeterminate", formative(scale))
        elif found.get("h"):
            items = {item: results["items"][item] for item in _members(found["h_pairs"])}
            lowest = min(items, key=lambda item: items[item]["h"]["estimate"])
            value = items[lowest]["h"]["estimate"]
            falls = [i for i, one in items.items() if (one.get("monotonicity") or {}).get("z")]
            said = f"{lowest} has the lowest"
            said += f"; {', '.join(falls)} does not always rise with the rest" if falls else ""
            short = enough.value - found["h"]["n"]
            if short > 0:
                yield row(name, rule, value, "indeterminate", f"{short:g} more rows; {said}")
            else:
                yield row(name, rule, value, judged(rule.met(value)), said)


def formative(scale: str) -> str:
    """Say why a property of reflective scales is not judged."""
    return f"nothing: {scale} is said to be formative, and this does not apply"


def _members(pairs: dict[str, object]) -> list[str]:
    return list(dict.fromkeys(item for pair in pairs for item in pair.split("~~")))


def dimension_rows(results: Results, plan: Plan) -> Iterator[Row]:
    """Yield the criteria beside structural validity: factorability, and one dimension.

    One dimension is judged of an instrument of one scale only; of others it is shown, for it is
    not claimed.
    """
    if not results.get("efa"):
        return
    values = _values(results)
    short = plan.rows_needed(len(results["efa"]["loadings"])) - (results["efa"]["n"] or 0)
    several = len(results["scales"]) > 1
    for name in (*_FACTORABLE, *_ONE):
        value = values[name]
        if value is None:
            continue
        rule = plan.thresholds[name]
        label = "factorability" if name in _FACTORABLE else "one dimension"
        if short > 0:
            yield row(label, rule, value, "indeterminate", f"{short:,} more rows")
        elif several and name in _ONE:
            why = f"nothing: there are {len(results['scales'])} scales, and one is not claimed"
            yield row(label, rule, value, "indeterminate", why)
        else:
            yield row(label, rule, value, judged(rule.met(value)))


def _values(results: Results) -> dict[str, float | None]:
    eigenvalues = results["dimensions"]["eigenvalues"] or [None]
    first, second = eigenvalues[0], eigenvalues[1] if len(eigenvalues) > 1 else None
    general = results.get("general_factor") or {}
    return {
        "kmo": results["factorability"]["kmo"],
        "bartlett": results["factorability"]["bartlett"]["p"],
        "first_factor": None if first is None else first / len(eigenvalues),
        "first_ratio": first / second if first and second and second > 0 else None,
        "ecv": general.get("explained_common_variance"),
        "omega_hierarchical": general.get("omega_hierarchical"),
    }


def end_rows(results: Results, plan: Plan) -> Iterator[Row]:
    """Yield a row a scale: floor or ceiling of its scores, whichever is larger; information."""
    rule, enough = plan.thresholds["floor_ceiling"], plan.thresholds["rows_ends"]
    for scale, found in results["scales"].items():
        if found.get("floor") is None:
            continue
        value = max(found["floor"], found["ceiling"])
        said = f"floor {found['floor']:.0%}, ceiling {found['ceiling']:.0%}"
        name = f"interpretability: {scale}"
        if (short := enough.value - found["n"]) > 0:
            yield row(name, rule, value, "indeterminate", f"{short:g} more rows; {said}")
        else:
            yield row(name, rule, value, *_ends(rule, value, said))


def _ends(rule: Threshold, value: float, said: str) -> tuple[Verdict, str]:
    if rule.met(value):
        return "sufficient", said
    return "indeterminate", f"{said}: information only, for experience is often rated at an end"
