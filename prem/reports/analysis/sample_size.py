"""Sample size and power in the report: what `report-size.html` places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.power_curve import power_curve_svg
from prem.reports.analysis.sentences import figure

Found = Mapping[str, Any]
_KINDS = {"groups": "two groups", "paired": "same women"}


def sample_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where the results have no such part."""
    found = results.get("sample_size")
    if found is None:
        return None
    power = found["power"]
    shown: dict[str, Any] = {
        "said": [row["said"] for row in found["analyses"]] + list(_said_more(found)),
        "needs": _needs(found["analyses"]),
        "sources": _sources(found["analyses"]),
        "power": None,
    }
    if power is None or not power["rows"]:
        return shown
    return shown | {
        "power": _power(found, power),
        "widths": _widths(power, titles),
        "plot": Markup(_plot(power, plan)),  # noqa: S704  # our own drawing, its labels escaped,
        "basis": "WLSMV" if power["basis"] == "wlsmv" else "ML, of answers as numbers",
        "draws": power["draws"],
        "fits": power["fits"],
        "stability": figure(power["stability"]),
        "sentences": list(_sentences(power, plan)),
    }


def _needs(rows: list[dict[str, Any]]) -> Grid:
    body = [
        [
            row["title"][0].upper() + row["title"][1:],
            f"{row['n']:,}" if "n" in row else "–",
            row.get("grade", "not made"),
            _step(row.get("next")),
            "reached" if row.get("grade") == "very good" else _far(row.get("very_good")),
        ]
        for row in rows
    ]
    heads = ["Analysis", "Now", "Grade", "More for the next grade", "More for very good"]
    return Grid(
        "What this many women allow, and how many more are needed",
        heads,
        body,
        frozenset({0, 2}),
    )


def _far(step: Found | None) -> str:
    return "–" if step is None else f"{step['more']:,} (at {step['n']:,})"


def _sources(rows: list[dict[str, Any]]) -> list[str]:
    """Return who says so, once each, with the analyses that it is said of."""
    said: dict[str, list[str]] = {}
    for row in rows:
        cited = f"{row['source']}; {row['version']}" + (
            "" if row["verified"] else " (not verified)"
        )
        said.setdefault(cited, []).append(row["title"])
    whose = {cited: ", ".join(titles) for cited, titles in said.items()}
    return [f"{titles[0].upper()}{titles[1:]}: {cited}." for cited, titles in whose.items()]


def _step(step: Found | None) -> str:
    return "–" if step is None else f"{step['more']:,} ({step['grade']} at {step['n']:,})"


def _said_more(found: Found) -> Iterator[str]:
    """Yield what is needed for an interval, and for a test of fit."""
    for one in found["precision"]:
        more = f"{one['more']:,} more women" if one["more"] else "no more women"
        yield (
            f"For an interval of the test-retest ICC of {one['scale']} that is "
            f"{one['wanted']:.2f} wide (now {one['width']:.2f}) you need {one['needed']:,} women "
            f"seen twice, {more} (Bonett 2002)."
        )
    fit = found.get("fit")
    if fit is not None and fit["needed"] is not None:
        yield (
            f"To tell a model that fits closely (RMSEA {fit['null']:.2f}) from one that does not "
            f"({fit['true']:.2f}) with a power of {fit['wanted']:.2f}, {fit['needed']:,} women "
            f"are needed by formula, were answers normal (MacCallum 1996; {fit['df']} degrees "
            "of freedom)."
        )


def _average(chances: Found) -> float | None:
    known = [one["estimate"] for one in chances.values() if one is not None]
    return sum(known) / len(known) if known else None


def _chance(one: Found | None) -> str:
    return "–" if one is None else f"{one['estimate']:.2f} ({one['error']:.2f})"


def _power(found: Found, power: Found) -> Grid:
    closed = {row["n"]: row["power"] for row in found.get("fit", {"power": ()})["power"]}
    effects = [(kind, effect) for kind in _KINDS for effect in power["rows"][0][kind]]
    heads = ["Women", "Model can be fitted", "True model rejected", "Misfit found (formula)"]
    heads += [f"{effect} SD, {_KINDS[kind]}" for kind, effect in effects]
    body = [
        [
            f"{row['n']:,}" + (" (now)" if row["n"] == found["n"] else ""),
            _chance(row["proper"]),
            _chance(row["rejected"]),
            figure(closed.get(row["n"])),
            *(figure(_average(row[kind][effect])) for kind, effect in effects),
        ]
        for row in power["rows"]
    ]
    caption = "Chances by the number of women, if the fitted model is true (error of simulation)"
    return Grid(caption, heads, body)


def _widths(power: Found, titles: Mapping[str, str]) -> Grid:
    rows = power["rows"]
    body = [
        [titles.get(scale, scale), what, *(_half(row[what], scale) for row in rows)]
        for scale in rows[0]["alpha"]
        for what in ("alpha", "omega")
    ]
    heads = ["Scale", "Statistic", *(f"{row['n']:,} women" for row in rows)]
    caption = "Half the width of a 95% interval by the number of women (error of simulation)"
    return Grid(caption, heads, body, frozenset({0, 1}))


def _half(widths: Found, scale: str) -> str:
    one = widths[scale]
    return "–" if one is None else f"{one['estimate']:.3f} ({one['error']:.3f})"


def _curves(power: Found) -> dict[str, list[float]]:
    return {
        f"{effect} SD, {words}": [_average(row[kind][effect]) or 0.0 for row in power["rows"]]
        for kind, words in _KINDS.items()
        for effect in power["rows"][0][kind]
    }


def _plot(power: Found, plan: Plan) -> str:
    women, lines = [row["n"] for row in power["rows"]], _curves(power)
    described = "Chance to find a difference by the number of women, average of the scales. "
    described += " ".join(_reached(label, line, women, plan) for label, line in lines.items())
    return power_curve_svg(women, lines, plan.power.wanted, described)


def _reached(label: str, line: list[float], women: list[int], plan: Plan) -> str:
    wanted = plan.power.wanted
    enough = next((n for n, chance in zip(women, line, strict=True) if chance >= wanted), None)
    if enough is None:
        return f"{label}: a power of {wanted:.2f} is not reached with {women[-1]:,} women."
    return f"{label}: a power of {wanted:.2f} is reached with {enough:,} women or fewer."


def _sentences(power: Found, plan: Plan) -> Iterator[str]:
    women = [row["n"] for row in power["rows"]]
    for label, line in _curves(power).items():
        yield _reached(label, line, women, plan)
    wrong = [row for row in power["rows"] if (row["rejected"] or {"estimate": 0})["estimate"] > 0.1]
    if wrong:
        counts = ", ".join(f"{row['n']:,}" for row in wrong)
        yield (
            "Chi-square by maximum likelihood rejects even the true model in more than one sample "
            f"of ten with {counts} women: answers are no normal numbers. Read the scaled tests."
        )
