"""The hypotheses of a plan: read, typed, and every fault told with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prem.analysis.scales import Key
from prem.errors import Complaint, Place
from prem.errors.analysis import UNKNOWN_KEY, WRONG_TYPE
from prem.errors.hypotheses import (
    HYPOTHESIS_LACKS,
    NO_SUCH_NAME,
    NOT_A_CHOICE,
    SAME_HYPOTHESIS,
)
from prem.errors.kinds import near_miss

TOTAL = "total"
# What decides, by kind; the first one where none is named.
STATISTICS = {
    "correlation": ("pearson", "spearman"),
    "known_groups": ("g", "difference", "delta"),
    "change": ("srm", "effect_size", "difference", "auc", "guyatt"),
}
DIRECTIONS = ("positive", "negative", "any")
_ALWAYS = ("id", "says", "reason", "kind", "scale", "expects")
_NEEDS = {
    "correlation": ("with",),
    "known_groups": ("with", "groups"),
    "change": ("from", "to"),
}
_ANCHORED = {"auc": ("with", "improved", "stable"), "guyatt": ("with", "improved", "stable")}
_TEXTS = ("id", "says", "reason", "scale", "with", "time", "from", "to")
_LISTS = ("groups", "improved", "stable")
_KEYS = (*_ALWAYS, "with", "statistic", "time", "groups", "from", "to", "improved", "stable")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A hypothesis as declared: see `analysis/plan.toml` for what each field means.

    `at_least` and `at_most` bound the statistic once turned into the expected direction.
    """

    id: str
    says: str
    reason: str
    kind: str
    scale: str
    statistic: str
    direction: str
    at_least: float | None = None
    at_most: float | None = None
    other: str = ""
    time: str = ""
    groups: tuple[str, ...] = ()
    first: str = ""
    second: str = ""
    improved: tuple[str, ...] = ()
    stable: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What is expected, in words.

        >>> Hypothesis("H", "", "", "correlation", "a", "pearson", "negative", 0.3).expected
        'pearson negative, at least 0.3'
        """
        bounds = [
            f"{words} {value:g}"
            for words, value in (("at least", self.at_least), ("at most", self.at_most))
            if value is not None
        ]
        sign = "of either sign" if self.direction == "any" else self.direction
        return ", ".join([f"{self.statistic} {sign}", *bounds])


def declared(raw: Any, file: str) -> tuple[tuple[Hypothesis, ...], list[Complaint]]:
    """Read `[[hypotheses]]`; return those that are whole, and all complaints."""
    if not isinstance(raw, list):
        place = Place(file=file, field="hypotheses")
        return (), [WRONG_TYPE.at(place, expected="tables, each headed [[hypotheses]]")]
    found: list[Hypothesis] = []
    complaints: list[Complaint] = []
    seen: dict[str, int] = {}
    for number, table in enumerate(raw, start=1):
        where = f"hypotheses {number}"
        faults = list(_faults(table, file, where))
        if not faults:
            found.append(_made(table))
            first = seen.setdefault(found[-1].id, number)
            if first != number:
                place = Place(file=file, field=f"{where}.id")
                faults.append(SAME_HYPOTHESIS.at(place, first=first))
        complaints += faults
    return tuple(found), complaints


def _faults(table: Any, file: str, where: str) -> Iterator[Complaint]:
    if not isinstance(table, dict):
        yield WRONG_TYPE.at(Place(file=file, field=where), expected="a table: [[hypotheses]]")
        return
    for word in table:
        if word not in _KEYS:
            place = Place(file=file, field=f"{where}.{word}")
            yield UNKNOWN_KEY.at(place, accepted=", ".join(_KEYS), near=near_miss(word, _KEYS))
    yield from _types(table, file, where)
    kind = table.get("kind")
    wanted = [*_ALWAYS]
    if isinstance(kind, str) and kind in STATISTICS:
        statistic = table.get("statistic", STATISTICS[kind][0])
        yield from _choice(
            statistic, STATISTICS[kind], Place(file=file, field=f"{where}.statistic")
        )
        wanted += [*_NEEDS[kind], *_ANCHORED.get(str(statistic), ())]
    elif kind is not None:
        yield from _choice(kind, tuple(STATISTICS), Place(file=file, field=f"{where}.kind"))
    lacking = [word for word in wanted if word not in table]
    if lacking:
        yield HYPOTHESIS_LACKS.at(Place(file=file, field=where), missing=" and ".join(lacking))
    if "expects" in table:
        yield from _expects(table["expects"], file, f"{where}.expects")


def _types(table: Mapping[str, Any], file: str, where: str) -> Iterator[Complaint]:
    for word in _TEXTS:
        if word in table and not (_text(table[word]) and str(table[word]).strip()):
            place = Place(file=file, field=f"{where}.{word}")
            yield WRONG_TYPE.at(place, expected="a text in quotes, or a number")
    for word in _LISTS:
        value, least = table.get(word), 2 if word == "groups" else 1
        if word in table and not (
            isinstance(value, list) and len(value) >= least and all(map(_text, value))
        ):
            place = Place(file=file, field=f"{where}.{word}")
            yield WRONG_TYPE.at(place, expected=f"a list of {least} or more texts or numbers")


def _text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _choice(value: Any, accepted: Sequence[str], place: Place) -> Iterator[Complaint]:
    if value not in accepted:
        named = " or ".join(f'"{word}"' for word in accepted)
        yield NOT_A_CHOICE.at(place, accepted=named, near=near_miss(str(value), accepted))


def _expects(value: Any, file: str, where: str) -> Iterator[Complaint]:
    if not isinstance(value, dict):
        expected = '{ direction = "positive", at_least = 0.5 }'
        yield WRONG_TYPE.at(Place(file=file, field=where), expected=expected)
        return
    accepted = ("direction", "at_least", "at_most")
    for word in value:
        if word not in accepted:
            place = Place(file=file, field=f"{where}.{word}")
            near = near_miss(word, accepted)
            yield UNKNOWN_KEY.at(place, accepted=", ".join(accepted), near=near)
    yield from _choice(
        value.get("direction"), DIRECTIONS, Place(file=file, field=f"{where}.direction")
    )
    for word in ("at_least", "at_most"):
        number = value.get(word, 0.0)
        if isinstance(number, bool) or not isinstance(number, int | float) or number - number != 0:
            yield WRONG_TYPE.at(Place(file=file, field=f"{where}.{word}"), expected="a number")
    if value.get("direction") == "any" and not {"at_least", "at_most"} & set(value):
        yield HYPOTHESIS_LACKS.at(Place(file=file, field=where), missing="at_least or at_most")


def _made(table: Mapping[str, Any]) -> Hypothesis:
    def texts(word: str) -> tuple[str, ...]:
        return tuple(_shown(value) for value in table.get(word, ()))

    expects = table["expects"]
    return Hypothesis(
        id=_shown(table["id"]),
        says=_shown(table["says"]),
        reason=_shown(table["reason"]),
        kind=table["kind"],
        scale=_shown(table["scale"]),
        statistic=table.get("statistic", STATISTICS[table["kind"]][0]),
        direction=expects["direction"],
        at_least=expects.get("at_least"),
        at_most=expects.get("at_most"),
        other=_shown(table.get("with", "")),
        time=_shown(table.get("time", "")),
        groups=texts("groups"),
        first=_shown(table.get("from", "")),
        second=_shown(table.get("to", "")),
        improved=texts("improved"),
        stable=texts("stable"),
    )


def _shown(value: Any) -> str:
    """Return a text as the table's texts are written: 3.0 as "3"."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def complaints_of(
    hypotheses: Sequence[Hypothesis], key: Key, columns: Sequence[str], file: str
) -> Iterator[Complaint]:
    """Complain of scales that are not known, and of columns that the table has not.

    `columns` are those of the table; an item is no outside measure, and so is not among those.
    """
    scores = (*key.scales, TOTAL)
    others = [name for name in columns if name not in key.items]
    for number, one in enumerate(hypotheses, start=1):
        if one.scale not in scores:
            place = Place(file=file, field=f"hypotheses {number}.scale")
            near = near_miss(one.scale, scores)
            yield NO_SUCH_NAME.at(place, what="scale", accepted=", ".join(scores), near=near)
        accepted = [*(scores if one.kind == "correlation" else ()), *others]
        if one.other and one.other not in accepted:
            place = Place(file=file, field=f"hypotheses {number}.with")
            what = "scale or column" if one.kind == "correlation" else "column"
            near = near_miss(one.other, accepted)
            yield NO_SUCH_NAME.at(place, what=what, accepted=", ".join(accepted), near=near)


def columns_of(hypotheses: Sequence[Hypothesis], key: Key) -> tuple[str, ...]:
    """Return the columns of the table that the hypotheses need, each once."""
    scores = (*key.scales, TOTAL)
    named = (
        one.other
        for one in hypotheses
        if one.other and not (one.kind == "correlation" and one.other in scores)
    )
    return tuple(dict.fromkeys(named))
