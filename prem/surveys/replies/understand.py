"""Turn a text into the engine's reply, at the step where the session stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from prem.surveys.model import OPENING, Survey
from prem.surveys.replies import life, lists
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
    Late,
    Pause,
    Reply,
    Skip,
    Speak,
    Stop,
    Told,
    Unread,
    Wrote,
)
from prem.surveys.session import Session
from prem.surveys.way import FINAL

_LATE = (Chosen, Declined, Wrote, Skip, Unread)
_SHORT = 12
"""Letters of what most texts are: "1", "yes", "Sometimes". Longer ones are a woman's own words,
which are read each time and kept nowhere."""


def understand(
    survey: Survey, session: Session, text: str, question: str = "", today: date | None = None
) -> tuple[Reading, Reply]:
    """Return how a text is read and the reply that it is to the engine.

    `question`: the step of the question it answers, the last one sent before she wrote or the one
    she quoted; empty: the one where the session stands. A text to an earlier question is read
    as an answer to that one and never lands on the next. `today`: the day on which she wrote.

    What the engine knows nothing of (a call, a link, a wrong number) is in the reading, for
    fieldwork to see to; the reply is what is safe meanwhile.
    """
    is_late = question not in ("", session.step) and session.state not in FINAL
    reading, reply = _understood(survey, session, text, question if is_late else "", today)
    if is_late and reading.kind != "perhaps_stop" and isinstance(reply, _LATE):
        reply = Late(replace(reply, step=question))
    if reading.told and isinstance(reply, Chosen | Declined | Wrote | Skip | Late | Unread):
        # To a story of a loss we do not say that we could not read it.
        beside = None if _is_unread(reply) else reply
        return reading, Told(reading.told, beside=beside)  # type: ignore[arg-type]
    return reading, reply


def _is_unread(reply: Reply) -> bool:
    return isinstance(reply.reply if isinstance(reply, Late) else reply, Unread)


def _understood(
    survey: Survey, session: Session, text: str, late: str, today: date | None
) -> tuple[Reading, Reply]:
    choice = Choice() if session.state in FINAL else choice_at(survey, session, late)
    reading = _read_before(text, choice) if len(text) <= _SHORT else None
    if reading is None or reading.kind == "birth":  # only its day hangs on today
        reading = read(text, choice, today)
    if session.stop_asked and not late:
        reading = _to_stop(reading, text, choice)
    if reading.kind in life.KINDS:
        return reading, Told(reading.kind, str(reading.code or ""))
    if reading.kind == "language":
        return reading, Speak(str(reading.code))
    if late and reading.kind != "perhaps_stop":
        return reading, _late(reading, choice, late)
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


@lru_cache(maxsize=2048)
def _read_before(text: str, choice: Choice) -> Reading:
    return read(text, choice)


def _late(reading: Reading, choice: Choice, question: str) -> Reply:
    """Return the reply to a question that is behind her: "yes" to it is an answer only there."""
    if reading.kind == "answer":
        return _answer(reading, choice)
    if reading.kind == "start":
        return Chosen("yes") if question == OPENING else Unread()
    if reading.kind == "non_answer":
        skipped = reading.code == SKIPPED or choice.open
        return Skip() if skipped else Declined(str(reading.code))
    return _REPLIES[reading.kind]()


def _answer(reading: Reading, choice: Choice) -> Reply:
    if choice.open:
        return Wrote(reading.comment)
    return Chosen(reading.code if reading.code is not None else "", reading.comment)


def _to_stop(reading: Reading, text: str, choice: Choice) -> Reading:
    """Return what a text means to whom we asked whether she means to stop.

    "Yes" is a STOP there and "no" is none; so is a second text that may be one. "Carry on" shows
    the question once more, and is no consent.
    """
    said = " ".join(words_of(clean(text)))
    if lists.sentences("command-patterns", "goes-on").search(said):
        return Reading("start")
    if reading.kind == "perhaps_stop" or _says_yes(text, choice):
        return Reading("stop")
    known = lists.by_preference(choice.language)[0]
    return Reading("start") if yes_or_no(said.split(), said, known) == "no" else reading


def _says_yes(text: str, choice: Choice) -> bool:
    """Whether it is the YES that a pause asks for, and not an answer to the question behind it."""
    cleaned = clean(text)
    known = lists.by_preference(choice.language)[0]
    return yes_or_no(words_of(cleaned), cleaned, known) == "yes"


def _silent_stop() -> Reply:
    return Stop(silent=True)


_REPLIES: Mapping[str, Callable[[], Reply]] = {
    "unsure": Unread,
    "perhaps_stop": partial(Unread, perhaps_stop=True),
    "stop": Stop,
    "delete": Delete,
    "wrong_number": _silent_stop,
    "unsafe": _silent_stop,
    "help": Help,
    "call": Help,
    "link": Help,
    "pause": Pause,
    "back": Back,
    "start": Begin,
}
