"""Non-answers: codes that say why there is no answer, set apart from answers and from missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from prem.errors import Place
from prem.errors.analysis import WRONG_TYPE
from prem.errors.data_quality import NON_ANSWER_IN_RANGE, NON_ANSWER_TWICE

Code = float | str
Marks = npt.NDArray[np.int8]

_MISSING = ("", "na", "nan")  # what a table writes where there is nothing at all
_MOST = 100


@dataclass(frozen=True, eq=False)
class Apart:
    """The non-answers of a table: `marks` is rows x items, 0 or 1 + the position in `names`."""

    names: tuple[str, ...]
    marks: Marks

    def counts(self) -> npt.NDArray[np.int64]:
        """Return how often each stands, names x items."""
        return np.array(
            [(self.marks == mark).sum(axis=0) for mark in range(1, len(self.names) + 1)],
            dtype=np.int64,
        )


def non_answers_of_toml(
    value: Any, file: str, minimum: float | None, maximum: float | None
) -> dict[str, Code]:
    """Read `[response] non_answers`: the code of each by name. Raises Refusal with the field.

    A code that reads as a number is one. Texts are compared without regard to case or to
    spaces around them.
    """
    field = "response.non_answers"
    if not isinstance(value, dict) or not value or len(value) > _MOST:
        expected = f'1 to {_MOST} names with their codes: {{ "rather not say" = -1 }}'
        raise WRONG_TYPE.refuse(Place(file=file, field=field), expected=expected)
    found: dict[str, Code] = {}
    for name, raw in value.items():
        place = Place(file=file, field=f"{field}.{name}")
        code = _code(raw, place)
        first = next((other for other, taken in found.items() if taken == code), None)
        if first is not None:
            raise NON_ANSWER_TWICE.refuse(place, first=f'"{first}"')
        found[name] = code
        if minimum is None or maximum is None or isinstance(code, str):
            continue
        if minimum <= code <= maximum:
            ends = {"minimum": f"{minimum:g}", "maximum": f"{maximum:g}"}
            raise NON_ANSWER_IN_RANGE.refuse(place, code=f"{code:g}", **ends)
    return found


def _code(raw: Any, place: Place) -> Code:
    word = _plain(raw) if isinstance(raw, str) else raw
    if isinstance(word, bool) or not isinstance(word, int | float | str) or word in _MISSING:
        expected = "a number, or a text in quotes that does not stand for missing (not NA)"
        raise WRONG_TYPE.refuse(place, expected=expected)
    try:
        number = float(word)
    except (ValueError, OverflowError):
        return str(word)
    if number - number != 0:
        raise WRONG_TYPE.refuse(place, expected="a finite number, or a text in quotes")
    return number


def set_apart(column: pd.Series[Any], codes: Mapping[str, Code]) -> tuple[pd.Series[Any], Marks]:
    """Return a column with nothing where a non-answer stood, and the marks of these.

    >>> column, marks = set_apart(pd.Series([4, -1, 2]), {"rather not say": -1.0})
    >>> marks.tolist(), column.isna().tolist()
    ([0, 1, 0], [False, True, False])
    """
    marks = np.zeros(len(column), dtype=np.int8)
    if pd.api.types.is_bool_dtype(column) or not codes:
        return column, marks
    plainly = pd.api.types.is_numeric_dtype(column)
    words = None if plainly else column.map(_plain)
    numbers = pd.to_numeric(column if words is None else words, errors="coerce")
    numbers = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    for mark, code in enumerate(codes.values(), start=1):
        if isinstance(code, float):
            marks[numbers == code] = mark
        elif words is not None:
            marks[(words == code).to_numpy(dtype=bool, na_value=False)] = mark
    return (column.mask(marks > 0) if marks.any() else column), marks


def _plain(value: object) -> object:
    """Return a text without spaces around it and without case; true and false are no code."""
    if isinstance(value, bool):
        return None
    return value.strip().casefold() if isinstance(value, str) else value
