"""A table of the report, as the macro `grid` of `templates/report-grid.html` places it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """Texts in rows; the first cell of a row is its head. `words` are the columns of words.

    `caption` names the table, to the eye and to a screen reader. Columns of words are aligned
    left and may wrap, columns of numbers right.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[int] = frozenset({0})
