"""How much of a sum score is one general factor: hierarchical omega by Schmid and Leiman."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prem.analysis.factor.extraction import NotConverged, extract, most_factors
from prem.analysis.factor.rotation import rotate
from prem.analysis.frame import Numbers

# As psych::omega: fewer group factors do not say what is general.
GROUP_FACTORS = 3


@dataclass(frozen=True, slots=True, eq=False)
class SchmidLeiman:
    """Loadings on the general factor (items,) and on group factors (items x k), uncorrelated.

    `communalities` (items,) are those of the factors before: a general factor reproduces the
    correlations of more than three factors only nearly.
    """

    correlation: Numbers
    communalities: Numbers
    general: Numbers
    groups: Numbers

    @property
    def hierarchical(self) -> float:
        """Omega hierarchical: (sum of the general loadings)^2 / sum of the correlations."""
        return float(self.general.sum() ** 2 / self.correlation.sum())

    @property
    def total(self) -> float:
        """Omega total: 1 - sum of the uniquenesses / sum of the correlations."""
        unique = len(self.general) - float(self.communalities.sum())
        return 1 - unique / float(self.correlation.sum())

    @property
    def explained_common_variance(self) -> float:
        """The general factor's share of the common variance (ECV)."""
        own = float((self.general**2).sum())
        return own / (own + float((self.groups**2).sum()))


def schmid_leiman(correlation: Numbers, factors: int = GROUP_FACTORS) -> SchmidLeiman:
    """Return general and group factors of a positive definite correlation matrix.

    Minres factors rotated by oblimin, and one factor of their correlations (two are given the
    same loading): g = L gamma, groups L sqrt(1 - gamma^2). No item is turned round: psych's own
    default is to flip those with a negative general loading without a word, which raises omega.

    Raises
    ------
    NotConverged : the fit does not settle.
    ValueError : the items cannot carry that many factors, or fewer than two are asked for.

    References
    ----------
    Schmid & Leiman 1957, Psychometrika 22:53; Zinbarg et al. 2005, Psychometrika 70:123.
    R: `psych::omega(r, nfactors, flip = FALSE)`.
    """
    if not 2 <= factors <= most_factors(len(correlation)):
        raise ValueError("so many group factors cannot be told apart")
    rotated = rotate(extract(correlation, factors, "minres"), "oblimin")
    if not rotated.settled or np.linalg.eigvalsh(rotated.phi)[0] <= 0:
        raise NotConverged("oblimin")
    if factors == 2:
        # psych's option "equal"
        gamma = np.full(2, np.sqrt(abs(rotated.phi[0, 1])))
        gamma[1] *= np.sign(rotated.phi[0, 1]) or 1.0
    else:
        gamma = extract(rotated.phi, 1, "minres")[:, 0]
    gamma = gamma * (np.sign((rotated.loadings @ gamma).sum()) or 1.0)
    groups = rotated.loadings * np.sqrt(np.maximum(1 - gamma**2, 0))
    return SchmidLeiman(correlation, rotated.communalities, rotated.loadings @ gamma, groups)
