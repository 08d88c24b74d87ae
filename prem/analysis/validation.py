"""The whole validation of a table of answers: `results.json`, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from prem.analysis.cfa.ordered import confirm_ordered
from prem.analysis.change import by_site_and_time
from prem.analysis.checklist import checklist
from prem.analysis.confirm import confirm
from prem.analysis.covariance import Missing, Pooled, pool, varying
from prem.analysis.dif import dif
from prem.analysis.dynamic import dynamic
from prem.analysis.factor.extraction import Extraction
from prem.analysis.factor.rotation import Rotation
from prem.analysis.factors import Correlation, Wish
from prem.analysis.frame import Answers
from prem.analysis.generalisability import generalisability
from prem.analysis.guard import guarded, without_nulls
from prem.analysis.hypotheses.verdicts import hypotheses
from prem.analysis.invariance.groups import invariance
from prem.analysis.irt import irt
from prem.analysis.items import item_statistics
from prem.analysis.model_type import reflective
from prem.analysis.notes import Notes
from prem.analysis.ordered.correlations import Range, tell_unused
from prem.analysis.plan import Plan
from prem.analysis.quality.part import PARTS, data_quality, tell_non_answers
from prem.analysis.reliability import no_consistency, scale_statistics
from prem.analysis.repeated.modelled import modelled_change
from prem.analysis.repeated.paired import change
from prem.analysis.repeated.retest import retest
from prem.analysis.sample_size.part import sample_size
from prem.analysis.scales import Key
from prem.analysis.scaling import scaling
from prem.analysis.sites import sites
from prem.analysis.structure import no_structure, permitted, structure
from prem.analysis.subset import subset
from prem.analysis.work import Work, in_turn, one_thread
from prem.errors.analysis import (
    ITEM_CONSTANT,
    REPEATED_WOMEN,
)

# What takes a random part of very many rows.
_OF_SOME = "scales (H, bootstrap), generalisability, dif, invariance, irt, cfa"


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

    @property
    def chance(self) -> int | None:
        """The seed of what is simulated; None where nothing is to be."""
        return None if self.quick else self.seed


@one_thread
def validate(
    answers: Answers, options: Options, plan: Plan, notes: Notes, work: Work = in_turn
) -> dict[str, Any]:
    """Return results.json as a tree of JSON values.

    `work` does what is simulated. What a later version adds is absent; what could not be
    computed is null, with its note.
    Raises Refusal where more factors are asked for than the items can carry.
    """
    some = subset(answers, _OF_SOME, options.seed, notes)
    items, scales = _described(answers, some, options, plan, notes, work)
    held = reflective(answers)  # what is said of formative scales needs no model of answers
    part_of = reflective(some)
    _repeated(answers, notes)
    guarded(lambda: tell_unused(_ranges(answers), notes), "items", None, notes)
    found = {
        "data": _counted(answers)
        | guarded(lambda: data_quality(answers, plan, notes), "data", dict.fromkeys(PARTS), notes),
        "items": items,
        "scales": scales,
        **_whole(held, options, plan, notes, work),
    }
    # A part that fails is null, and the others are computed all the same.
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "test_retest": lambda: retest(answers, options.retest, plan, notes),
        "change": lambda: change(answers, plan, notes, options.retest),
        "change_model": lambda: modelled_change(answers, plan, notes),
        "sites": lambda: sites(answers, plan, notes),
        "generalisability": lambda: generalisability(some, options.retest, plan, notes),
        "hypotheses": lambda: hypotheses(answers, plan, notes),
        "dif": lambda: dif(part_of, plan, notes),
        "invariance": lambda: invariance(part_of, options.quick, plan, notes),
        "irt": lambda: {"irt": irt(part_of, options.missing, options.quick, plan, notes)},
        "cfa": lambda: {"cfa": _confirmed(part_of, scales, options, plan, notes, work)},
        "by_site_and_time": lambda: {"by_site_and_time": by_site_and_time(answers, plan, notes)},
    }
    for name, part in parts.items():
        found |= guarded(part, name, {name: None}, notes)
    return judged(found, answers.key, answers, options, plan, notes, work)


def _described(
    answers: Answers, some: Answers, options: Options, plan: Plan, notes: Notes, work: Work
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `items` and `scales`; the scalability and the bootstrap are of `some` rows."""
    items = item_statistics(answers, notes)
    tell_non_answers(items, answers)
    scales = {
        scale: _scale(answers, scale, options, plan, items, notes) for scale in answers.key.scales
    }
    guarded(
        lambda: scaling(some, items, scales, options.missing, options.chance, plan, notes, work),
        ", ".join(f"scales.{scale}" for scale in scales),
        None,
        notes,
    )
    return items, scales


def judged(
    found: dict[str, Any],
    key: Key,
    answers: Answers | None,
    options: Options,
    plan: Plan,
    notes: Notes,
    work: Work,
    told: Callable[[dict[str, Any]], dict[str, Any]] = without_nulls,
) -> dict[str, Any]:
    """Return what was found with `sample_size`, `checklist` and `notes`, which are made of it.

    `told` makes of the results what those two may read.
    """
    ready = told(found)
    found |= guarded(
        lambda: sample_size(key, answers, ready, plan, notes, options.chance, work),
        "sample_size",
        {"sample_size": None},
        notes,
    )
    known = told(found)
    verdicts = guarded(lambda: checklist(known, plan, notes), "checklist", None, notes)
    return found | {"checklist": verdicts, "notes": notes.entries}


def _counted(answers: Answers) -> dict[str, int]:
    complete = int((~np.isnan(answers.values)).all(axis=1).sum())
    return {"rows": len(answers.values), "complete": complete, "items": len(answers.items)}


def _scale(
    answers: Answers,
    scale: str,
    options: Options,
    plan: Plan,
    items: dict[str, dict[str, Any]],
    notes: Notes,
) -> dict[str, Any]:
    return guarded(
        lambda: scale_statistics(answers, scale, options.missing, plan, items, notes),
        f"scales.{scale}",
        {"n": None, **no_consistency(), "mean": None, "sd": None},
        notes,
    )


def _confirmed(
    answers: Answers,
    scales: dict[str, dict[str, Any]],
    options: Options,
    plan: Plan,
    notes: Notes,
    work: Work,
) -> dict[str, Any]:
    """Return `cfa`: of answers as numbers and, whatever comes of it, as ordered."""
    nothing = dict.fromkeys(("n", "ml", "mlr", "residuals", "modification_indices", "models"))
    as_numbers = guarded(
        lambda: confirm(answers, scales, plan, notes), "cfa", nothing | {"factors": {}}, notes
    )
    chance, none = options.chance, {"dynamic": None}
    as_numbers |= guarded(
        lambda: dynamic(answers, chance, plan, notes, work), "cfa.dynamic", none, notes
    )
    return as_numbers | guarded(
        lambda: confirm_ordered(answers, scales, plan, notes), "cfa.wlsmv", {"wlsmv": None}, notes
    )


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


def _whole(
    answers: Answers, options: Options, plan: Plan, notes: Notes, work: Work
) -> dict[str, Any]:
    """Return factorability, dimensions and efa, of the items that vary in the rows used."""
    wish = Wish(len(answers.key.scales), options.extraction, options.rotation, options.correlation)
    seed = None if options.quick else options.seed

    def whole() -> dict[str, Any]:
        pooled, names = _varying_rows(answers, options.missing, notes)
        asked = permitted(wish, options.factors, names)
        return structure(pooled, names, asked, seed, plan, notes, work)

    empty = no_structure(len(answers.values), list(answers.items), wish)
    return guarded(whole, ", ".join(empty), empty, notes)


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
