"""Vouchers: kept from a list, and one given to each woman who came to an end, or stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prem.errors.voucher import BAD_VOUCHER, NO_VOUCHERS, TOO_MANY_VOUCHERS
from prem.fieldwork.days import day_of
from prem.fieldwork.field import Field
from prem.storage import sessions, vouchers
from prem.storage.seal import mark
from prem.storage.vouchers import LONGEST
from prem.surveys.model import Survey
from prem.surveys.session import State

MOST = 100_000
ENDED: frozenset[State] = frozenset({"finished", "stopped"})
"""Who stops has given her time as well, and must not be held by a voucher."""


def keep_vouchers(field: Field, survey: Survey, lines: Iterable[str]) -> int:
    """Keep the codes of a list, one a line, all or none; return how many are new.

    Refuses (422.730) a survey that gives none, and (422.731, 422.732) what is no list of codes.
    """
    if not survey.vouchers:
        raise NO_VOUCHERS.refuse(survey=survey.id)
    codes = list[str]()
    for row, said in enumerate(lines, start=1):
        code = said.strip()
        if len(code) > LONGEST or not code.isprintable():
            raise BAD_VOUCHER.refuse(row=row, limit=LONGEST)
        if code:
            codes.append(code)
        if len(codes) > MOST:
            raise TOO_MANY_VOUCHERS.refuse(limit=MOST)
    with field.stores.contacts.writer.transaction() as line:
        return vouchers.add(line, field.keys, field.number, survey.id, codes)


def left(field: Field, survey: Survey) -> int:
    """Return how many vouchers of a survey are left."""
    return vouchers.left(field.stores.contacts.reader, survey.id)


def voucher_of(field: Field, session_id: int, now: datetime) -> str | None:
    """Return the voucher of a session that has come to an end, the same each time it is asked.

    None where the survey gives none, none is left, the session goes on, or it came by a poster
    (where anybody could come again and again).
    """
    known = sessions.load(field.stores.answers.writer, [session_id]).get(session_id)
    survey = field.surveys.get(known.survey) if known else None
    if known is None or survey is None or not survey.vouchers or known.link is None:
        return None
    session = field.decider.restored(known, None)
    if session is None or session.state not in ENDED:
        return None
    taker = mark(field.keys.link, "voucher", session_id)
    return vouchers.take(field.stores.contacts.writer, field.keys, survey.id, taker, day_of(now))
