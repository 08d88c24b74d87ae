"""Texts to send, in the contacts store: each once for its (person, wave, template, slot).

queued -> leased -> sent -> delivered | failed; `unknown` when a sender died holding the lease: the
text may be out, and a second copy is worse than none. The words are sealed while they wait and
gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal, unseal

STOP_CONFIRMED = "stop-confirmed"


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A text to queue: `slot` tells apart those of one template; `due` in seconds since 1970."""

    person: int
    wave: str
    template: str
    slot: str
    text: str
    due: int


@dataclass(frozen=True, slots=True, repr=False)
class Leased:
    """A text that this sender alone may send now."""

    id: int
    person: int
    channel: str
    template: str
    text: str


def queue(line: Line, keys: Keys, letters: Iterable[tuple[int, Letter]]) -> int:
    """Queue letters under their new ids in ONE statement; one that is there already stays.

    Return how many are new.
    """
    rows = [
        (
            number,
            letter.person,
            letter.wave,
            letter.template,
            letter.slot,
            "queued",
            seal(keys.outbox_seal, letter.text, _place(number, letter.person), size=1024),
            letter.due,
        )
        for number, letter in letters
    ]
    if not rows:
        return 0
    holes = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
    return line.write(
        "INSERT INTO outbox (id, person, wave, template, slot, state, body, due) "  # noqa: S608
        f"VALUES {holes} ON CONFLICT DO NOTHING",
        [value for row in rows for value in row],
    )


def lease(
    line: Line, keys: Keys, now: int, channels: Sequence[str], *, seconds: int, most: int
) -> list[Leased]:
    """Take up to `most` texts that are due on these channels, each woman's in order.

    They are this sender's until `now + seconds`.
    """
    if not channels:
        return []
    lock = " FOR UPDATE SKIP LOCKED" if line.driver.kind == "postgres" else ""
    mine = ", ".join("?" * len(channels))
    rows = line.query(
        "UPDATE outbox SET state = 'leased', leased_until = ? WHERE id IN ("  # noqa: S608
        "SELECT id FROM outbox WHERE state = 'queued' AND due <= ? "
        f"AND person IN (SELECT id FROM person WHERE channel IN ({mine})) "
        f"ORDER BY due, person, slot LIMIT ?{lock}) "
        "RETURNING id, person, template, body, due, slot, "
        "(SELECT channel FROM person WHERE person.id = outbox.person)",
        (now + seconds, now, *channels, most),
    )
    in_order = sorted(rows, key=lambda row: (row[4], row[1], row[5]))
    return [
        Leased(
            number,
            person,
            channel,
            template,
            unseal(keys.outbox_seal, bytes(body), _place(number, person)),
        )
        for number, person, template, body, _, _, channel in in_order
    ]


def settle(line: Line, number: int, state: str, provider: bytes | None = None) -> None:
    """End a lease: "sent", "failed" or "cancelled". The words are gone."""
    line.write(
        "UPDATE outbox SET state = ?, provider = ?, body = NULL, leased_until = NULL "
        "WHERE id = ? AND state = 'leased'",
        (state, provider, number),
    )


def report(line: Line, provider: bytes, state: str) -> bool:
    """Note a provider's report ("delivered" or "failed"); False where the text is not known."""
    return bool(
        line.write(
            "UPDATE outbox SET state = ? WHERE provider = ? AND state IN ('sent', 'unknown')",
            (state, provider),
        )
    )


def lapse(line: Line, now: int) -> int:
    """Mark what a dead sender held as unknown; return how many."""
    return line.write(
        "UPDATE outbox SET state = 'unknown', body = NULL, leased_until = NULL "
        "WHERE state = 'leased' AND leased_until < ?",
        (now,),
    )


def cancel(line: Line, person: int) -> int:
    """Take back all that waits for a person; return how many."""
    return line.write(
        "UPDATE outbox SET state = 'cancelled', body = NULL WHERE person = ? AND state = 'queued'",
        (person,),
    )


def recent(line: Line, person: int, since: int) -> int:
    """Return how many texts to a person were due from `since` on, sent or not."""
    sql = "SELECT count(*) FROM outbox WHERE person = ? AND due >= ?"
    return int(line.query(sql, (person, since))[0][0])


def counts(line: Line) -> dict[str, int]:
    """Return how many texts are in each state."""
    return dict(line.query("SELECT state, count(*) FROM outbox GROUP BY state"))


def _place(number: int, person: int) -> str:
    return f"outbox|{number}|{person}"
