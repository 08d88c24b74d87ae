"""Translations: women see a draft only after someone has checked it, and never the source."""

from collections.abc import Iterator

from prem.errors import Complaint, Place, content
from prem.instruments.lints.wording import words_file
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Warn of draft words, and of questions that stand in two languages with the same words."""
    status = instrument.words_status
    sources = [language for language in instrument.languages if status.get(language) == "source"]
    for language in instrument.languages:
        file = words_file(instrument, language)
        if status.get(language) == "draft":
            yield content.DRAFT_WORDS.at(Place(file, field="status"), language=language)
        for source in sources if language not in sources else ():
            for item in instrument.items:
                theirs, ours = item.words[source], item.words[language]
                for form in instrument.forms_in(language):
                    if theirs.question(form) == ours.question(form):
                        place = Place(file, item.id, form)
                        yield content.UNTRANSLATED.at(place, language=language, source=source)
