"""The one gate: every figure that leaves passes `disclose`.

The reader is taken to know these rules, all earlier releases, and her own answers.

1.  *Few.* A group under SMALLEST (8) distinct women is withheld; women, not answers, are counted.
2.  *Alike.* A figure is withheld in a group where fewer than APART (3) women answered outside
    any one band: "all said Never" tells of each woman without naming one.
3.  *Subtraction.* More cells and margins are withheld until every sum of withheld cells that
    published ones give away is itself safe by rules 1 and 2 (`disclosure_sets`).
4.  *Releases.* A group's figure is renewed only when the answers that came since the last
    renewal are safe by rules 1 to 3 themselves; a group that was withheld opens only then too.
    Otherwise the earlier frozen figure stands, word for word, with the release that it is from.
5.  *Rounding.* Every count is rounded on its own to the nearest BASE (5): sums do not add up, so
    one woman more or less is seen in no sum. 5 is the smallest base at which a count shown hides
    two women either way, which is what APART guards.
6.  *One word.* What is withheld is a `Suppressed`, never 0 or blank, and says the same whatever
    the reason: "all answered alike" as a reason would itself be the disclosure.

A reader may still learn that a withheld group is small, and a figure may be likelier than
another; no rule on tables stops that. What leaves at all is a decision for people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from prem.analysis.disclosure_opening import may_open
from prem.analysis.disclosure_sets import LIMIT, Rectangle, unsafe
from prem.analysis.disclosure_table import ALL, APART, SMALLEST, Group, Table, covers, is_safe

__all__ = ["ALL", "APART", "BASE", "SMALLEST", "Decision", "Suppressed", "Version"]
__all__ += ["decide", "disclose", "rounded"]

BASE = 5
WITHHELD = f"fewer than {SMALLEST} women, or answers too alike"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A figure that is withheld. It has no value, not even for this program."""

    reason: str = WITHHELD


@dataclass(frozen=True, slots=True)
class Version:
    """A table as it was when it was last renewed, and the groups that were renewed then.

    `altered` says that the table may not be quite what was released: answers were erased or
    added with an old week, or sites, time points or scales are others now. An answer that was
    taken back since is seen by `decide` itself, and counts as that.
    """

    table: Table
    renewed: frozenset[Group]
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """`renewed`: groups whose figure is as of now; `figures`: what is shown of every group."""

    renewed: frozenset[Group]
    figures: Mapping[Group, T | Suppressed]


def disclose(
    table: Table,
    compute: Callable[[Group], T],
    *,
    earlier: Version | None = None,
    frozen: Mapping[Group, T] | None = None,
    never: Collection[Group] = (),
) -> Decision[T]:
    """Return what may leave of a figure: computed anew, carried over from earlier, or Suppressed.

    `compute` is called for groups to which something came since and that may be renewed, for no
    other. `frozen` holds the newest frozen figure of every group that ever had one. `never` are
    groups that may not be shown whatever the table says (their women were withheld).
    """
    renewed = decide(table, earlier, never)
    came = table.since(earlier.table) if earlier else table
    anew = {group for group in renewed if came.within(group)}
    figures: dict[Group, T | Suppressed] = {
        group: compute(group) if group in anew else (frozen or {}).get(group, Suppressed())
        for group in table.groups
    }
    return Decision(renewed, figures)


def decide(
    table: Table, earlier: Version | None = None, never: Collection[Group] = ()
) -> frozenset[Group]:
    """Return the groups whose figure may be shown as of this table.

    Without opening a group that was withheld, what came and what was there are two tables that
    say nothing of each other; groups are opened as far as `disclosure_opening` allows.
    """
    shown = {g for g in table.groups if g not in never and table.is_safe(g)}
    if min(len(table.sites), len(table.times)) > LIMIT:
        shown = {(s, t) for s, t in shown if ALL in (s, t)}
    here = _Source(table, table.held())
    if earlier is None:
        return _closed(shown, [here])
    came = table.since(earlier.table)
    if table.takes_back(earlier.table):
        earlier = replace(earlier, altered=True)
    # Where the past was altered, a cell to which nothing came may have lost or gained a woman.
    cells = [table.held(), table.everywhere()] if earlier.altered else [came.held()]
    sources = [here, *(_Source(came, unknown) for unknown in cells)]
    shown = {g for g in shown if _may_renew(g, came, earlier)}
    as_before = _closed(shown & earlier.renewed, sources)
    return as_before if earlier.altered else _opened(shown, as_before, came, earlier, sources)


def _opened(
    allowed: set[Group],
    as_before: frozenset[Group],
    came: Table,
    earlier: Version,
    sources: list[_Source],
) -> frozenset[Group]:
    """Open all that may be, else fewer: first no cells, then nothing that was withheld."""
    margins = {(s, t) for s, t in allowed if ALL in (s, t)}
    for wanted in (allowed, margins | (allowed & earlier.renewed)):
        shown = _closed(wanted, sources)
        more = len(shown) > len(as_before)
        if more and may_open(sources[0].table, came, shown, earlier.renewed):
            return shown
    return as_before


@dataclass(frozen=True, slots=True)
class _Source:
    """A table that a reader may subtract in, and its cells that he does not know to be empty."""

    table: Table
    unknown: frozenset[Group]

    def holds(self, group: Group) -> bool:
        """Whether a group has a cell that is unknown."""
        return any(covers(group, cell) for cell in self.unknown)


def _closed(allowed: set[Group], sources: list[_Source]) -> frozenset[Group]:
    """Withhold one group after another until nothing unsafe can be had by subtraction."""
    shown = set(allowed)
    while (ALL, ALL) in shown:
        victim = next(filter(None, (_next(source, shown) for source in sources)), None)
        if victim is None:
            return frozenset(shown)
        shown.discard(victim)
    return frozenset()  # without its total nothing of a table is shown


def rounded(count: int) -> int:
    """Round a count to the nearest BASE (never called for a group that is withheld).

    >>> [rounded(n) for n in (8, 12, 13, 2)]
    [10, 10, 15, 0]
    """
    return (count + BASE // 2) // BASE * BASE


def _may_renew(group: Group, came: Table, earlier: Version) -> bool:
    """Rule 4: enough came since; or nothing did, and the group was shown at that time."""
    still = not earlier.altered and group in earlier.renewed and not came.within(group)
    return still or came.is_safe(group)


def _next(source: _Source, shown: set[Group]) -> Group | None:
    """The next group to withhold, or None where nothing unsafe is left in this source."""
    for margins in _margins(source.table):
        if victim := _margin_to_withhold(source, shown, margins):
            return victim
    withheld = set(source.table.groups) - shown
    for rectangle in unsafe(source.table, withheld, source.unknown):
        return _cell_to_withhold(source, shown, rectangle)
    return None


def _margins(table: Table) -> tuple[list[Group], list[Group]]:
    return [(s, ALL) for s in table.sites], [(ALL, t) for t in table.times]


def _margin_to_withhold(source: _Source, shown: set[Group], margins: list[Group]) -> Group | None:
    """The total less the margins shown gives the sum of the others: it must be safe too."""
    hidden = [margin for margin in margins if margin not in shown and source.holds(margin)]
    parts = [marks for margin in hidden for marks in source.table.within(margin)]
    if not hidden or is_safe(parts, counting=source.table.counting):
        return None
    return _latest(source, shown, margins) or (ALL, ALL)


def _cell_to_withhold(source: _Source, shown: set[Group], rectangle: Rectangle) -> Group:
    """Of the groups that make an unsafe set larger, the one that comes last.

    First the cells of the set's own lines, then those that tie other lines to it, then margins;
    the total where nothing helps, and with it everything.
    """
    (sites, times), table = rectangle, source.table
    tiers = (
        [(s, t) for s in table.sites if s in sites for t in table.times if t in times],
        [(s, t) for s in table.sites if s not in sites for t in table.times if t not in times],
        [margin for margins in _margins(table) for margin in margins],
    )
    found = (_latest(source, shown, tier) for tier in tiers)
    return next(filter(None, found), (ALL, ALL))


def _latest(source: _Source, shown: set[Group], groups: list[Group]) -> Group | None:
    """The shown group that comes last in the table; what is known to be empty gives no cover.

    Not the smallest: that choice would tell how large the others are. Late time points are
    answered by fewest women, so they are given up first.
    """
    table = source.table
    held = [group for group in groups if group in shown and source.holds(group)]
    sites, times = (ALL, *table.sites), (ALL, *table.times)
    return max(held, key=lambda g: (times.index(g[1]), sites.index(g[0])), default=None)
