"""Women who may be texted. The only module that sees a phone number; all else has a reference.

A number is sealed to its person and padded, so that all have one length; it is found again by an
HMAC of its international form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from prem.errors.storage import BAD_PHONE
from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.mobile import is_uk_mobile
from prem.storage.seal import mark, seal, unseal

# Ofcom keeps these for drama: no real phone has one, so demonstrations and tests use them.
DRAMA = re.compile(r"\+447700900[0-9]{3}")
_PADDED = 32
_COLUMNS = "id, phone_index, channel, language, site, safe_from, safe_to, consent, safe_days"


@dataclass(frozen=True, slots=True)
class Number:
    """A mobile number in its international form. It never shows itself in a log or an error."""

    e164: str

    def __repr__(self) -> str:
        return "Number(...)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Person:
    """A woman by reference: all but her number. `safe_days`: bits, the first is Monday."""

    id: int
    phone_index: bytes
    channel: str
    language: str
    site: str
    safe_from: int
    safe_to: int
    consent: str
    safe_days: int = 127


def number_from(text: str) -> Number:
    """Return the mobile number that a person typed or a provider sent; UK unless it says else.

    Refuses what no mobile phone can have.
    """
    if is_uk_mobile(text):
        return Number(text)
    import phonenumbers  # imported here: a page that asks no number should not wait for it

    try:
        parsed = phonenumbers.parse(text[:40], "GB")
    except phonenumbers.NumberParseException:
        raise BAD_PHONE.refuse() from None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    mobile = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,  # some countries do not tell them apart
    )
    if phonenumbers.number_type(parsed) not in mobile and not DRAMA.fullmatch(e164):
        raise BAD_PHONE.refuse()
    return Number(e164)


def index_of(keys: Keys, number: Number) -> bytes:
    """Return the mark by which a number is found."""
    return mark(keys.phone_index, "phone", number.e164)


def add(line: Line, keys: Keys, person: Person, number: Number) -> None:
    """Write a new person. Raises Conflict where her number is there already."""
    sealed = seal(keys.phone_seal, number.e164, _place(person.id), size=_PADDED)
    line.write(
        f"INSERT INTO person ({_COLUMNS}, phone, next_look) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            person.id,
            person.phone_index,
            person.channel,
            person.language,
            person.site,
            person.safe_from,
            person.safe_to,
            person.consent,
            person.safe_days,
            sealed,
        ),
    )


def find(line: Line, phone_index: bytes) -> Person | None:
    """Return the person with this number's mark."""
    rows = line.query(f"SELECT {_COLUMNS} FROM person WHERE phone_index = ?", (phone_index,))  # noqa: S608
    return _person(rows[0]) if rows else None


def by_id(line: Line, person: int) -> Person | None:
    """Return the person of this reference."""
    rows = line.query(f"SELECT {_COLUMNS} FROM person WHERE id = ?", (person,))  # noqa: S608
    return _person(rows[0]) if rows else None


def get(line: Line, person: int) -> Person:
    """Return the person of this reference; IndexError where there is none."""
    return _person(line.query(f"SELECT {_COLUMNS} FROM person WHERE id = ?", (person,))[0])  # noqa: S608


def with_numbers(line: Line, indexes: Collection[bytes]) -> dict[bytes, Person]:
    """Return the persons with these numbers' marks, by mark: ONE statement."""
    if not indexes:
        return {}
    which, keys = among(line, indexes)
    rows = line.query(f"SELECT {_COLUMNS} FROM person WHERE phone_index {which}", keys)  # noqa: S608
    return {person.phone_index: person for person in map(_person, rows)}


def everyone(line: Line) -> list[Person]:
    """Return all persons who have not said STOP, by id."""
    rows = line.query(
        f"SELECT {_COLUMNS} FROM person "  # noqa: S608
        "WHERE NOT EXISTS (SELECT 1 FROM stopped WHERE stopped.phone_index = person.phone_index) "
        "ORDER BY id"
    )
    return [_person(row) for row in rows]


def number_despite_stop(line: Line, keys: Keys, person: int) -> Number | None:
    """Return a person's number even after STOP: only for the one text that confirms it."""
    rows = line.query("SELECT phone FROM person WHERE id = ?", (person,))
    return _unsealed(keys, person, rows[0][0]) if rows else None


def to_text(
    line: Line, keys: Keys, person: int, *, despite_stop: bool = False
) -> tuple[Number, str, int | None] | None:
    """Return a person's number, her language, and the second at which she last wrote by WhatsApp;
    None where she is gone or has said STOP. `despite_stop`: only for the text that confirms it."""
    rows = line.query(
        "SELECT phone, language, (SELECT at FROM heard WHERE heard.person = person.id), EXISTS "
        "(SELECT 1 FROM stopped WHERE stopped.phone_index = person.phone_index) "
        "FROM person WHERE id = ?",
        (person,),
    )
    if not rows or (rows[0][3] and not despite_stop):
        return None
    sealed, language, heard, _ = rows[0]
    return _unsealed(keys, person, sealed), language, heard


def safe_hours(line: Line, person: int) -> tuple[int, int, int]:
    """Return a person's safe hours, the first and the one after the last, and her safe days."""
    sql = "SELECT safe_from, safe_to, safe_days FROM person WHERE id = ?"
    first, end, days = line.query(sql, (person,))[0]
    return int(first), int(end), int(days)


def renumber(line: Line, keys: Keys, person: int, number: Number) -> None:
    """Give a person another number. Raises Conflict where someone else has it."""
    sealed = seal(keys.phone_seal, number.e164, _place(person), size=_PADDED)
    line.write(
        "UPDATE person SET phone_index = ?, phone = ? WHERE id = ?",
        (index_of(keys, number), sealed, person),
    )


def to_look_at(line: Line, now: int, most: int) -> list[tuple[Person, int, bool]]:
    """Return up to so many persons whose plan must be looked at by this second, the longest due
    first, each with her `next_look` and whether her number said STOP."""
    rows = line.query(
        f"SELECT {_COLUMNS}, next_look, EXISTS "  # noqa: S608
        "(SELECT 1 FROM stopped WHERE stopped.phone_index = person.phone_index) "
        "FROM person WHERE next_look <= ? ORDER BY next_look, id LIMIT ?",
        (now, most),
    )
    return [(_person(row[:-2]), row[-2], bool(row[-1])) for row in rows]


def must_look_at(line: Line, person: int, now: int) -> bool:
    """Whether a person's plan must be looked at by this second."""
    sql = "SELECT 1 FROM person WHERE id = ? AND next_look <= ?"
    return bool(line.query(sql, (person, now)))


def anyone(line: Line) -> bool:
    """Whether there is anybody at all."""
    return bool(line.query("SELECT 1 FROM person LIMIT 1"))


def first_look(line: Line) -> int | None:
    """Return the earliest second at which a plan must be looked at; None where none must."""
    found = line.query("SELECT min(next_look) FROM person")[0][0]
    return None if found is None else int(found)


def looked(line: Line, looks: Sequence[tuple[int, int, int | None]]) -> set[int]:
    """Note of persons (id, the `next_look` that was seen, the next one) that they were looked at:
    ONE statement. Return whose note holds: where something happened meanwhile, it does not."""
    if not looks:
        return set()
    holes = ", ".join(["(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"] * len(looks))
    rows = line.query(
        f"WITH seen (id, was, due) AS (VALUES {holes}) "  # noqa: S608  # only holes
        "UPDATE person SET next_look = seen.due FROM seen "
        "WHERE person.id = seen.id AND person.next_look = seen.was RETURNING person.id",
        [value for look in looks for value in look],
    )
    return {row[0] for row in rows}


def look_at_all(line: Line) -> None:
    """Have everyone's plan looked at again."""
    line.write("UPDATE person SET next_look = 0 WHERE next_look IS NULL OR next_look > 0")


def _unsealed(keys: Keys, person: int, sealed: bytes) -> Number:
    return Number(unseal(keys.phone_seal, bytes(sealed), _place(person)))


def _place(person: int) -> str:
    return f"phone|{person}"


def _person(row: Sequence[object]) -> Person:
    number, phone_index, *rest = row
    return Person(number, bytes(phone_index), *rest)  # type: ignore[arg-type, call-overload]
