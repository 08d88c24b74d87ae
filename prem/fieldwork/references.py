"""From a person to her sessions: derived under the key `link`, written in neither store.

Destroy that key, and who holds both stores can no longer tell whose answers are whose.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from prem.fieldwork.links import Door, mark_of, session_id_of, session_row
from prem.storage.askings import Asking
from prem.storage.keys import Keys
from prem.storage.people import Person
from prem.storage.seal import mark, number_of
from prem.storage.sessions import SessionRow
from prem.surveys.keeping import last_day
from prem.surveys.model import Survey


def token_of(keys: Keys, asking: Asking) -> str:
    """Return the token of her own link to what she is asked, the same each time."""
    marked = mark(keys.link, "token", asking.person, asking.survey, asking.time_point)
    return urlsafe_b64encode(marked[:16]).decode().rstrip("=")


def session_of(keys: Keys, asking: Asking) -> int:
    """Return the id of her session: by text and by link it is one and the same."""
    return _session_of(keys, asking.person, asking.survey, asking.time_point)


@lru_cache(maxsize=4096)  # the clock asks for every wave of hers at every look
def _session_of(keys: Keys, person: int, survey: str, time_point: str) -> int:
    return session_id_of(keys, token_of(keys, Asking(person, survey, time_point, 0)))


def respondent_of(keys: Keys, person: int, survey: str) -> int:
    """Return the respondent that a person is in a survey, the same at each time point."""
    return number_of(mark(keys.link, "respondent", person, survey))


def texted_session(keys: Keys, survey: Survey, asking: Asking, person: Person) -> SessionRow:
    """Return the row of her session."""
    token = token_of(keys, asking)
    return session_row(
        survey,
        Door(survey.id, person.site, asking.time_point),
        session_id=session_id_of(keys, token),
        respondent=respondent_of(keys, person.id, survey.id),
        language=person.language,
        anonymous=False,
        link=mark_of(keys, token),
        closes=last_day(survey.delete_on, asking.opened),
        channel=person.channel,
    )
