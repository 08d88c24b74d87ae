"""Which question a woman was sent last, in the contacts store: what she texts answers that one.

The question lies sealed beside its text and stays when the words are gone. `went` counts
milliseconds since 1970, for each woman in the order in which her texts went out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from prem.storage.among import among
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.outbox import asks_place
from prem.storage.seal import mark, unseal

_IN = "('queued', 'held', 'leased', 'failed', 'cancelled')"
"""What has not reached her. All else may have: of an "unknown" text she answers it, or never saw
it. Said so, for an index of states would have all that was ever delivered looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that went out: the step of a session, and the wave (survey/time point)."""

    wave: str
    step: str


def last(line: Line, keys: Keys, persons: Collection[int], at: int) -> dict[int, Question]:
    """Return what each person was last asked by the second `at` (since 1970): ONE statement."""
    if not persons:
        return {}
    which, found = among(line, persons)
    hers = f"person {which} AND asks IS NOT NULL AND went < ? AND state NOT IN {_IN}"
    if len(found) == 1:  # most often she is the only one, and nothing need be numbered
        sql = f"SELECT person, id, wave, asks FROM outbox WHERE {hers} ORDER BY went DESC LIMIT 1"  # noqa: S608
    else:
        sql = (
            "SELECT person, id, wave, asks FROM ("  # noqa: S608  # only holes
            "SELECT person, id, wave, asks, "
            "row_number() OVER (PARTITION BY person ORDER BY went DESC) AS nth "
            f"FROM outbox WHERE {hers}) AS newest WHERE nth = 1"
        )
    rows = line.query(sql, (*found, (at + 1) * 1000))
    return {person: _question(keys, *rest) for person, *rest in rows}


def quoted(line: Line, keys: Keys, person: int, known_as: bytes) -> Question | None:
    """Return the question of the text that is known by this mark to its provider."""
    rows = line.query(
        "SELECT id, wave, asks FROM outbox WHERE person = ? AND known_as = ? AND asks IS NOT NULL",
        (person, known_as),
    )
    return _question(keys, *rows[0]) if rows else None


def waits(line: Line, person: int) -> bool:
    """Whether a question is on its way to her."""
    sql = (
        "SELECT 1 FROM outbox WHERE person = ? AND asks IS NOT NULL "
        "AND state IN ('queued', 'held', 'leased') LIMIT 1"
    )
    return bool(line.query(sql, (person,)))


def know(line: Line, provider: bytes, known_as: bytes) -> None:
    """Note by which mark a text is known to its provider, from its first report on."""
    line.write(
        "UPDATE outbox SET known_as = ? WHERE provider = ? AND known_as IS NULL",
        (known_as, provider),
    )


def known_mark(keys: Keys, own_id: str) -> bytes:
    """Return the mark of a provider's own id of a text."""
    return mark(keys.once, "known", own_id)


def _question(keys: Keys, number: int, wave: str, asks: bytes) -> Question:
    return Question(wave, unseal(keys.outbox_seal, bytes(asks), asks_place(number)))
