"""Delete all answers of a survey on the day that women were told (`delete_on` in survey.toml).

The worker asks at each round. What was frozen in a release before stays, for it holds no woman's
row; who she is stands in the contacts store, which has no answer.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time

from prem.errors.survey import DAY_BEFORE_ANSWERS
from prem.fieldwork.days import week_of
from prem.fieldwork.field import Field
from prem.storage import sessions
from prem.storage.erasure import erase
from prem.surveys.keeping import is_over
from prem.surveys.model import Survey

AT_ONCE = 500
"""Sessions that one round deletes at most, so that texts do not wait behind it."""

_log = logging.getLogger(__name__)


def check_days(field: Field) -> None:
    """Refuse (409.749) a day of deletion before a survey's first answer: a slip of the pen, by
    which everything would be gone at once."""
    for survey in field.surveys.values():
        if survey.delete_on and _is_mistyped(field, survey):
            raise DAY_BEFORE_ANSWERS.refuse(day=survey.delete_on, survey=survey.id)


def _is_mistyped(field: Field, survey: Survey) -> bool:
    day = datetime.combine(date.fromisoformat(survey.delete_on), time.min)
    return sessions.first_week(field.stores.answers.writer, survey.id) > week_of(day)


def delete_due(field: Field, now: datetime) -> int:
    """Delete what is due, and return how many sessions went; the next call goes on."""
    line, gone = field.stores.answers.writer, 0
    for survey in field.surveys.values():
        if not is_over(survey.delete_on, now) or _is_mistyped(field, survey):
            continue
        for session in sessions.of_survey(line, survey.id, AT_ONCE - gone):
            erase(line, session, week_of(now))
            gone += 1
    if gone:
        _log.warning("%s sessions were deleted: their day has come", gone)
    return gone
