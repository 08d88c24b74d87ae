"""The table of answers: checked against the scoring key, reverse-scored items turned round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from prem.analysis.non_answers import Apart, set_apart
from prem.analysis.notes import Notes
from prem.analysis.scales import ItemKey, Key
from prem.errors import Place
from prem.errors.analysis import (
    COLUMN_OF_TWO_USES,
    INFINITE,
    NO_ID,
    NO_ITEMS,
    NO_RANGE,
    NOT_A_NUMBER,
    NOT_IN_TABLE,
    OUT_OF_RANGE,
    SAME_ID_TWICE,
    UNKNOWN_COLUMN,
)
from prem.errors.data_quality import NON_ANSWERS_APART, NOT_SECONDS
from prem.errors.kinds import near_miss

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: row `frame.index[i]` of it stands in row `frame.index[i] + first_row`."""

    file: str
    frame: pd.DataFrame
    first_row: int = 2

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [str(name) for name in self.frame.columns]

    def row(self, position: int) -> int:
        """Return the number of a row as its reader counts it, by its position in the frame."""
        return int(self.frame.index[position]) + self.first_row


class Extra(NamedTuple):
    """A column that the plan's hypotheses name: its texts ("" missing), its numbers (else NaN)."""

    texts: tuple[str, ...]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that are no items; None where the table has none.

    `extra` are those that the plan's hypotheses name.
    """

    site: str | None = None
    time: str | None = None
    id: str | None = None
    group: str | None = None
    channel: str | None = None
    language: str | None = None
    seconds: str | None = None
    extra: tuple[str, ...] = field(default=(), kw_only=True)

    def named(self) -> dict[str, str]:
        """Return the columns that are named, by option."""
        named = {
            "--site": self.site,
            "--time": self.time,
            "--id": self.id,
            "--group": self.group,
            "--channel": self.channel,
            "--language": self.language,
            "--seconds": self.seconds,
        }
        return {option: column for option, column in named.items() if column is not None}


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers ready for analysis.

    `values` is rows x items, reverse-scored items turned round, NaN where missing. `lowest` and
    `highest` are each item's possible answers. `site`, `time`, `id`, `group`, `channel` and
    `language` are None or one text a row, "" where missing. `rows` holds each row's number in
    the file. `order` are the items' positions in the order of the file's columns, `seconds` is
    None or how long each row took (NaN where unknown), `apart` the non-answers or None.
    """

    key: Key
    values: Numbers
    lowest: Numbers
    highest: Numbers
    site: tuple[str, ...] | None
    time: tuple[str, ...] | None
    id: tuple[str, ...] | None
    rows: tuple[int, ...]
    group: tuple[str, ...] | None = None
    channel: tuple[str, ...] | None = None
    language: tuple[str, ...] | None = None
    order: tuple[int, ...] = ()
    seconds: Numbers | None = None
    apart: Apart | None = None
    extra: Mapping[str, Extra] = field(default_factory=dict)

    @property
    def groupings(self) -> dict[str, tuple[str, ...]]:
        """The columns by which women can be compared, by the name of the column's use."""
        named = {
            "group": self.group,
            "site": self.site,
            "time": self.time,
            "channel": self.channel,
            "language": self.language,
        }
        return {name: texts for name, texts in named.items() if texts is not None}

    @property
    def items(self) -> tuple[str, ...]:
        """The items, in the order of the columns of `values`."""
        return tuple(self.key.items)

    def positions(self, scale: str) -> list[int]:
        """Return where the items of a scale stand in `values`."""
        order = {item: position for position, item in enumerate(self.key.items)}
        return [order[item] for item in self.key.scales[scale]]


def make_answers(table: Table, key: Key, columns: Columns, notes: Notes) -> Answers:
    """Check a table against the key. Raises Refusal with the file, the row and the column."""
    for option, column in columns.named().items():
        _there(table.file, table.names, column)
        if column in key.items:
            place = Place(file=table.file, column=column)
            raise COLUMN_OF_TWO_USES.refuse(place, option=option)
    key = present(table.file, table.names, key, notes)
    table, apart = _apart(table, key, notes)
    values = np.column_stack([_checked(table, item, how) for item, how in key.items.items()])
    found = values[~np.isnan(values)]
    low, high = (float(found.min()), float(found.max())) if found.size else (np.nan, np.nan)
    lowest, highest = ranges(low, high, key, notes)
    for position, how in enumerate(key.items.values()):
        if how.reversed:
            values[:, position] = lowest[position] + highest[position] - values[:, position]
    site, time, woman = (_texts(table, name) for name in (columns.site, columns.time, columns.id))
    if woman is not None:
        _unique(table, columns, woman, time)
    rows = tuple(table.row(position) for position in range(len(table.frame)))
    others = (_texts(table, c) for c in (columns.group, columns.channel, columns.language))
    group, channel, language = others
    return Answers(
        key, values, lowest, highest, site, time, woman, rows, group, channel, language,
        _order(table, key), _seconds(table, columns.seconds), apart,
        {c: Extra(_texts(table, c) or (), _numbers(table.frame[c])) for c in columns.extra},
    )  # fmt: skip


def _order(table: Table, key: Key) -> tuple[int, ...]:
    """Return the items' positions in the order of the table's columns."""
    where = {name: position for position, name in enumerate(table.names)}
    places = [where[item] for item in key.items]
    return tuple(sorted(range(len(places)), key=places.__getitem__))


def _there(file: str, names: Sequence[str], column: str) -> None:
    if column not in names:
        place = Place(file=file, column=column)
        raise UNKNOWN_COLUMN.refuse(place, near=near_miss(column, names))


def present(file: str, names: Sequence[str], key: Key, notes: Notes) -> Key:
    """Refuse an absent item of a scales file; leave out an absent item of an instrument."""
    if key.must_be_there:
        for item in key.items:
            _there(file, names, item)
        return key
    absent = [item for item in key.items if item not in names]
    if len(absent) == len(key.items):
        raise NO_ITEMS.refuse(Place(file=file), instrument=key.source)
    if absent:
        notes.add(NOT_IN_TABLE, "items", items=", ".join(absent))
    return key.only(names)


def _checked(table: Table, item: str, how: ItemKey) -> Numbers:
    """Return a column as floats, NaN where missing; refuse text, infinity, out of range."""
    column = table.frame[item]
    numeric = _numbers(column)
    bad = np.flatnonzero(np.isnan(numeric) & column.notna().to_numpy())
    if bad.size:
        raise NOT_A_NUMBER.refuse(_place(table, item, int(bad[0])))
    bad = np.flatnonzero(np.isinf(numeric))
    if bad.size:
        raise INFINITE.refuse(_place(table, item, int(bad[0])))
    if how.minimum is not None and how.maximum is not None:
        bad = np.flatnonzero((numeric < how.minimum) | (numeric > how.maximum))
        if bad.size:
            raise OUT_OF_RANGE.refuse(
                _place(table, item, int(bad[0])),
                minimum=plain(how.minimum),
                maximum=plain(how.maximum),
            )
    return numeric


def _apart(table: Table, key: Key, notes: Notes) -> tuple[Table, Apart | None]:
    """Return the table with nothing where a non-answer stood, and these; None if there are none."""
    if not key.non_answers:
        return table, None
    pairs = {item: set_apart(table.frame[item], key.non_answers) for item in key.items}
    marks = np.column_stack([mark for _, mark in pairs.values()])
    if not marks.any():
        return table, None
    apart = Apart(tuple(key.non_answers), marks)
    said = zip(apart.names, apart.counts().sum(axis=1), strict=True)
    names = ", ".join(f"{name} {count:,}" for name, count in said if count)
    notes.add(NON_ANSWERS_APART, "data.non_answers", count=np.count_nonzero(marks), names=names)
    changed = {item: column for item, (column, mark) in pairs.items() if mark.any()}
    return replace(table, frame=table.frame.assign(**changed)), apart


def _seconds(table: Table, column: str | None) -> Numbers | None:
    """Return how long each row took, NaN where unknown; refuse what is no time."""
    if column is None:
        return None
    given = table.frame[column]
    numeric = _numbers(given)
    unknown = np.isnan(numeric) & given.notna().to_numpy()
    bad = np.flatnonzero(unknown | (numeric < 0) | np.isinf(numeric))
    if bad.size:
        raise NOT_SECONDS.refuse(_place(table, column, int(bad[0])))
    return numeric


def _numbers(column: pd.Series[Any]) -> Numbers:
    """Return a column as floats; what is no number (true and false too) becomes NaN."""
    if pd.api.types.is_bool_dtype(column):
        return np.full(len(column), np.nan)
    if not pd.api.types.is_numeric_dtype(column):
        column = pd.to_numeric(column.map(_no_truth), errors="coerce")
    return np.array(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _no_truth(value: object) -> object:
    return "true or false" if isinstance(value, bool) else value


def ranges(low: float, high: float, key: Key, notes: Notes) -> tuple[Numbers, Numbers]:
    """Return each item's lowest and highest possible answer; those found where not said."""
    if any(how.minimum is None for how in key.items.values()):
        notes.add(NO_RANGE, "items", minimum=plain(low), maximum=plain(high))
    lowest = [low if how.minimum is None else how.minimum for how in key.items.values()]
    highest = [high if how.maximum is None else how.maximum for how in key.items.values()]
    return np.array(lowest, dtype=np.float64), np.array(highest, dtype=np.float64)


def _texts(table: Table, column: str | None) -> tuple[str, ...] | None:
    """Return a column as texts: 3.0 as "3", missing as ""."""
    if column is None:
        return None
    values = table.frame[column].tolist()
    return tuple("" if pd.isna(v) else plain(v) if isinstance(v, float) else str(v) for v in values)


def _unique(
    table: Table, columns: Columns, woman: tuple[str, ...], time: tuple[str, ...] | None
) -> None:
    """Refuse a row without id, and an id that occurs twice (at one time point)."""
    accepted = "one row for each woman" + (" and time point" if time else "; with --time, for each")
    seen: dict[tuple[str, str], int] = {}
    for position, name in enumerate(woman):
        if not name:
            raise NO_ID.refuse(_place(table, columns.id or "", position))
        first = seen.setdefault((name, time[position] if time else ""), position)
        if first != position:
            place = _place(table, columns.id or "", position)
            raise SAME_ID_TWICE.refuse(place, first=table.row(first), accepted=accepted)


def _place(table: Table, column: str, position: int) -> Place:
    return Place(file=table.file, row=table.row(position), column=column)


def plain(value: float) -> str:
    """Return a number as people write it: 3.0 as "3", 2.5 as "2.5"."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
