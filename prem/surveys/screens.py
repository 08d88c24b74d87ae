"""What a woman sees at her step, whatever draws it: the words, the choices, where she is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prem.instruments.model import Item
from prem.surveys.model import CONSENT, END, OPENING, SITUATION, SupportLine, Survey, SurveyWords
from prem.surveys.session import Session
from prem.surveys.way import due_step, route

ScreenForm = Literal["page", "text", "easy"]
ScreenKind = Literal[
    "opening",
    "consent",
    "situation",
    "choice",
    "open",
    "end",
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
class Screen:
    """One step as it is shown.

    `legend` is the question or heading, `body` its paragraphs. `number` of `total` is where an
    item stands among those that are hers; both are None where that is not known. `notice` says
    kindly what to do when she is asked once more, and is empty otherwise.
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


def screen(survey: Survey, session: Session, form: ScreenForm = "page") -> Screen:
    """Return what is shown at the step that is due, or how the session ended.

    Support lines come with every ending. KeyError where the survey has no words in the
    session's language (the compiler sees to it that it has).
    """
    words = survey.words[session.language]
    if session.state in ("stopped", "declined", "paused"):
        return _ended(survey, session, words, form, session.state)
    step = due_step(survey, session)
    if step == END:
        return _ended(survey, session, words, form, "end")
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
        can_back=step != OPENING,
        asked_again=session.asked_again,
        notice=_notice(session, words, form),
    )


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
        asked_again=session.asked_again,
        notice=_notice(session, words, form),
    )


def _item(survey: Survey, session: Session, item: Item, form: ScreenForm) -> Screen:
    asked = route(survey, session)
    own = survey.words[session.language]
    words = item.words[session.language]
    given = session.given(item.id)
    non_answers = survey.instrument.non_answers[session.language]
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
        asked.index(item.id) + 1,
        len(asked),
        can_back=True,
        can_skip=True,
        asked_again=session.asked_again,
        notice=_notice(session, own, form),
    )
