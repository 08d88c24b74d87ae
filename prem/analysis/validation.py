"""The whole validation of a table of answers: `results.json`, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from prem.analysis.cfa.ordered import confirm_ordered
from prem.analysis.change import by_site_and_time
from prem.analysis.checklist import checklist
from prem.analysis.confirm import confirm
from prem.analysis.covariance import Missing, Pooled, pool, varying
from prem.analysis.dif import dif
from prem.analysis.factor.extraction import Extraction
from prem.analysis.factor.rotation import Rotation
from prem.analysis.factors import Correlation, Wish
from prem.analysis.frame import Answers
from prem.analysis.irt import irt
from prem.analysis.items import item_statistics
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import Range, tell_unused
from prem.analysis.plan import Plan
from prem.analysis.reliability import scale_statistics
from prem.analysis.repeated.paired import change
from prem.analysis.repeated.retest import retest
from prem.analysis.sites import sites
from prem.analysis.structure import permitted, structure
from prem.analysis.work import Work, in_turn
from prem.errors.analysis import (
    ITEM_CONSTANT,
    REPEATED_WOMEN,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What `prem analyse` was asked for; `factors` None means as many as there are scales.

    `retest` names the two time points between which nothing should have changed.
    """

    missing: Missing = "listwise"
    factors: int | None = None
    extraction: Extraction = "minres"
    rotation: Rotation = "oblimin"
    seed: int = 1
    quick: bool = False
    retest: tuple[str, str] | None = None
    correlation: Correlation = "pearson"


def validate(
    answers: Answers, options: Options, plan: Plan, notes: Notes, work: Work = in_turn
) -> dict[str, Any]:
    """Return results.json as a tree of JSON values.

    `work` does what is simulated. What a later version adds is absent; what could not be
    computed is null, with its note.
    Raises Refusal where more factors are asked for than the items can carry.
    """
    items = item_statistics(answers, notes)
    scales = {
        scale: scale_statistics(answers, scale, options.missing, plan, items, notes)
        for scale in answers.key.scales
    }
    _repeated(answers, notes)
    tell_unused(_ranges(answers), notes)
    whole = _whole(answers, options, plan, notes)
    cells = by_site_and_time(answers, plan, notes)
    complete = int((~np.isnan(answers.values)).all(axis=1).sum())
    found = {
        "data": {"rows": len(answers.values), "complete": complete, "items": len(answers.items)},
        "items": items,
        "scales": scales,
        **whole,
        **retest(answers, options.retest, plan, notes),
        **change(answers, plan, notes),
        **sites(answers, plan, notes),
        **dif(answers, plan, notes),
        "irt": irt(answers, options.missing, options.quick, plan, notes),
        "cfa": confirm(answers, scales, plan, notes)
        | confirm_ordered(answers, scales, plan, notes),
        "by_site_and_time": cells,
    }
    return found | {"checklist": checklist(found, plan, notes), "notes": notes.entries}


def _ranges(answers: Answers) -> Iterator[Range]:
    columns = zip(answers.items, answers.values.T, answers.lowest, answers.highest, strict=True)
    for item, column, lowest, highest in columns:
        yield Range(item, np.unique(column[~np.isnan(column)]), float(lowest), float(highest))


def _repeated(answers: Answers, notes: Notes) -> None:
    if answers.id is None:
        return
    repeated = sum(count > 1 for count in Counter(answers.id).values())
    if repeated:
        notes.add(REPEATED_WOMEN, "data", repeated=repeated)


def _whole(answers: Answers, options: Options, plan: Plan, notes: Notes) -> dict[str, Any]:
    """Return factorability, dimensions and efa, of the items that vary in the rows used."""
    pooled, names = _varying_rows(answers, options.missing, notes)
    wish = Wish(len(answers.key.scales), options.extraction, options.rotation, options.correlation)
    seed = None if options.quick else options.seed
    return structure(pooled, names, permitted(wish, options.factors, names), seed, plan, notes)


def _varying_rows(answers: Answers, missing: Missing, notes: Notes) -> tuple[Pooled, list[str]]:
    """Return the pooled rows of the items that vary, also once incomplete rows are gone."""
    used = varying(answers.values)
    pooled = pool(answers.values[:, used], missing)
    still = varying(pooled.values)
    for position in set(range(len(used))) - set(still) if pooled.n > 1 else ():
        notes.add(ITEM_CONSTANT, f"efa.loadings.{answers.items[used[position]]}")
    if len(still) < len(used) and pooled.n > 1:
        used = [used[position] for position in still]
        pooled = pool(pooled.values[:, still], missing)
    return pooled, [answers.items[position] for position in used]
