"""The whole validation for whoever works in Python: a data frame in, `results.json` as a dict out.

docs/tutorial.md goes through it, and through single statistics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.hypotheses.declared import columns_of, complaints_of
from prem.analysis.notes import Notes
from prem.analysis.plan import Plan, load_plan
from prem.analysis.plan_file import refuse
from prem.analysis.scales import Key, key_of_mapping
from prem.analysis.validation import Options, validate
from prem.analysis.work import Work, in_turn

Scale = Sequence[str] | Mapping[str, Any]
_NAME = "the data frame"


def analyse(
    frame: pd.DataFrame,
    scales: Mapping[str, Scale],
    *,
    response: Mapping[str, Any] | None = None,
    columns: Columns | None = None,
    options: Options | None = None,
    plan: Plan | None = None,
    work: Work = in_turn,
) -> dict[str, Any]:
    """Validate an instrument on a table of answers, as the command `prem analyse` does.

    Parameters
    ----------
    frame : one row a response, items as columns, NaN where an answer is missing.
    scales : the items of each scale by its name, "-" before a reverse-scored one; or, in place of
        the items, what a scales file says: {"items": [...], "model": "reflective"}.
    response : {"minimum": 1, "maximum": 5} and "non_answers", as in a scales file. The range
        should be said: without it the lowest and highest answers found count as its ends.
    columns : the columns of site, time point, woman and so on, where the table has them.
    options : how to analyse; by default as the command does.
    plan : levels, simulations, hypotheses, thresholds; the one that ships by default.
    work : who does what is simulated; this process by default.

    Returns
    -------
    dict : the tree of results.json. A number that could not be computed is None, with its reason
        in `notes`.

    Raises
    ------
    Refusal : a table or scales that cannot be used, with the row and the column.

    Notes
    -----
    R: the script `analysis.R` that the command writes does the same with psych and lavaan.

    Examples
    --------
    >>> rows = [[1, 2, 2], [2, 2, 3], [3, 4, 4], [4, 4, 5], [5, 5, 5], [2, 1, 1]]
    >>> frame = pd.DataFrame(rows, columns=["q1", "q2", "q3"])
    >>> quick = Options(quick=True)
    >>> found = analyse(frame, {"trust": ["q1", "q2", "q3"]}, options=quick)
    >>> round(found["scales"]["trust"]["alpha"]["estimate"], 4)
    0.962
    """
    plan, notes = plan or load_plan(), Notes()
    table = Table(_NAME, frame.reset_index(drop=True), first_row=1)
    answers = answers_of(table, _key(scales, response), columns or Columns(), plan, notes)
    return validate(answers, options or Options(), plan, notes, work)


def answers_of(table: Table, key: Key, columns: Columns, plan: Plan, notes: Notes) -> Answers:
    """Check a table against the key and against the hypotheses of the plan.

    Raises Refusal with the place of what does not fit.
    """
    declared = plan.hypotheses
    refuse(list(complaints_of(declared, key, table.names, plan.file)))
    return make_answers(table, key, replace(columns, extra=columns_of(declared, key)), notes)


def _key(scales: Mapping[str, Scale], response: Mapping[str, Any] | None) -> Key:
    said = {
        name: dict(scale) if isinstance(scale, Mapping) else {"items": list(scale)}
        for name, scale in scales.items()
    }
    return key_of_mapping({"response": dict(response or {}), "scales": said}, "scales")
