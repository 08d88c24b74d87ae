"""Pair counts add up: over chunks, sites and orders, and to what R and numpy say of the rows."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from prem.analysis.covariance import pool
from prem.analysis.pairs import counts as module
from prem.analysis.pairs.counts import PairCounts, count_pairs, merge
from prem.analysis.pairs.moments import PooledPairs
from prem.errors.kinds import Refusal

NAN = float("nan")
CODES = {"a": [1, 2, 3], "b": [1, 2, 3], "c": [1, 2, 3]}
rows = arrays(
    np.float64, st.tuples(st.integers(1, 25), st.just(3)),
    elements=st.sampled_from([1.0, 2.0, 3.0, NAN]),
)  # fmt: skip


def counted(values: np.ndarray, groups: list[tuple[str, str]] | None = None) -> PairCounts:
    return count_pairs(values, CODES, groups)


def same(one: PairCounts, other: PairCounts) -> bool:
    """Whether two counts say the same, whatever the order of their groups."""
    return (
        one.items == other.items
        and set(one.groups) == set(other.groups)
        and all(
            np.array_equal(
                one.table(i, j, missing=True, group=group),
                other.table(i, j, missing=True, group=group),
            )
            for group in one.groups
            for i in range(3)
            for j in range(3)
        )
    )


@settings(max_examples=60, deadline=None)
@given(rows)
def test_every_table_is_the_crosstab_of_the_rows(values: np.ndarray) -> None:
    found = counted(values)
    assert found.n == len(values)
    filled = np.where(np.isnan(values), 4, values)  # missing as a fourth answer
    for i in range(3):
        assert found.counts(i, missing=True).sum() == len(values)
        for j in range(3):
            expected = np.zeros((4, 4))
            np.add.at(expected, (filled[:, i].astype(int) - 1, filled[:, j].astype(int) - 1), 1)
            assert np.array_equal(found.table(i, j, missing=True), expected)
            assert np.array_equal(found.table(i, j), expected[:3, :3])


@settings(max_examples=60, deadline=None)
@given(rows, st.lists(st.integers(0, 24), max_size=4), st.randoms(use_true_random=False))
def test_chunks_add_up_in_any_order(values: np.ndarray, cuts: list[int], chance) -> None:  # type: ignore[no-untyped-def]
    sites = [(f"s{i % 3}", "t1") for i in range(len(values))]
    ends = sorted({0, len(values), *(cut for cut in cuts if cut < len(values))})
    chunks = [counted(values[start:end], sites[start:end]) for start, end in pairwise(ends)]
    chance.shuffle(chunks)
    whole = counted(values, sites)
    assert same(merge(chunks), whole)
    assert same(reduce(add, reversed(chunks)), whole)
    assert np.array_equal(whole.pooled().burt[0], counted(values).burt[0])


@settings(max_examples=40, deadline=None)
@given(rows, st.permutations(range(3)))
def test_neither_rows_nor_items_have_an_order(values: np.ndarray, order: list[int]) -> None:
    names = ["a", "b", "c"]
    turned = count_pairs(values[::-1][:, order], {names[i]: CODES[names[i]] for i in order})
    assert same(counted(values) + turned, counted(np.vstack([values, values])))


def test_codes_are_united() -> None:
    one = count_pairs(np.array([[1.0], [2.0]]), {"a": [1, 2]})
    other = count_pairs(np.array([[5.0], [NAN]]), {"a": [5]})
    both = one + other
    assert both.codes[0].tolist() == [1, 2, 5]
    assert both.counts(0, missing=True).tolist() == [1, 1, 1, 1]
    assert (one.n, other.n, both.n) == (2, 2, 4)


def test_small_integers_and_floats_count_the_same() -> None:
    generator = np.random.default_rng(5)
    small = generator.integers(0, 4, (9000, 3), dtype=np.int8)  # more than two blocks; 0 is missing
    floats = np.where(small == 0, NAN, small)
    assert same(count_pairs(small, CODES, missing=0), counted(floats))


def test_what_cannot_be_added_is_refused() -> None:
    with pytest.raises(Refusal, match=r"422.541.*item a"):
        counted(np.ones((2, 3))) + count_pairs(np.ones((2, 1)), {"d": [1]})


def test_an_answer_that_is_no_code_is_refused() -> None:
    with pytest.raises(Refusal, match=r"422.540.*item b"):
        counted(np.array([[1.0, 7.0, 2.0]]))


def test_too_many_pairs_are_refused_before_they_are_counted() -> None:
    names = {f"q{i}": range(1, 6) for i in range(10_000)}
    with pytest.raises(Refusal, match=r"422\.542"):
        count_pairs(np.ones((2, 10_000)), names)


def test_an_addition_that_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [counted(np.ones((1, 3)), [(site, "")]) for site in "xy"]
    monkeypatch.setattr(module, "MOST_CELLS", 200)  # one group holds 12 x 12
    with pytest.raises(Refusal, match=r"422\.542.*2 groups"):
        merge(parts)


def test_a_group_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        counted(np.ones((1, 3))).table(0, 1, group=("nowhere", ""))


@settings(max_examples=60, deadline=None)
@given(rows)
def test_means_and_covariances_are_those_of_the_rows(values: np.ndarray) -> None:
    pooled = PooledPairs(counted(values).pooled())
    frame = pd.DataFrame(values)
    assert pooled.means() == pytest.approx(frame.mean().to_numpy(), nan_ok=True, rel=1e-12)
    covariance = frame.cov(min_periods=2).to_numpy()
    assert pooled.covariance() == pytest.approx(covariance, nan_ok=True, abs=1e-12)
    theirs = pool(values, "pairwise")
    assert pooled.n == theirs.n
    assert np.array_equal(pooled.rows(), frame.notna().T.astype(int) @ frame.notna().astype(int))
    mine, correlation = pooled.correlation(), theirs.correlation()
    assert mine == pytest.approx(correlation, nan_ok=True, abs=1e-9)
    assert pooled.gaps == bool(np.isnan(values[~np.isnan(values).all(axis=1)]).any())


def test_large_answers_far_from_zero_lose_no_digits() -> None:
    values = np.array([[1e6 + 1, 1e6 + 2], [1e6 + 2, 1e6 + 2], [1e6 + 4, 1e6 + 3.0]])
    codes = {"a": np.unique(values[:, 0]), "b": np.unique(values[:, 1])}
    mine = PooledPairs(count_pairs(values, codes)).covariance()
    assert mine == pytest.approx(np.cov(values, rowvar=False), rel=1e-9)
