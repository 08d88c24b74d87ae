"""Read one text against one question: STOP before everything, an answer only where it is sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from prem.surveys.replies import (
    commands,
    compose,
    days,
    life,
    lists,
    non_answers,
    numbers,
    option_words,
    reactions,
    safety,
    situations,
    stops,
    wishes,
    yes_no_told,
)
from prem.surveys.replies.choices import YES_NO, Choice, Code
from prem.surveys.replies.cleaning import clean, squeezed, tail, words_of
from prem.surveys.replies.lists import Lists
from prem.surveys.replies.spelling import respelt

Kind = Literal[
    "answer", "non_answer", "unsure", "perhaps_stop", "stop", "help", "pause", "delete",
    "unsafe", "wrong_number",
    "language", "back", "start", "call", "link",
    "birth", "loss", "apart", "together", "moved", "prison", "refuge",
]  # fmt: skip
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood.

    `code`: an answer's code (the item's own; "written" for an open question), a non-answer's id
    or "skipped", a language's code, the day of a birth (ISO) where she named one; else None.
    `comment`: what she said besides, or in an open question all of it. `told`: "loss" or "apart"
    where the text holds that, whatever else it is; else empty.
    """

    kind: Kind
    code: Code | None = None
    comment: str = ""
    told: str = ""


UNSURE, PERHAPS_STOP = Reading("unsure"), Reading("perhaps_stop")
_STARS = re.compile(r"(?<!\*)\b\d+ ?\*")
_ASKS = re.compile(r"(?:is|are|was|were|do|does|what|which|how|why) \w+ \w+")
"""How a question of hers begins: "is there some?"."""
_ONE_DIGIT = re.compile(r"(?<!\w)[0-9](?!\w)")


def read(text: str, choice: Choice, today: date | None = None) -> Reading:
    """Return how a text is understood as a reply to a choice. Any text gives a reading.

    `today` is the day on which she wrote it: "yesterday" is no day without it.
    """
    cleaned = clean(text)
    words = words_of(cleaned)
    reading = _read(text, cleaned, words, choice, today)
    told = reading.kind if reading.kind in life.TOLD else life.told_in(" ".join(words))
    return replace(reading, told=told) if told else reading


def _read(text: str, cleaned: str, words: list[str], choice: Choice, today: date | None) -> Reading:
    reading = _urgent(cleaned, words, text, choice)
    if reading is None:
        reading = _open(words, text) if choice.open else _closed(cleaned, words, choice, today)
    if reading.kind == "answer" and not choice.open and reading.comment:
        return Reading("answer", reading.code, tail(text, reading.comment))
    if reading is UNSURE and not choice.open and not reactions.is_reaction(text):
        needs = commands.needs(words_of(respelt(cleaned) or cleaned))
        if needs is not None:
            return Reading(needs)  # type: ignore[arg-type]
        return PERHAPS_STOP if wishes.wish(cleaned) >= wishes.PERHAPS else UNSURE
    return reading


def _urgent(cleaned: str, words: list[str], text: str, choice: Choice) -> Reading | None:
    """STOP, her safety, and what no woman wrote."""
    if not choice.open and option_words.exact(" ".join(words), choice) is not None:
        return None  # an option is an option, even if it is worded like a command
    if choice.codes == YES_NO and " ".join(words) in lists.all_phrases("yes-no", "declined"):
        return Reading("answer", "no")
    if situations.is_with_her(words, choice):
        return None
    if reactions.is_reaction(text):
        return UNSURE  # it quotes a text of ours, with our STOP in it
    # Safety before STOP: both end it, but "stop, he has my phone" must not be answered.
    if (kind := safety.concern(words, open_question=choice.open)) is not None:
        return Reading(kind, None, text.strip())  # type: ignore[arg-type]
    if commands.is_delete(words, open_question=choice.open):
        return Reading("delete")
    if stops.is_stop(cleaned, words, open_question=choice.open):
        return None if _answers(cleaned, choice) else Reading("stop")
    again = respelt(cleaned)
    if again and stops.is_stop(again, words_of(again), open_question=choice.open):
        return Reading("stop")
    return None


def _answers(cleaned: str, choice: Choice) -> bool:
    """Whether it is an answer and a story beside it: "often, i dont do that any more"."""
    if choice.open or choice.codes == YES_NO or wishes.names_us(cleaned):
        return False
    found = option_words.option_in(cleaned, choice)
    return found is not None and bool(found[1])


def _open(words: list[str], text: str) -> Reading:
    """Read an open answer: whatever is no command is hers to say."""
    if (found := commands.command(words, open_question=True)) is not None:
        return Reading(found[0])  # type: ignore[arg-type]
    if not words and not text.strip():
        return UNSURE
    if " ".join(words) in non_answers.PASSED_OVER:
        return Reading("non_answer", non_answers.SKIPPED)
    return Reading("answer", "written", text.strip())


def _closed(cleaned: str, words: list[str], choice: Choice, today: date | None) -> Reading:
    """Read a choice as it stands, then without the letters that are repeated."""
    if choice.situation and (told := _situation(cleaned, words, choice, today)) is not None:
        return told
    reading = _as_typed(cleaned, words, choice, today)
    if reading is not UNSURE:
        return reading
    again = respelt(cleaned)
    if again is not None:
        reading = _as_typed(again, words_of(again), choice, today)
        if reading is not UNSURE and cleaned.endswith(reading.comment):
            return reading
    cleaned = compose.without_spans(cleaned)
    if any(map(str.isdigit, cleaned)):
        code = compose.concluded(cleaned, choice) if _tells_first(words) else None
        return Reading("answer", code, cleaned) if code is not None else UNSURE
    for said in dict.fromkeys((cleaned, again or cleaned)):
        if (code := compose.composed(said, choice)) is not None:
            return Reading("answer", code)
        if (code := compose.concluded(said, choice)) is not None:
            return Reading("answer", code, cleaned)
    for again in squeezed(cleaned):
        meant = _as_typed(again, words_of(again), choice, today)
        if meant is not UNSURE and not meant.comment:
            return meant
    return UNSURE


def _tells_first(words: list[str]) -> bool:
    """Whether numbers are part of a story, and an answer in words may end it."""
    numbered = [at for at, word in enumerate(words) if word[0].isdigit()]
    return numbered[0] > 0 and numbered[-1] < len(words) - compose.LAST_WORDS


def _as_typed(cleaned: str, words: list[str], choice: Choice, today: date | None) -> Reading:
    """Read the option's own words, then commands, events, non-answers, numbers and near words.

    Words of another language than hers are read as a whole message only.
    """
    said = " ".join(words)
    if (code := option_words.exact(said, choice)) is not None:
        return Reading("answer", code)
    if (meant := dict(choice.non_answers).get(said)) is not None:
        return Reading("non_answer", meant)
    own, *others = lists.by_preference(choice.language)
    if choice.codes == YES_NO and (reading := _agreed(cleaned, words, choice, own)) is not None:
        return reading
    if (answered := yes_no_told.told(words, choice, asks="?" in cleaned)) is not None:
        return Reading("answer", answered, cleaned)
    if _is_gate(choice) and lists.sentences("yes-no", "ready").search(said):
        return Reading("answer", "yes", cleaned)
    if (face := option_words.face_in(cleaned, choice)) is not None:
        return Reading("answer", face)
    if (found := commands.command(words)) is not None:
        return Reading(found[0], found[1] or None)  # type: ignore[arg-type]
    if (happened := life.event_in(cleaned, words, today)) is not None:
        return Reading(*happened)  # type: ignore[arg-type]
    if choice.codes == YES_NO and lists.sentences("yes-no", "plainly").search(said):
        return Reading("answer", "yes", cleaned)
    reading = _in_language(cleaned, words, choice, own) or _worded(cleaned, choice)
    for other in others if reading is UNSURE and not numbers.has_number(cleaned) else ():
        if said in other.words("not-elsewhere"):
            continue
        alike = _in_language(cleaned, words, choice, other)
        if alike is not None and alike is not UNSURE and not alike.comment:
            return alike
    return reading


def _situation(
    cleaned: str, words: list[str], choice: Choice, today: date | None
) -> Reading | None:
    """Read how things are for her now: an event that says so, or her own words."""
    if numbers.number_in(cleaned) is not None or option_words.exact(" ".join(words), choice):
        return None  # she chose, whatever she tells beside it
    if (happened := life.event_in(cleaned, words, today)) is not None:
        return Reading(*happened)  # type: ignore[arg-type]
    again = respelt(cleaned)
    code = situations.situation_in([words, words_of(again) if again else []], choice)
    if code == situations.BIRTH:
        day = days.taken_from(cleaned, today)[1]
        return Reading("birth", day.isoformat() if day else None)
    return None if code is None else Reading("answer", code)


def _is_gate(choice: Choice) -> bool:
    """Whether she is only asked if now is OK: a yes in any words, which agrees to nothing."""
    return choice.codes == YES_NO and not choice.numbered


def _in_language(cleaned: str, words: list[str], choice: Choice, known: Lists) -> Reading | None:
    """Read non-answers, yes and no and numbers, which each language has words of its own for."""
    if not _is_number(words, choice) and not option_words.same(words, choice):
        own = lists.by_preference(choice.language)[0] is known
        meant = non_answers.non_answer_in(words, known, patterns=own)
        if meant is not None:
            return Reading("non_answer", meant)
    agreed = _agreed(cleaned, words, choice, known)
    if agreed is not None or "numbers" not in known.table:
        return agreed
    return _numbered(cleaned, choice, known.language)


def _is_number(words: list[str], choice: Choice) -> bool:
    """Whether nought is an answer here, and no wish to pass on."""
    return choice.rating and numbers.has_number(" ".join(words), choice.language)


def _agreed(cleaned: str, words: list[str], choice: Choice, known: Lists) -> Reading | None:
    """Read yes and no: the option that begins so, or a yes to go on."""
    meant = non_answers.yes_or_no(words, cleaned, known)
    if meant is None:
        both = choice.codes == YES_NO and non_answers.says_both(words, known)
        return UNSURE if both else None
    code = option_words.starting(meant, choice)
    if code is not None:
        return Reading("answer", code)
    asked = any(said.split()[:1] == [meant] for one in choice.phrases for said in one)
    if option_words.option_in(cleaned, choice) is not None:
        return None  # "ok" may be one of the answers
    return Reading("start") if meant == "yes" and not asked and not choice.rating else UNSURE


def _numbered(cleaned: str, choice: Choice, language: str) -> Reading | None:
    """Read a number; one that is unclear or no option is unsure, none at all is no reading."""
    if _STARS.search(cleaned):
        return None if option_words.option_in(_STARS.sub("", cleaned), choice) else UNSURE
    if not choice.numbered or not numbers.has_number(cleaned, language):
        return None
    found = numbers.number_in(cleaned, language, rating=choice.rating)
    if found is None:
        worded = option_words.option_in(cleaned, choice)
        if worded is None and (number := _agrees(cleaned, choice)) is not None:
            worded = choice.codes[number - choice.first], ""
        return Reading("answer", *worded) if worded else UNSURE
    number, comment = found
    short = len(comment.split()) <= option_words.SHORTEST_REMARK
    if comment and short and _agrees(cleaned, choice) == number:
        return Reading("answer", choice.codes[number - choice.first])
    nothing = option_words.same(words_of(cleaned), choice)
    if number == 0 and not comment and not choice.rating and not nothing:
        return Reading("non_answer", non_answers.SKIPPED)
    if nothing:
        return _worded(cleaned, choice)
    if not choice.first <= number < choice.first + len(choice.codes):
        return UNSURE
    return Reading("answer", choice.codes[number - choice.first], comment)


def _agrees(cleaned: str, choice: Choice) -> int | None:
    """Return the number of "always 1" and "3 / sometimes": one number and its option's words."""
    digits = _ONE_DIGIT.findall(cleaned)
    if choice.rating or len(digits) != 1 or len(cleaned) > option_words.LONGEST_WORDS:
        return None
    worded = option_words.option_in(_ONE_DIGIT.sub(" ", cleaned).strip(" /-=:"), choice)
    place = int(digits[0]) - choice.first
    fits = worded is not None and not worded[1] and 0 <= place < len(choice.codes)
    return int(digits[0]) if fits and choice.codes[place] == worded[0] else None  # type: ignore[index]


def _worded(cleaned: str, choice: Choice) -> Reading:
    if cleaned.endswith("?") and _ASKS.match(cleaned):
        return UNSURE
    found = option_words.option_in(cleaned, choice)
    return Reading("answer", *found) if found else UNSURE
