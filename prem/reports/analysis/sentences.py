"""What each part of an analysis means, in a plain sentence."""

from __future__ import annotations

from typing import Any

from prem.analysis.plan import Plan


def figure(value: float | None, digits: int = 2) -> str:
    """Return a number for a table, "–" where it is null.

    >>> figure(0.8254), figure(-0.0004), figure(None)
    ('0.83', '0.00', '–')
    """
    return "–" if value is None else f"{value:z.{digits}f}"


def probability(p: float | None) -> str:
    """Return a p value for a table.

    >>> probability(0.0412), probability(2e-9), probability(None)
    ('0.041', '<0.001', '–')
    """
    return "<0.001" if p is not None and p < 0.001 else figure(p, 3)


def whole(value: int | None) -> str:
    """Return a count for a table, "–" where it is null.

    >>> whole(1200), whole(None)
    ('1200', '–')
    """
    return "–" if value is None else str(value)


def interval(low: float | None, high: float | None) -> str:
    """Return an interval for a table, "–" where there is none.

    >>> interval(0.5, 0.75), interval(None, None)
    ('0.50 to 0.75', '–')
    """
    return "–" if low is None or high is None else f"{figure(low)} to {figure(high)}"


def mean_interval(low: float | None, high: float | None, span: tuple[float, float] | None) -> str:
    """Return a mean's interval for a table, cut off where no score can be.

    With two or three rows it may reach beyond every possible score: then it says nothing.

    >>> mean_interval(-20.5, 26.1, (1, 5)), mean_interval(1.6, 7.9, (1, 5))
    ('any score: too few rows', '1.60 to 5.00')
    """
    if span is None or low is None or high is None:
        return interval(low, high)
    if low <= span[0] and high >= span[1]:
        return "any score: too few rows"
    return interval(max(low, span[0]), min(high, span[1]))


def counted(count: int, word: str) -> str:
    """Return "1 row", "2 rows"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def in_short(results: dict[str, Any]) -> str:
    """Return the lines that the command prints."""
    data = results["data"]
    complete = "" if data["complete"] is None else f", {data['complete']:,} complete"
    on = "on" if complete else "with"
    lines = [f"{counted(data['rows'], 'row')}{complete} {on} {counted(data['items'], 'item')}."]
    for name, scale in results["scales"].items():
        alpha = scale["alpha"]
        interval = f"({figure(alpha['low'])} to {figure(alpha['high'])})"
        shown = "–" if alpha["estimate"] is None else f"{figure(alpha['estimate'])} {interval}"
        lines.append(f"  {name}: alpha {shown}, mean {figure(scale['mean'])}")
    if results["notes"]:
        lines.append(f"{counted(len(results['notes']), 'note')} in the report: read them first.")
    return "\n".join(lines)


def sample(results: dict[str, Any], plan: Plan) -> list[str]:
    """Say how many rows there are, and whether they are enough."""
    data = results["data"]
    rows = results["efa"]["n"]
    items = max(len(results["efa"]["loadings"]), 1)
    needed = plan.rows_needed(items)
    verdict = (
        "that is enough."
        if rows >= needed
        else f"that is not enough; about {needed - rows:,} more are needed."
    )
    complete = (
        "counts of pairs do not say how many of them answer all"
        if data["complete"] is None
        else f"{data['complete']:,} of them answer all"
    )
    return [
        f"The table holds {counted(data['rows'], 'row')}; {complete} "
        f"{counted(data['items'], 'item')}.",
        f"Factor analysis of {counted(items, 'item')} asks for {needed:,} rows "
        f"({plan.sample_source}); it has {rows:,}: {verdict}",
    ]


def reliability(name: str, scale: dict[str, Any], plan: Plan) -> str:
    """Say what the alpha of a scale means."""
    said = _alpha(name, scale, plan)
    needed = plan.thresholds["rows_reliability"]
    n = scale["n"]
    if scale["alpha"]["estimate"] is None or n is None or n >= needed.value:
        return said
    return (
        f"{said} It rests on {counted(scale['n'], 'row')}; {needed.value:g} are asked for "
        f"({needed.source}), so go by its interval."
    )


def _alpha(name: str, scale: dict[str, Any], plan: Plan) -> str:
    alpha = scale["alpha"]["estimate"]
    if alpha is None:
        return f"{name}: alpha could not be computed; the notes say why."
    low, high = plan.limit("alpha_low"), plan.limit("alpha_high")
    shown = f"{name}: alpha is {figure(alpha)}"
    if alpha < low:
        return f"{shown}, under {figure(low)}: a woman's score carries a lot of chance."
    if alpha > high:
        return f"{shown}, over {figure(high)}: some items may say the same thing twice."
    if scale["alpha"]["low"] is not None and scale["alpha"]["low"] < low:
        return f"{shown}, over {figure(low)}, but its interval reaches below: more rows would tell."
    return f"{shown}: the items hang together."


def factorability(results: dict[str, Any], plan: Plan) -> str:
    """Say whether the items share enough for factor analysis."""
    found = results["factorability"]
    if found["kmo"] is None:
        return "Whether the items suit factor analysis could not be computed; the notes say why."
    low = plan.limit("kmo")
    test = found["bartlett"]
    p = "p < 0.001" if test["p"] < 0.001 else f"p = {test['p']:.3f}"
    suited = "the items share enough" if found["kmo"] >= low else "the items share too little"
    return (
        f"KMO is {figure(found['kmo'])} (wanted: {figure(low)} or more): {suited} for factor "
        f"analysis. Bartlett's test that no two items correlate: chi-square "
        f"{test['chi2']:.1f}, df {test['df']}, {p}."
    )


_OF = {"pearson": "Pearson", "polychoric": "polychoric"}


def loadings(results: dict[str, Any], plan: Plan) -> str:
    """Say what the loadings table shows."""
    efa = results["efa"]
    if efa["factor_correlations"] is None:
        return "The factor analysis could not be computed; the notes say why."
    return (
        f"{counted(efa['factors'], 'factor')}, {efa['extraction']} extraction, "
        f"{efa['rotation']} rotation, on {_OF[efa['correlation']]} correlations of "
        f"{counted(efa['n'], 'row')}. "
        f"Items stand under the factor on which they load most. Loadings of "
        f"{figure(plan.limit('loading'))} or more are bold, those under "
        f"{figure(plan.show_loading)} are faded. What the model leaves over: root mean square "
        f"residual {figure(efa['rmsr'], 3)}.{_few(efa, plan)}"
    )


def _few(efa: dict[str, Any], plan: Plan) -> str:
    if efa["n"] >= plan.rows_needed(len(efa["loadings"])):
        return ""
    return " With so few rows, other women could give quite other loadings: draw nothing from them."
