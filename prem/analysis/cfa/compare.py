"""Other models of the same items, beside that of correlated scales."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prem.analysis.cfa.indices import Tested
from prem.analysis.cfa.ml import Fit
from prem.analysis.cfa.model import Model, bifactor, one_factor, second_order
from prem.analysis.items import number

# Indices that are compared; all models take the same rows.
_SHOWN = ("chi2", "df", "p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "aic", "bic")

_MOST_BIFACTOR = 100  # items


def rivals(scales: Mapping[str, Sequence[str]]) -> dict[str, Model]:
    """Return the other models that these scales allow.

    One factor needs two scales to differ. A second-order factor of three scales is the model of
    correlated scales in other words, of two it is not identified; it needs four. A factor beside
    a general one needs three items in each scale; of very many items it takes too long.
    """
    if len(scales) < 2:
        return {}
    found = {"one_factor": one_factor([item for members in scales.values() for item in members])}
    if len(scales) > 3:
        found["second_order"] = second_order(scales)
    items = sum(len(members) for members in scales.values())
    if (
        len(scales) > 2
        and items <= _MOST_BIFACTOR
        and all(len(members) > 2 for members in scales.values())
    ):
        found["bifactor"] = bifactor(scales)
    return found


def compare(
    scales: Mapping[str, Sequence[str]],
    fit: Fit,
    fitted: Callable[[str, Model], Fit | None],
    table: Callable[[Fit], dict[str, Any]],
) -> dict[str, dict[str, Any] | None]:
    """Return the indices of each model, by its name; None where one could not be fitted.

    `difference` is the test against the model of correlated scales, of models nested in it.
    One factor is at the edge of what correlations may be, where the test is too cautious.
    `fitted` fits a model under its name, `table` makes the indices of a fit.
    """
    found: dict[str, dict[str, Any] | None] = {"correlated": _shown(table(fit))}
    for name, model in rivals(scales).items():
        other = fitted(name, model)
        if other is None:
            found[name] = None
            continue
        shown = _shown(table(other))
        if name != "bifactor":
            test = Tested(max(other.chi2 - fit.chi2, 0.0), other.model.df - fit.model.df)
            shown["difference"] = {"chi2": test.chi2, "df": test.df, "p": number(test.p)}
        found[name] = shown
    return found


def _shown(table: dict[str, Any]) -> dict[str, Any]:
    return {index: table[index] for index in _SHOWN}
