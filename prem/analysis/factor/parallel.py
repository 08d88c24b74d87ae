"""Parallel analysis: eigenvalues beside those of items that have nothing in common.

By two rules, and of two kinds of correlations. The rule of components compares the eigenvalues of
the correlations themselves; the rule of factors those of the reduced matrix, with the
communalities of one minres factor on its diagonal, as psych does. The rule of factors keeps more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from prem.analysis.factor.dimensions import parallel_retain, simulated_correlations
from prem.analysis.factor.single import single_factor_eigenvalues
from prem.analysis.frame import Numbers
from prem.analysis.ordered.correlations import DEFINITE
from prem.analysis.ordered.polychoric import polychoric
from prem.analysis.pairs.counts import Counts, count_pairs

# Of the slope behind a simulated eigenvalue, whose chance is a thousand times as large.
_TOLERANCE = 1e-6
# Draws done in one go: numbers depend on it, so it does not depend on the number of workers.
_NUMBERS_AT_ONCE = 50
_ANSWERS_AT_ONCE = 5
# Beyond so many rows, a simulated table has this many, and its correlations are shrunk to the
# spread that those of all rows would have.
MOST_ROWS = 5000


class Piece(NamedTuple):
    """So many draws of uncorrelated normal items: `rows` x `items`."""

    rows: int
    items: int
    draws: int
    seed: np.random.SeedSequence


class AnswersPiece(NamedTuple):
    """So many draws of uncorrelated items of these margins, the last count being the missing."""

    margins: tuple[Counts, ...]
    draws: int
    seed: np.random.SeedSequence


class Drawn(NamedTuple):
    """Eigenvalues of simulated correlations, draws x items: of the correlations, and reduced.

    A draw without a positive definite matrix has NaN for `factors`, one without any matrix for
    both.
    """

    components: Numbers
    factors: Numbers


def number_pieces(rows: int, items: int, seeds: list[np.random.SeedSequence]) -> list[Piece]:
    """Return the work of drawing normal items, a piece for each seed."""
    return [Piece(rows, items, _NUMBERS_AT_ONCE, seed) for seed in seeds]


def answer_pieces(
    margins: tuple[Counts, ...], seeds: list[np.random.SeedSequence]
) -> list[AnswersPiece]:
    """Return the work of drawing answers, a piece for each seed."""
    return [AnswersPiece(margins, _ANSWERS_AT_ONCE, seed) for seed in seeds]


def pieces_for(draws: int, *, answers: bool) -> int:
    """Return how many pieces (and so seeds) this many draws need."""
    return -(-draws // (_ANSWERS_AT_ONCE if answers else _NUMBERS_AT_ONCE))


def draw_numbers(piece: Piece) -> Drawn:
    """Return the eigenvalues of samples of uncorrelated normal items."""
    generator = np.random.default_rng(piece.seed)
    drawn = simulated_correlations(piece.rows, piece.items, piece.draws, generator)
    components = np.asarray(np.linalg.eigvalsh(drawn)[:, ::-1], dtype=np.float64)
    return Drawn(components, single_factor_eigenvalues(drawn, _TOLERANCE))


def draw_answers(piece: AnswersPiece) -> Drawn:
    """Return the eigenvalues of polychoric correlations of shuffled answers.

    Each item keeps its own answers, and each draw puts them in another order: the margins, and
    so the thresholds, are those of the sample. Beyond `MOST_ROWS` rows the table is thinned to
    so many, and its correlations are multiplied by sqrt(MOST_ROWS / n): that is how the spread
    of a correlation of unrelated items falls.

    R: `psych::fa.parallel(x, fa = "both", cor = "poly")`, which draws with replacement.
    """
    generator = np.random.default_rng(piece.seed)
    rows = int(piece.margins[0].sum())
    margins = [thinned(margin, MOST_ROWS) for margin in piece.margins]
    column = [np.repeat(np.arange(len(margin), dtype=np.int8), margin) for margin in margins]
    for own, margin in zip(column, margins, strict=True):
        own[len(own) - int(margin[-1]) :] = -1
    table = np.stack(column, axis=1)
    codes = {f"{place}": np.arange(len(m) - 1.0) for place, m in enumerate(margins)}
    shrunk = np.sqrt(min(1.0, MOST_ROWS / rows))
    found = []
    for _ in range(piece.draws):
        shuffled = generator.permuted(table, axis=0)
        try:
            matrix = polychoric(count_pairs(shuffled, codes, missing=-1)).matrix
        except ValueError:
            matrix = np.full((len(margins), len(margins)), np.nan)
        found.append(matrix * shrunk + (1 - shrunk) * np.eye(len(margins)))
    return _of_matrices(np.array(found))


def thinned(margin: Counts, most: int) -> Counts:
    """Return counts of `most` rows in the same shares, each answer given at least once.

    >>> thinned(np.array([9000, 1, 999, 0]), 1000).tolist()
    [899, 1, 100, 0]
    """
    rows = int(margin.sum())
    if rows <= most:
        return margin
    found = np.maximum(np.round(margin * (most / rows)).astype(np.int64), margin > 0)
    found[np.argmax(found)] += most - found.sum()
    return found


def _of_matrices(matrices: Numbers) -> Drawn:
    components = np.full(matrices.shape[:2], np.nan)
    factors = components.copy()
    there = ~np.isnan(matrices).any(axis=(1, 2))
    components[there] = np.linalg.eigvalsh(matrices[there])[:, ::-1]
    definite = np.flatnonzero(there)[components[there, -1] >= DEFINITE]
    if len(definite):
        factors[definite] = single_factor_eigenvalues(matrices[definite], _TOLERANCE)
    return Drawn(components, factors)


def joined(parts: Iterable[Drawn], draws: int) -> Drawn:
    """Return the first `draws` draws of all pieces."""
    columns = zip(*parts, strict=True)
    return Drawn(*(np.concatenate(column)[:draws] for column in columns))


def rule(observed: Numbers, drawn: Numbers, percentile: float) -> dict[str, Any]:
    """Return what a rule keeps: `retain`, with `observed` and `simulated` eigenvalues.

    `simulated` is the percentile of the draws at each place; draws of NaN do not count.
    """
    usable = drawn[~np.isnan(drawn).any(axis=1)]
    threshold: Numbers = np.percentile(usable, percentile, axis=0)
    return {
        "retain": parallel_retain(observed, threshold),
        "observed": observed.tolist(),
        "simulated": threshold.tolist(),
    }
