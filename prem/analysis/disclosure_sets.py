"""What could be got by adding and subtracting: the smallest sets of withheld cells that a reader
of the published cells and margins knows the sum of.

The rows and columns of a table are known sums. The reader may add rows and take columns away;
with the published cells struck out, each cell among withheld ones gets +1, 0 or -1. Only a sum
without minus signs speaks of a group of women. Take away the columns J: every row that has a
withheld cell in J must be added (else that cell is -1), and adding more rows only makes the
group larger. So the smallest groups are: each row, each column, and for every set of columns J
the withheld cells of N(J) outside J, where N(J) are the rows with a withheld cell in J.
(Taking rows away gives the same sets, with J and its complement exchanged.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

from prem.analysis.disclosure_table import ALL, Group, Table, is_safe

Line = frozenset[str]
Rectangle = tuple[frozenset[str], frozenset[str]]
LIMIT = 10
"""The most lines over whose sets we go (1,024 sets); a table larger both ways shows no cells."""


def unsafe(
    table: Table, withheld: Collection[Group], unknown: Collection[Group]
) -> Iterator[Rectangle]:
    """Yield the rectangles (sites, times) whose withheld cells a reader could sum, and may not.

    `unknown` are the cells whose content the reader does not know anyway: an unasked question is
    known to be empty, and so is no cover.
    """
    hidden = {cell for cell in withheld if cell in unknown}
    for sites, times in _rectangles(table, withheld, hidden):
        inside = [(s, t) for s, t in hidden if s in sites and t in times]
        parts = (table.cells.get(cell, frozenset()) for cell in inside)
        if inside and not is_safe(parts, counting=table.counting):
            yield sites, times


def _rectangles(
    table: Table, withheld: Collection[Group], hidden: set[Group]
) -> Iterator[Rectangle]:
    sites, times = frozenset(table.sites), frozenset(table.times)
    rows = _lines(table.sites, {s for s in sites if (s, ALL) in withheld})
    columns = _lines(table.times, {t for t in times if (ALL, t) in withheld})
    yield from ((row, times) for row in rows)
    yield from ((sites, column) for column in columns)
    touching = {  # which rows have a hidden cell in which column
        (row, column)
        for row in rows
        for column in columns
        if any(s in row and t in column for s, t in hidden)
    }
    if len(columns) <= len(rows):
        for taken in _subsets(columns):
            near = {row for row, column in touching if column in taken}
            yield _joined(near), times - _joined(taken)
    else:
        for taken in _subsets(rows):
            near = {column for row, column in touching if row in taken}
            yield sites - _joined(taken), _joined(near)


def _lines(names: tuple[str, ...], without_margin: set[str]) -> list[Line]:
    """The lines whose sum is known: each with its margin, and those without as one, from the
    total."""
    lines = [frozenset({name}) for name in names if name not in without_margin]
    return [*lines, frozenset(without_margin)] if without_margin else lines


def _subsets(lines: list[Line]) -> Iterator[tuple[Line, ...]]:
    for size in range(1, len(lines)):
        yield from combinations(lines, size)


def _joined(lines: Collection[Line]) -> Line:
    return frozenset().union(*lines)
