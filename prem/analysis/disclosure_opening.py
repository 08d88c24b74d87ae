"""May a group that was withheld be opened? Two releases together must not tell of the first.

A new figure is what was there plus what came: o + d in every cell. A reader adds and subtracts
new figures (coefficients r on the cells) and old ones (l): he then knows a sum of o with l + r and
of d with r. A group of women has coefficients 0 and 1 only. Wherever what came to a cell is safe,
a group with r = 1 there is safe with it; so r = 0 there, and r lives on the *dull* cells, to
which too little came. If every such r is a sum of old figures, l + r is one too: he learns no more
of what was there than the old figures told. So the rule is:

    the sums of new figures that live on dull cells alone are sums of old figures.

Arithmetic is modulo a prime above 2^60: a rank may come out too small for whole numbers only by
a chance below 1e-15, never by rounding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from prem.analysis.disclosure_table import Group, Table, covers

PRIME = (1 << 61) - 1
LARGEST = 120
"""The most cells for which this is worked out; a larger table opens nothing."""
Row = list[int]


def may_open(
    table: Table, came: Table, shown: Collection[Group], renewed: Collection[Group]
) -> bool:
    """Whether new figures of `shown` may stand beside the old ones of `renewed`."""
    held = sorted(table.held())
    if len(held) > LARGEST:
        return False
    lively = [cell for cell in held if came.is_safe(cell)]
    dull = [cell for cell in held if cell not in set(lively)]
    order = [*lively, *dull]
    new = _reduced(_row(group, order) for group in shown)
    on_dull = [row for row in new if not any(row[: len(lively)])]
    old = _reduced(_row(group, order) for group in renewed)
    return len(_reduced([*old, *on_dull])) == len(old)


def _row(group: Group, order: list[Group]) -> Row:
    return [int(covers(group, cell)) for cell in order]


def _reduced(rows: Iterable[Row]) -> list[Row]:
    """Return a basis in echelon form: each row begins further right than the one before."""
    basis: dict[int, Row] = {}
    for row in rows:
        left = row
        while (lead := _lead(left)) is not None and lead in basis:
            times = left[lead]
            left = [(a - times * b) % PRIME for a, b in zip(left, basis[lead], strict=True)]
        if lead is not None:
            scale = pow(left[lead], -1, PRIME)
            basis[lead] = [a * scale % PRIME for a in left]
    return [basis[lead] for lead in sorted(basis)]


def _lead(row: Row) -> int | None:
    return next((place for place, value in enumerate(row) if value), None)
