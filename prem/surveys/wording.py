"""The two questions of the front as texts: the question, then a number and words a line; and the
language in which a session goes on where its own has no such words."""

from __future__ import annotations

from collections.abc import Iterable

from prem.instruments.model import Form
from prem.surveys.model import Survey, SurveyWords
from prem.surveys.session import Session


def consent_text(words: SurveyWords) -> str:
    """Return the consent question as it is texted."""
    return _numbered(words.text["consent"], (words.text["consent-yes"], words.text["consent-no"]))


def situation_text(words: SurveyWords) -> str:
    """Return the situation question as it is texted."""
    return _numbered(words.text["situation"], (said["text"] for said in words.situations.values()))


def in_form(survey: Survey, session: Session, form: Form, hers: str) -> Session:
    """Return the session in a language that has words in this form: its own, else `hers`, else
    the survey's first that has. The same session where its own has, or none has.

    On the page she may choose a language that no text and no call speaks; what she texts then is
    still heard and answered.
    """
    has = [
        one
        for one in survey.languages
        if form in survey.words[one].forms and form in survey.instrument.forms_in(one)
    ]
    if not has or session.language in has:
        return session
    return session._replace(language=hers if hers in has else has[0])


def _numbered(question: str, options: Iterable[str]) -> str:
    return "\n".join([question, *(f"{n} {said}" for n, said in enumerate(options, start=1))])
