"""Which items belong to which scale, their range, and which are reverse-scored.

It comes from a scales file (TOML, as in INTERFACES.md) or from an instrument.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from prem.analysis.non_answers import Code, non_answers_of_toml
from prem.errors import Place
from prem.errors.analysis import (
    ITEM_IN_TWO_SCALES,
    NO_SCALE_ITEMS,
    NO_SCALES,
    NOT_TOML,
    REVERSE_NEEDS_RANGE,
    TOO_MANY_ITEMS,
    UNKNOWN_KEY,
    WRONG_RANGE,
    WRONG_TYPE,
)
from prem.errors.kinds import near_miss
from prem.errors.scaling import NAME_JOINS
from prem.instruments.model import MODELS, NON_ANSWERS, Instrument

# what else stands in the place of an answer in data that prem itself collected
_STORED = (*NON_ANSWERS, "skipped", "written", "set-aside")

# The longest questionnaires have a few hundred; correlations grow with their square.
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class ItemKey:
    """How an item is scored. `minimum` and `maximum` are None where nobody has said them."""

    minimum: float | None
    maximum: float | None
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """The scoring key: items in order, scales in order. `source` is the file or instrument.

    `non_answers` are the codes, by name, that say why there is no answer. `models` says of a
    scale that it is "reflective" (what it measures brings its answers about) or "formative" (its
    answers together make it up), where anybody has said so.
    """

    source: str
    items: Mapping[str, ItemKey]
    scales: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    must_be_there: bool = True
    non_answers: Mapping[str, Code] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)

    def formative(self, scale: str) -> bool:
        """Whether a scale is said to be formative."""
        return self.models.get(scale) == "formative"

    def only(self, present: Iterable[str]) -> Key:
        """Return the key of the items that are in `present`; scales left empty go."""
        kept = set(present)
        scales = {s: tuple(i for i in items if i in kept) for s, items in self.scales.items()}
        return replace(
            self,
            items={item: key for item, key in self.items.items() if item in kept},
            scales={scale: items for scale, items in scales.items() if items},
            must_be_there=True,
        )


def key_of_instrument(instrument: Instrument) -> Key:
    """Return the scoring key of an instrument: its scales, each item's range from its codes."""
    scales = {scale.id: scale.items for scale in instrument.scales if scale.items}
    items = {}
    for name in (item for members in scales.values() for item in members):
        codes = instrument.item(name).codes
        items[name] = ItemKey(min(codes), max(codes))
    titles = {scale.id: scale.title for scale in instrument.scales}
    said = {name: name for name in _STORED}
    models = {scale.id: scale.model for scale in instrument.scales if scale.model}
    return Key(instrument.id, items, scales, titles, False, said, models)


def key_of_toml(text: str, file: str) -> Key:
    """Read a scales file. Raises Refusal with the file and the field."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # brackets without end, a number without end
        endless = not isinstance(error, tomllib.TOMLDecodeError)
        reason = "its brackets or numbers do not end" if endless else error
        raise NOT_TOML.refuse(Place(file=file), reason=reason) from None
    return key_of_mapping(raw, file)


def key_of_mapping(raw: Mapping[str, Any], file: str) -> Key:
    """Read what a scales file holds, as Python's own dicts and lists.

    `file` names it in complaints. Raises Refusal with the file and the field.
    """
    _known(raw, ("response", "scales"), file, "")
    response = _table(raw.get("response", {}), file, "response")
    minimum, maximum = _range(response, file)
    apart: dict[str, Code] = {}
    if "non_answers" in response:
        apart = non_answers_of_toml(response["non_answers"], file, minimum, maximum)
    scales = _table(raw.get("scales", {}), file, "scales")
    if not scales:
        raise NO_SCALES.refuse(Place(file=file))
    items: dict[str, ItemKey] = {}
    members: dict[str, tuple[str, ...]] = {}
    titles: dict[str, str] = {}
    models: dict[str, str] = {}
    for name, body in scales.items():
        where = f"scales.{name}"
        _joins(name, Place(file=file, field=where))
        table = _table(body, file, where)
        _known(table, ("items", "title", "model"), file, where)
        if "model" in table:
            models[name] = _model(table["model"], file, f"{where}.model")
        titles[name] = _text(table.get("title", name), file, f"{where}.title")
        keyed = _members(table.get("items", []), file, f"{where}.items")
        for item, turned in keyed:
            _joins(item, Place(file=file, item=item, field=f"{where}.items"))
            first = next((s for s, those in members.items() if item in those), None)
            if first is not None or item in items:
                place = Place(file=file, item=item, field=f"{where}.items")
                raise ITEM_IN_TWO_SCALES.refuse(place, first=first or name)
            if turned and minimum is None:
                place = Place(file=file, item=item, field=f"{where}.items")
                raise REVERSE_NEEDS_RANGE.refuse(place)
            items[item] = ItemKey(minimum, maximum, turned)
        members[name] = tuple(item for item, _ in keyed)
    if len(items) > MOST_ITEMS:
        raise TOO_MANY_ITEMS.refuse(Place(file=file), items=len(items), most=MOST_ITEMS)
    return Key(file, items, members, titles, non_answers=apart, models=models)


def _joins(name: str, place: Place) -> None:
    """Refuse a name that results.json could not tell from two names ("trust~~ease")."""
    if "~" in name:
        raise NAME_JOINS.refuse(place, instead=name.replace("~", "-"))


def _known(table: Mapping[str, Any], accepted: tuple[str, ...], file: str, where: str) -> None:
    for word in table:
        if word not in accepted:
            field = f"{where}.{word}" if where else word
            raise UNKNOWN_KEY.refuse(
                Place(file=file, field=field),
                accepted=" and ".join(accepted),
                near=near_miss(word, accepted),
            )


def _table(value: Any, file: str, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WRONG_TYPE.refuse(Place(file=file, field=field), expected=f"a table: [{field}]")
    return value


def _text(value: Any, file: str, field: str) -> str:
    if not isinstance(value, str):
        raise WRONG_TYPE.refuse(Place(file=file, field=field), expected="a text in quotes")
    return value


def _model(value: Any, file: str, field: str) -> str:
    if value not in MODELS:
        expected = " or ".join(f'"{word}"' for word in MODELS)
        raise WRONG_TYPE.refuse(Place(file=file, field=field), expected=expected)
    return str(value)


def _range(response: dict[str, Any], file: str) -> tuple[float | None, float | None]:
    _known(response, ("minimum", "maximum", "non_answers"), file, "response")
    if not response.keys() - {"non_answers"}:
        return None, None
    for word in ("minimum", "maximum"):
        value = response.get(word)
        if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
            place = Place(file=file, field=f"response.{word}")
            raise WRONG_TYPE.refuse(place, expected="a number; minimum and maximum go together")
    if response["minimum"] >= response["maximum"]:
        raise WRONG_RANGE.refuse(Place(file=file, field="response.minimum"))
    return response["minimum"], response["maximum"]


def _members(value: Any, file: str, field: str) -> list[tuple[str, bool]]:
    """Return the items of a scale, each with whether it is reverse-scored."""
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        expected = 'a list of column names: ["q1", "-q2"]'
        raise WRONG_TYPE.refuse(Place(file=file, field=field), expected=expected)
    keyed = [(word.removeprefix("-").strip(), word.startswith("-")) for word in value]
    if not keyed or not all(item for item, _ in keyed):
        raise NO_SCALE_ITEMS.refuse(Place(file=file, field=field))
    return keyed
