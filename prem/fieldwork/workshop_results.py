"""What has been said of the questions, as far as a person may see it. One transaction a call.

A peer adviser sees nobody's rating or comment on a question before she has rated its present
wording herself: what others think would pull at her. Nobody ever sees who rated what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from prem.fieldwork.workshop_wordings import wordings_now
from prem.instruments.model import Instrument
from prem.piloting.validity import ItemValidity, ScaleValidity, item_validity, scale_validity
from prem.storage import audit, comments, decisions, ratings, work_items
from prem.storage.decisions import Decided
from prem.storage.ratings import Rated
from prem.storage.staff import Person
from prem.storage.stores import Stores
from prem.storage.work_items import Wording
from prem.storage.workshop_tables import ROLES
from prem.storage.workshop_transaction import reading


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person has said of an item's present wording: her rating (or None), her comments.

    `earlier` is whether she has rated other words of it before.
    """

    relevance: int | None = None
    clarity: int | None = None
    comments: int = 0
    earlier: bool = False

    @property
    def rated(self) -> bool:
        """Whether she has rated the present wording."""
        return self.relevance is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it is shown: not who wrote it, but whether it is the reader's own."""

    text: str
    mine: bool
    wording: Wording
    current: bool


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What the ratings of one wording say. The numbers are None where she may not see them yet."""

    wording: Wording
    current: bool
    relevance: ItemValidity | None
    clarity: ItemValidity | None
    comments: int | None
    decision: Decided | None


@dataclass(frozen=True, slots=True)
class Results:
    """All wordings, those of the instrument's order first; S-CVI over the present ones shown.

    `outcomes` has S-CVI of relevance and of clarity by outcome; the overall item and the open
    question belong to none. `people` is how many have rated anything; `entries` and `head` are
    the length and last hash of the audit chain, `intact` whether it follows.
    """

    rows: tuple[ItemResult, ...]
    relevance: ScaleValidity
    clarity: ScaleValidity
    outcomes: Mapping[str, tuple[ScaleValidity, ScaleValidity]]
    people: int
    entries: int
    head: str
    intact: bool


def progress(
    stores: Stores, person: Person, instrument: Instrument, language: str
) -> Mapping[str, Mine]:
    """Return what she has said so far, by item id; an item that she has not touched is absent."""
    now = wordings_now(instrument, language)
    with reading(stores.workshop) as session:
        rows = work_items.of_instrument(session, instrument.id, language)
        rated = [one for one in ratings.standing(session, rows) if one.staff == person.id]
        written = [one for one in comments.on(session, rows) if one.staff == person.id]
    found: dict[str, Mine] = {}
    for one in rated:
        wording = rows[one.work_item]
        mine = found.get(wording.item, Mine())
        if wording == now.get(wording.item):
            mine = replace(mine, relevance=one.relevance, clarity=one.clarity)
        else:
            mine = replace(mine, earlier=True)
        found[wording.item] = mine
    for remark in written:
        wording = rows[remark.work_item]
        if wording == now.get(wording.item):
            mine = found.get(wording.item, Mine())
            found[wording.item] = replace(mine, comments=mine.comments + 1)
    return found


def talk(
    stores: Stores, person: Person, instrument: Instrument, item: str, language: str
) -> tuple[Said, ...]:
    """Return the comments on an item that she may read, on its present wording first.

    Before she has rated the present wording, an adviser reads only her own.
    """
    with reading(stores.workshop) as session:
        rows = {
            row: wording
            for row, wording in work_items.of_instrument(session, instrument.id, language).items()
            if wording.item == item
        }
        remarks = comments.on(session, rows)
        rated = ratings.standing(session, rows)
    now = wordings_now(instrument, language).get(item)
    free = _may_see(person, rows, rated, now)
    said = [
        Said(one.text, one.staff == person.id, rows[one.work_item], rows[one.work_item] == now)
        for one in remarks
        if free or one.staff == person.id
    ]
    return tuple(sorted(said, key=lambda one: (not one.current, -one.wording.version)))


def results(
    stores: Stores,
    person: Person,
    instrument: Instrument,
    language: str,
    roles: Iterable[str] = ROLES,
) -> Results:
    """Return I-CVI, modified kappa and S-CVI of all wordings, counting raters of these roles."""
    heard, now = (
        _hear(stores, instrument.id, language, set(roles)),
        wordings_now(instrument, language),
    )
    shown = [
        _row(heard, row, wording, now, person) for row, wording in _with_untouched(heard.rows, now)
    ]
    present = [row for row in shown if row.current]
    by_outcome = {
        outcome: _scales([row for row in present if _outcome(instrument, row) == outcome])
        for outcome in dict.fromkeys(item.outcome for item in instrument.items)
        if outcome
    }
    return Results(
        tuple(shown),
        *_scales([row for row in present if _outcome(instrument, row)]),
        by_outcome,
        len({one.staff for one in heard.counted}),
        heard.entries,
        heard.head,
        heard.intact,
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """All that was said of an instrument; `counted` are the ratings of the roles asked for."""

    rows: Mapping[int, Wording]
    rated: list[Rated]
    counted: list[Rated]
    remarks: Mapping[int, int]
    decided: Mapping[int, Decided]
    entries: int
    head: str
    intact: bool


def _hear(stores: Stores, instrument: str, language: str, roles: set[str]) -> _Heard:
    with reading(stores.workshop) as session:
        rows = work_items.of_instrument(session, instrument, language)
        rated = ratings.standing(session, rows)
        remarks = Counter(one.work_item for one in comments.on(session, rows))
        decided = decisions.standing(session, rows)
        (entries, head), broken = audit.head(session), audit.verify(session)
    counted = [one for one in rated if one.role in roles]
    return _Heard(rows, rated, counted, remarks, decided, entries, head, broken is None)


def _row(
    heard: _Heard, row: int, wording: Wording, now: Mapping[str, Wording], person: Person
) -> ItemResult:
    present = now.get(wording.item)
    current = wording == present
    if not _may_see(person, heard.rows, heard.rated, present):
        return ItemResult(wording, current, None, None, None, None)
    rated = [one for one in heard.counted if one.work_item == row]
    return ItemResult(
        wording,
        current,
        item_validity(one.relevance for one in rated),
        item_validity(one.clarity for one in rated),
        heard.remarks.get(row, 0),
        heard.decided.get(row),
    )


def _may_see(
    person: Person, rows: Mapping[int, Wording], rated: list[Rated], now: Wording | None
) -> bool:
    """Whether she may see what others said of an item: she has rated it, or need not."""
    if person.role != "adviser" or now is None:
        return True
    return any(one.staff == person.id and rows.get(one.work_item) == now for one in rated)


def _with_untouched(
    rows: Mapping[int, Wording], now: Mapping[str, Wording]
) -> list[tuple[int, Wording]]:
    """Return all wordings in the instrument's order, the present one of an item first.

    A wording that nobody has spoken of has no row yet; it gets 0, which no row has.
    """
    touched = {wording: row for row, wording in rows.items()}
    ordered = []
    for item, wording in now.items():
        ordered.append((touched.get(wording, 0), wording))
        old = [(row, one) for row, one in rows.items() if one.item == item and one != wording]
        ordered.extend(reversed(old))
    gone = [(row, wording) for row, wording in rows.items() if wording.item not in now]
    return ordered + gone


def _outcome(instrument: Instrument, row: ItemResult) -> str:
    return instrument.item(row.wording.item).outcome


def _scales(rows: list[ItemResult]) -> tuple[ScaleValidity, ScaleValidity]:
    relevance = [row.relevance for row in rows if row.relevance]
    clarity = [row.clarity for row in rows if row.clarity]
    return scale_validity(relevance), scale_validity(clarity)
