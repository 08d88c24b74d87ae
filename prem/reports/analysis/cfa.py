"""Confirmatory factor analysis in the report: what the template `report-cfa.html` places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from prem.analysis.plan import Plan
from prem.reports.analysis.cfa_fit import dynamic_view, fit_grid, residuals_grids
from prem.reports.analysis.grid import Grid
from prem.reports.analysis.path_diagram import path_svg
from prem.reports.analysis.sentences import counted, figure, interval

Found = Mapping[str, Any]

_ABSENT = "Whether the items belong to their scales could not be tested; the notes say why."
# What an index means when it is as wanted, and when it is not.
_READS = {
    "cfi": (
        "the scales explain most of how the items go together",
        "much of how the items go together is left unexplained",
    ),
    "rmsea": (
        "the model is close, for its number of parameters",
        "the model is far off, for its number of parameters",
    ),
    "srmr": (
        "the correlations that it leaves over are small",
        "the correlations that it leaves over are large",
    ),
}

_MODELS = {
    "correlated": "the scales, correlated",
    "one_factor": "one factor for all items",
    "second_order": "the scales under one general factor",
    "bifactor": "a general factor beside the scales",
}


def cfa_view(
    results: dict[str, Any], titles: Mapping[str, str], plan: Plan
) -> dict[str, Any] | None:
    """Return what the section shows, None where it was not computed."""
    found = results.get("cfa")
    if found is None:
        return None
    ml, level = found["ml"], f"{plan.level:.0%}"
    if ml is None:
        omegas = _omegas(results, titles)
        return {"said": _without(found), "fit": None, "omegas": omegas, "level": level} | {
            "pairwise": _pairwise(found, titles),
            "residuals": [],
        }
    return {
        "said": _said(found, plan),
        "fit": fit_grid(found),
        "dynamic": dynamic_view(found, plan),
        "path": _path(found, titles),
        "residuals": residuals_grids(found),
        "loadings": [
            [
                item,
                titles.get(scale, scale),
                figure(ml["loadings"][item]),
                figure(ml["loadings_se"][item]),
                _limits(ml, "loadings", item),
            ]
            for scale, items in found["factors"].items()
            for item in items
        ],
        "correlations": [
            [
                " with ".join(titles.get(name, name) for name in pair.split("~~")),
                figure(value),
                _limits(ml, "factor_correlations", pair),
            ]
            for pair, value in ml["factor_correlations"].items()
        ],
        "models": _models(found["models"]),
        "models_said": _best(found["models"]),
        "misfits": _misfits(found, titles),
        "pairwise": None,
        "omegas": _omegas(results, titles),
        "level": level,
    }


def _without(found: Found) -> list[str]:
    """Say why there is no fit; of counts of pairs, what there is in its place."""
    if not found.get("pairwise"):
        return [_ABSENT]
    part = found["pairwise"]
    return [
        "Answers are missing, and counts of pairs do not say which rows are complete: how well the "
        "model fits cannot be tested. These are its estimates, each pair of items on its own "
        f"{counted(part['n'], 'row')} or more; the correlations that they leave over are "
        f"{figure(part['srmr'], 3)} on average (SRMR)."
    ]


def _pairwise(found: Found, titles: Mapping[str, str]) -> Grid | None:
    """Return the loadings from pairwise covariances as a table."""
    part = found.get("pairwise")
    if not part:
        return None
    rows = [
        [item, titles.get(scale, scale), figure(part["loadings"][item])]
        for scale, items in found["factors"].items()
        for item in items
    ]
    heads = ("Item", "Scale", "Loading")
    caption = "Fully standardised loadings (ML) of pairwise covariances, without errors"
    return Grid(caption, heads, rows, frozenset({0, 1}))


def _said(found: Found, plan: Plan) -> list[str]:
    ml = found["ml"]
    said = [
        f"The model says that each item belongs to its own scale only, and that the scales go "
        f"together as they do. It was fitted to {counted(ml['n'], 'row')} complete on "
        f"{counted(len(ml['loadings']), 'item')}.",
        _exact(ml),
    ]
    if ml["df"]:
        said += [_index("CFI", "cfi", found, plan), _index("RMSEA", "rmsea", found, plan)]
        said += [_index("SRMR", "srmr", found, plan)]
    return said


def _exact(ml: Found) -> str:
    if ml["p"] is None:
        return "It has as many parameters as there are covariances, so that its fit says nothing."
    p = "p < 0.001" if ml["p"] < 0.001 else f"p = {ml['p']:.3f}"
    verdict = (
        "so the model is not exactly right; with many rows this is so for nearly every model."
        if ml["p"] < 0.05
        else "so these answers do not contradict the model."
    )
    return f"Chi-square {ml['chi2']:.1f}, df {ml['df']}, {p}: {verdict}"


def _index(name: str, key: str, found: Found, plan: Plan) -> str:
    threshold, value = plan.thresholds[key], found["ml"][key]
    wanted = plan.limit(key)
    robust = (found.get("mlr") or {}).get(f"{key}_robust")
    beside = "" if robust is None else f" (robust {figure(robust, 3)})"
    good = value > wanted if threshold.comparator.startswith(">") else value < wanted
    side = "over" if threshold.comparator.startswith(">") else "under"
    reads = _READS[key]
    return (
        f"{name} is {figure(value, 3)}{beside}; wanted: {side} {figure(wanted)} "
        f"({threshold.cited}): {reads[0] if good else reads[1]}."
    )


def _path(found: Found, titles: Mapping[str, str]) -> Markup:
    """Return the path diagram of the model by maximum likelihood."""
    ml = found["ml"]
    pairs = {
        tuple(titles.get(name, name) for name in pair.split("~~")): value
        for pair, value in ml["factor_correlations"].items()
    }
    factors = {titles.get(scale, scale): items for scale, items in found["factors"].items()}
    said = (
        f"Path diagram: {counted(len(factors), 'factor')}, each with lines to its items, the "
        "numbers being standardised loadings; curves join factors, with their correlations. The "
        "tables beside it hold the same numbers."
    )
    return Markup(path_svg(factors, ml["loadings"], pairs, said))  # noqa: S704  # our SVG


def _chi(part: Found) -> str:
    value = part.get("chi2", part.get("chi2_scaled"))
    return "–" if value is None else f"{value:.1f} ({part['df']})"


def _limits(ml: Found, part: str, name: str) -> str:
    return interval(ml[f"{part}_low"][name], ml[f"{part}_high"][name])


def _models(models: Found) -> list[list[str]]:
    rows = []
    for name, part in models.items() if len(models) > 1 else ():
        if part is None:
            rows.append([_MODELS[name], *["–"] * 7])
            continue
        nested = part.get("difference")
        rows.append(
            [
                _MODELS[name],
                _chi(part),
                *(figure(part[index], 3) for index in ("cfi", "rmsea", "srmr")),
                *(figure(part[index], 1) for index in ("aic", "bic")),
                "–" if nested is None else f"{nested['chi2']:.1f} ({nested['df']})",
            ]
        )
    return rows


def _best(models: Found) -> str:
    there = {name: part["bic"] for name, part in models.items() if part is not None}
    best = min(there, key=lambda name: there[name])
    return (
        f"By BIC, which weighs fit against the number of parameters, the model to prefer is: "
        f"{_MODELS[best]}. A bifactor model often wins such comparisons whatever the truth "
        "(Bonifay & Cai 2017, Multivar Behav Res 52:465): prefer it for a reason only."
    )


def _misfits(found: Found, titles: Mapping[str, str]) -> list[list[str]]:
    rows = []
    for entry in found["modification_indices"]:
        what = entry["what"]
        scale, loads, item = what.partition("=~")
        said = f"{item} loads on {titles.get(scale, scale)} too"
        if not loads:
            said = " and ".join(what.split("~~")) + " share more than their scales explain"
        rows.append([said, figure(entry["mi"], 1), figure(entry["epc"])])
    return rows


def _omegas(results: dict[str, Any], titles: Mapping[str, str]) -> list[list[str]]:
    rows = []
    for name, scale in results["scales"].items():
        omega = scale["omega_total"]
        limits = interval(omega["low"], omega["high"])
        rows.append([titles.get(name, name), figure(omega["estimate"]), limits])
    return rows
