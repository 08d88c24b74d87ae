"""Texts that came and were dealt with, in the contacts store: a mark and a day, never the words."""

from __future__ import annotations

from prem.storage.line import Line


def add(line: Line, once: bytes, day: int) -> bool:
    """Note that a text was dealt with; return False where it was noted already."""
    written = line.write(
        "INSERT INTO inbound (once, day) VALUES (?, ?) ON CONFLICT DO NOTHING", (once, day)
    )
    return written == 1


def seen(line: Line, once: bytes) -> bool:
    """Whether a text was dealt with."""
    return bool(line.query("SELECT 1 FROM inbound WHERE once = ?", (once,)))


def forget(line: Line, before: int) -> int:
    """Forget the marks of texts from before a day: no provider sends again after that."""
    return line.write("DELETE FROM inbound WHERE day < ?", (before,))
