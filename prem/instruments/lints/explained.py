"""What is said beside a question: short, there for each, and about words that are there."""

from collections.abc import Iterator

from prem.errors import Complaint, Place, content
from prem.instruments.lints.hard_words import PLAINER
from prem.instruments.lints.wording import entry, is_english, phrases, words_file, words_in
from prem.instruments.model import FORMS, Instrument
from prem.instruments.theory import Theory

MOST = 25
"""Words of a reason or a meaning: two short sentences."""

_HARD = phrases(PLAINER)


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain where a question says no why, or a meaning is of no word that a woman reads."""
    for language in instrument.languages:
        yield from _whys(instrument, language)
        yield from _meanings(instrument, language)
        for table, said in (("why", instrument.whys), ("glossary", instrument.glossary)):
            for name, words in said.get(language, {}).items():
                yield from _plain(words, language, _at(instrument, language, f"{table}.{name}"))


def _whys(instrument: Instrument, language: str) -> Iterator[Complaint]:
    if instrument.whys.get(language):
        for item in instrument.items:
            if not item.retired and not instrument.why(item, language):
                place = _at(instrument, language, "why")
                yield content.NO_WHY.at(place, item=item.id, outcome=item.outcome or item.id)


def _meanings(instrument: Instrument, language: str) -> Iterator[Complaint]:
    asked = [item.words[language] for item in instrument.items if language in item.words]
    read = {
        word
        for words in asked
        for form in FORMS
        for word, _ in instrument.meanings(words.question(form), language)
    }
    for word in instrument.glossary.get(language, {}):
        if word not in read:
            yield content.MEANING_OF_NOTHING.at(
                _at(instrument, language, f"glossary.{word}"), word=word
            )


def _plain(words: str, language: str, place: Place) -> Iterator[Complaint]:
    if (found := len(words_in(words))) > MOST:
        yield content.LONG_EXPLANATION.at(place, found=found, limit=MOST)
    if is_english(language) and (hard := _HARD.search(words)):
        word = hard.group(0)
        yield content.HARD_WORD.at(place, word=word, plain=entry(PLAINER, word))


def _at(instrument: Instrument, language: str, field: str) -> Place:
    return Place(file=words_file(instrument, language), field=field)
