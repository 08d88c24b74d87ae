"""Turn the files under items/ into items without words yet, or into complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import cast, get_args

from prem.errors import Complaint, content
from prem.errors.kinds import near_miss
from prem.instruments.fields import Fields, quoted
from prem.instruments.model import (
    SITUATIONS,
    TIME_POINTS,
    Change,
    Evidence,
    Item,
    ItemKind,
    Sensitivity,
    Status,
)
from prem.instruments.pictures import picture_names
from prem.instruments.reading import place_of, read_toml
from prem.instruments.theory import Theory

HIGHEST_CODE = 99
"""Codes have two digits at most; numbers below 0 are left to the ways of not answering."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an item may name: the theory's ids, or None where the theory could not be read."""

    theory: Theory | None
    scales: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def sources(self) -> list[str]:
        """The ids of the sources of evidence."""
        return [source.id for source in self.theory.sources] if self.theory else []


@dataclass(frozen=True, slots=True)
class Found:
    """An item and the fields that it was read from, for what is checked later."""

    item: Item
    fields: Fields


def compile_items(
    folder: Path, order: Sequence[str], bounds: Bounds, complaints: list[Complaint]
) -> list[Found]:
    """Return the items in the order asked: the files as `order` says, each from the top."""
    root = folder.parent.parent
    found: list[Found] = []
    for name in order:
        path = folder / "items" / f"{name}.toml"
        raw = read_toml(path, root, complaints, "`order` of instrument.toml names it")
        if raw is not None:
            file = Fields(raw, place_of(path, root), complaints)
            found += [_found(one, bounds) for one in file.tables("item")]
            file.done()
    for path in sorted((folder / "items").glob("*.toml")):
        if path.stem not in order:
            near = near_miss(path.stem, order)
            complaints.append(content.UNLISTED_FILE.at(place_of(path, root), near=near))
    return found


def _found(fields: Fields, bounds: Bounds) -> Found:
    name = fields.raw.get("id")
    if isinstance(name, str) and name:
        # From here on a complaint names the item, not its place in the file.
        fields = Fields(fields.raw, replace(fields.place, item=quoted(name)), fields.complaints)
    return Found(_item(fields, bounds), fields)


def _item(fields: Fields, bounds: Bounds) -> Item:
    identity = fields.identity()
    kind = cast(ItemKind, fields.choice("kind", get_args(ItemKind), "kind"))
    version = fields.number("version")
    role = identity in bounds.roles
    item = Item(
        id=identity,
        outcome=_outcome(fields, bounds, role),
        scale=_scale(fields, bounds, role),
        kind=kind,
        codes=_codes(fields, kind),
        requirements=_requirements(fields, bounds),
        time_points=_among(fields, "time_points", TIME_POINTS, "time point"),
        situations=_among(fields, "situations", SITUATIONS, "situation"),
        sensitivity=cast(
            Sensitivity, fields.choice("sensitivity", get_args(Sensitivity), "sensitivity")
        ),
        status=cast(Status, fields.choice("status", get_args(Status), "status")),
        version=version,
        evidence=tuple(_evidence(one, bounds) for one in fields.tables("evidence", required=False)),
        history=_history(fields, version),
        words={},
        faces=_faces(fields, kind),
        picture=_picture(fields),
    )
    fields.done()
    return item


def _faces(fields: Fields, kind: ItemKind) -> bool:
    faces = fields.flag("faces")
    if faces and kind != "choice":
        fields.complain(content.OPEN_WITH_CODES.at(fields.at("faces"), what="faces"))
    return faces


def _picture(fields: Fields) -> str:
    picture = fields.text("picture", required=False)
    if picture:
        fields.known("picture", picture, picture_names(), "picture")
    return picture


def _outcome(fields: Fields, bounds: Bounds, role: bool) -> str:
    accepted = bounds.theory.outcome_ids if bounds.theory else None
    return _member(fields, "outcome", accepted, role)


def _scale(fields: Fields, bounds: Bounds, role: bool) -> str:
    return _member(fields, "scale", bounds.scales, role)


def _member(fields: Fields, name: str, accepted: Sequence[str] | None, role: bool) -> str:
    """Read the outcome or scale: only the overall item and the open question go without."""
    if not role and fields.raw.get(name) == "":
        allowed = ", ".join(accepted or ()) or "none"
        fields.complain(content.WITHOUT_SCALE.at(fields.at(name), what=name, accepted=allowed))
    word = fields.text(name, required=False)
    if name not in fields.raw and not role:
        fields.complain(content.MISSING_FIELD.at(fields.at(name), accepted=f"an id of {name}s"))
    if word and accepted is not None:
        fields.known(name, word, accepted, name)
    return word


def _codes(fields: Fields, kind: str) -> tuple[int, ...]:
    codes = fields.numbers("codes", required=kind == "choice")
    if kind == "open" and codes:
        fields.complain(content.OPEN_WITH_CODES.at(fields.at("codes"), what="codes"))
    elif kind == "choice" and isinstance(fields.raw.get("codes"), list):
        down = all(first > second for first, second in pairwise(codes))
        if not down or len(codes) < 2 or codes[0] > HIGHEST_CODE or codes[-1] < 0:
            place = fields.at("codes")
            fields.complain(content.BAD_CODES.at(place, found=str(fields.raw["codes"])[:80]))
    return codes


def _requirements(fields: Fields, bounds: Bounds) -> tuple[str, ...]:
    words = fields.texts("requirements", empty=True)
    if bounds.theory:
        for word in words:
            fields.known("requirements", word, bounds.theory.requirement_ids, "requirement")
    return words


def _among(fields: Fields, name: str, accepted: Sequence[str], what: str) -> tuple[str, ...]:
    """Read a list out of a fixed set; kept in the set's own order, which is the author's none."""
    words = fields.texts(name)
    for word in words:
        fields.known(name, word, accepted, what)
    return tuple(one for one in accepted if one in words)


def _evidence(fields: Fields, bounds: Bounds) -> Evidence:
    evidence = Evidence(
        source=fields.text("source"),
        pointer=fields.text("pointer"),
        finding=fields.text("finding"),
    )
    if evidence.source and bounds.theory:
        fields.known("source", evidence.source, bounds.sources, "source")
    fields.done()
    return evidence


def _history(fields: Fields, version: int) -> tuple[Change, ...]:
    history = tuple(_change(one) for one in fields.tables("history"))
    versions = [change.version for change in history]
    if history and version and not (_counts_up(versions) and len(versions) == version):
        fields.complain(
            content.HISTORY_GAP.at(fields.at("history"), found=versions, version=version)
        )
    return history


def _counts_up(versions: Sequence[int]) -> bool:
    return all(version == number for number, version in enumerate(versions, start=1))


def _change(fields: Fields) -> Change:
    change = Change(
        version=fields.number("version"),
        date=fields.text("date"),
        change=fields.text("change"),
        by=fields.text("by"),
    )
    try:
        date.fromisoformat(change.date or "2000-01-01")
    except ValueError:
        fields.complain(content.BAD_DATE.at(fields.at("date"), word=quoted(change.date)))
    fields.done()
    return change
