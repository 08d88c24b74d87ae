"""The presenters of the results and of the coverage: every number in words is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from prem.fieldwork.workshop_results import ItemResult, Results
from prem.instruments.hashing import shown
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory
from prem.piloting.coverage import Coverage, Gap
from prem.piloting.validity import ENOUGH, ItemValidity, ScaleValidity
from prem.web.workshop.views import address, title_of

DECIDED = {"keep": "Keep it", "change": "Change it", "drop": "Drop it"}
TIMES = {
    "pregnancy": "Pregnancy",
    "birth": "Birth",
    "weeks-0-12": "0 to 12 weeks",
    "months-3-12": "3 to 12 months",
    "months-12-18": "12 to 18 months",
}
SHORT = {
    "pregnant": "pregnant",
    "baby-with-me": "baby with her",
    "baby-not-with-me": "baby not with her",
    "loss": "loss",
    "rather-not-say": "rather not say",
}
SITUATIONS = {
    "pregnant": "women who are pregnant",
    "baby-with-me": "women whose baby is with them",
    "baby-not-with-me": "women whose baby is not with them",
    "loss": "women who lost their baby",
    "rather-not-say": "women who would rather not say",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One index of one wording as the table shows it; `state` is a word for the style sheet.

    `share` and `kappa` are empty where there are not ratings enough.
    """

    said: str
    share: str
    kappa: str
    verdict: str
    state: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One wording of the results; `old` where its words have changed since."""

    href: str
    item: str
    words: str
    version: str
    old: bool
    relevance: Judged
    clarity: Judged
    comments: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The wordings of one outcome that she may see, with S-CVI/Ave in words; `hidden` in words."""

    id: str
    title: str
    relevance: str
    clarity: str
    rows: tuple[ResultRow, ...]
    hidden: str


@dataclass(frozen=True, slots=True)
class Total:
    """One figure over all questions."""

    name: str
    value: str
    about: str


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How many items ask it then, and whom they leave out."""

    count: int
    missing: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One requirement of an outcome over the time points."""

    id: str
    title: str
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """One outcome: its requirements, and what is missing in it, in words."""

    id: str
    title: str
    rows: tuple[CoverageRow, ...]
    gaps: tuple[str, ...]


def result_groups(
    instrument: Instrument, theory: Theory, results: Results
) -> tuple[ResultGroup, ...]:
    """Return the results by outcome; wordings of items that are gone come last."""
    outcome_of = {item.id: item.outcome for item in instrument.items}
    groups = [
        _group(
            instrument,
            theory,
            results,
            outcome,
            [row for row in results.rows if outcome_of.get(row.wording.item) == outcome],
        )
        for outcome in dict.fromkeys(outcome_of.values())
    ]
    gone = [row for row in results.rows if row.wording.item not in outcome_of]
    if gone:
        shown_rows = tuple(_result(instrument, row) for row in gone if row.relevance)
        groups.append(ResultGroup("gone", "No longer asked", "", "", shown_rows, ""))
    return tuple(groups)


def totals(results: Results) -> tuple[Total, ...]:
    """Return the figures over all questions of the outcomes."""
    return (
        Total("People", str(results.people), "have rated at least one question"),
        _total("Relevance", results.relevance),
        _total("Clarity", results.clarity),
    )


def coverage_groups(table: Coverage, theory: Theory) -> tuple[CoverageGroup, ...]:
    """Return the coverage by outcome."""
    return tuple(
        CoverageGroup(
            outcome,
            title_of(theory, outcome),
            tuple(_coverage(table, theory, outcome, one) for one in table.requirements[outcome]),
            tuple(_gap(gap, theory) for gap in table.gaps if gap.outcome == outcome),
        )
        for outcome in table.outcomes
    )


def overview(table: Coverage, theory: Theory) -> tuple[CoverageRow, ...]:
    """Return how many questions ask about each outcome at each time point."""
    return tuple(
        CoverageRow(
            outcome,
            title_of(theory, outcome),
            tuple(_asked(table, outcome, time_point) for time_point in table.time_points),
        )
        for outcome in table.outcomes
    )


def silences(table: Coverage) -> tuple[str, ...]:
    """Return the moments at which no outcome is asked of someone, in words."""
    return tuple(
        f"At {_time(gap.time_point).lower()}, nothing is asked of {_whom(gap.situation)}."
        for gap in table.gaps
        if gap.kind == "silent"
    )


def times(table: Coverage) -> tuple[str, ...]:
    """Return the headings of the time points."""
    return tuple(_time(one) for one in table.time_points)


def _group(
    instrument: Instrument, theory: Theory, results: Results, outcome: str, rows: list[ItemResult]
) -> ResultGroup:
    both = results.outcomes.get(outcome)
    seen = [_result(instrument, row) for row in rows if row.relevance]
    unseen = len({row.wording.item for row in rows if not row.relevance})
    them = "it" if unseen == 1 else "them"
    return ResultGroup(
        outcome or "general",
        title_of(theory, outcome),
        _average(both[0]) if both and seen else "",
        _average(both[1]) if both and seen else "",
        tuple(seen),
        f"{_counted(unseen, 'question')} shown once you have rated {them}" if unseen else "",
    )


def _result(instrument: Instrument, row: ItemResult) -> ResultRow:
    wording, decision = row.wording, row.decision
    return ResultRow(
        href=address(instrument, wording.item),
        item=wording.item,
        words=wording.words,
        version=f"version {wording.version}, {shown(wording.hash)}",
        old=not row.current,
        relevance=_judged(row.relevance),
        clarity=_judged(row.clarity),
        comments=_counted(row.comments or 0, "comment"),
        decision=DECIDED[decision.verdict] if decision else "",
        reason=decision.reason if decision else "",
    )


def _judged(one: ItemValidity | None) -> Judged:
    if one is None or not one.enough or one.i_cvi is None or one.kappa is None:
        so_far = _counted(one.raters if one else 0, "rating")
        return Judged(so_far, "", "", f"{so_far} so far, {ENOUGH} needed", "waiting")
    said = f"{one.agreeing} of {one.raters}"
    return Judged(said, _two(one.i_cvi), _two(one.kappa), one.verdict, one.verdict)


def _total(name: str, scale: ScaleValidity) -> Total:
    if scale.average is None or scale.universal is None:
        about = f"a figure comes when a question has {ENOUGH} ratings"
        return Total(name, "not yet", about)
    about = (
        f"S-CVI/Ave over {_counted(scale.items, 'question')}; "
        f"S-CVI/UA {_two(scale.universal)}; {scale.waiting} still wait for ratings"
    )
    return Total(name, _two(scale.average), about)


def _average(scale: ScaleValidity) -> str:
    if scale.average is None:
        return "not enough ratings yet"
    return f"{_two(scale.average)} over {_counted(scale.items, 'question')}"


def _coverage(table: Coverage, theory: Theory, outcome: str, requirement: str) -> CoverageRow:
    title = theory.title_of(requirement)
    cells = []
    for time_point in table.time_points:
        found = table.items(outcome, requirement, time_point)
        asked = [
            one for one in table.situations if table.items(outcome, requirement, time_point, one)
        ]
        cells.append(CoverageCell(len(found), _of_whom(table, asked)))
    return CoverageRow(requirement, title, tuple(cells))


def _asked(table: Coverage, outcome: str, time_point: str) -> CoverageCell:
    asked = [one for one in table.situations if table.asked(outcome, time_point, one)]
    return CoverageCell(len(table.asked(outcome, time_point)), _of_whom(table, asked))


def _of_whom(table: Coverage, asked: list[str]) -> str:
    """Say in the fewest words who is asked: nothing where all are (or nobody is)."""
    left_out = [one for one in table.situations if one not in asked]
    if not asked or not left_out:
        return ""
    start, listed = ("not", left_out) if len(left_out) <= len(asked) else ("only", asked)
    return f"{start}: {', '.join(SHORT.get(one, one) for one in listed)}"


def _gap(gap: Gap, theory: Theory) -> str:
    if gap.kind == "outcome":
        return "No question asks about this outcome."
    if gap.kind == "requirement":
        title = theory.title_of(gap.requirement).rstrip(".")
        return f"No question about this outcome covers {gap.requirement}: {title}."
    return f"At {_time(gap.time_point).lower()}, it is not asked of {_whom(gap.situation)}."


def _time(time_point: str) -> str:
    return TIMES.get(time_point, time_point)


def _whom(situation: str) -> str:
    return SITUATIONS.get(situation, situation)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _two(value: float) -> str:
    return f"{value:.2f}"
