"""DELETE: what she answered and all that happened to her goes, and she is told so."""

from __future__ import annotations

from datetime import datetime

from prem.fieldwork.days import week_of
from prem.fieldwork.field import Field
from prem.fieldwork.receive.incoming import Incoming, beside_waves
from prem.fieldwork.receive.outcome import Outcome
from prem.fieldwork.references import respondent_of
from prem.storage import sessions
from prem.storage.erasure import erase
from prem.surveys import texts as wording


def erased(field: Field, text: Incoming, now: datetime) -> Outcome | BaseException:
    """Erase all that she answered in this survey, at every time point.

    Her session goes, so nothing of this is a turn; a retry after a crash comes here again.
    """
    person = text.person
    if person is None:
        return Outcome(text, "stopped")
    text.asking = asking = text.asking or beside_waves(field, person)
    if asking is None:  # no survey of ours texts her; what happened to her goes all the same
        return Outcome(text, "stopped", erased=True)
    try:
        line = field.stores.answers.writer
        respondent = respondent_of(field.keys, asking.person, asking.survey)
        for session_id in sessions.of_respondent(line, respondent, asking.survey):
            erase(line, session_id, week_of(now))
        said = wording.deleted(field.surveys[asking.survey], person.language)
    except Exception as error:
        return error
    return Outcome(text, "stopped", said=(said,), confirms=True, erased=True)
