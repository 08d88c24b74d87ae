"""Little's test that answers are missing completely at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from prem.analysis.quality.normal import Normal


@dataclass(frozen=True, slots=True)
class Little:
    """`p` is by chi-square with `df`; `rows` have an answer, `patterns` are theirs."""

    chi2: float
    df: int
    p: float
    rows: int
    patterns: int


def little(fit: Normal) -> Little:
    """Test whether rows that lack different items have the same means. Two patterns at least.

    d2 = sum over patterns j of n_j (m_j - m)' S_j^-1 (m_j - m), over the items that pattern j has,
    with m and S (divisor n) by maximum likelihood from all rows; df = the sum of the numbers of
    items that the patterns have, less the number of items.

    Notes
    -----
    It takes answers as normal and each pattern's rows as many. With S of the divisor n, as
    `naniar::mcar_test` and `misty::na.test` have it; with n - 1 it is smaller by the factor
    (n - 1) / n. It finds different means only: answers that are missing because of what they
    would have been can pass it.

    References
    ----------
    Little 1988, J Am Stat Assoc 83:1198. R: `naniar::mcar_test(x)`.
    """
    kinds, counts, of = fit.patterns.kinds, fit.patterns.counts, fit.patterns.of
    sums = np.where(fit.patterns.gaps[:, None], 0.0, fit.of_complete)
    np.add.at(sums, of[fit.lacking], fit.filled)
    chi2 = float((((sums @ fit.precision) * sums).sum(axis=1) / counts).sum())
    df = int((~kinds).sum()) - kinds.shape[1]
    return Little(chi2, df, float(stats.chi2.sf(chi2, df)), len(of), len(counts))
