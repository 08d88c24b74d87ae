"""Turn a text into the engine's reply, at the step where the session stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prem.surveys.model import OPENING, Survey
from prem.surveys.replies import lists
from prem.surveys.replies.choices import Choice, choice_at
from prem.surveys.replies.cleaning import clean, words_of
from prem.surveys.replies.non_answers import SKIPPED, yes_or_no
from prem.surveys.replies.read import Reading, read
from prem.surveys.reply import (
    Back,
    Begin,
    Chosen,
    Declined,
    Delete,
    Help,
    Pause,
    Reply,
    Skip,
    Stop,
    Unread,
    Wrote,
)
from prem.surveys.session import Session
from prem.surveys.way import FINAL


def understand(survey: Survey, session: Session, text: str) -> tuple[Reading, Reply]:
    """Return how a text is read and the reply that it is to the engine.

    What the engine knows nothing of (a call, a link, another language, a wrong
    number) is in the reading, for fieldwork to see to; the reply is what is safe meanwhile.
    """
    choice = Choice() if session.state in FINAL else choice_at(survey, session)
    reading = read(text, choice)
    if (session.step == OPENING or session.step in survey.parts) and reading.kind == "start":
        return reading, Chosen("yes")
    if session.state == "paused" and session.step != OPENING and _says_yes(text, choice):
        return Reading("start"), Begin()
    if reading.kind == "answer":
        return reading, _answer(reading, choice)
    if reading.kind == "non_answer":
        skipped = reading.code == SKIPPED or choice.open
        return reading, Skip() if skipped else Declined(str(reading.code))
    return reading, _REPLIES[reading.kind]()


def _answer(reading: Reading, choice: Choice) -> Reply:
    if choice.open:
        return Wrote(reading.comment)
    return Chosen(reading.code if reading.code is not None else "", reading.comment)


def _says_yes(text: str, choice: Choice) -> bool:
    """Whether it is the YES that a pause asks for, and not an answer to the question behind it."""
    cleaned = clean(text)
    known = lists.by_preference(choice.language)[0]
    return yes_or_no(words_of(cleaned), cleaned, known) == "yes"


def _silent_stop() -> Reply:
    return Stop(silent=True)


_REPLIES: Mapping[str, Callable[[], Reply]] = {
    "unsure": Unread,
    "stop": Stop,
    "delete": Delete,
    "wrong_number": _silent_stop,
    "unsafe": _silent_stop,
    "help": Help,
    "call": Help,
    "link": Help,
    "language": Help,
    "pause": Pause,
    "back": Back,
    "start": Begin,
}
