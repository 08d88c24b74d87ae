"""Women from before the log: what their rows and `event` say becomes their first events.

A migration has no keys, so this is done when the keys are first at hand, once. The events have no
hour, for none was kept: they stand at the beginning of 1970, before all that is known since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from prem.storage import happened
from prem.storage.happened import days_of
from prem.storage.keys import Keys
from prem.storage.line import Line, Row
from prem.storage.seal import mark, number_of
from prem.surveys.schedule.model import Happened, Safe

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = _LONG_AGO.date().toordinal()
_WITHOUT = (
    "SELECT id, phone_index, channel, language, site, safe_from, safe_to, safe_days FROM person "
    "WHERE NOT EXISTS (SELECT 1 FROM happened WHERE happened.person = person.id) "
    "ORDER BY id LIMIT 200"
)


def adopt(line: Line, keys: Keys) -> int:
    """Give each woman without events her first ones and empty `event`; return how many women.

    Programs that do it at the same time do it once: the second finds the first one's events.
    """
    adopted = 0
    while line.query(_WITHOUT):
        with line.transaction():
            rows = line.query(_WITHOUT)
            for row in rows:
                _adopt(line, keys, row[0], list(_first(line, row)))
        adopted += len(rows)
    return adopted


def _adopt(line: Line, keys: Keys, person: int, events: list[Happened]) -> None:
    for event in events:
        place = number_of(mark(keys.once, "adopted", person, event.kind))
        happened.add(line, keys, lambda place=place: place, person, event, "staff")  # type: ignore[misc]
    line.write("DELETE FROM event WHERE person = ?", (person,))


def _first(line: Line, row: Row) -> Iterator[Happened]:
    person, index, channel, language, site, first, end, bits = row
    yield Happened(
        "enrolled",
        _LONG_AGO,
        site=site,
        safe=Safe(first, end, days_of(bits)),
        language=language,
        channel=channel,
        number=bytes(index).hex(),
    )
    sql = "SELECT kind, day FROM event WHERE person = ? AND day IS NOT NULL ORDER BY kind"
    for kind, day in line.query(sql, (person,)):
        yield Happened(kind, _LONG_AGO, day=date.fromordinal(day + _EPOCH))
