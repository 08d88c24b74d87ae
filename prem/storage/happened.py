"""The log of what happened to women, in the contacts store: append-only, sealed, kind and all.
Only a woman's own DELETE erases hers.

Whoever reads the database learns that something became known of a woman, and when; not what.
How she is reached stands in her row as well, and follows from the log: see `_follow`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any

from prem.storage import events, former, withdrawn
from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import seal, unseal
from prem.surveys.schedule.model import HOLDS, REACHED, Happened, Safe, Source
from prem.surveys.schedule.standing import Standing, standing

SIZE = 384
_SITUATIONS = {"loss": "loss", "apart": "baby-not-with-me"}
REACHED_BY = ("site", "safe", "language", "channel", "number")
_WORDS = ("kind", "time_point", "site", "language", "channel", "number", "source")


def add(
    line: Line,
    keys: Keys,
    number: Callable[[], int],
    person: int,
    event: Happened,
    source: Source,
) -> None:
    """Append an event inside the caller's transaction, and all that follows from it at once.

    Her plan is looked at again; what the old plan queued is taken back (the new one queues what
    is still right); after a loss or a removal nothing that mentions a baby is left waiting; her
    row says how she is reached now, what waits for a safe hour is looked at by the new ones, and a
    wave in the middle goes on as fits her life.
    TOO_LONG_TO_SEAL where a site's or time point's id is a novel.
    """
    look_now(line, person)  # first: of two who tell of her at once, one waits here for the other
    _append(line, keys, number(), person, event, source)
    if event.kind in REACHED:
        _follow(line, keys, person)
    _move_what_waits(line, keys, person, event)
    if event.kind in _SITUATIONS:
        events.change_situation(line, keys, person, _SITUATIONS[event.kind])
    elif event.kind in ("together", "no-loss") and source == "staff":
        events.forget_situation(line, person)  # she is asked anew: it may be another by now


def _append(
    line: Line, keys: Keys, place: int, person: int, event: Happened, source: Source
) -> None:
    plain = {name: getattr(event, name) for name in _WORDS} | {"source": source}
    found: dict[str, Any] = {name: word for name, word in plain.items() if word}
    if event.day:
        found["day"] = event.day.isoformat()
    if event.safe:
        found["safe"] = [event.safe.first, event.safe.end, *sorted(event.safe.days)]
    body = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    line.write(
        "INSERT INTO happened (person, id, nth, at, body) VALUES (?, ?, "
        "(SELECT count(*) FROM happened WHERE person = ?), ?, ?)",
        (
            person,
            place,
            person,
            int(event.at.timestamp()),
            seal(keys.phone_seal, body, _place(person, place), size=SIZE),
        ),
    )


def _move_what_waits(line: Line, keys: Keys, person: int, event: Happened) -> None:
    """Take back, hold or let go what waits to be sent to her, as the event asks."""
    at = int(event.at.timestamp())
    withdrawn.scheduled(line, person)
    if event.kind == "safe":
        withdrawn.look_again(line, person, at)
    elif event.kind in HOLDS:
        withdrawn.hold(line, person)
    elif event.kind == "resume":
        withdrawn.release(line, person, at)
    elif event.kind in _SITUATIONS:
        withdrawn.of_a_baby(line, keys, person)


def erase(line: Line, keys: Keys, number: Callable[[], int], person: int, now: datetime) -> None:
    """Erase all that happened to her, inside the caller's transaction, because she asks for it.

    What is left is what her row says anyway, how she is reached, and that her phone is not safe
    or that she said STOP; nothing of her life, and nothing of what she told or when.
    """
    how = stands(line, keys, person)
    line.write("INSERT INTO forgetting (person) VALUES (?)", (person,))
    line.write("DELETE FROM happened WHERE person = ?", (person,))
    line.write("DELETE FROM forgetting WHERE person = ?", (person,))
    line.write("DELETE FROM event WHERE person = ?", (person,))
    line.write("UPDATE outbox SET asks = NULL WHERE person = ?", (person,))
    events.forget_situation(line, person)
    former.forget(line, person)
    reached = {name: getattr(how, name) for name in REACHED_BY}
    left = [Happened("enrolled", now, **reached)] if all(reached.values()) else []
    left += [Happened("unsafe", now)] if how.unsafe else []
    left += [Happened("stop", now)] if how.stopped else []
    for event in left:
        add(line, keys, number, person, event, "")


def look_now(line: Line, person: int) -> None:
    """Have her plan looked at again at once. Each time it is another number that is not above 0,
    so that who was looking meanwhile sees that something happened."""
    line.write(
        "UPDATE person SET next_look = CASE WHEN next_look <= 0 THEN next_look - 1 ELSE 0 END "
        "WHERE id = ?",
        (person,),
    )


def of(line: Line, keys: Keys, persons: Collection[int]) -> dict[int, tuple[Happened, ...]]:
    """Return all that happened to these persons, in the order in which it was known."""
    found: dict[int, list[Happened]] = {person: [] for person in persons}
    if not persons:
        return {}
    which, holes = among(line, persons)
    rows = line.query(
        f"SELECT person, id, at, body FROM happened WHERE person {which} "  # noqa: S608  # only holes
        "ORDER BY person, at, nth, id",
        holes,
    )
    for person, number, at, body in rows:
        opened = unseal(keys.phone_seal, bytes(body), _place(person, number))
        found[person].append(_event(json.loads(opened), at))
    return {person: tuple(events) for person, events in found.items()}


def stands(line: Line, keys: Keys, person: int) -> Standing:
    """Return how things stand with a person."""
    return standing("", of(line, keys, [person])[person])


def _follow(line: Line, keys: Keys, person: int) -> None:
    """Bring the person's row to what her events say; `people.renumber` writes the number."""
    how = stands(line, keys, person)
    safe = how.safe
    said = {
        "site": how.site or None,
        "language": how.language or None,
        "channel": how.channel or None,
        "safe_from": safe.first if safe else None,
        "safe_to": safe.end if safe else None,
        "safe_days": bits_of(safe.days) if safe else None,
    }
    new = {column: value for column, value in said.items() if value is not None}
    if new:
        holes = ", ".join(f"{column} = ?" for column in new)
        line.write(f"UPDATE person SET {holes} WHERE id = ?", (*new.values(), person))  # noqa: S608


def bits_of(days: Collection[int]) -> int:
    """Return days of the week as bits, the first of which is Monday.

    >>> bits_of({0, 2})
    5
    """
    return sum(1 << day for day in set(days))


def days_of(bits: int) -> frozenset[int]:
    """Return the days of the week of such bits.

    >>> sorted(days_of(5))
    [0, 2]
    """
    return frozenset(day for day in range(7) if bits >> day & 1)


def _event(found: dict[str, Any], at: int) -> Happened:
    words = {name: found.get(name, "") for name in _WORDS}
    day, hours = found.get("day"), found.get("safe")
    return Happened(
        at=datetime.fromtimestamp(at, UTC),
        day=date.fromisoformat(day) if day else None,
        safe=Safe(hours[0], hours[1], frozenset(hours[2:])) if hours else None,
        **words,
    )


def _place(person: int, number: int) -> str:
    return f"happened|{person}|{number}"
