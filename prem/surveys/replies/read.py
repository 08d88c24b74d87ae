"""Read one text against one question: STOP before everything, an answer only where it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prem.surveys.replies import commands, non_answers, numbers, option_words, safety
from prem.surveys.replies.choices import Choice, Code
from prem.surveys.replies.cleaning import clean, tail, words_of

Kind = Literal[
    "answer", "non_answer", "unsure", "stop", "help", "pause", "delete", "unsafe", "wrong_number",
    "language", "back", "start", "call", "link",
]  # fmt: skip
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood.

    `code`: an answer's code (the item's own; "written" for an open question), a non-answer's id
    or "skipped", a language's code; else None. `comment`: what she said besides, or in an open
    question all of it.
    """

    kind: Kind
    code: Code | None = None
    comment: str = ""


UNSURE = Reading("unsure")


def read(text: str, choice: Choice) -> Reading:
    """Return how a text is understood as a reply to a choice. Any text gives a reading."""
    cleaned = clean(text)
    words = words_of(cleaned)
    reading = _urgent(cleaned, words, text, choice) or (
        _open(words, text) if choice.open else _closed(cleaned, words, choice)
    )
    if reading.kind == "answer" and not choice.open and reading.comment:
        return Reading("answer", reading.code, tail(text, reading.comment))
    return reading


def _urgent(cleaned: str, words: list[str], text: str, choice: Choice) -> Reading | None:
    """STOP, her safety, and what no woman wrote."""
    if not choice.open and option_words.exact(" ".join(words), choice) is not None:
        return None  # an option is an option, even if it is worded like a command
    if commands.is_reaction(cleaned):
        return UNSURE  # it quotes a text of ours, with our STOP in it
    # Safety before STOP: both end it, but "stop, he has my phone" must not be answered.
    if (kind := safety.concern(words, open_question=choice.open)) is not None:
        return Reading(kind, None, text.strip())  # type: ignore[arg-type]
    if commands.is_delete(words, open_question=choice.open):
        return Reading("delete")
    stops = commands.is_stop(words, open_question=choice.open)
    if stops or (not words and commands.is_stop_sign(cleaned)):
        return Reading("stop")
    return None


def _open(words: list[str], text: str) -> Reading:
    """Read an open answer: whatever is no command is hers to say."""
    if (found := commands.command(words, open_question=True)) is not None:
        return Reading(found[0])  # type: ignore[arg-type]
    if not words and not text.strip():
        return UNSURE
    if " ".join(words) in non_answers.PASSED_OVER:
        return Reading("non_answer", non_answers.SKIPPED)
    return Reading("answer", "written", text.strip())


def _closed(cleaned: str, words: list[str], choice: Choice) -> Reading:
    """Read a choice: the option's own words, then commands, non-answers, numbers, near words."""
    said = " ".join(words)
    if (code := option_words.exact(said, choice)) is not None:
        return Reading("answer", code)
    if (meant := dict(choice.non_answers).get(said)) is not None:
        return Reading("non_answer", meant)
    if (found := commands.command(words)) is not None:
        return Reading(found[0], found[1] or None)  # type: ignore[arg-type]
    if (meant := non_answers.non_answer_in(words)) is not None:
        return Reading("non_answer", meant)
    return _agreed(cleaned, words, choice) or _numbered(cleaned, choice) or _worded(cleaned, choice)


def _agreed(cleaned: str, words: list[str], choice: Choice) -> Reading | None:
    """Read yes and no: the option that begins so, or a yes to go on."""
    meant = non_answers.yes_or_no(words, cleaned)
    if meant is None:
        return None
    code = option_words.starting(meant, choice)
    if code is not None:
        return Reading("answer", code)
    asked = any(said.split()[:1] == [meant] for one in choice.phrases for said in one)
    return Reading("start") if meant == "yes" and not asked else UNSURE


def _numbered(cleaned: str, choice: Choice) -> Reading | None:
    """Read a number; one that is unclear or no option is unsure, none at all is no reading."""
    if not choice.numbered or not numbers.has_number(cleaned):
        return None
    found = numbers.number_in(cleaned)
    if found is None:
        worded = option_words.option_in(cleaned, choice)
        return Reading("answer", *worded) if worded else UNSURE
    number, comment = found
    if number == 0 and not comment:
        return Reading("non_answer", non_answers.SKIPPED)
    if not 1 <= number <= len(choice.codes):
        return UNSURE
    return Reading("answer", choice.codes[number - 1], comment)


def _worded(cleaned: str, choice: Choice) -> Reading:
    found = option_words.option_in(cleaned, choice)
    return Reading("answer", *found) if found else UNSURE
