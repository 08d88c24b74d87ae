"""How well a graded response model fits: S-X2 of each item, C2 of the whole, Q3 of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from prem.analysis.frame import Numbers
from prem.analysis.graded import curves
from prem.analysis.graded.curves import NODES, WEIGHTS
from prem.analysis.graded.model import Codes, Fit
from prem.analysis.graded.scores import expected_scores

# Orlando and Thissen 2000: cells are merged until at least this many women are expected in each.
_LEAST_EXPECTED = 1.0
_RMSEA_TAILS = 0.05


@dataclass(frozen=True, slots=True)
class Chi2:
    """A chi-square test."""

    chi2: float
    df: int

    @property
    def p(self) -> float:
        """The probability of a larger value under the model."""
        return float(chi2.sf(self.chi2, self.df))


def complete(fit: Fit) -> tuple[Codes, Numbers]:
    """Return the patterns without missing answers, and their counts."""
    full = (fit.patterns.codes >= 0).all(axis=1)
    return fit.patterns.codes[full], fit.patterns.counts[full]


def s_x2(fit: Fit) -> list[Chi2 | None]:
    """Return Orlando and Thissen's S-X2 of each item, on the complete rows.

    Observed and expected answers are compared in each group of women with the same sum score;
    the expected come from the model by the recursion of Lord and Wingersky (1984). The lowest
    and the highest sum score say nothing and are left out. df = free cells - parameters; None
    where no df is left, or no sum score goes with every answer to the item.

    Notes
    -----
    Orlando and Thissen (2000, APM 24:50), for several categories Kang and Chen (2008, JEM
    45:391). As R's `mirt::itemfit(fit, "S_X2")` does, the low sum scores that do not go with
    every answer are taken together with the first that does, and the high ones likewise; then
    cells with less than one woman expected are merged with the smaller neighbour within their
    sum score, down to two; a sum score with one still too small is merged with the neighbouring
    sum score of fewer women.
    """
    codes, counts = complete(fit)
    totals = codes.sum(axis=1)
    chances = [np.exp(curves.log_probabilities(item)) for item in fit.items]
    everyone = _sum_scores(chances)
    women = np.bincount(totals, counts, len(everyone))
    found = []
    for item, mine in enumerate(chances):
        rest = _sum_scores(chances[:item] + chances[item + 1 :])
        observed = np.zeros((len(everyone), len(mine)))
        np.add.at(observed, (totals, codes[:, item]), counts)
        model = np.zeros_like(observed)
        for code, chance in enumerate(mine):
            model[code : code + len(rest), code] = (chance * rest) @ WEIGHTS
        model *= (women / (everyone @ WEIGHTS))[:, None]
        rows = _pooled(model, observed)
        found.append(_pearson(_rows_merged(rows), len(fit.items[item])))
    return found


def _pooled(expected: Numbers, observed: Numbers) -> list[Numbers]:
    """Return the cells (2 x cells) of the sum scores, ends pooled where an answer is impossible."""
    most, answers = expected.shape[0] - 1, expected.shape[1] - 1
    first, last = answers, most - answers  # the sum scores that go with every answer
    if first > last:
        return []
    cells = np.stack([expected, observed], axis=1)
    rows = [cells[1 : first + 1].sum(axis=0), *cells[first + 1 : last]]
    rows += [cells[last:most].sum(axis=0)] if last > first else []
    return [_merged(row) for row in rows if row[1].sum() > 0]


def _sum_scores(chances: list[Numbers]) -> Numbers:
    """Return the probability of each sum score at each node, scores x nodes."""
    found = np.ones((1, len(NODES)))
    for chance in chances:
        wider = np.zeros((len(found) + len(chance) - 1, len(NODES)))
        for code, probability in enumerate(chance):
            wider[code : code + len(found)] += found * probability
        found = wider
    return found


def _merged(cells: Numbers) -> Numbers:
    """Return the cells of one sum score (expected above observed), small ones merged."""
    while cells.shape[1] > 2 and cells[0].min() < _LEAST_EXPECTED:
        at = int(cells[0].argmin())
        neighbours = [n for n in (at - 1, at + 1) if 0 <= n < cells.shape[1]]
        into = min(neighbours, key=lambda n: float(cells[0, n]))
        cells[:, into] += cells[:, at]
        cells = np.delete(cells, at, axis=1)
    return cells


def _rows_merged(rows: list[Numbers]) -> list[Numbers]:
    """Merge a sum score with a cell still too small into its neighbour of fewer women."""
    rows = list(rows)
    while len(rows) > 1:
        small = [i for i, row in enumerate(rows) if row[0].min() < _LEAST_EXPECTED]
        if not small:
            break
        at = small[0]
        neighbours = [n for n in (at - 1, at + 1) if 0 <= n < len(rows)]
        into = min(neighbours, key=lambda n: float(rows[n][1].sum()))
        width = max(rows[at].shape[1], rows[into].shape[1])
        both = [np.pad(row, ((0, 0), (0, width - row.shape[1]))) for row in (rows[at], rows[into])]
        rows[into] = both[0] + both[1]
        del rows[at]
    return [row for row in rows if row[0].min() >= _LEAST_EXPECTED]


def _pearson(rows: list[Numbers], parameters: int) -> Chi2 | None:
    df = sum(row.shape[1] - 1 for row in rows) - parameters
    if df < 1:
        return None
    return Chi2(float(sum(((row[1] - row[0]) ** 2 / row[0]).sum() for row in rows)), df)


def q3(fit: Fit, thetas: Numbers) -> Numbers:
    """Return Yen's Q3, items x items: correlations of what the EAP scores leave unexplained.

    Notes
    -----
    Yen (1984, APM 8:125), R's `residuals(fit, "Q3")`; `thetas` are the EAP scores of the
    patterns. Pairs of answers that are there. It lies near -1 / (items - 1) where items are
    locally independent, so judge how far the largest is above the mean (Christensen 2017).
    """
    codes, counts = fit.patterns.codes, fit.patterns.counts
    given = codes >= 0
    away = np.where(given, codes - expected_scores(fit.items, thetas), 0.0)
    weighted = given * counts[:, None]
    n = given.T.astype(np.float64) @ weighted
    first = away.T @ weighted
    square = (away**2).T @ weighted
    cross = away.T @ (away * counts[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = cross / n - first * first.T / n**2
        spread = np.sqrt(square / n - (first / n) ** 2)
        found: Numbers = covariance / (spread * spread.T)
    return found


def c2(fit: Fit) -> Chi2 | None:
    """Return Cai and Monroe's C2 of the whole model, on the complete rows.

    It compares each item's category shares and each pair's mean product of codes with the
    model's. df = pairs - items; None with fewer than four items, or too few complete rows.

    Notes
    -----
    Cai and Monroe (2014, CRESST report 839), R's `mirt::M2(fit, "C2")`:
    N e' (X^-1 - X^-1 D (D' X^-1 D)^-1 D' X^-1) e, with e the differences, X their covariance
    under the model, and D the derivatives of the model's moments by its parameters.
    """
    codes, counts = complete(fit)
    size, n = len(fit.items), counts.sum()
    moments, slopes, covariance = _moments(fit)
    df = len(moments) - slopes.shape[1]
    if df < 1 or n <= len(moments):
        return None
    first, second = np.triu_indices(size, 1)
    observed = [
        *(counts @ (codes[:, i] == c) for i in range(size) for c in range(1, len(fit.items[i]))),
        *(counts @ ((codes[:, first] + 1) * (codes[:, second] + 1))),
    ]
    away = np.array(observed) / n - moments
    root = np.linalg.cholesky(covariance)
    left, lean = np.linalg.solve(root, away), np.linalg.solve(root, slopes)
    left = left - lean @ np.linalg.lstsq(lean, left, rcond=None)[0]
    return Chi2(float(n * left @ left), df)


def _moments(fit: Fit) -> tuple[Numbers, Numbers, Numbers]:
    """Return the model's moments, their derivatives by the parameters, and their covariance.

    Moments are P(x_i = c), c >= 1, and E[x_i x_j] with codes from 1, so that no mean is 0.
    """
    size = len(fit.items)
    first, second = np.triu_indices(size, 1)
    chances = [np.exp(curves.log_probabilities(item)) for item in fit.items]
    codes = [np.arange(1.0, len(chance) + 1) for chance in chances]
    mean = np.array([c @ p for c, p in zip(codes, chances, strict=True)])
    ratio = np.array([c**2 @ p for c, p in zip(codes, chances, strict=True)]) / mean**2
    shares = np.vstack([p[1:] for p in chances])
    owner = np.repeat(np.arange(size), [len(p) - 1 for p in chances])
    at = np.concatenate([c[1:] for c in codes])
    in_pair = np.zeros((len(first), size))
    in_pair[np.arange(len(first)), first] = in_pair[np.arange(len(first)), second] = 1.0
    products = mean[first] * mean[second]
    total, owned = len(shares) + len(first), owner[:, None] == owner
    covariance = np.zeros((total, total))
    for node, weight in enumerate(WEIGHTS):
        q, pair = shares[:, node], products[:, node]
        # a pair that holds the item counts its code in place of the item's mean
        held = np.where(in_pair[:, owner] > 0, at / mean[owner, node], 1.0)
        shared = np.exp((in_pair * np.log(ratio[:, node])) @ in_pair.T)
        block = np.block(
            [
                [np.where(owned, np.diag(q), np.outer(q, q)), (held * np.outer(pair, q)).T],
                [held * np.outer(pair, q), shared * np.outer(pair, pair)],
            ]
        )
        covariance += weight * block
    moments = np.concatenate([shares @ WEIGHTS, products @ WEIGHTS])
    return (
        moments,
        _moment_slopes(fit, chances, codes, mean),
        covariance - np.outer(moments, moments),
    )


def _moment_slopes(
    fit: Fit, chances: list[Numbers], codes: list[Numbers], mean: Numbers
) -> Numbers:
    first, second = np.triu_indices(len(fit.items), 1)
    above, right = [], []
    for item, (chance, code) in enumerate(zip(chances, codes, strict=True)):
        change = chance[:, :, None] * curves.scores(fit.items[item])
        above.append(np.einsum("cqp,q->cp", change, WEIGHTS)[1:])
        of_mean = np.einsum("c,cqp->qp", code, change) * WEIGHTS[:, None]
        other = np.where(first == item, second, first)
        there = (first == item) | (second == item)
        right.append(there[:, None] * (mean[other] @ of_mean))
    wide = sum(len(item) for item in fit.items)
    top, at, row = np.zeros((wide - len(fit.items), wide)), 0, 0
    for block in above:
        top[row : row + len(block), at : at + block.shape[1]] = block
        at, row = at + block.shape[1], row + len(block)
    return np.vstack([top, np.hstack(right)])


def rmsea(test: Chi2, n: float) -> dict[str, float]:
    """Return the RMSEA of a test with its 90 % interval, with n - 1 as in mirt (Steiger 1990)."""

    def scaled(noncentral: float) -> float:
        return float(np.sqrt(max(noncentral, 0.0) / (test.df * (n - 1))))

    def bound(tail: float) -> float:
        if chi2.cdf(test.chi2, test.df) <= tail:
            return 0.0
        top = 2 * test.chi2 + 100
        return float(brentq(lambda x: ncx2.cdf(test.chi2, test.df, x) - tail, 1e-9, top))

    return {
        "rmsea": scaled(test.chi2 - test.df),
        "rmsea_low": scaled(bound(1 - _RMSEA_TAILS)),
        "rmsea_high": scaled(bound(_RMSEA_TAILS)),
    }
