"""Drawn answers of groups of women, and what invariance finds in them."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd

from prem.analysis.frame import Answers, Columns, Numbers, Table, make_answers
from prem.analysis.invariance.groups import invariance
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.errors import Kind
from prem.reports.analysis.invariance import invariance_view
from prem.reports.analysis.invariance_files import invariance_sheets
from prem.reports.template import filled

ITEMS = [f"q{i}" for i in range(1, 9)]
SCALES = '[scales.trust]\nitems = ["q1", "q2", "q3", "q4"]\n'
SCALES += '[scales.ease]\nitems = ["q5", "q6", "q7", "q8"]\n'
MEMBERS = {"trust": tuple(ITEMS[:4]), "ease": tuple(ITEMS[4:])}
PLAN = load_plan()


def drawn(n: int, seed: int, level: float = 0.0, shift: dict[int, float] | None = None) -> Numbers:
    """Answers of n women to two scales of four items; `shift` moves single items."""
    chance = np.random.default_rng(seed)
    factors = chance.multivariate_normal([level, 0], [[1, 0.5], [0.5, 1]], n)
    rows = np.repeat(factors, 4, axis=1) * 0.8 + chance.normal(0, 0.6, (n, 8)) + 3
    for item, points in (shift or {}).items():
        rows[:, item] += points
    return rows


def answers_of(parts: dict[str, Numbers], column: str = "group", **others: Any) -> Answers:
    values = np.vstack(list(parts.values()))
    frame = pd.DataFrame(values, columns=ITEMS)
    frame[column] = np.repeat(list(parts), [len(part) for part in parts.values()])
    for name, texts in others.items():
        frame[name] = texts
    columns = Columns(**{column: column}, **{n: n for n in others})
    return make_answers(Table("t.csv", frame), key_of_toml(SCALES, "s.toml"), columns, Notes())


def found_in(answers: Answers, quick: bool = True) -> tuple[dict[str, Any], Notes]:
    notes = Notes()
    found = invariance(answers, quick, PLAN, notes)["invariance"]
    json.dumps(found, allow_nan=False)
    view = invariance_view({"invariance": found}, {}, PLAN)
    assert view is not None
    page = filled("report-invariance.html", None, invariance=view)
    assert "None" not in page
    assert "nan" not in re.sub(r"<[^>]+>", "", page)
    for rows in invariance_sheets({"invariance": found}).values():
        assert len({len(row) for row in rows}) == 1
    return found, notes


def told(notes: Notes, kind: Kind) -> list[str]:
    return [entry["where"] for entry in notes.entries if entry["code"] == kind.code]
