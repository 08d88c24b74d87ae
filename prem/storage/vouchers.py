"""Vouchers, in the contacts store: sealed codes, each given once, to a mark and not to a woman.

The taker's mark is made under the key that ties stores together, so that this table says neither
who took a voucher nor in which session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prem.storage.keys import Keys
from prem.storage.line import Conflict, Line
from prem.storage.seal import mark, seal, unseal

LONGEST = 60
_TOGETHER = 200
_PADDED = 256


def add(
    line: Line, keys: Keys, number: Callable[[], int], survey: str, codes: Sequence[str]
) -> int:
    """Keep codes of a survey, inside the caller's transaction; return how many are new."""
    new = 0
    for start in range(0, len(codes), _TOGETHER):
        rows = [_row(keys, number(), survey, code) for code in codes[start : start + _TOGETHER]]
        holes = ", ".join(["(?, ?, ?, ?)"] * len(rows))
        new += line.write(
            "INSERT INTO voucher (id, survey, voucher_index, sealed) "  # noqa: S608
            f"VALUES {holes} ON CONFLICT DO NOTHING",
            [value for row in rows for value in row],
        )
    return new


def take(line: Line, keys: Keys, survey: str, taker: bytes, day: int) -> str | None:
    """Give a voucher to a taker, the same one each time; None where none is left."""
    given = held(line, keys, taker)
    if given is not None:
        return given
    lock = " FOR UPDATE SKIP LOCKED" if line.driver.kind == "postgres" else ""
    try:
        rows = line.query(
            "UPDATE voucher SET taker = ?, day = ? WHERE taker IS NULL AND id = ("  # noqa: S608
            "SELECT id FROM voucher WHERE survey = ? AND taker IS NULL "
            f"ORDER BY id LIMIT 1{lock}) RETURNING id, sealed",
            (taker, day, survey),
        )
    except Conflict:  # she pressed twice, and the other press was first
        return held(line, keys, taker)
    return _opened(keys, *rows[0]) if rows else None


def left(line: Line, survey: str) -> int:
    """Return how many of a survey's vouchers nobody has taken."""
    sql = "SELECT count(*) FROM voucher WHERE survey = ? AND taker IS NULL"
    return int(line.query(sql, (survey,))[0][0])


def waits(line: Line, survey: str) -> bool:
    """Whether a survey has one that nobody has taken."""
    sql = "SELECT 1 FROM voucher WHERE survey = ? AND taker IS NULL LIMIT 1"
    return bool(line.query(sql, (survey,)))


def held(line: Line, keys: Keys, taker: bytes) -> str | None:
    """Return the voucher that a taker has, None where she has none."""
    rows = line.query("SELECT id, sealed FROM voucher WHERE taker = ?", (taker,))
    return _opened(keys, *rows[0]) if rows else None


def _row(keys: Keys, number: int, survey: str, code: str) -> tuple[int, str, bytes, bytes]:
    index = mark(keys.once, "voucher", survey, code)
    return number, survey, index, seal(keys.outbox_seal, code, _place(number), size=_PADDED)


def _opened(keys: Keys, number: int, sealed: bytes) -> str:
    return unseal(keys.outbox_seal, bytes(sealed), _place(number))


def _place(number: int) -> str:
    return f"voucher|{number}"
