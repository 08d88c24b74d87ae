"""Booklets: codes to print, and the answers that staff type in from them.

A booklet's code opens nothing on the web: it has a mark of its own. What is typed in goes through
the engine in one group, is written as one, and counts once however often it is typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from prem.errors.paper import (
    BAD_COPIES,
    BAD_MARK,
    NO_CONSENT,
    NOT_ON_PAPER,
    PRINTED_BEFORE,
    TYPED_BEFORE,
    UNKNOWN_CODE,
)
from prem.fieldwork.days import day_of
from prem.fieldwork.deciding import Job
from prem.fieldwork.field import Field
from prem.fieldwork.links import Door, check_words, session_row
from prem.ports import Ports
from prem.storage import sessions
from prem.storage.keys import Keys
from prem.storage.seal import mark, number_of
from prem.surveys.booklet import CHANNEL, UNTOLD, Booklet, booklet, fingerprint, typed
from prem.surveys.events import AnswerGiven
from prem.surveys.keeping import last_day
from prem.surveys.model import CONSENT, OPENING, Survey
from prem.surveys.reply import Begin, Chosen, Reply
from prem.surveys.screens import NO
from prem.surveys.session import Session
from prem.surveys.way import FINAL

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 letters that no hand makes alike, and a prime: one slip or two letters swapped are seen."""
LENGTH = 10
MOST = 1000
OPEN_DAYS = 400


@dataclass(frozen=True, slots=True)
class Paper:
    """A booklet that came back: its session and what stands on it."""

    session_id: int
    session: Session
    booklet: Booklet


def new_codes(count: int, ports: Ports) -> list[str]:
    """Return so many new codes, as they are printed. They open nothing until they are kept."""
    return [shown(_code(ports.number())) for _ in range(count)]


def keep_codes(
    field: Field, survey: Survey, codes: Sequence[str], door: Door, language: str, ports: Ports
) -> None:
    """Make the session of each printed booklet. Refuses an unknown site, time point or language."""
    check_words(survey, site=door.site, time_point=door.time_point, language=language)
    printed = booklet(survey, time_point=door.time_point, language=language)
    plain = [code.replace("-", "") for code in codes]
    rows = [
        session_row(
            survey,
            door,
            session_id=_session_of(field.keys, code),
            respondent=ports.number(),
            language=language,
            anonymous=True,
            link=_mark_of(field.keys, code, printed),
            closes=last_day(survey.delete_on, day_of(ports.now()), OPEN_DAYS),
            channel=CHANNEL,
        )
        for code in plain
    ]
    sessions.add(field.stores.answers.writer, rows)


def check_printed(survey: Survey, count: int) -> None:
    """Refuse a survey that is not asked on paper, and counts outside 1 to 1000."""
    if CHANNEL not in survey.channels:
        raise NOT_ON_PAPER.refuse(survey=survey.id)
    if not 1 <= count <= MOST:
        raise BAD_COPIES.refuse(found=count, limit=MOST)


def shown(code: str) -> str:
    """Return a code in groups: ABCDEFGHJKM -> ABCDE-FGHJK-M."""
    return f"{code[:5]}-{code[5:LENGTH]}-{code[LENGTH:]}"


def find_paper(field: Field, code: str, now: datetime) -> Paper:
    """Return the booklet of a code as it was typed, in any case and with any dashes.

    Refuses (404.721) what is no code of ours, (409.722) one that has been typed in, and (409.728)
    one that was printed with other words or questions than there are now.
    """
    plain = "".join(letter for letter in code.upper()[:40] if letter.isalnum())
    if len(plain) != LENGTH + 1 or _check(plain[:LENGTH]) != plain[LENGTH]:
        raise UNKNOWN_CODE.refuse()
    session_id = _session_of(field.keys, plain)
    known = sessions.load(field.stores.answers.writer, [session_id]).get(session_id)
    session = field.decider.restored(known, UNTOLD) if known else None
    if known is None or session is None or known.closes < day_of(now):
        raise UNKNOWN_CODE.refuse()
    if session.state in FINAL:
        raise TYPED_BEFORE.refuse()
    survey = field.surveys[session.survey]
    printed = booklet(survey, time_point=session.time_point, language=session.language)
    if known.link is None or not compare_digest(known.link, _mark_of(field.keys, plain, printed)):
        raise PRINTED_BEFORE.refuse()
    return Paper(session_id, session, printed)


def type_in(field: Field, paper: Paper, marks: Mapping[str, str], now: datetime) -> int:
    """Take in what is ticked and written, by step; return how many questions were answered.

    All of it is written as one. Refuses (422.724) without her yes, when nothing is kept but that
    she did not agree, and (422.723) marks that are no box of their question.
    """
    replies, wrong = [], []
    for question in (paper.booklet.consent, *paper.booklet.questions):
        reply = typed(question, marks.get(question.step, ""))
        if reply is None:
            wrong.append(str(question.number or question.words))
        else:
            replies.append(reply)
    if wrong:
        raise BAD_MARK.refuse(numbers=", ".join(wrong))
    if not marks.get(CONSENT, "").strip():
        raise NO_CONSENT.refuse()
    turns = _walked(field, paper, [Begin(), Chosen("yes", step=OPENING), *replies], now)
    if replies[0] == Chosen(NO, step=CONSENT):
        raise NO_CONSENT.refuse()
    return turns


def _walked(field: Field, paper: Paper, replies: Sequence[Reply], now: datetime) -> int:
    jobs = [Job(paper.session_id, UNTOLD, reply, now, channel=CHANNEL) for reply in replies]
    answered = 0
    for turn in field.decider.do(jobs):
        if isinstance(turn, BaseException):
            raise turn
        if turn is None:
            raise UNKNOWN_CODE.refuse()
        answered += sum(_counts(event) for event in turn.events)
    return answered


def _counts(event: object) -> bool:
    return isinstance(event, AnswerGiven) and event.response != "skipped"


def _code(number: int) -> str:
    letters = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return letters + _check(letters)


def _check(letters: str) -> str:
    """Return the letter that makes the weighted sum of all a multiple of 31."""
    if any(letter not in LETTERS for letter in letters):
        return ""
    total = sum(n * LETTERS.index(letter) for n, letter in enumerate(letters, start=1))
    return LETTERS[total % len(LETTERS)]


def _session_of(keys: Keys, code: str) -> int:
    return number_of(mark(keys.link, "paper", code))


def _mark_of(keys: Keys, code: str, printed: Booklet) -> bytes:
    """Return the second mark of a code: it holds for the words that were printed, and no others."""
    return mark(keys.link, "paper-link", code, fingerprint(printed))
