"""What a call says and what a key means: the engine's questions for an ear and a thumb. Pure.

    1 to 8  the options, in the order said        0  leave: no more calls, a break, or carry on
    9       none of these: the non-answers        *  say it again      #  the question before

Everything said is a `Line`: where somebody has recorded it her voice is played, else a machine
speaks. `prem/surveys/call.py` has the rest of a call: the silence and the gate before this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prem.instruments.model import NON_ANSWERS, SITUATIONS, Instrument, Item
from prem.instruments.recordings import Line, option_line, question_line
from prem.surveys.events import (
    AskedAgain,
    ConsentRefused,
    Event,
    Finished,
    HelpGiven,
    Paused,
    QuestionDue,
    Stopped,
)
from prem.surveys.model import CONSENT, END, OPENING, SITUATION, Survey, SurveyWords
from prem.surveys.reply import Back, Chosen, Declined, Pause, Reply, Skip, Stop, Unread
from prem.surveys.session import Session
from prem.surveys.way import due_step

OTHER, LEAVE, AGAIN, BACK = "9", "0", "*", "#"
Lines = tuple[Line, ...]


def heard(survey: Survey, session: Session, keys: str) -> Reply | None:
    """Return what keys mean where the session stands; None while they only open a menu.

    `keys` is one key, or two where the first opened a menu: "92" is the second non-answer, "01"
    is no more calls or texts. A key that fits nothing is Unread, which is asked again.
    """
    menu, key = keys[:-1], keys[-1:]
    if menu == LEAVE:
        return Stop() if key == "1" else Pause() if key == "2" else None
    step = due_step(survey, session)
    item = survey.items.get(step)
    if menu == OTHER:
        return _other(step, key)
    if key in (LEAVE, AGAIN) or (key == OTHER and item is not None):
        return None
    if key == BACK:
        return Back()
    choices = _choices(survey, step)
    place = int(key) - 1 if key.isascii() and key.isdigit() else -1
    return Chosen(choices[place], step=step) if 0 <= place < len(choices) else Unread(step)


def menu_after(survey: Survey, session: Session, keys: str) -> str:
    """Return the menu that stands open after keys that meant no reply: "", "9" or "0"."""
    menu, key = keys[:-1], keys[-1:]
    if key == LEAVE:
        return LEAVE
    if key == OTHER and menu != LEAVE and due_step(survey, session) in survey.items:
        return OTHER
    closes = key == BACK or (menu == LEAVE and key == "3")
    return "" if closes else menu


def prompt(survey: Survey, session: Session, events: tuple[Event, ...]) -> Lines:
    """Return what a turn says, in order; `session` is the one after the turn.

    KeyError where the survey has no words for calls in the session's language.
    """
    said: list[Line] = []
    for event in events:
        if (says := _SAYS.get(type(event))) is not None:
            said += says(survey, session, event)
    return tuple(said)


def menu_lines(survey: Survey, language: str, menu: str) -> Lines:
    """Return what an open menu says: the non-answers, or the ways to leave."""
    if menu == LEAVE:
        ways = tuple(say(survey, language, key)[0] for key in ("stop", "break", "stay"))
        return (*say(survey, language, "leave"), *_numbered(survey, language, ways))
    others = _non_answers(survey.instrument, language)
    ways = (*others, *say(survey, language, "skip"))
    return (*say(survey, language, "other"), *_numbered(survey, language, ways))


def question(survey: Survey, session: Session, step: str) -> Lines:
    """Return a step as it is asked on a call."""
    language = session.language
    if step == OPENING:
        return hello(survey, language)
    if step == CONSENT:
        ways = (*say(survey, language, "yes"), *say(survey, language, "no"))
        asked = (*say(survey, language, "opening"), *say(survey, language, "consent"))
        return (*asked, *_numbered(survey, language, ways))
    if step == SITUATION:
        ways = situation_lines(survey, language)
        return (*say(survey, language, "situation"), *_numbered(survey, language, ways))
    if step in survey.parts:
        ways = (*say(survey, language, "yes"), *say(survey, language, "no"))
        return (*say(survey, language, "heavy"), *_numbered(survey, language, ways))
    if step == END:
        return (*say(survey, language, "quiet"), *say(survey, language, "lines"))
    return _item(survey, language, survey.items[step], first=not session.responses)


def hello(survey: Survey, language: str) -> Lines:
    """Return the gate: whether now is OK, in words that could be anybody's."""
    ways = (*say(survey, language, "yes"), *say(survey, language, "later"))
    gate = (*say(survey, language, "hello"), *_numbered(survey, language, ways))
    return (*gate, *say(survey, language, "stop"), press(survey, language, LEAVE))


def say(survey: Survey, language: str, key: str) -> Lines:
    """Return the lines of a key of [voice]: one for each line of its words."""
    return lines_of_key(survey.words[language], language, key)


def lines_of_key(words: SurveyWords, language: str, key: str) -> Lines:
    """Return the lines of a key; each is recorded on its own, so that a clip stays short."""
    parts = [one for one in words.voice[key].split("\n") if one]
    names = [key] if len(parts) == 1 else [f"{key}-{n}" for n in range(1, len(parts) + 1)]
    return tuple(Line(name, part, language) for name, part in zip(names, parts, strict=True))


def press(survey: Survey, language: str, key: str) -> Line:
    """Return the words for one key, such as "press 1."."""
    words = survey.words[language].voice["press"]
    return Line(f"press-{key}", words.replace("{press}", key), language)


def situation_lines(survey: Survey, language: str) -> Lines:
    """Return the situations in the words of texts: another person may hear them."""
    said = survey.words[language].situations
    return tuple(Line(f"situation-{one}", said[one]["text"], language) for one in SITUATIONS)


def _item(survey: Survey, language: str, item: Item, *, first: bool) -> Lines:
    words = item.words[language]
    ways = tuple(option_line(one, language) for one in words.options)
    asked = (question_line(item, language), *_numbered(survey, language, ways))
    none = (*say(survey, language, "none"), press(survey, language, OTHER))
    keys = say(survey, language, "keys") if first else ()
    return (*keys, *asked, *none)


def _numbered(survey: Survey, language: str, ways: Lines) -> Lines:
    """Return each way with the key after it: who has heard the words then hears what to press."""
    pairs = enumerate(ways, start=1)
    return tuple(one for n, way in pairs for one in (way, press(survey, language, str(n))))


def _non_answers(instrument: Instrument, language: str) -> Lines:
    return tuple(
        Line(one.id, one.forms["spoken"], language) for one in instrument.non_answers[language]
    )


def _choices(survey: Survey, step: str) -> tuple[int | str, ...]:
    if step == OPENING:
        return ("yes",)
    if step == CONSENT or step in survey.parts:
        return ("yes", "no")
    item = survey.items.get(step)
    return SITUATIONS if step == SITUATION else item.codes if item else ()


def _other(step: str, key: str) -> Reply | None:
    if key == str(len(NON_ANSWERS) + 1):
        return Skip(step)
    place = int(key) - 1 if key.isascii() and key.isdigit() else -1
    return Declined(NON_ANSWERS[place], step) if 0 <= place < len(NON_ANSWERS) else None


def _due(survey: Survey, session: Session, event: QuestionDue) -> Lines:
    return question(survey, session, event.step)


def _again(survey: Survey, session: Session, event: AskedAgain) -> Lines:
    key = "silence" if event.empty else "again"
    return (*say(survey, session.language, key), *question(survey, session, event.step))


def _stopped(survey: Survey, session: Session, event: Stopped) -> Lines:
    if event.silent:
        return ()
    # Before she has said that now is OK, nobody hears that there are lines to call.
    lines = () if session.step == OPENING else say(survey, session.language, "lines")
    return (*say(survey, session.language, "stopped"), *lines)


def _saying(key: str) -> Callable[[Survey, Session, Any], Lines]:
    return lambda survey, session, event: (
        *say(survey, session.language, key),
        *say(survey, session.language, "lines"),
    )


_SAYS: Mapping[type, Callable[[Survey, Session, Any], Lines]] = {
    QuestionDue: _due,
    AskedAgain: _again,
    Stopped: _stopped,
    Finished: _saying("end"),
    Paused: _saying("paused"),
    ConsentRefused: _saying("declined"),
    HelpGiven: lambda survey, session, event: say(survey, session.language, "lines"),
}


def lines_of(survey: Survey, language: str) -> Lines:
    """Return all that calls of a survey say beside its items, in the order met, each once."""
    if not survey.words[language].voice:
        return ()
    asked = (key for key in survey.words[language].voice if key != "press")
    said = (line for key in asked for line in say(survey, language, key))
    keys = tuple(press(survey, language, key) for key in "1234567890")
    return tuple(dict.fromkeys((*said, *situation_lines(survey, language), *keys)))
