"""Manifest monotonicity: do more women agree to an item, the more they agree to the others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prem.analysis.frame import Numbers

# One-sided, 5 %: as MSP and mokken have it.
_SIGNIFICANT = 1.6449


@dataclass(frozen=True, slots=True)
class Monotone:
    """How often the share above a step falls from a lower to a higher group of rest scores.

    `compared` pairs of groups, `violations` of at least the size looked for, `largest` of them
    (0 to 1), `sum` of their sizes, `z` the largest test statistic, `significant` how many.
    """

    groups: int
    compared: int
    violations: int
    largest: float
    sum: float
    z: float
    significant: int


def group_size(n: int) -> int:
    """Return the least number of women in a group of rest scores.

    >>> [group_size(n) for n in (100, 149, 200, 400, 1000)]
    [50, 50, 66, 80, 100]
    """
    if n < 150:
        return 50
    if n <= 250:
        return n // 3
    return n // 5 if n < 500 else n // 10


def rest_groups(rest: Numbers, least: int) -> np.ndarray:
    """Return each row's group by its rest score, 0 the lowest; equal scores stay together.

    >>> rest_groups(np.array([3, 1, 2, 2, 5, 4]), 2).tolist()
    [1, 0, 0, 0, 1, 1]
    """
    ordered = np.sort(rest)
    ends: list[int] = []
    start = 0
    while len(rest) - start >= least:
        start = int(np.searchsorted(ordered, ordered[start + least - 1], side="right"))
        ends.append(start)
    # What is left over, or the last group, reaches to the highest score.
    limits = [ordered[end - 1] for end in ends[:-1]]
    return np.searchsorted(np.asarray(limits), rest, side="left")


def monotonicity(item: Numbers, rest: Numbers, least: int, size: float) -> Monotone:
    """Return how an item rises with the sum of the others.

    Parameters
    ----------
    item, rest : rows; the answer, and the sum of the answers to the other items of the scale.
    least : women in a group, as `group_size` says.
    size : a smaller fall is none (minvi).

    Notes
    -----
    For each answer but the lowest, the share that gave it or a higher one is compared between
    every two groups. Of a fall from group g to h, with women above (u) and below (v) the step,
    z = 2 |sqrt((u_h + 1)(v_g + 1)) - sqrt(v_h u_g)| / sqrt(n_g + n_h - 1).
    R: `mokken::check.monotonicity(x)`, which also counts steps between answers nobody gave.

    References
    ----------
    Molenaar & Sijtsma 2000, MSP5 for Windows; Junker & Sijtsma 2000, Appl Psychol Meas 24:65.
    """
    group = rest_groups(rest, least)
    cuts = np.unique(item)[1:]
    groups = int(group.max()) + 1
    women = np.bincount(group, minlength=groups).astype(np.float64)
    above = np.stack([np.bincount(group, item >= cut, minlength=groups) for cut in cuts])
    low, high = np.triu_indices(groups, 1)
    share = above / women
    fall = share[:, low] - share[:, high]
    fallen = fall > size
    compared = (share[:, low] > 1e-10) & (share[:, high] < 1 - 1e-12)
    below = women - above
    root = np.sqrt((above[:, high] + 1) * (below[:, low] + 1)) - np.sqrt(
        below[:, high] * above[:, low]
    )
    z = np.where(fallen, np.abs(2 * root / np.sqrt(women[low] + women[high] - 1)), 0.0)
    sizes = np.where(fallen, fall, 0.0)
    return Monotone(
        groups,
        int(compared.sum()),
        int(fallen.sum()),
        float(sizes.max(initial=0.0)),
        float(sizes.sum()),
        float(z.max(initial=0.0)),
        int((z > _SIGNIFICANT).sum()),
    )
