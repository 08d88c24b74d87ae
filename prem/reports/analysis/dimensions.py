"""How many dimensions, in the report: what the template `report-dimensions.html` places."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from prem.reports.analysis.grid import Grid
from prem.reports.analysis.scree import Series, scree_svg
from prem.reports.analysis.sentences import counted, figure

Found = dict[str, Any]


def dimensions_view(results: Found) -> dict[str, Any]:
    """Return what the section shows beside the sentence on factorability."""
    found = results["dimensions"]
    observed = found["eigenvalues"]
    said = dimensions_said(results)
    if observed is None:
        return {"said": said, "scree": None, "tables": []}
    ordinary = found["parallel"].get("rules")
    ordered = (found["parallel"].get("polychoric") or {}).get("rules")
    kinds = (("ordinary", ordinary), ("polychoric", ordered))
    return {
        "said": said,
        "scree": _scree(observed, ordinary, said),
        "tables": [
            _eigenvalues(observed, ordinary),
            *([_map(found["map"])] if found["map"].get("average_squared_partials") else []),
            *(_rules(kind, rules) for kind, rules in kinds if rules),
        ],
    }


def dimensions_said(results: Found) -> list[str]:
    """Say how many dimensions the rules keep, the headline first."""
    found = results["dimensions"]
    if found["eigenvalues"] is None:
        return ["The number of dimensions could not be examined; the notes say why."]
    parallel, partial = found["parallel"]["retain"], found["map"]["retain"]
    said = [
        "Parallel analysis was not run."
        if parallel is None
        else f"Parallel analysis keeps {parallel}: so many eigenvalues are larger than those of "
        "items that have nothing in common."
    ]
    if partial is not None:
        said.append(f"The minimum average partial keeps {partial}.")
    said.append(f"There are {counted(len(results['scales']), 'scale')}.")
    return [" ".join(said), *_other_rules(found["parallel"])]


def _other_rules(parallel: Found) -> list[str]:
    kept = []
    factors = _retain(parallel.get("rules"), "factors")
    if factors is not None:
        kept.append(f"By the rule of factors it keeps {factors}")
    ordered = (parallel.get("polychoric") or {}).get("rules")
    polychoric = [(_retain(ordered, name), name) for name in ("components", "factors")]
    there = [f"{count} by the rule of {name}" for count, name in polychoric if count is not None]
    if there:
        kept.append("on polychoric correlations it keeps " + " and ".join(there))
    if not kept:
        return []
    sentence = "; ".join(kept)
    return [
        f"{sentence[0].upper()}{sentence[1:]}. The headline is the rule of components on ordinary "
        "correlations: the rule of factors keeps too many, the more so the more rows there are."
    ]


def _retain(rules: Found | None, name: str) -> int | None:
    return None if rules is None else rules[name]["retain"]


def _scree(observed: list[float], rules: Found | None, said: list[str]) -> Markup:
    components = (rules or {}).get("components") or {}
    factors = (rules or {}).get("factors") or {}
    series = [
        Series("observed", observed, "circle"),
        Series("simulated", components.get("simulated"), None),
        Series("factors", factors.get("observed"), "triangle"),
        Series("simulated-factors", factors.get("simulated"), None),
    ]
    drawn = [one for one in series if one.values]
    return Markup(scree_svg(drawn, f"Scree plot. {' '.join(said)}"))  # noqa: S704  # our SVG


def _eigenvalues(observed: list[float], rules: Found | None) -> Grid:
    lines: list[list[float] | None] = [observed]
    heads = ["Component", "Eigenvalue"]
    for name, title in (("components", "component"), ("factors", "factor")):
        one = (rules or {}).get(name) or {}
        if name == "factors":
            lines.append(one.get("observed"))
            heads.append("Of factors")
        lines.append(one.get("simulated"))
        heads.append(f"Simulated, by {title}s")
    rows = [
        [str(rank + 1), *(figure(line[rank] if line else None) for line in lines)]
        for rank in range(len(observed))
    ]
    return Grid("Eigenvalues, and 95th percentiles of simulated ones", heads, rows, frozenset())


def _rules(kind: str, rules: Found) -> Grid:
    rows = []
    for name in ("components", "factors"):
        one = rules[name]
        rows.append([f"By {name}", _count(one["retain"]), *_edge(one)])
    heads = ["Rule", "Keeps", "Last kept", "Its limit", "First not kept", "Its limit"]
    return Grid(f"Parallel analysis of {kind} correlations", heads, rows)


def _edge(rule: Found) -> list[str]:
    """Return the last eigenvalue that is kept and the first that is not, each with its limit."""
    if rule["retain"] is None:
        return ["–"] * 4
    found = []
    for place in (rule["retain"] - 1, rule["retain"]):
        there = 0 <= place < len(rule["observed"])
        values = (rule[name][place] if there else None for name in ("observed", "simulated"))
        found += [figure(value, 3) for value in values]
    return found


def _map(partials: Found) -> Grid:
    values = partials["average_squared_partials"]
    rows = [[str(kept), figure(value, 4)] for kept, value in enumerate(values[:20])]
    return Grid(
        "Minimum average partial: average squared correlation of what is left after so many "
        "components",
        ["Components", "Average"],
        rows,
        frozenset(),
    )


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)
