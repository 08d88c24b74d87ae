"""The scaled test of a step of ordered invariance against the one before."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from prem.analysis.cfa.indices import Tested
from prem.analysis.frame import Numbers
from prem.analysis.invariance.ordinal_fit import StepFit, placed, shifted


def difference(loose: StepFit, tight: StepFit) -> Tested:
    """Return the scaled-shifted test of a step against the one before, which has fewer df.

    Notes
    -----
    T = T_tight - T_loose is a weighted sum of chi-squares with U = V D E A'(A E A')^-1 A E D'V of
    the looser fit; the rows of A span what the looser model can do and the tighter cannot, the
    orthogonal complement of D^+ D_tight (both at their own estimates). It is scaled and shifted
    as the fit's own test. R: `lavTestLRT(loose, tight, method = "satorra.2000")` with its defaults
    A.method = "delta", scaled.shifted = TRUE, H1 = TRUE.

    References
    ----------
    Satorra 2000, in Heijmans, Pollock & Satorra (editors), Innovations in multivariate
    statistical analysis, page 233; Asparouhov & Muthen 2010.
    """
    df = tight.df - loose.df
    within = _within(loose, tight)
    across = linalg.qr(within)[0][:, within.shape[1] :].T
    turned = across @ loose.inverse
    core = turned.T @ np.linalg.solve(turned @ across.T, turned) @ loose.meat
    apart = Tested(tight.tested.chi2 - loose.tested.chi2, df)
    return shifted(apart, float(np.trace(core)), float(np.sum(core * core.T)))


def _within(loose: StepFit, tight: StepFit) -> Numbers:
    """Return D^+ D_tight: what a move of the tighter model is in the looser one's parameters."""
    squares = placed(loose.ladder.size, loose.slopes, [d.own.T @ d.own for d in loose.slopes])
    found = np.zeros((loose.ladder.size, tight.ladder.size))
    for mine, other in zip(loose.slopes, tight.slopes, strict=True):
        found[np.ix_(mine.place, other.place)] += mine.own.T @ other.own
    return np.asarray(linalg.solve(squares, found, assume_a="pos"))
