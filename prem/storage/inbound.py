"""Texts that came and were dealt with, in the contacts store: a mark and a day, never the words."""

from __future__ import annotations

from collections.abc import Collection

from prem.storage.among import among
from prem.storage.line import Line

_EVER = 2**31 - 1


def add(line: Line, marks: Collection[bytes], day: int) -> frozenset[bytes]:
    """Note in ONE statement that texts were dealt with; return those not noted before."""
    if not marks:
        return frozenset()
    holes = ", ".join(["(?, ?)"] * len(marks))
    rows = line.query(
        f"INSERT INTO inbound (once, day) VALUES {holes} "  # noqa: S608  # only holes
        "ON CONFLICT DO NOTHING RETURNING once",
        [value for mark in marks for value in (mark, day)],
    )
    return frozenset(bytes(once) for (once,) in rows)


def seen(line: Line, marks: Collection[bytes]) -> frozenset[bytes]:
    """Return which texts were dealt with: ONE statement."""
    if not marks:
        return frozenset()
    which, keys = among(line, marks)
    rows = line.query(f"SELECT once FROM inbound WHERE once {which}", keys)  # noqa: S608
    return frozenset(bytes(once) for (once,) in rows)


def keep(line: Line, once: bytes) -> None:
    """Keep a mark for ever: this text must not have its effect again, however late it comes."""
    line.write("UPDATE inbound SET day = ? WHERE once = ?", (_EVER, once))


def forget(line: Line, before: int) -> int:
    """Forget the marks of texts from before a day: no provider sends again after that."""
    return line.write("DELETE FROM inbound WHERE day < ?", (before,))
