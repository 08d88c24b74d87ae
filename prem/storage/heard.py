"""When a woman last wrote by WhatsApp, in the contacts store: for 24 hours she may be answered."""

from __future__ import annotations

from prem.storage.line import Line


def note(line: Line, person: int, at: int) -> None:
    """Note that she wrote at this second (since 1970); an earlier one changes nothing."""
    line.write(
        "INSERT INTO heard (person, at) VALUES (?, ?) "
        "ON CONFLICT (person) DO UPDATE SET at = excluded.at WHERE heard.at < excluded.at",
        (person, at),
    )


def last(line: Line, person: int) -> int | None:
    """Return the second (since 1970) at which she last wrote by WhatsApp; None where never."""
    rows = line.query("SELECT at FROM heard WHERE person = ?", (person,))
    return int(rows[0][0]) if rows else None


def forget(line: Line, person: int) -> None:
    """Forget it: she has another number now, to which she has not written."""
    line.write("DELETE FROM heard WHERE person = ?", (person,))
