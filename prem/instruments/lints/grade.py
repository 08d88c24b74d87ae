"""The reading grade of many sentences at once: of one alone, the formula says little, so single
items are linted by rules.

Flesch-Kincaid (Kincaid and others 1975, Research Branch Report 8-75): 0.39 words a sentence
+ 11.8 syllables a word - 15.59, in years of school in the United States. Syllables are counted by
`hard_words.syllables`, offline and our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prem.errors import Complaint, Place, content
from prem.instruments.lints.hard_words import syllables
from prem.instruments.lints.wording import is_english, words_file, words_in
from prem.instruments.model import Form, Instrument
from prem.instruments.theory import Theory

LEAST = 10
"""Fewer sentences than this are not scored."""
HIGHEST = 5.0
"""The highest grade that a whole instrument, or the pages around it, may have."""

_END = re.compile(r"(?<=[.!?:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How many sentences, words and syllables there are, and the grade that follows."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Return the Flesch-Kincaid grade; NaN where there is no word."""
        if not self.words:
            return float("nan")
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def is_enough(self) -> bool:
        """Whether there are sentences enough for a grade to mean anything."""
        return self.sentences >= LEAST


def reading(texts: Iterable[str]) -> Reading:
    """Return the reading of English texts; each may have several sentences.

    >>> reading(["The cat sat on the mat. It was fat."] * 5).grade < 1
    True
    """
    sentences = [words for text in texts for one in _END.split(text) if (words := _counted(one))]
    every = [word for words in sentences for word in words]
    return Reading(len(sentences), len(every), sum(map(syllables, every)))


def readings(instrument: Instrument, language: str) -> dict[Form, Reading]:
    """Return how all questions together read, by form; none in a language that is not English,
    for which the formula was not made. An item that is asked no more does not count."""
    if not is_english(language):
        return {}
    items = [one for one in instrument.items if language in one.words and not one.retired]
    return {
        form: reading(one.words[language].question(form) for one in items)
        for form in instrument.forms_in(language)
    }


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of a form whose questions together read harder than grade 5 (in English)."""
    for language in instrument.languages:
        for form, found in readings(instrument, language).items():
            if found.is_enough and found.grade > HIGHEST:
                place = Place(file=words_file(instrument, language), field=form)
                yield content.HARD_TO_READ.at(
                    place, form=form, found=f"{found.grade:.1f}", limit=f"{HIGHEST:.0f}"
                )


def _counted(sentence: str) -> list[str]:
    return [word for word in words_in(sentence) if not word.isdigit()]
