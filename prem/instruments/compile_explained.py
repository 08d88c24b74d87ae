"""What is said beside the questions of a language: why each is asked, what its words mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from prem.errors import content
from prem.errors.kinds import near_miss
from prem.instruments.fields import Fields, quoted

Explained = Mapping[str, str]
FORMS_APART = "/"


def compile_whys(fields: Fields, asked: Collection[str]) -> Explained:
    """Return [why]: by item, or by outcome for all of its items. `asked` are both kinds of ids."""
    for name in fields.raw:
        if name not in asked:
            near = near_miss(name, asked)
            fields.complain(
                content.WHY_OF_NOTHING.at(fields.at(name), word=quoted(name), near=near)
            )
    return _texts(fields)


def compile_glossary(fields: Fields) -> Explained:
    """Return [glossary]: what a word means that stands in a question, by that word.

    A translation has tables [glossary.NAME]: `words`, which may be several forms of a word with
    " / " between them as they stand in its questions, and the `meaning` of them all.
    """
    found: dict[str, str] = {}
    for name, value in fields.raw.items():
        if isinstance(value, dict):
            table = fields.table(name)
            words, meaning = table.text("words"), table.text("meaning")
            table.done()
            found |= {word.strip(): meaning for word in words.split(FORMS_APART) if word.strip()}
        else:
            found[name] = fields.text(name)
    return MappingProxyType(found)


def _texts(fields: Fields) -> Explained:
    return MappingProxyType({name: fields.text(name) for name in fields.raw})
