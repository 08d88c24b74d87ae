"""What an entry of the catalogue is, and how a complaint reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

_CATALOGUE: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry: `code` is "<status>.<serial>", `sentence` a format string in plain words.

    Creating a kind enters it in the catalogue; a code that is there already is a ValueError.
    """

    code: str
    sentence: str
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        if self.code in _CATALOGUE:
            raise ValueError(f"error code {self.code} is in the catalogue already")
        _CATALOGUE[self.code] = self

    @property
    def status(self) -> int:
        """The HTTP status: the part of the code before the point."""
        return int(self.code.partition(".")[0])

    def at(self, place: Place | None = None, **holes: Any) -> Complaint:
        """Make the complaint that this kind makes at a place, its holes filled."""
        return Complaint(self, place or Place(), self.sentence.format(**holes))

    def refuse(self, place: Place | None = None, **holes: Any) -> Refusal:
        """Make the exception with this one complaint, for the caller to raise."""
        return Refusal(self.at(place, **holes))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong. Empty parts are left out of the sentence."""

    file: str = ""
    item: str = ""
    field: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        parts = (
            self.file,
            f"item {self.item}" if self.item else "",
            f"field {self.field}" if self.field else "",
            f"row {self.row}" if self.row is not None else "",
            f"column {self.column}" if self.column else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A kind at a place, as a person reads it: `[422.101] file, item A, field b: sentence`."""

    kind: Kind
    place: Place
    sentence: str

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        line = f"[{self.kind.code}] {where}{self.sentence}"
        # A file's name may hold a line break: a complaint is one line all the same.
        return "".join(
            letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line
        )

    def as_json(self) -> dict[str, Any]:
        """Return the complaint for `--json`."""
        return {
            "code": self.kind.code,
            "severity": self.kind.severity,
            "file": self.place.file,
            "item": self.place.item,
            "field": self.place.field,
            "row": self.place.row,
            "column": self.place.column,
            "text": self.sentence,
        }


@dataclass(eq=False)
class Refusal(Exception):
    """What is raised when work cannot go on through a fault of the input."""

    first: Complaint
    others: tuple[Complaint, ...] = field(default=())

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """All complaints, the first one first."""
        return (self.first, *self.others)

    @property
    def status(self) -> int:
        """The HTTP status of the first complaint."""
        return self.first.kind.status

    def __str__(self) -> str:
        return "\n".join(str(complaint) for complaint in self.complaints)

    @classmethod
    def of(cls, complaints: Iterable[Complaint]) -> Refusal:
        """Make one refusal of several complaints (at least one)."""
        first, *others = complaints
        return cls(first, tuple(others))


def near_miss(word: str, accepted: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the nearest accepted word, or nothing.

    >>> near_miss("stauts", ["status", "text"])
    '; did you mean "status"?'
    """
    close = get_close_matches(word, list(accepted), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def all_kinds() -> dict[str, Kind]:
    """Return the catalogue as far as its modules have been imported, by code."""
    return dict(_CATALOGUE)
