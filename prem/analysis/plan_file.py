"""A researcher's own plan: laid over the one that ships, and every fault told with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prem.errors import Complaint, Place
from prem.errors.analysis import BAD_ENCODING, NO_FILE, NOT_TOML, UNKNOWN_KEY, WRONG_TYPE
from prem.errors.kinds import Refusal, near_miss

Raw = dict[str, Any]


def read_raw(path: Path) -> Raw:
    """Read a TOML file. Raises Refusal where there is none, or it is no text, or no TOML."""
    if not path.is_file():
        raise NO_FILE.refuse(Place(file=path.name))
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BAD_ENCODING.refuse(Place(file=path.name), byte=error.start) from None
    except OSError:
        raise NO_FILE.refuse(Place(file=path.name)) from None
    except (ValueError, RecursionError) as error:  # brackets or a number without end
        endless = not isinstance(error, tomllib.TOMLDecodeError)
        reason = "its brackets or numbers do not end" if endless else error
        raise NOT_TOML.refuse(Place(file=path.name), reason=reason) from None


def laid_over(shipped: Raw, own: Raw, file: str) -> tuple[Raw, list[Complaint]]:
    """Return the plan that ships with a researcher's own values in place of its own.

    What her plan leaves out stays as it ships; a key that the plan does not have, or a value of
    another type, is a complaint. Hypotheses are taken as they are.
    """
    complaints = list(_faults(shipped, own, file))
    merged = dict(shipped)
    for name, section in own.items():
        if isinstance(section, dict):
            merged[name] = {**shipped.get(name, {}), **section}
        else:
            merged[name] = section
    return merged, complaints


def refuse(complaints: list[Complaint]) -> None:
    """Raise one Refusal of all complaints, where there are any."""
    if complaints:
        raise Refusal.of(complaints)


def _faults(shipped: Raw, own: Raw, file: str) -> Iterator[Complaint]:
    sections = (*shipped, *(() if "hypotheses" in shipped else ("hypotheses",)))
    for name, section in own.items():
        if name == "hypotheses":
            continue
        if name not in sections:
            place, near = Place(file=file, field=name), near_miss(name, sections)
            yield UNKNOWN_KEY.at(place, accepted=", ".join(sections), near=near)
        elif not isinstance(section, dict):
            yield WRONG_TYPE.at(Place(file=file, field=name), expected=f"a table: [{name}]")
        else:
            yield from _values(shipped[name], section, file, name)


def _values(shipped: Raw, own: Raw, file: str, where: str) -> Iterator[Complaint]:
    for word, value in own.items():
        place = Place(file=file, field=f"{where}.{word}")
        if word not in shipped:
            near = near_miss(word, shipped)
            yield UNKNOWN_KEY.at(place, accepted=", ".join(shipped), near=near)
        elif expected := _expected(shipped[word], value, word):
            yield WRONG_TYPE.at(place, expected=expected)


def _expected(shipped: Any, value: Any, word: str) -> str:
    """Return what a value should have been, by the one that ships; "" where it is right.

    >>> _expected(0.95, 95, "level"), _expected(200, 100, "draws")
    ('a number between 0 and 1', '')
    """
    number = isinstance(value, int | float) and not isinstance(value, bool) and value - value == 0
    if isinstance(shipped, list):
        fine = (
            isinstance(value, list)
            and value
            and not any(_expected(shipped[0], one, "") for one in value)
        )
        return "" if fine else "a list of numbers like the one that ships"
    if isinstance(shipped, str):
        return "" if isinstance(value, str) else "a text in quotes"
    if word == "percentile":
        return "" if number and 0 < value < 100 else "a number between 0 and 100"
    if isinstance(shipped, int):
        return "" if number and isinstance(value, int) and value > 0 else "a whole number above 0"
    return "" if number and 0 < value < 1 else "a number between 0 and 1"
