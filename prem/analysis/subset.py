"""A random part of very many rows, for what takes long and that more rows make no better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Answers, Extra
from prem.analysis.notes import Notes
from prem.analysis.work import seeds
from prem.errors.workers import SUBSET

# Covariances of covariances of 40 items take eight seconds at this size, minutes at a million.
MOST_ROWS = 50_000
_PURPOSE = 970


def subset(answers: Answers, parts: str, seed: int, notes: Notes) -> Answers:
    """Return the answers, or those of a random `MOST_ROWS` of the rows, in the table's order.

    With ids, whole women are drawn: all rows of a woman or none. A note says of which `parts`.
    """
    rows = len(answers.values)
    if rows <= MOST_ROWS:
        return answers
    chance = np.random.default_rng(seeds(seed, 1, _PURPOSE)[0])
    if answers.id is None:
        drawn = np.sort(chance.choice(rows, MOST_ROWS, replace=False))
    else:
        drawn = _of_women(answers.id, chance)
    notes.add(SUBSET, parts, n=len(drawn), rows=rows, seed=seed)
    return only(answers, drawn)


def only(answers: Answers, rows: npt.NDArray[np.int64]) -> Answers:
    """Return the answers of these rows (positions, ascending), without their non-answers."""

    def texts(column: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if column is None else tuple(column[row] for row in rows)

    extra = {
        name: Extra(texts(one.texts) or (), one.numbers[rows])
        for name, one in answers.extra.items()
    }
    return replace(
        answers,
        values=answers.values[rows],
        site=texts(answers.site),
        time=texts(answers.time),
        id=texts(answers.id),
        rows=tuple(answers.rows[row] for row in rows),
        group=texts(answers.group),
        channel=texts(answers.channel),
        language=texts(answers.language),
        seconds=None if answers.seconds is None else answers.seconds[rows],
        apart=None,
        extra=extra,
    )


def _of_women(ids: tuple[str, ...], chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return the rows of women drawn one after another, as many as fit."""
    _, woman = np.unique(np.array(ids), return_inverse=True)
    counts = np.bincount(woman)
    order = chance.permutation(len(counts))
    fits = order[np.cumsum(counts[order]) <= MOST_ROWS]
    return np.flatnonzero(np.isin(woman, fits))
