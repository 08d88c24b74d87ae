"""The texts that a turn sends, each in one part; and the few that come before she has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from prem.instruments import gsm7
from prem.instruments.message import text_of
from prem.surveys.events import (
    AskedAgain,
    ConsentRefused,
    ErasureAsked,
    Event,
    Finished,
    HelpGiven,
    LanguageChosen,
    LifeTold,
    Paused,
    QuestionDue,
    Stopped,
)
from prem.surveys.model import CONSENT, END, OPENING, SITUATION, Survey, SurveyWords
from prem.surveys.session import Session
from prem.surveys.wording import consent_text, situation_text

Texts = tuple[str, ...]


def messages(survey: Survey, session: Session, events: tuple[Event, ...]) -> Texts:
    """Return the texts that a turn sends, in order; `session` is the one after the turn.

    A silent stop sends nothing. KeyError where the survey has no words in the session's language.
    """
    sent: list[str] = []
    for event in events:
        if (says := _SAYS.get(type(event))) is not None:
            sent += says(survey, session, event)
    return tuple(sent)


def invitation(survey: Survey, language: str) -> str:
    """Return the first text: it names nothing and asks whether to begin."""
    return survey.words[language].text["invitation"]


def reminder(survey: Survey, language: str) -> str:
    """Return the text that asks once more, later."""
    return survey.words[language].text["reminder"]


def link_text(survey: Survey, language: str, address: str) -> str:
    """Return the text with her link to the page."""
    return survey.words[language].text["link"].replace("{link}", address)


def too_long_for(survey: Survey, address: str) -> tuple[str, ...]:
    """Return the languages in which the text with this link would be more than one part."""
    texted = [one for one in survey.languages if "link" in survey.words[one].text]
    return tuple(one for one in texted if gsm7.parts(link_text(survey, one, address)) > 1)


def deleted(survey: Survey, language: str) -> str:
    """Return the text that says that her answers are gone."""
    return survey.words[language].text["deleted"]


def stopped(survey: Survey, language: str) -> str:
    """Return the text that confirms a STOP."""
    return survey.words[language].text["stopped"]


def started(survey: Survey, language: str) -> str:
    """Return the text that says that her STOP is taken back."""
    return survey.words[language].text["started"]


def voucher(survey: Survey, language: str, code: str) -> str:
    """Return the text that brings her voucher, after the last question."""
    return survey.words[language].text["voucher"].replace("{voucher}", code)


def stopped_with(survey: Survey, language: str, code: str) -> str:
    """Return the one text that confirms her STOP and brings her voucher."""
    return survey.words[language].text["stopped-voucher"].replace("{stopped-voucher}", code)


def noted(survey: Survey, language: str, kind: str) -> str:
    """Return the text that says that what she told (a life event's kind) is noted.

    It names nothing; after a loss, or where her baby is not with her, it has a line to ring.
    """
    return survey.words[language].text["noted-sorry" if kind in SORRY else "noted"]


def _due(survey: Survey, session: Session, event: QuestionDue) -> Texts:
    words = survey.words[session.language]
    step = event.step
    if step == CONSENT:
        return words.text["opening"], consent_text(words)
    if step == SITUATION:
        return (situation_text(words),)
    if step in survey.parts:
        return (words.text["part"],)
    if step in (OPENING, END):
        return (words.text["invitation" if step == OPENING else "end"],)
    return (_question(survey, step, session.language),)


@lru_cache(maxsize=2048)
def _question(survey: Survey, step: str, language: str) -> str:
    return text_of(survey.items[step], language)


def _again(survey: Survey, session: Session, event: AskedAgain) -> Texts:
    yes_no = event.step in _YES_NO or event.step in survey.parts
    key = "again-yes-no" if yes_no else "again-skip" if event.skip_offered else "again"
    return (_words(survey, session).text["again-stop" if event.stop_asked else key],)


def _told(survey: Survey, session: Session, event: LifeTold) -> Texts:
    return (noted(survey, session.language, event.kind),)


def _language(survey: Survey, session: Session, event: LanguageChosen) -> Texts:
    return () if event.has else (_words(survey, session).text["no-language"],)


def _stopped(survey: Survey, session: Session, event: Stopped) -> Texts:
    return () if event.silent else (_words(survey, session).text["stopped"],)


def _saying(key: str) -> Callable[[Survey, Session, Any], Texts]:
    return lambda survey, session, event: (_words(survey, session).text[key],)


def _words(survey: Survey, session: Session) -> SurveyWords:
    return survey.words[session.language]


_YES_NO = (OPENING, CONSENT)
SORRY = ("loss", "apart", "prison", "refuge")
_SAYS: Mapping[type, Callable[[Survey, Session, Any], Texts]] = {
    QuestionDue: _due,
    AskedAgain: _again,
    Stopped: _stopped,
    ErasureAsked: _saying("deleted"),
    Finished: _saying("end"),
    Paused: _saying("paused"),
    ConsentRefused: _saying("declined"),
    HelpGiven: _saying("help"),
    LifeTold: _told,
    LanguageChosen: _language,
}
