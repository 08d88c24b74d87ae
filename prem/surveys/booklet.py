"""The survey as a printed booklet: what stands on it, in order, and what a mark typed in means.

A paper may lie about, and nobody asks on it how her life is: it holds the questions that a woman
gets who would rather not say, none of which could hurt one who has lost her baby. Its
opening has words of its own, for a paper has no link and is not deleted by a tap. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prem.instruments.hashing import digest
from prem.surveys.model import CONSENT, SupportLine, Survey
from prem.surveys.reply import Chosen, Declined, Reply, Skip, Wrote
from prem.surveys.screens import NO, YES

PaperForm = Literal["page", "easy"]
CHANNEL = "paper"
UNTOLD = "rather-not-say"
APART = "ABC"
"""The marks of the three non-answers: letters, so that no instrument's numbers reach them."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick: `mark` is printed beside it and typed in; `reply` is what it means."""

    mark: str
    words: str
    reply: Reply
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `boxes` are its answers from 1 on, then the three non-answers (`apart`);
    none where there are lines to write on. `number` is None for the consent."""

    step: str
    words: str
    boxes: tuple[Box, ...] = ()
    body: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Booklet:
    """A whole booklet in one language: the opening, the consent, the questions, who to call."""

    language: str
    title: str
    how: tuple[str, ...]
    opening: str
    opening_body: tuple[str, ...]
    consent: Question
    questions: tuple[Question, ...]
    end: str
    end_body: tuple[str, ...]
    help: str
    back: tuple[str, ...]
    code: str
    support: tuple[SupportLine, ...]


def booklet(survey: Survey, *, time_point: str, language: str, form: PaperForm = "easy") -> Booklet:
    """Return the booklet of a survey that has the channel "paper".

    Of the lines to call it has those that serve everyone: the others say on a kitchen table what
    may have happened to her. KeyError without paper or words in this language.
    """
    words = survey.words[language]
    asked = survey.route(survey.form_of_channel[CHANNEL], time_point, UNTOLD)
    return Booklet(
        language,
        words.paper["title"],
        _lines(words.paper["how-body"]),
        words.say("opening", form),
        _lines(words.paper["opening-body"]),
        _consent(survey, language, form),
        tuple(_item(survey, one, n, form, language) for n, one in enumerate(asked, 1)),
        words.say("end", form),
        _lines(words.say("end-body", form)),
        words.paper["help"],
        _lines(words.paper["back-body"]),
        words.paper["code"],
        tuple(line for line in survey.support if not line.nation),
    )


def fingerprint(printed: Booklet) -> str:
    """Return a hash of what she reads before her yes and of what each mark stands beside.

    Where it is another than when a booklet was printed, a mark on it may mean something else.
    """
    marks = [
        [one.step, one.words, one.body, [[box.mark, box.words] for box in one.boxes]]
        for one in (printed.consent, *printed.questions)
    ]
    return digest([printed.opening, printed.opening_body, marks])


def typed(question: Question, mark: str) -> Reply | None:
    """Return what was typed in for a question; None where it is no box of it.

    Nothing typed passes it over: she ticked nothing, or two.
    """
    if not question.boxes:
        return Wrote(mark, question.step) if mark.strip() else Skip(question.step)
    if not mark.strip():
        return Skip(question.step)
    same = mark.strip().upper()
    return next((box.reply for box in question.boxes if box.mark == same), None)


def _consent(survey: Survey, language: str, form: PaperForm) -> Question:
    words = survey.words[language]
    boxes = (
        Box("1", words.say("consent-yes", form), Chosen(YES, step=CONSENT)),
        Box("2", words.say("consent-no", form), Chosen(NO, step=CONSENT)),
    )
    body = _lines(words.say("consent-body", form))
    return Question(CONSENT, words.say("consent", form), boxes, body)


def _item(survey: Survey, one: str, number: int, form: PaperForm, language: str) -> Question:
    item = survey.items[one]
    words = item.words[language]
    options = zip(item.codes, words.options_in(form), strict=True)
    answers = tuple(
        Box(str(n), said, Chosen(code, step=item.id)) for n, (code, said) in enumerate(options, 1)
    )
    others = tuple(
        Box(mark, one.forms[form], Declined(one.id, step=item.id), apart=True)
        for mark, one in zip(APART, survey.instrument.non_answers[language], strict=True)
    )
    boxes = (*answers, *others) if answers else ()
    return Question(item.id, words.question(form), boxes, number=number)


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line for line in words.split("\n") if line)
