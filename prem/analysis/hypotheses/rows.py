"""What the checklist says of hypotheses: how many of those declared hold."""

from __future__ import annotations

from collections.abc import Iterator

from prem.analysis.plan import Plan
from prem.analysis.verdicts import Results, Row, judged, row

# The property, the kinds of hypotheses that speak of it, and what is needed where there are none.
_PROPERTIES = (
    (
        "hypotheses testing",
        ("correlation", "known_groups"),
        "hypotheses written down before the data are seen: prem analyse --plan FILE",
    ),
    (
        "responsiveness",
        ("change",),
        "hypotheses on change, and a measure of what changed: prem analyse --plan FILE",
    ),
)


def hypothesis_rows(results: Results, plan: Plan) -> Iterator[Row]:
    """Yield the rows of hypotheses testing and of responsiveness.

    The share is that of the hypotheses that could be tested.
    """
    rule = plan.thresholds["hypotheses"]
    untested = bool(plan.hypotheses) and "hypotheses" not in results
    for name, kinds, needed in _PROPERTIES:
        lacking = "the rows: of counts of pairs no hypothesis is tested" if untested else needed
        listed = (results.get("hypotheses") or {"list": []})["list"]
        declared = [one for one in listed if one["kind"] in kinds]
        tested = [one for one in declared if one["verdict"] != "not testable"]
        if not declared:
            yield row(name, rule, None, "indeterminate", lacking)
        elif not tested:
            said = f"none of {len(declared)} declared hypotheses could be tested"
            yield row(name, rule, None, "indeterminate", said)
        else:
            held = sum(one["verdict"] == "held" for one in tested)
            left = len(declared) - len(tested)
            said = f"{held} of {len(tested)} hold"
            said += f"; {left} could not be tested" if left else ""
            unsure = sum(not one["sure"] for one in tested)
            said += f"; of {unsure} the interval contains the limit" if unsure else ""
            share = held / len(tested)
            yield row(name, rule, share, judged(rule.met(share)), said)
