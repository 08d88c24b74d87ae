"""A figure's table: who gave which kind of answer at which site and time point.

Everything that is released is a table of sites by time points with both margins and the total.
A cell is a set of marks (woman, category, detail): a category is an answer's band, a disposition,
or "" where only women are counted; the detail (a code, a score) tells two answers in one band
apart, so that a change within a band is seen as one. A woman is a number that means nothing
outside the run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

ALL = ""
SMALLEST = 8
"""The smallest number of distinct women about whom anything is said (DOMAIN, "Cells are tiny")."""
APART = 3
"""At least so many women answer outside any one band. 1 would do against a reader who knows no
one; a woman knows her own answer, and two may talk: with 3 they still cannot tell the last."""

Mark = tuple[int, str, str]
Marks = frozenset[Mark]
Group = tuple[str, str]
"""(site, time point); ALL in either place means every one of them."""


@dataclass(frozen=True)
class Table:
    """Marks by site and time point. `counting` where the categories do not matter."""

    sites: tuple[str, ...]
    times: tuple[str, ...]
    cells: Mapping[Group, Marks]
    counting: bool = False

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every group of the table: the total, both margins, the cells, in reading order."""
        return tuple((s, t) for s in (ALL, *self.sites) for t in (ALL, *self.times))

    def within(self, group: Group) -> list[Marks]:
        """Return the cells of a group that hold anything."""
        site, time = group
        sites = self.sites if site == ALL else (site,)
        times = self.times if time == ALL else (time,)
        found = (self.cells.get((s, t), _NONE) for s in sites for t in times)
        return [marks for marks in found if marks]

    def women(self, group: Group) -> int:
        """Return the number of distinct women in a group."""
        return len({woman for marks in self.within(group) for woman, _, _ in marks})

    def counts(self, group: Group) -> Counter[str]:
        """Return how many answers of a group are in each category."""
        return Counter(category for marks in self.within(group) for _, category, _ in marks)

    def is_safe(self, group: Group) -> bool:
        """Whether something may be said of a group at all: see `is_safe`."""
        return is_safe(self.within(group), counting=self.counting)

    def held(self) -> frozenset[Group]:
        """Return the cells that hold anything."""
        return frozenset(cell for cell, marks in self.cells.items() if marks)

    def everywhere(self) -> frozenset[Group]:
        """Return all cells."""
        return frozenset((s, t) for s in self.sites for t in self.times)

    def since(self, earlier: Table) -> Table:
        """Return the marks of this table that were not there earlier."""
        return Table(
            self.sites,
            self.times,
            {cell: marks - earlier.cells.get(cell, _NONE) for cell, marks in self.cells.items()},
            self.counting,
        )

    def takes_back(self, earlier: Table) -> bool:
        """Whether a woman has nothing new in a cell that lost a mark of hers since earlier.

        She took an answer back. Nothing came, and yet a sum that is counted again would be one
        less, and that one hers.
        """
        gone, came = earlier.since(self), self.since(earlier)
        return any(
            {woman for woman, _, _ in marks}
            - {woman for woman, _, _ in came.cells.get(cell, _NONE)}
            for cell, marks in gone.cells.items()
        )


_NONE: Marks = frozenset()


def covers(group: Group, cell: Group) -> bool:
    """Whether a cell belongs to a group."""
    return group[0] in (ALL, cell[0]) and group[1] in (ALL, cell[1])


def is_safe(parts: Iterable[Collection[Mark]], *, counting: bool) -> bool:
    """Whether the union of parts has SMALLEST distinct women and answers that differ enough.

    A union of a safe set with any other is safe, so only the smallest sets need be looked at.
    """
    women: set[int] = set()
    by_category: defaultdict[str, set[int]] = defaultdict(set)
    for marks in parts:
        for woman, category, _ in marks:
            women.add(woman)
            by_category[category].add(woman)
        if len(women) >= SMALLEST and (counting or _differ(by_category)):
            return True
    return False


def _differ(by_category: Mapping[str, set[int]]) -> bool:
    """Whether at least APART women have an answer outside each category, whichever it is."""
    return all(
        len(set().union(*(w for other, w in by_category.items() if other != category))) >= APART
        for category in by_category
    )
