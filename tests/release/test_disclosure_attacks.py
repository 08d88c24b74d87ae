"""Try to get round the gate as a reader would who knows its rules and all that left it."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from prem.analysis.disclosure import (
    ALL,
    APART,
    SMALLEST,
    Suppressed,
    Version,
    decide,
    disclose,
    rounded,
)
from prem.analysis.disclosure_table import Group, Marks, Table, is_safe

BANDS = ("low", "middle", "high")


def table_of(counts: list[list[int]], counting: bool = True) -> Table:
    """A table of so many women, each of them in one cell."""
    sites = tuple(f"s{i}" for i in range(len(counts)))
    times = tuple(f"t{j}" for j in range(len(counts[0])))
    cells, woman = {}, 0
    for i, row in enumerate(counts):
        for j, n in enumerate(row):
            cells[sites[i], times[j]] = frozenset(
                (woman + k, "" if counting else BANDS[k % 3], "") for k in range(n)
            )
            woman += n
    return Table(sites, times, cells, counting)


def shown_counts(table: Table) -> dict[Group, int | Suppressed]:
    return dict(disclose(table, lambda g: rounded(table.women(g))).figures)


def all_in(table: Table, group: Group) -> list[Group]:
    """The cells that hold anything in a group."""
    return [
        (s, t)
        for s in table.sites
        for t in table.times
        if group[0] in (ALL, s) and group[1] in (ALL, t) and table.cells.get((s, t))
    ]


def known_sums(
    atoms: list[tuple[int, Group]], published: list[set[tuple[int, Group]]]
) -> np.ndarray:
    """The null space of what is known: a sum over atoms is known just when it is orthogonal."""
    if not published:
        return np.eye(len(atoms))
    matrix = np.array([[1.0 if a in row else 0.0 for a in atoms] for row in published])
    _, sizes, right = np.linalg.svd(matrix)
    rank = int((sizes > 1e-9).sum())
    return right[rank:]


def unsafe_sums(
    marks: dict[tuple[int, Group], Marks], null: np.ndarray, counting: bool
) -> list[tuple[tuple[int, Group], ...]]:
    """Every set of atoms that is unsafe by itself and whose exact sum is known.

    A set that is safe is not made larger: it stays safe.
    """
    atoms = list(marks)  # in the order of the null space's columns
    found = []

    def grow(chosen: tuple[int, ...], total: np.ndarray) -> None:
        for i in range(chosen[-1] + 1 if chosen else 0, len(atoms)):
            more = (*chosen, i)
            if is_safe((marks[atoms[k]] for k in more), counting=counting):
                continue
            rest = total + null[:, i]
            if np.abs(rest).max(initial=0) < 1e-7:
                found.append(tuple(atoms[k] for k in more))
            grow(more, rest)

    grow((), np.zeros(len(null)))
    return found


cells = st.integers(0, 12)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=3, max_size=3), st.booleans())
def test_no_sum_of_margins_and_cells_tells_of_fewer_than_8_women(counts, counting):
    # Given exact figures: rounding only helps.
    table = table_of(counts, counting)
    shown = decide(table)
    marks = {(0, c): table.cells[c] for c in all_in(table, (ALL, ALL))}
    published = [{(0, c) for c in all_in(table, g)} for g in shown]
    null = known_sums(list(marks), published)

    assert unsafe_sums(marks, null, counting) == []
    assert all(table.women(g) >= SMALLEST for g in shown)


def grown(base: Table, extra: list[list[int]], first: int, alike: bool) -> Table:
    cells, woman = dict(base.cells), first
    for i, row in enumerate(extra):
        for j, n in enumerate(row):
            group = base.sites[i], base.times[j]
            new = ((woman + k, "low" if alike else BANDS[k % 3], "") for k in range(n))
            cells[group] = cells.get(group, frozenset()) | frozenset(new)
            woman += n
    return Table(base.sites, base.times, cells, base.counting)


def growth(rows: int, columns: int) -> st.SearchStrategy[list[list[list[int]]]]:
    """How many women come to each cell before each of three releases."""
    some = st.sampled_from([0, 0, 0, 2, 5, 9, 14])
    table = st.lists(
        st.lists(some, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )
    return st.lists(table, min_size=3, max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.one_of(growth(2, 2), growth(2, 3), growth(3, 2)), st.booleans(), st.booleans())
def test_no_sum_over_three_releases_tells_of_fewer_than_8_women(came, alike, counting):
    one, two, three = came
    # Atoms are (epoch, cell): what came to a cell between two releases.
    first = table_of(one, counting)
    second = grown(first, two, 1000, alike)
    third = grown(second, three, 2000, alike=False)
    published, marks = [], {}
    version: Version | None = None
    before = Table(first.sites, first.times, {}, counting)
    for epoch, table in enumerate((first, second, third)):
        marks |= {
            (epoch, c): table.cells[c] - before.cells.get(c, frozenset())
            for c in all_in(table, (ALL, ALL))
        }
        before = table
        renewed = decide(table, version)
        published += [
            {(e, c) for e, c in marks if e <= epoch and c in all_in(table, g)} for g in renewed
        ]
        if renewed:
            version = Version(table, renewed)
    marks = {atom: held for atom, held in marks.items() if held}
    null = known_sums(list(marks), [{a for a in row if a in marks} for row in published])

    assert unsafe_sums(marks, null, counting) == []


@pytest.mark.parametrize("erased_from", [("s0", "t0"), ("s1", "t1")])
@pytest.mark.parametrize("seed", range(40))
def test_a_woman_who_erases_her_answers_is_not_shown_by_the_next_release(erased_from, seed):
    chance = Random(seed)
    full = table_of([[chance.randint(8, 20) for _ in range(2)] for _ in range(2)])
    old = decide(full)
    gone = next(iter(full.cells[erased_from]))
    left = {c: m - {gone} for c, m in full.cells.items()}
    kept = Table(full.sites, full.times, left, True)
    extra = [[chance.choice([0, 0, 4, 9, 12]) for _ in range(2)] for _ in range(2)]
    now = grown(kept, extra, 1000, alike=False)
    renewed = decide(now, Version(kept, old, altered=True))

    came = now.since(kept)
    atoms = {(0, c): full.cells[c] for c in full.cells} | {
        (1, c): came.cells[c] for c in full.cells
    }
    atoms[2, erased_from] = frozenset({gone})  # to be taken away
    names = list(atoms)
    rows = [[float(a[0] == 0 and a[1] in all_in(full, g)) for a in names] for g in old]
    for g in renewed:
        inside = all_in(full, g)
        rows.append(
            [(-1.0 if e == 2 else 1.0) if c in inside else 0.0 for e, c in names]
        )  # fmt: skip
    _, sizes, right = np.linalg.svd(np.array(rows))
    null = right[int((sizes > 1e-9).sum()) :]
    column = names.index((2, erased_from))
    assert np.abs(null[:, column]).max(initial=0) > 1e-7


def test_an_answer_taken_back_is_not_the_difference_of_two_releases():
    """9 women come to b while one of a turns her answer into none: the total must not say so."""
    first = table_of([[20], [20]], counting=False)
    old = decide(first)
    hers = min(first.cells["s0", "t0"])
    left = {**first.cells, ("s0", "t0"): first.cells["s0", "t0"] - {hers}}
    now = grown(
        Table(first.sites, first.times, left), [[0], [9]], first=1000, alike=False
    )  # fmt: skip
    shown = disclose(
        now,
        lambda g: sum(now.counts(g).values()),
        earlier=Version(first, old),
        frozen={g: sum(first.counts(g).values()) for g in old},
    )

    assert now.takes_back(first)
    assert ("s0", "t0") in old
    assert ("s0", "t0") not in shown.renewed
    assert shown.figures["s0", "t0"] == 20
    assert not {(ALL, ALL), ("s1", "t0")} <= shown.renewed


def test_an_answer_changed_is_not_one_taken_back():
    first = table_of([[20]], counting=False)
    woman, *_ = hers = min(first.cells["s0", "t0"])
    changed = (first.cells["s0", "t0"] - {hers}) | {(woman, "high", "5")}
    assert not Table(first.sites, first.times, {("s0", "t0"): changed}).takes_back(first)


def test_a_reader_who_runs_the_rules_backwards_cannot_tell_how_many_are_withheld():
    """Kerckhoffs: try every table of 2 x 2 with up to 12 women a cell; group by what is shown.

    That a cell is empty may be told (an unasked question is known); how many are in it, never.
    """
    most = 12
    seen: dict[tuple, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=4):
        table = table_of([list(counts[:2]), list(counts[2:])])
        seen[tuple(shown_counts(table).items())].append(counts)
    looked_at = 0
    for shown, tables in seen.items():
        if any(most in counts for counts in tables):
            continue  # there are larger tables that show the same
        for place, cell in enumerate(product(("s0", "s1"), ("t0", "t1"))):
            possible = {counts[place] for counts in tables}
            if isinstance(dict(shown)[cell], Suppressed) and possible != {0}:
                looked_at += 1
                assert len(possible) > 1
    assert looked_at >= 100


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=3, max_size=3))
def test_linear_programming_leaves_every_withheld_count_open(counts):
    table = table_of(counts)
    figures = shown_counts(table)
    names = [(s, t) for s in table.sites for t in table.times]
    rows, bounds = [], []
    for group, figure in figures.items():
        if not isinstance(figure, Suppressed):
            row = np.array([float(c in all_in(table, group)) for c in names])
            # what the reader knows: rounded to 5, and 8 or more
            rows += [row, -row]
            bounds += [figure + 2, -max(figure - 2, SMALLEST)]
    for i, cell in enumerate(names):
        if rows and isinstance(figures[cell], Suppressed) and table.cells[cell]:
            aim = np.eye(len(names))[i]
            low = linprog(aim, A_ub=np.array(rows), b_ub=bounds).fun
            high = -linprog(-aim, A_ub=np.array(rows), b_ub=bounds).fun
            assert high - low >= 2


@given(st.integers(8, 60), st.integers(0, APART - 1))
def test_dominance_is_withheld_whoever_asks(n, others):
    marks = frozenset((k, "low" if k < others else "high", "") for k in range(n))
    table = Table(("a",), ("b",), {("a", "b"): marks})
    assert decide(table) == frozenset()


@given(st.permutations(["north", "east", "city", "coast"]))
def test_what_the_sites_are_called_does_not_matter(names):
    chance = Random(5)
    counts = [[chance.randint(0, 16) for _ in range(3)] for _ in names]
    plain = table_of(counts, counting=False)
    called = dict(zip(plain.sites, names, strict=True)) | {ALL: ALL}
    renamed = Table(
        tuple(names), plain.times, {(called[s], t): m for (s, t), m in plain.cells.items()}
    )
    assert decide(renamed) == {(called[s], t) for s, t in decide(plain)}


def test_one_woman_many_times_is_one_woman():
    marks = frozenset((k % 5, BANDS[k % 3], str(k)) for k in range(30))
    assert decide(Table(("a",), ("b",), {("a", "b"): marks})) == frozenset()


def test_nothing_is_computed_for_a_group_that_is_withheld():
    table = table_of([[3, 9], [12, 4]])
    asked: list[Group] = []
    disclose(table, lambda g: asked.append(g) or 0)
    assert ("s0", "t0") not in asked
    assert asked
    assert all(table.women(g) >= SMALLEST for g in asked)
