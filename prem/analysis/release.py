"""The figures of a release: which tables there are, and what is computed of a group.

Pure and without a library, so that what leaves can be read in one sitting. Tables go through
`disclosure.disclose`; nothing here decides what may be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from math import ceil, floor, sqrt
from statistics import fmean, stdev

from prem.analysis.disclosure import Decision, Suppressed, Version, disclose, rounded
from prem.analysis.disclosure_table import Group, Mark, Table
from prem.analysis.student import quantile95
from prem.instruments.model import Instrument, Item

BANDS = ("low", "middle", "high")
DISPOSITIONS = ("finished", "unfinished", "stopped", "declined")
WOMEN, DISPOSITION = "women", "dispositions"
Figure = Mapping[str, int]
Cell = tuple[int, str, str]
"""A woman at a site and a time point: one session."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One coded answer."""

    woman: int
    site: str
    time_point: str
    item: str
    code: int


@dataclass(frozen=True, slots=True)
class Contact:
    """One session that was begun, and how it stands: one of DISPOSITIONS."""

    woman: int
    site: str
    time_point: str
    disposition: str


@dataclass(frozen=True)
class Snapshot:
    """All that was there at the end of a week."""

    answers: tuple[Answer, ...]
    contacts: tuple[Contact, ...]

    @cached_property
    def by_item(self) -> Mapping[str, list[Answer]]:
        """The answers of each item."""
        found: defaultdict[str, list[Answer]] = defaultdict(list)
        for answer in self.answers:
            found[answer.item].append(answer)
        return found


@dataclass(frozen=True, slots=True)
class Design:
    """The instrument, and the sites and time points in the order shown."""

    instrument: Instrument
    sites: tuple[str, ...]
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier releases say of a figure: when it was renewed last, and its frozen groups.

    `was` is what the store held then, None where it was never renewed; `altered` as in
    `disclosure.Version`.
    """

    was: Snapshot | None
    altered: bool
    renewed: frozenset[Group]
    frozen: Mapping[Group, Figure]


def figure_names(instrument: Instrument) -> tuple[str, ...]:
    """Return the names of a release's figures, in order: women, dispositions, scales, items."""
    choices = (item.id for item in instrument.items if item.kind == "choice")
    scales = (f"scale:{scale.id}" for scale in instrument.scales)
    return (WOMEN, DISPOSITION, *scales, *(f"item:{one}" for one in choices))


def figures(
    design: Design, now: Snapshot, before: Callable[[str], Before]
) -> dict[str, Decision[Figure]]:
    """Return every figure by name, disclosure-checked against `before` (by name)."""
    found: dict[str, Decision[Figure]] = {}
    never: frozenset[Group] = frozenset()
    for name in figure_names(design.instrument):
        found[name] = _figure(design, name, now, before(name), never)
        if name == WOMEN:
            shown = found[name].figures
            never = frozenset(g for g, f in shown.items() if isinstance(f, Suppressed))
    return found


def _figure(
    design: Design, name: str, now: Snapshot, before: Before, never: frozenset[Group]
) -> Decision[Figure]:
    table, scores = _table(design, name, now)
    was = None if before.was is None else _table(design, name, before.was)[0]
    return disclose(
        table,
        partial(_COMPUTE[name.partition(":")[0]], table, scores),
        earlier=None if was is None else Version(was, before.renewed, before.altered),
        frozen=before.frozen,
        never=never,
    )


Scores = Mapping[Cell, float]


def _table(design: Design, name: str, snapshot: Snapshot) -> tuple[Table, Scores]:
    kind, _, what = name.partition(":")
    if kind in (WOMEN, DISPOSITION):
        marks = (
            (
                _cell(c),
                "" if kind == WOMEN else c.disposition,
                c.disposition if kind != WOMEN else "",
            )
            for c in snapshot.contacts
        )
        return _filled(design, marks, counting=kind == WOMEN), {}
    if kind == "item":
        item = design.instrument.item(what)
        given = snapshot.by_item.get(what, [])
        marks = ((_cell(a), _band(_percent(item, a.code)), str(a.code)) for a in given)
        return _filled(design, marks), {}
    scores = scale_scores(design.instrument, what, snapshot)
    return _filled(design, ((c, _band(s), repr(s)) for c, s in scores.items())), scores


def _filled(
    design: Design, marks: Iterable[tuple[Cell, str, str]], *, counting: bool = False
) -> Table:
    cells: defaultdict[Group, set[Mark]] = defaultdict(set)
    for (woman, site, time), category, detail in marks:
        cells[site, time].add((woman, category, detail))
    frozen = {group: frozenset(held) for group, held in cells.items()}
    return Table(design.sites, design.times, frozen, counting)


def scale_scores(instrument: Instrument, scale_id: str, snapshot: Snapshot) -> dict[Cell, float]:
    """Return the score, 0 (worst) to 100, of each session that answered at least half of the
    scale's items that are asked at its time point: their mean."""
    scale = next(scale for scale in instrument.scales if scale.id == scale_id)
    items = {one: instrument.item(one) for one in scale.items}
    given: defaultdict[Cell, list[float]] = defaultdict(list)
    for name, item in items.items():
        for answer in snapshot.by_item.get(name, []):
            given[_cell(answer)].append(_percent(item, answer.code))
    asked = {
        time: sum(time in item.time_points for item in items.values())
        for time in {cell[2] for cell in given}
    }
    return {c: fmean(values) for c, values in given.items() if 2 * len(values) >= asked[c[2]]}


def mean_and_interval(values: list[float]) -> tuple[int, int, int]:
    """Return mean, low and high of women's scores (0 to 100) as whole numbers.

    The interval is Student's, 95%, its ends rounded outwards and kept within 0 and 100. A mean of
    8 or more women moves by less than a whole number with most changes of one answer, and the
    spread is not published, so that neither tells how many there were beyond the rounded count.
    Needs two values. R: t.test(values)$conf.int, rounded.
    """
    mean = fmean(values)
    half = quantile95(len(values) - 1) * stdev(values) / sqrt(len(values))
    return round(mean), max(0, floor(mean - half)), min(100, ceil(mean + half))


def _cell(one: Answer | Contact) -> Cell:
    return one.woman, one.site, one.time_point


def _percent(item: Item, code: int) -> float:
    lowest, highest = _ends(item.codes)
    return 100 * (code - lowest) / (highest - lowest)


@lru_cache(maxsize=64)
def _ends(codes: tuple[int, ...]) -> tuple[int, int]:
    return min(codes), max(codes)


def _band(percent: float) -> str:
    """Of five codes: 1 and 2 are low, 3 is the middle, 4 and 5 are high."""
    if percent < 37.5:
        return BANDS[0]
    return BANDS[2] if percent > 62.5 else BANDS[1]


def _women(table: Table, _: Scores, group: Group) -> Figure:
    sessions = sum(table.counts(group).values())
    return {"women": rounded(table.women(group)), "sessions": rounded(sessions)}


def _dispositions(table: Table, _: Scores, group: Group) -> Figure:
    counts = table.counts(group)
    return {one: rounded(counts[one]) for one in DISPOSITIONS}


def _item(table: Table, _: Scores, group: Group) -> Figure:
    counts = table.counts(group)
    bands = {band: rounded(counts[band]) for band in BANDS}
    return {"answers": rounded(sum(counts.values())), **bands}


def _scale(table: Table, scores: Scores, group: Group) -> Figure:
    """A woman who answered at several time points counts once, with the mean of her scores."""
    own: defaultdict[int, list[float]] = defaultdict(list)
    site, time = group
    for (woman, at, when), score in scores.items():
        if site in ("", at) and time in ("", when):
            own[woman].append(score)
    mean, low, high = mean_and_interval([fmean(values) for values in own.values()])
    return {"women": rounded(len(own)), "mean": mean, "low": low, "high": high}


_COMPUTE: Mapping[str, Callable[[Table, Scores, Group], Figure]] = {
    WOMEN: _women,
    DISPOSITION: _dispositions,
    "item": _item,
    "scale": _scale,
}
