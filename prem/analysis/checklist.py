"""The checklist: each measurement property, what it is held against, and what the data say.

A verdict is only given for what results.json holds. It is `indeterminate` where the statistic is
absent, where rows are too few, or where it cannot be computed from answers at all; `needed` says
what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator

from prem.analysis.checklist_scaling import dimension_rows, end_rows, formative, monotone_rows
from prem.analysis.hypotheses.rows import hypothesis_rows
from prem.analysis.invariance.judged import invariance_rows
from prem.analysis.model_type import model_rows
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan
from prem.analysis.sample_size.beside import beside
from prem.analysis.verdicts import Results, Row, Verdict
from prem.analysis.verdicts import judged as _verdict
from prem.analysis.verdicts import row as _row
from prem.analysis.verdicts import unsure as _unsure
from prem.errors.repeated import CHECKLIST_NULL

# What no table of answers can show: the property, its threshold, and what would show it.
_NOT_FROM_ANSWERS = (
    ("content validity", "content", "women and professionals judge each item: see the workshop"),
    ("criterion validity", "criterion", "a gold standard; for experience there is none as a rule"),
)


def checklist(results: Results, plan: Plan, notes: Notes) -> list[Row]:
    """Return the rows of the checklist, in COSMIN's order of properties.

    `sample` is COSMIN's grade of the sample that a row rests on, "" where it rests on none.

    References
    ----------
    Prinsen 2018, Qual Life Res 27:1147; the thresholds are in analysis/thresholds.toml.
    """
    structure = _structure(results, plan)
    found = [
        *model_rows(results, plan),
        structure,
        *_local_independence(results, plan),
        *monotone_rows(results, plan),
        *dimension_rows(results, plan),
        *_consistency(results, structure["verdict"], plan),
        *_invariance(results, plan),
        *invariance_rows(results, plan),
        *_retest(results, plan),
        *_site(results, plan),
        *end_rows(results, plan),
    ]
    for name, threshold, needed in _NOT_FROM_ANSWERS:
        found.append(_row(name, plan.thresholds[threshold], None, "indeterminate", needed))
    found += hypothesis_rows(results, plan)
    if any(row["value"] is None for row in found):
        notes.add(CHECKLIST_NULL, "checklist")
    return beside(found, results.get("sample_size"))


def _structure(results: Results, plan: Plan) -> Row:
    """Return the row of structural validity: CFI or TLI, or RMSEA, or SRMR, of the ML fit."""
    rules = {"cfi": "cfi", "tli": "cfi", "rmsea": "rmsea", "srmr": "srmr"}
    fit = (results.get("cfa") or {}).get("ml") or {}
    values = {name: fit[name] for name in rules if fit.get(name) is not None}
    row = _row("structural validity", plan.thresholds["cfi"], fit.get("cfi"), "indeterminate")
    row["criterion"] = " or ".join(
        plan.thresholds[name].criterion for name in ("cfi", "rmsea", "srmr")
    )
    if not values:
        return row | {"needed": "a confirmatory factor analysis; the notes say why there is none"}
    met = [name for name, value in values.items() if plan.thresholds[rules[name]].met(value)]
    shown = ", ".join(f"{name.upper()} {value:.3f}" for name, value in values.items())
    if fit["df"] < 1:
        return row | {"value": None, "needed": "more items: with df 0 every model fits"}
    short = plan.rows_needed(results["data"]["items"]) - fit["n"]
    if short > 0:
        return row | {"needed": f"{short:,} more rows; now {shown}"}
    if met:
        return row | {"value": values[met[0]], "verdict": "sufficient", "needed": shown}
    return row | {"verdict": "insufficient", "needed": f"none of them is met: {shown}"}


def _local_independence(results: Results, plan: Plan) -> Iterator[Row]:
    rule = plan.thresholds["q3"]
    for scale, found in (results.get("irt") or {}).items():
        value = (found or {}).get("q3_max")
        if value is None:
            continue
        name = f"local independence: {scale}"
        pair = " and ".join(found.get("q3_pair") or ())
        needed = "" if rule.met(value) else f"look at {pair}: they share more than the scale"
        yield _row(name, rule, value, _verdict(rule.met(value)), needed)


def _consistency(results: Results, structure: Verdict, plan: Plan) -> Iterator[Row]:
    low, high = plan.thresholds["alpha_low"], plan.thresholds["alpha_high"]
    enough = plan.thresholds["rows_reliability"]
    for scale, found in results["scales"].items():
        alpha, name = found["alpha"], f"internal consistency: {scale}"
        value = alpha["estimate"]
        if found.get("model") == "formative":
            yield _row(name, low, None, "indeterminate", formative(scale))
        elif value is None:
            yield _row(name, low, None, "indeterminate", "the notes say why alpha is absent")
        elif not enough.met(found["n"]):
            short = f"{enough.value - found['n']:g} more rows"
            yield _row(name, low, value, "indeterminate", short)
        elif structure != "sufficient":
            why = "a structure that holds: alpha means little without"
            yield _row(name, low, value, "indeterminate", why)
        else:
            above = "" if high.met(value) else f"above {high.value:.2f}: items repeat each other"
            yield _row(
                name, low, value, _verdict(low.met(value)), above or _unsure(low, _limits(found))
            )


def _limits(found: Results) -> Results:
    """Return alpha's bootstrap interval, which skewed answers do not mislead, else Feldt's."""
    drawn: Results = found.get("alpha_bootstrap") or {}
    feldt: Results = found["alpha"]
    return feldt if drawn.get("low") is None else drawn


def _invariance(results: Results, plan: Plan) -> Iterator[Row]:
    rule, name = plan.thresholds["dif"], "cross-cultural validity"
    if "dif" not in results:
        yield _row(name, rule, None, "indeterminate", "a group to compare: --group COLUMN")
        return
    for scale, found in results["dif"].items():
        named = f"{name}: {scale}"
        if found["biased"] is None:
            yield _row(named, rule, None, "indeterminate", "the notes say why")
            continue
        biased = found["biased"]
        changes = [item["r2"]["any"] for item in found["items"].values() if item]
        largest = max(changes, default=None)
        said = f"biased: {', '.join(biased)}" if biased else "no item is biased"
        if largest is None:
            yield _row(named, rule, None, "indeterminate", "the notes say why")
        else:
            yield _row(named, rule, largest, _verdict(rule.met(largest)), said)


def _retest(results: Results, plan: Plan) -> Iterator[Row]:
    rule, enough = plan.thresholds["retest"], plan.thresholds["rows_reliability"]
    change = plan.thresholds["change"]
    found = results.get("test_retest")
    if found is None:
        asked = "two occasions between which nothing changed: --id, --time, --retest A,B"
        yield _row("reliability", rule, None, "indeterminate", asked)
        yield _row("measurement error", change, None, "indeterminate", asked)
        return
    for scale, score in found["scales"].items():
        icc, name = score["icc"]["A1"], f"reliability: {scale}"
        value = icc["estimate"]
        if value is None:
            yield _row(name, rule, None, "indeterminate", "the notes say why")
        elif not enough.met(score["n"]):
            short = f"{enough.value - score['n']:g} more women who answer twice"
            yield _row(name, rule, value, "indeterminate", short)
        else:
            yield _row(name, rule, value, _verdict(rule.met(value)), _unsure(rule, icc))
    for scale, score in found["scales"].items():
        sdc = "the SDC" if score["sdc"] is None else f"the SDC of {score['sdc']:.2f} points"
        needed = f"the smallest change that matters to women (MIC), to hold {sdc} against"
        yield _row(f"measurement error: {scale}", change, None, "indeterminate", needed)


def _site(results: Results, plan: Plan) -> Iterator[Row]:
    """Return the row of the level where an experience measure is used: the least reliable site."""
    rule, name = plan.thresholds["site_minimum"], "reliability of a site's mean"
    found = results.get("sites")
    if found is None:
        yield _row(name, rule, None, "indeterminate", "the sites: --site COLUMN")
        return
    shares = [s["reliability"] for s in found["sites"] if s["reliability"] is not None]
    if found["icc1"]["estimate"] is None or not shares:
        yield _row(name, rule, None, "indeterminate", "the notes say why")
        return
    women = found["women_needed"][f"{rule.value:.2f}"]
    needed = "sites that differ" if women is None else f"{women:,} women at each site"
    sites = plan.thresholds["sites"]
    if not sites.met(found["count"]):
        needed += f"; {found['count']} sites tell little of how sites differ"
        yield _row(name, rule, min(shares), "indeterminate", needed)
    else:
        yield _row(name, rule, min(shares), _verdict(rule.met(min(shares))), needed)
