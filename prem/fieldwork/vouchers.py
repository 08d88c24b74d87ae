"""Vouchers: kept from a list, and one given to each woman who came to an end, or stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prem.errors.voucher import BAD_VOUCHER, NO_VOUCHERS, TOO_MANY_VOUCHERS, VOUCHER_SIGNS
from prem.fieldwork.days import day_of
from prem.fieldwork.field import Field
from prem.instruments import gsm7
from prem.storage import sessions, vouchers
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.seal import mark
from prem.storage.vouchers import LONGEST
from prem.surveys.model import CONSENT, OPENING, Survey
from prem.surveys.session import Session

MOST = 100_000


def keep_vouchers(field: Field, survey: Survey, lines: Iterable[str]) -> int:
    """Keep the codes of a list, one a line, all or none; return how many are new.

    Refuses (422.730) a survey that gives none, and (422.731 to 422.733) what is no list of codes.
    """
    if not survey.vouchers:
        raise NO_VOUCHERS.refuse(survey=survey.id)
    codes = list[str]()
    for row, said in enumerate(lines, start=1):
        code = said.strip()
        if gsm7.size(code) > LONGEST or not code.isprintable():
            raise BAD_VOUCHER.refuse(row=row, limit=LONGEST)
        if gsm7.strangers(code):
            raise VOUCHER_SIGNS.refuse(row=row)
        if code:
            codes.append(code)
        if len(codes) > MOST:
            raise TOO_MANY_VOUCHERS.refuse(limit=MOST)
    with field.stores.contacts.writer.transaction() as line:
        return vouchers.add(line, field.keys, field.number, survey.id, codes)


def left(field: Field, survey: Survey) -> int:
    """Return how many vouchers of a survey are left."""
    return vouchers.left(field.stores.contacts.reader, survey.id)


def earned(session: Session) -> bool:
    """Whether a session has come to an end that is thanked for.

    Who stops has given her time as well, and must not be held by a voucher; who stops before she
    said that she may be asked has declined.
    """
    if session.state == "stopped":
        return session.step not in (OPENING, CONSENT)
    return session.state == "finished"


def voucher_of(field: Field, session_id: int, now: datetime) -> str | None:
    """Return the voucher of a session that has come to an end, the same each time it is asked.

    None where the survey gives none, none is left, the session goes on, or it came by a poster
    (where anybody could come again and again). What was given stays hers, also when she has
    deleted what she said.
    """
    given = held_by(field, session_id)
    survey = None if given else _giving(field, session_id)
    if survey is None:
        return given
    line, taker = field.stores.contacts.writer, _taker(field.keys, session_id)
    return vouchers.take(line, field.keys, survey.id, taker, day_of(now))


def held_by(field: Field, session_id: int) -> str | None:
    """Return the voucher that was given to a session, whatever became of what was said in it."""
    line = field.stores.contacts.reader
    return vouchers.held(line, field.keys, _taker(field.keys, session_id))


def is_there_one(field: Field, session_id: int) -> bool:
    """Whether `voucher_of` would return one now, by this look; nothing is given."""
    survey = _giving(field, session_id)
    if survey is not None and vouchers.waits(field.stores.contacts.reader, survey.id):
        return True
    return held_by(field, session_id) is not None


def will_there_be_one(field: Field, session_id: int) -> bool:
    """Whether a session that begins may be told that she gets one: it came by a link of her own,
    and one is there for her now."""
    known = sessions.load(field.stores.answers.reader, [session_id]).get(session_id)
    survey = field.surveys.get(known.survey) if known else None
    if known is None or survey is None or not survey.vouchers or known.link is None:
        return False
    line = field.stores.contacts.reader
    return held_by(field, session_id) is not None or vouchers.waits(line, survey.id)


def first_voucher(
    field: Field, line: Line, survey: Survey, session_id: int, now: datetime
) -> str | None:
    """Give a session its voucher, inside the caller's transaction of the contacts store.

    None where it has one already (she was told of it then), none is left or the survey gives none.
    """
    taker = _taker(field.keys, session_id)
    if not survey.vouchers or vouchers.held(line, field.keys, taker) is not None:
        return None
    return vouchers.take(line, field.keys, survey.id, taker, day_of(now))


def _giving(field: Field, session_id: int) -> Survey | None:
    """Return the survey that owes a session a voucher."""
    known = sessions.load(field.stores.answers.writer, [session_id]).get(session_id)
    survey = field.surveys.get(known.survey) if known else None
    if known is None or survey is None or not survey.vouchers or known.link is None:
        return None
    session = field.decider.restored(known, None)
    return survey if session is not None and earned(session) else None


def _taker(keys: Keys, session_id: int) -> bytes:
    return mark(keys.link, "voucher", session_id)
