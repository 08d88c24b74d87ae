"""How far items share one thing: ordinal alpha, hierarchical omega, explained common variance."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np

from prem.analysis.covariance import Joint
from prem.analysis.factor.extraction import NotConverged, most_factors
from prem.analysis.factor.schmid_leiman import GROUP_FACTORS, SchmidLeiman, schmid_leiman
from prem.analysis.frame import Numbers
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import correlate, definite
from prem.errors.ordinal import FEW_FOR_GROUPS, GROUPS_UNSETTLED


def ordinal_alpha(part: Joint, members: list[str], where: str, notes: Notes) -> float | None:
    """Return alpha of the polychoric correlations, None with a note where there are none.

    k / (k - 1) (1 - k / sum of the correlations). It is of the variables behind the answers and
    not the reliability of any score that can be computed (Chalmers 2018, Educ Psychol Meas
    78:1056): an extra beside alpha, never in its place.

    References
    ----------
    Zumbo, Gadermann & Zeisser 2007, J Mod Appl Stat Methods 6:21.
    R: `psych::alpha(lavaan::lavCor(x, ordered = names(x)))`.
    """
    found = correlate(part, members, where, notes)
    if found is None or not definite(found, where, notes):
        return None
    k = len(members)
    return float(k / (k - 1) * (1 - k / found.matrix.sum()))


def hierarchical_omega(part: Joint, where: str, notes: Notes) -> float | None:
    """Return omega hierarchical of a scale's standardised score, None with a note if not."""
    covariance = part.covariance()
    spread = np.sqrt(np.diag(covariance))
    found = _factored(covariance / np.outer(spread, spread), GROUP_FACTORS, where, notes)
    return None if found is None else found.hierarchical


def general_factor(
    correlation: Numbers, names: list[str], factors: int, notes: Notes
) -> dict[str, Any]:
    """Return `general_factor` of results.json: what all items share beside the group factors.

    There are as many group factors as in the factor analysis, three if that has but one.
    """
    groups = factors if factors > 1 else GROUP_FACTORS
    found = _factored(correlation, groups, "general_factor", notes)
    if found is None:
        return no_general_factor(names)
    return {
        "group_factors": groups,
        "omega_hierarchical": found.hierarchical,
        "omega_total": found.total,
        "explained_common_variance": found.explained_common_variance,
        "loadings": dict(zip(names, found.general.tolist(), strict=True)),
    }


def no_general_factor(names: list[str]) -> dict[str, Any]:
    """Return `general_factor` of results.json with nulls."""
    empty = ("group_factors", "omega_hierarchical", "omega_total", "explained_common_variance")
    return {**dict.fromkeys(empty), "loadings": dict.fromkeys(names)}


def _factored(correlation: Numbers, groups: int, where: str, notes: Notes) -> SchmidLeiman | None:
    needed = next(items for items in count(2) if most_factors(items) >= groups)
    if len(correlation) < needed:
        notes.add(FEW_FOR_GROUPS, where, groups=groups, needed=needed)
        return None
    try:
        if np.linalg.eigvalsh(correlation)[0] > 1e-9:
            return schmid_leiman(correlation, groups)
    except (NotConverged, np.linalg.LinAlgError):
        pass
    notes.add(GROUPS_UNSETTLED, where)
    return None
