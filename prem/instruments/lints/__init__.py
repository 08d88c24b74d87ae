"""The lints: what makes a question hard, unkind, unsafe or useless, though its file is in order.

Each is a pure function (instrument, theory) -> complaints. Whether a complaint is an error or a
warning stands with its kind in the catalogue (`prem/errors/content.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from prem.errors import Complaint
from prem.instruments.lints import (
    agreement,
    baby,
    coverage,
    double,
    evidence,
    explained,
    grade,
    hard_words,
    length,
    likeness,
    negation,
    points,
    sensitive,
    stigma,
    texts,
    translation,
)
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

Lint = Callable[[Instrument, Theory], Iterable[Complaint]]

LINTS: Mapping[str, Lint] = MappingProxyType(
    {
        "length": length.lint,
        "double questions": double.lint,
        "negations": negation.lint,
        "hard words": hard_words.lint,
        "stigma": stigma.lint,
        "texts": texts.lint,
        "agree-disagree options": agreement.lint,
        "unequal answer points": points.lint,
        "missing evidence": evidence.lint,
        "outcomes without enough items": coverage.few_items,
        "situations with nothing to answer": coverage.situations,
        "short forms": coverage.short_forms,
        "outcomes without a link": coverage.links,
        "one meaning twice": likeness.lint,
        "a baby that is not at home": baby.lint,
        "a sensitive opening": sensitive.lint,
        "translations": translation.lint,
        "reasons and meanings": explained.lint,
        "the reading grade": grade.lint,
    }
)


def lint_instrument(instrument: Instrument, theory: Theory) -> list[Complaint]:
    """Return what all lints have to say about an instrument."""
    return [complaint for lint in LINTS.values() for complaint in lint(instrument, theory)]
