"""Personal links and open doors. A token lies in no store: the session's id is derived from it.

Open doors are the codes of posters: each (survey, site, time point) has one, derived as well.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prem.errors.kinds import near_miss
from prem.errors.storage import BAD_COUNT, NOT_ON_WEB, UNKNOWN_WORD
from prem.fieldwork.days import day_of
from prem.ports import Ports
from prem.storage import sessions
from prem.storage.keys import Keys
from prem.storage.seal import mark, number_of
from prem.storage.sessions import SessionRow
from prem.storage.stores import Stores
from prem.surveys.keeping import last_day
from prem.surveys.model import Survey

MOST = 10_000
CODE_LETTERS = 8
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Door:
    """Where a poster leads: one survey at one site and time point, for whoever comes."""

    survey: str
    site: str
    time_point: str


def new_links(
    stores: Stores,
    keys: Keys,
    survey: Survey,
    count: int,
    *,
    site: str,
    time_point: str,
    language: str,
    anonymous: bool,
    ports: Ports,
) -> list[str]:
    """Make sessions that wait for their woman and return their tokens, each to be told once.

    An anonymous link opens nothing after its session's end. Refuses an unknown site, time point
    or language, counts outside 1 to 10,000, and a survey that is not asked on the web.
    """
    if not 1 <= count <= MOST:
        raise BAD_COUNT.refuse(found=count, limit=MOST)
    if "web" not in survey.channels:
        raise NOT_ON_WEB.refuse(survey=survey.id)
    check_words(survey, site=site, time_point=time_point, language=language)
    tokens = [ports.token() for _ in range(count)]
    door = Door(survey.id, site, time_point)
    rows = [
        session_row(
            survey,
            door,
            session_id=session_id_of(keys, token),
            respondent=ports.number(),
            language=language,
            anonymous=anonymous,
            link=mark_of(keys, token),
            closes=last_day(survey.delete_on, day_of(ports.now())),
        )
        for token in tokens
    ]
    for start in range(0, count, _TOGETHER):
        sessions.add(stores.answers.writer, rows[start : start + _TOGETHER])
    return tokens


def check_words(survey: Survey, **words: str) -> None:
    """Refuse a site, time point or language that the survey does not have."""
    known = {
        "site": tuple(site.id for site in survey.sites),
        "time_point": tuple(point.id for point in survey.time_points),
        "language": survey.languages,
    }
    for what, word in words.items():
        if word not in known[what]:
            raise UNKNOWN_WORD.refuse(
                word=word,
                what=what.replace("_", " "),
                accepted=", ".join(known[what]),
                near=near_miss(word, known[what]),
            )


def session_id_of(keys: Keys, token: str) -> int:
    """Return the id of the session that this token opens."""
    return number_of(mark(keys.link, "session", token))


def mark_of(keys: Keys, token: str) -> bytes:
    """Return the second mark of a token, which its session's row must hold."""
    return mark(keys.link, "link", token)


def doors(surveys: Mapping[str, Survey], keys: Keys) -> dict[str, Door]:
    """Return every open door of these surveys by its code."""
    every = (
        Door(survey.id, site.id, point.id)
        for survey in surveys.values()
        if "web" in survey.channels
        for site in survey.sites
        for point in survey.time_points
    )
    return {door_code(keys, door): door for door in every}


def door_code(keys: Keys, door: Door) -> str:
    """Return a door's code: eight letters and digits, the same each time."""
    marked = mark(keys.link, "door", door.survey, door.site, door.time_point)
    return b32encode(marked)[:CODE_LETTERS].decode()


def tapped_session(keys: Keys, code: str, tap: str, minute: int) -> int:
    """Return the id of the session that a door's form, by its mark, opens in this minute."""
    return number_of(mark(keys.link, "tap", code, tap, str(minute)))


def anonymous_session(
    survey: Survey, door: Door, number: Callable[[], int], language: str
) -> SessionRow:
    """Return a new session of a new respondent, which no link opens again."""
    spoken = language if language in survey.languages else survey.languages[0]
    return session_row(
        survey,
        door,
        session_id=number(),
        respondent=number(),
        language=spoken,
        anonymous=True,
        link=None,
        closes=0,
    )


def session_row(
    survey: Survey,
    door: Door,
    *,
    session_id: int,
    respondent: int,
    language: str,
    anonymous: bool,
    link: bytes | None,
    closes: int,
    channel: str = "web",
) -> SessionRow:
    """Return the row of a session that begins on this channel's form of the survey."""
    instrument = survey.instrument
    return SessionRow(
        session_id,
        respondent,
        survey.id,
        survey.version,
        instrument.id,
        instrument.version,
        instrument.hash,
        door.site,
        door.time_point,
        survey.form_of_channel[channel],
        language,
        int(anonymous),
        link,
        closes,
    )
