"""docs/known-truth.md: the figures as a page of Markdown."""

from __future__ import annotations

from typing import Any

_HEAD = """# Known truth

<!-- Written by `make truth`: change the trials in tests/truth, not this page. -->

Samples are drawn from a truth that is known, and prem's own functions are asked about each.
Seed {seed}; every trial has its own stream of numbers, whatever the number of cores.{part}
A figure holds where it is within three standard errors of what was promised.
"No result" counts the samples of which there was none.
Where a figure is off, the reason stands below its table.
Off without a known reason, it makes `make truth` fail.
"""


def page(document: dict[str, Any]) -> str:
    """Return the page of a document of trials."""
    whole = document["complete"] and document["share"] >= 1
    part = "" if whole else "\n**This is not the whole run: fewer samples or trials.**"
    parts = [_HEAD.format(seed=document["seed"], part=part)]
    figures = [f for trial in document["trials"] for f in trial["figures"]]
    for kind, title in (
        ("coverage", "Coverage of intervals"),
        ("rejection", "How often a true null hypothesis is rejected"),
    ):
        rows = [f for f in figures if f["kind"] == kind]
        if rows:
            parts += [f"## {title}\n", _rates(rows), _reasons(rows)]
    rows = [r for trial in document["trials"] for r in trial["recoveries"]]
    if rows:
        parts += ["## Recovery of parameters\n", _recovered(rows)]
    return "\n".join(part for part in parts if part)


def _rates(rows: list[dict[str, Any]]) -> str:
    head = "| of | in | n | promised | found | standard error | samples | no result | holds |\n"
    body = "".join(f"| {' | '.join(_cells(row))} |\n" for row in rows)
    return f"{head}|---|---|---|---|---|---|---|---|---|\n{body}"


def _cells(row: dict[str, Any]) -> list[str]:
    found, error = row["rate"], row["error"]
    shown = ["–", "–"] if found is None else [f"{found:.3f}", f"{error:.4f}"]
    counts = [str(row["times"]), str(row["without"])]
    return [
        row["what"],
        f"{row['name']}: {row['setting']}",
        str(row["n"]),
        f"{row['promised']:.2f}",
        *shown,
        *counts,
        _verdict(row),
    ]


def _verdict(row: dict[str, Any]) -> str:
    if row["rate"] is None:
        return "no result"
    if row["error"] and abs(row["rate"] - row["promised"]) <= 3 * row["error"]:
        return "yes"
    above = row["rate"] > row["promised"]
    return ("too often" if above else "too seldom") + ("" if row["why"] else ", not known why")


def _reasons(rows: list[dict[str, Any]]) -> str:
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if _verdict(row).startswith("too") and row["why"]:
            where = f"{row['what']} ({row['setting']}, n = {row['n']})"
            reasons.setdefault(row["why"], []).append(where)
    # one sentence a line, as everywhere in docs/
    lines = {why: why.replace(". ", ".\n  ") for why in reasons}
    return "".join(f"- {'; '.join(where)}: {lines[why]}\n" for why, where in reasons.items())


def _recovered(rows: list[dict[str, Any]]) -> str:
    head = "| of | in | n | bias | root mean square error | samples |\n|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {r['what']} | {r['name']}: {r['setting']} | {r['n']} | {r['bias']:+.4f} "
        f"| {r['rmse']:.4f} | {r['times']} |\n"
        for r in rows
    )
