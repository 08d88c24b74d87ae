"""Texts to send, in the contacts store: each once for its (person, wave, template, slot).

    queued, held -> leased -> sending -> sent -> failed -> delivered
                      |          |-> unknown: it may be out, and a second copy is worse than none
                      |          |-> queued: the provider surely did not take it
                      |-> queued: the sender died before it called
    queued, held, leased -> cancelled, at a STOP

A lease is a fence: only who still holds it may begin the call. The words are sealed while they
wait and gone afterwards. A provider's reports move a row to the right only, in whatever order
they come: "delivered" stands, for the text is on her phone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from prem.storage import leasing
from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import mark, seal, unseal

STOP_CONFIRMED = leasing.CONFIRMS
WAITING, IN_HAND = ("queued", "held"), ("leased", "sending")
# What a report may move, by what it says.
_BEFORE = {
    "sent": ("queued", "leased", "sending", "unknown"),
    "failed": ("queued", "leased", "sending", "unknown", "sent"),
    "delivered": ("queued", "leased", "sending", "unknown", "sent", "failed"),
}
_MINE = "(state IN ('leased', 'sending') AND leased_until = ?)"


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A text to queue: `slot` tells apart those of one template; `due` in seconds since 1970.

    `channel`: by which it goes, her own where that is "". A text to a woman who is rung goes by
    SMS: no words of a text ever reach a channel of calls, and no call one of texts. `asks`: the
    question that it asks, a step of her session.
    """

    person: int
    wave: str
    template: str
    slot: str
    text: str
    due: int
    channel: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Leased:
    """A text that this sender alone may send now, until `until` (seconds since 1970).

    `due`: since when it could go. `first`: it is the first text of what caused it. `tries`: how
    often it was not taken.
    """

    id: int
    person: int
    channel: str
    template: str
    text: str
    due: int
    first: bool
    tries: int
    until: int


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
            letter.channel or None,
            seal(keys.outbox_seal, letter.asks, asks_place(number)) if letter.asks else None,
        )
        for number, letter in letters
    ]
    if not rows:
        return 0
    nth, numbers = leasing.numbers(line, len(rows))
    holes = ", ".join([f"(?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, {nth})"] * len(rows))
    return line.write(
        "INSERT INTO outbox "  # noqa: S608
        "(id, person, wave, template, slot, state, body, due, tries, channel, asks, nth) "
        f"VALUES {holes} ON CONFLICT DO NOTHING",
        [value for row, number in zip(rows, numbers, strict=True) for value in (*row, *number)],
    )


def lease(
    line: Line, keys: Keys, now: int, channels: Sequence[str], *, seconds: int, most: int
) -> list[Leased]:
    """Take up to `most` texts that are due on these channels, each woman's in order.

    They are this sender's until `now + seconds`. A woman whose texts another sender has in hand
    waits for it, so that hers stay in order.
    """
    if not channels:
        return []
    with line.transaction():
        rows = leasing.take(line, now, channels, until=now + seconds, most=most)
    in_order = sorted(rows, key=lambda row: (row[4], row[1], row[7]))
    return [
        Leased(
            number,
            person,
            channel,
            template,
            unseal(keys.outbox_seal, bytes(body), _place(number, person)),
            due=due,
            first=slot.endswith(".00"),
            tries=tries,
            until=now + seconds,
        )
        for number, person, template, body, due, slot, tries, _, channel in in_order
    ]


def begin(
    line: Line, one: Leased, provider: bytes, until: int, at: int | None = None
) -> Leased | None:
    """Mark that the call to the provider begins; None where the lease is lost, and no call may.

    `provider` is the mark of the reference that the provider is given; `at` the second of now.
    """
    larger = "greatest" if line.driver.kind == "postgres" else "max"
    begun = line.write(
        "UPDATE outbox SET state = 'sending', leased_until = ?, provider = ?, "  # noqa: S608
        f"went = {larger}(?, coalesce((SELECT max(went) FROM outbox AS other "
        "WHERE other.person = outbox.person), 0) + 1) "
        "WHERE id = ? AND state = 'leased' AND leased_until = ?",
        (until, provider, (until if at is None else at) * 1000, one.id, one.until),
    )
    return replace(one, until=until) if begun else None


def settle(line: Line, one: Leased, state: str) -> None:
    """End what is in hand: "sent", "failed", "unknown" or "cancelled". The words are gone.

    What a report settled stays, and so does what another sender has in hand now. Only who called
    knows more than "unknown", which its text became where it was held for dead meanwhile.
    """
    called = " OR state = 'unknown'" if state in ("sent", "failed") else ""
    line.write(
        "UPDATE outbox SET state = ?, body = NULL, leased_until = NULL "  # noqa: S608
        f"WHERE id = ? AND ({_MINE}{called})",
        (state, one.id, one.until),
    )


def put_back(line: Line, one: Leased, state: str, due: int, *, tried: bool) -> None:
    """Let a text that was surely not taken wait until `due`: "queued", or "held" by a cap.

    What must come after it is moved behind it. What this sender no longer has in hand stays as it
    is.
    """
    moved = line.write(
        "UPDATE outbox SET state = ?, due = ?, leased_until = NULL, tries = tries + ? "  # noqa: S608
        f"WHERE id = ? AND {_MINE}",
        (state, due, int(tried), one.id, one.until),
    )
    if moved:
        leasing.behind(line, one.id)


def report(line: Line, provider: bytes, state: str) -> bool:
    """Note a provider's report ("sent", "delivered" or "failed"); False where nothing moved."""
    before = _BEFORE[state]
    holes = ", ".join("?" * len(before))
    return bool(
        line.write(
            "UPDATE outbox SET state = ?, body = NULL, leased_until = NULL "  # noqa: S608
            f"WHERE provider = ? AND state IN ({holes})",
            (state, provider, *before),
        )
    )


def lapse(line: Line, now: int) -> int:
    """Take from a dead sender what it held: unknown where it had begun to call, else queued.

    Return how many became unknown. Mostly nobody died, and then nothing is written.
    """
    dead = f"SELECT 1 FROM outbox WHERE state IN {IN_HAND} AND leased_until < ? LIMIT 1"  # noqa: S608
    if not line.query(dead, (now,)):
        return 0
    line.write(
        "UPDATE outbox SET state = 'queued', leased_until = NULL "
        "WHERE state = 'leased' AND leased_until < ?",
        (now,),
    )
    return line.write(
        "UPDATE outbox SET state = 'unknown', body = NULL, leased_until = NULL "
        "WHERE state = 'sending' AND leased_until < ?",
        (now,),
    )


def cancel(line: Line, person: int) -> int:
    """Take back all that waits for a person or is leased to be sent; return how many."""
    return line.write(
        "UPDATE outbox SET state = 'cancelled', body = NULL, leased_until = NULL "
        "WHERE person = ? AND state IN ('queued', 'held', 'leased')",
        (person,),
    )


def waiting(line: Line, keys: Keys, person: int) -> list[tuple[int, str]]:
    """Return the id and the words of each text that waits for a person or is leased."""
    rows = line.query(
        "SELECT id, body FROM outbox WHERE person = ? AND state IN ('queued', 'held', 'leased')",
        (person,),
    )
    return [
        (number, unseal(keys.outbox_seal, bytes(body), _place(number, person)))
        for number, body in rows
    ]


def recent_of(
    line: Line, persons: Collection[int], since: int, now: int
) -> dict[int, tuple[int, int]]:
    """Return how many texts to each person were due from `since` on, where any were, and how many
    of them wait for a moment after `now`."""
    if not persons:
        return {}
    which, keys = among(line, persons)
    later = "CASE WHEN due > ? AND state IN ('queued', 'held') THEN 1 END"
    rows = line.query(
        f"SELECT person, count(*), count({later}) FROM outbox "  # noqa: S608
        f"WHERE person {which} AND due >= ? GROUP BY person",
        (now, *keys, since),
    )
    return {person: (int(many), int(waits)) for person, many, waits in rows}


def recent_as(line: Line, person: int, template: str, since: int) -> int:
    """Return how many to a person were due from `since` on under one template, sent or not."""
    sql = "SELECT count(*) FROM outbox WHERE person = ? AND due >= ? AND template = ?"
    return int(line.query(sql, (person, since, template))[0][0])


def counts(line: Line) -> dict[str, int]:
    """Return how many texts are in each state."""
    return dict(line.query("SELECT state, count(*) FROM outbox GROUP BY state"))


def reference(keys: Keys, one: Leased) -> str:
    """Return what the provider is given to name this text by: it says nothing to anyone else."""
    return mark(keys.once, "reference", one.id).hex()[:32]


def provider_mark(keys: Keys, channel: str, reference: str) -> bytes:
    """Return the mark under which a text is found by the reference that its provider was given."""
    return mark(keys.once, "sent", channel, reference)


def asks_place(number: int) -> str:
    """Return what the question of a text is sealed to."""
    return f"asks|{number}"


def _place(number: int, person: int) -> str:
    return f"outbox|{number}|{person}"
