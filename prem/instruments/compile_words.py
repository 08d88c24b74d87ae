"""Turn words/<language>.toml into the words of every item and the three non-answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from prem.errors import Complaint, Place, content
from prem.errors.kinds import near_miss
from prem.instruments.compile_explained import Explained, compile_glossary, compile_whys
from prem.instruments.fields import Fields, listed, quoted
from prem.instruments.model import FORMS, NON_ANSWERS, Form, Item, NonAnswer, Words
from prem.instruments.reading import place_of, read_toml

WORDS_STATUS = ("source", "draft", "checked")


@dataclass(frozen=True, slots=True)
class Language:
    """All words of one language."""

    status: str = "draft"
    items: Mapping[str, Words] = field(default_factory=dict)
    non_answers: tuple[NonAnswer, ...] = ()
    whys: Explained = field(default_factory=dict)
    glossary: Explained = field(default_factory=dict)
    forms: tuple[Form, ...] = FORMS


def compile_words(
    folder: Path, languages: Sequence[str], items: Sequence[Item], complaints: list[Complaint]
) -> dict[str, Language]:
    """Return the words by language; complains of what is missing, left over or does not fit."""
    root = folder.parent.parent
    found: dict[str, Language] = {}
    for language in languages:
        path = folder / "words" / f"{language}.toml"
        wanted = f'`languages` of instrument.toml names "{language}"'
        raw = read_toml(path, root, complaints, wanted)
        if raw is not None:
            found[language] = _language(
                Fields(raw, place_of(path, root), complaints), language, items
            )
    complaints += (
        _undeclared(place_of(path, root), path.stem, languages)
        for path in sorted((folder / "words").glob("*.toml"))
        if path.stem not in languages
    )
    return found


def _undeclared(place: Place, word: str, languages: Sequence[str]) -> Complaint:
    return content.UNDECLARED_LANGUAGE.at(
        place, word=quoted(word), accepted=listed(languages), near=near_miss(word, languages)
    )


def _language(fields: Fields, language: str, items: Sequence[Item]) -> Language:
    word = fields.text("language")
    if word and word != language:
        fields.complain(
            content.OTHER_ID.at(
                fields.at("language"), word=quoted(word), what="file", name=language
            )
        )
    by_id = {item.id: item for item in items}
    forms = forms_of(fields)
    asked = {*by_id, *(item.outcome for item in items if item.outcome)}
    result = Language(
        status=fields.choice("status", WORDS_STATUS, "status"),
        items=_items(fields, by_id, language, forms),
        non_answers=_non_answers(fields.table("non_answers"), forms),
        whys=compile_whys(fields.table("why", required=False), asked),
        glossary=compile_glossary(fields.table("glossary", required=False)),
        forms=forms,
    )
    fields.asked.append("source")  # what it was translated from: check_translation.py
    fields.done()
    return result


def forms_of(fields: Fields) -> tuple[Form, ...]:
    """Return the forms that a words file has: all four, or those that `forms` names.

    Every language has words for a page; a script of which a text holds too few letters has none
    for texts, and one that no machine reads aloud has none that are spoken.
    """
    named = fields.texts("forms", required=False)
    for word in named:
        fields.known("forms", word, FORMS, "form")
    if named and "page" not in named:
        fields.complain(content.NO_PAGE_FORM.at(fields.at("forms")))
    return tuple(form for form in FORMS if form in named) or FORMS


def _forms(fields: Fields, has: Sequence[Form]) -> dict[Form, str]:
    """Return the words of each form; what a language says it has not may stand there unused."""
    fields.asked += FORMS
    return {form: fields.text(form) if form in has else "" for form in FORMS}


def _items(
    fields: Fields, by_id: Mapping[str, Item], language: str, forms: Sequence[Form]
) -> Mapping[str, Words]:
    named = fields.table("items").named()
    for identity in by_id:
        if identity and identity not in named:
            place = replace(fields.place, item=quoted(identity))
            fields.complain(content.NO_WORDS.at(place, language=language, item=identity))
    words: dict[str, Words] = {}
    for identity, table in named.items():
        if identity in by_id:
            place = replace(fields.place, item=quoted(identity))
            own = Fields(table.raw, place, fields.complaints)
            words[identity] = _words(own, by_id[identity], forms)
        else:
            near = near_miss(identity, by_id)
            place = fields.at(f"items.{identity}")
            fields.complain(content.WORDS_WITHOUT_ITEM.at(place, word=quoted(identity), near=near))
    return MappingProxyType(words)


def _words(fields: Fields, item: Item, has: Sequence[Form]) -> Words:
    forms = _forms(fields, has)
    options = _options(fields, "options", item)
    words = Words(
        page=forms["page"],
        text=forms["text"],
        spoken=forms["spoken"],
        easy=forms["easy"],
        options=options,
        text_options=_options(fields, "text_options", item, options),
        easy_options=_options(fields, "easy_options", item, options),
    )
    fields.done()
    return words


def _options(
    fields: Fields, name: str, item: Item, instead: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Read the options; `instead` are those that stand in where a shorter form is not given."""
    choice = item.kind == "choice"
    options = fields.texts(name, required=choice and instead is None, once=False)
    for word in dict.fromkeys(one for one in options if options.count(one) > 1):
        fields.complain(content.SAME_OPTION.at(fields.at(name), word=quoted(word)))
    if item.kind == "open" and options:
        fields.complain(content.OPEN_WITH_CODES.at(fields.at(name), what="options"))
    elif choice and options and item.codes and len(options) != len(item.codes):
        fields.complain(
            content.BAD_OPTION_COUNT.at(fields.at(name), found=len(options), codes=len(item.codes))
        )
    return options if options or instead is None else instead


def _non_answers(fields: Fields, has: Sequence[Form]) -> tuple[NonAnswer, ...]:
    found = []
    for identity in NON_ANSWERS:
        if identity not in fields.raw:
            fields.complain(
                content.MISSING_NON_ANSWER.at(fields.at(identity), word=quoted(identity))
            )
            continue
        table = fields.table(identity)
        forms = {str(form): words for form, words in _forms(table, has).items()}
        table.done()
        found.append(NonAnswer(identity, MappingProxyType(forms)))
    for form in FORMS:
        words = [one.forms[form] for one in found if one.forms[form]]
        for word in dict.fromkeys(one for one in words if words.count(one) > 1):
            fields.complain(content.SAME_NON_ANSWER.at(fields.at(f"*.{form}"), word=quoted(word)))
    fields.asked.extend(NON_ANSWERS)
    fields.done()
    return tuple(found)
