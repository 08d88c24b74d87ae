"""What a woman sees at her step, whatever draws it: the words, the choices, where she is. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from prem.instruments.model import Item
from prem.surveys.keys import VOUCHER
from prem.surveys.model import (
    CHECK,
    CONSENT,
    END,
    OPENING,
    SITUATION,
    SupportLine,
    Survey,
    SurveyWords,
)
from prem.surveys.session import Session
from prem.surveys.way import due_step, route

ScreenForm = Literal["page", "text", "easy"]
ScreenKind = Literal[
    "opening",
    "consent",
    "situation",
    "choice",
    "open",
    "part",
    "end",
    "check",
    "stopped",
    "declined",
    "paused",
]
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `value` goes back in the form field `answer`; `checked` is what she gave."""

    value: str
    words: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One of her answers of this sitting: its step, the question and what she said."""

    step: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One step as it is shown.

    `legend` is the question or heading, `body` its paragraphs. `number` of `total` is where an
    item stands among those that are hers; both are None where that is not known. `notice` says
    kindly what to do when she is asked once more, and is empty otherwise. `said` are her answers
    where she checks them; `changing`: this one is asked once more for that. `why` says why it is
    asked, `meanings` what words in it mean. `easy`, `helped` and `kiosk` are her ways to answer.
    `more` is what the opening says behind a tap; `voucher` that there is one for her, if there is.
    `faces`: each option has one, the first the happiest; `picture` names the question's in easy
    read.
    """

    step: str
    kind: ScreenKind
    legend: str
    body: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    non_answers: tuple[Option, ...] = ()
    number: int | None = None
    total: int | None = None
    can_back: bool = False
    can_skip: bool = False
    asked_again: bool = False
    support: tuple[SupportLine, ...] = ()
    notice: str = ""
    said: tuple[Said, ...] = ()
    changing: bool = False
    why: str = ""
    meanings: tuple[tuple[str, str], ...] = ()
    faces: bool = False
    picture: str = ""
    more: tuple[str, ...] = ()
    voucher: str = ""
    easy: bool = False
    helped: bool = False
    kiosk: bool = False


def screen(survey: Survey, session: Session, form: ScreenForm = "page") -> Screen:
    """Return what is shown at the step that is due, or how the session ended.

    Support lines come with every ending. On a page her own way decides whether it is easy read.
    KeyError where the survey has no words in the session's language (the compiler sees to it that
    it has).
    """
    ways = session.ways
    if form == "page" and ways.easy:
        form = "easy"
    shown = _shown(survey, session, form)
    if ways.easy or ways.helped or ways.kiosk:
        return replace(shown, easy=ways.easy, helped=ways.helped, kiosk=ways.kiosk)
    return shown


def _shown(survey: Survey, session: Session, form: ScreenForm) -> Screen:
    words = survey.words[session.language]
    if session.state in ("stopped", "declined", "paused"):
        return _ended(survey, session, words, form, session.state)
    step = due_step(survey, session)
    if step == END:
        return _ended(survey, session, words, form, "end")
    if step == CHECK:
        return _check(survey, session, words, form)
    if step in survey.parts:
        return _part(session, step, words, form)
    if step == SITUATION:
        return _situation(session, words, form)
    if step in (OPENING, CONSENT):
        return _front(session, step, words, form)
    return _item(survey, session, survey.items[step], form)


def support_lines(survey: Survey, site_id: str) -> tuple[SupportLine, ...]:
    """Return the lines that serve a site: the site's own, its nation's and those of all the UK."""
    site = next((one for one in survey.sites if one.id == site_id), None)
    nation = site.nation if site else ""
    own = site.support if site else ()
    return own + tuple(line for line in survey.support if line.nation in ("", nation))


def _paragraphs(words: SurveyWords, key: str, form: ScreenForm) -> tuple[str, ...]:
    """Return the lines of `<key>-body` (in texts all is said in one: there is no body)."""
    if form == "text":
        return ()
    return tuple(line for line in words.say(f"{key}-body", form).split("\n") if line)


def _ended(
    survey: Survey, session: Session, words: SurveyWords, form: ScreenForm, kind: ScreenKind
) -> Screen:
    return Screen(
        session.step,
        kind,
        words.say(kind, form),
        _paragraphs(words, kind, form),
        support=support_lines(survey, session.site),
    )


def _front(session: Session, step: str, words: SurveyWords, form: ScreenForm) -> Screen:
    options = (
        (Option(YES, words.say("consent-yes", form)), Option(NO, words.say("consent-no", form)))
        if step == CONSENT
        else ()
    )
    return Screen(
        step,
        "consent" if step == CONSENT else "opening",
        words.say(step, form),
        _paragraphs(words, step, form),
        options,
        more=_paragraphs(words, "opening-more", form) if step == OPENING else (),
        voucher=words.page.get(VOUCHER, "") if step == OPENING and form != "text" else "",
        can_back=step != OPENING,
        asked_again=session.asked_again,
        notice=_notice(session, words, form),
    )


def _part(session: Session, step: str, words: SurveyWords, form: ScreenForm) -> Screen:
    return Screen(
        step,
        "part",
        words.say("part", form),
        _paragraphs(words, "part", form),
        can_back=True,
        can_skip=True,
        asked_again=session.asked_again,
        notice=_notice(session, words, form),
    )


def _check(survey: Survey, session: Session, words: SurveyWords, form: ScreenForm) -> Screen:
    asked = [one for one in route(survey, session) if session.given(one) is not None]
    return Screen(
        CHECK,
        "check",
        words.say(CHECK, form),
        _paragraphs(words, CHECK, form),
        said=tuple(_said(survey, session, survey.items[one], form) for one in asked),
        support=support_lines(survey, session.site),
    )


def _said(survey: Survey, session: Session, item: Item, form: ScreenForm) -> Said:
    """Return an answer in its words; what she wrote herself is not shown again, and says so."""
    words, given = item.words[session.language], session.given(item.id)
    if isinstance(given, int):
        answer = words.options_in(form)[item.codes.index(given)]
    else:
        non_answers = survey.instrument.non_answers[session.language]
        answer = next((one.forms[form] for one in non_answers if one.id == given), str(given))
    return Said(item.id, words.question(form), answer)


def _notice(session: Session, words: SurveyWords, form: ScreenForm) -> str:
    return words.say("again", form) if session.asked_again else ""


def _situation(session: Session, words: SurveyWords, form: ScreenForm) -> Screen:
    # What she told is never shown again: the next to look may not be she. Continue keeps it.
    return Screen(
        SITUATION,
        "situation",
        words.say(SITUATION, form),
        _paragraphs(words, SITUATION, form),
        tuple(Option(one, said[form]) for one, said in words.situations.items()),
        can_back=True,
        can_skip=True,
        asked_again=session.asked_again,
        notice=_notice(session, words, form),
    )


def _item(survey: Survey, session: Session, item: Item, form: ScreenForm) -> Screen:
    asked = route(survey, session)
    own = survey.words[session.language]
    words = item.words[session.language]
    given = session.given(item.id)
    non_answers = survey.instrument.non_answers[session.language]
    changing = session.state == "finished"
    return Screen(
        item.id,
        item.kind,
        words.question(form),
        (),
        tuple(
            Option(str(code), said, given == code)
            for code, said in zip(item.codes, words.options_in(form), strict=True)
        ),
        tuple(Option(one.id, one.forms[form], given == one.id) for one in non_answers)
        if item.kind == "choice"
        else (),
        None if changing else asked.index(item.id) + 1,
        None if changing else len(asked),
        can_back=True,
        can_skip=True,
        asked_again=session.asked_again,
        notice=_notice(session, own, form),
        changing=changing,
        why=survey.instrument.why(item, session.language),
        meanings=survey.instrument.meanings(words.question(form), session.language),
        faces=item.faces and form != "text",
        picture=item.picture if form == "easy" else "",
    )
