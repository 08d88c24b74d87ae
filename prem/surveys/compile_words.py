"""Turn words/<language>.toml into a survey's words, the facts of its opening filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import NamedTuple

from prem.errors import Complaint, content
from prem.errors import survey as kinds
from prem.errors.kinds import near_miss
from prem.instruments import gsm7
from prem.instruments.compile_words import WORDS_STATUS, forms_of
from prem.instruments.fields import Fields, listed
from prem.instruments.model import SITUATIONS
from prem.instruments.reading import place_of, read_toml
from prem.surveys.compile_promises import check_short, check_told, fill_day
from prem.surveys.keys import (
    FACTS,
    LATE_HOLES,
    ON_PAPER,
    PAGE,
    PAPER,
    SITUATION_FORMS,
    TEXT,
    VOICE,
    VOUCHER,
)
from prem.surveys.lint_texts import lint_calls, lint_texts
from prem.surveys.model import BY_TEXT, SurveyWords

Opening = Mapping[str, Mapping[str, str]]


class Kept(NamedTuple):
    """What the survey does, so that the opening may tell it: gives vouchers; deletes on a day."""

    vouchers: bool
    delete_on: str


def compile_facts(fields: Fields, languages: Sequence[str], kept: Kept) -> Opening:
    """Return the facts of [opening.<language>], by language.

    A translation may have them beside its words, as [facts]: the first language has them here.
    That she gets a voucher is one where the survey gives vouchers, and a lie where it does not.
    """
    facts: dict[str, Mapping[str, str]] = {}
    for number, language in enumerate(languages):
        if number == 0 or language in fields.raw:
            facts[language] = _facts(fields.table(language), language, kept)
    fields.done()
    return MappingProxyType(facts)


def _facts(fields: Fields, language: str, kept: Kept) -> Mapping[str, str]:
    names = (*FACTS, VOUCHER) if kept.vouchers else FACTS
    facts = fill_day(fields, {name: fields.text(name) for name in names}, kept.delete_on, language)
    if VOUCHER in fields.raw and not kept.vouchers:
        fields.asked.append(VOUCHER)
        fields.complain(kinds.UNKEPT_VOUCHER.at(fields.at(VOUCHER)))
    fields.done()
    return facts


def compile_words(
    folder: Path,
    languages: Sequence[str],
    opening: Opening,
    promises: Mapping[str, int],
    kept: Kept,
    channels: Collection[str],
    complaints: list[Complaint],
) -> Mapping[str, SurveyWords]:
    """Return the words by language; `channels` say which of them there must be."""
    root = folder.parent.parent
    found: dict[str, SurveyWords] = {}
    for language in languages:
        path = folder / "words" / f"{language}.toml"
        wanted = f'`languages` of survey.toml names "{language}"'
        raw = read_toml(path, root, complaints, wanted)
        if raw is not None:
            fields = Fields(raw, place_of(path, root), complaints)
            told = opening.get(language) or _facts(fields.table("facts"), language, kept)
            found[language] = _words(fields, language, told, promises, channels)
    return MappingProxyType(found)


def _words(
    fields: Fields,
    language: str,
    told: Mapping[str, str],
    promises: Mapping[str, int],
    channels: Collection[str],
) -> SurveyWords:
    word = fields.text("language")
    if word and word != language:
        place = fields.at("language")
        fields.complain(content.OTHER_ID.at(place, word=word, what="file", name=language))
    status = fields.choice("status", WORDS_STATUS, "status")
    facts = {name: said for name, said in told.items() if name != VOUCHER}
    facts |= {name: str(number) for name, number in promises.items()}
    forms = forms_of(fields)
    texting, calling, paper = "text" in forms, "spoken" in forms, "paper" in channels
    calling = calling and "voice" in channels
    page, text = fields.table("page"), fields.table("text", required=texting)
    easy, on_paper = fields.table("easy", required=False), fields.table("paper", required=paper)
    voice = fields.table("voice", required=calling)
    words = SurveyWords(
        page=_form(page, PAGE, facts, voucher=told.get(VOUCHER, "")),
        text=_plain(_form(text, TEXT, facts, required=texting)),
        situations=_situations(fields.table("situations"), forms),
        easy=_form(easy, PAGE, facts, required=False),
        paper=_form(on_paper, PAPER, {one: facts[one] for one in ON_PAPER}, required=paper),
        voice=_form(voice, VOICE, facts, required=calling, lines=True),
        support=_support(fields.table("support", required=False)),
        status=status,
        forms=forms,
    )
    fields.asked.append("source")  # what it was translated from: instruments/translation.py
    fields.done()
    check_told(page, easy, on_paper, language)
    check_short(page, words, language)
    if texting and not set(BY_TEXT).isdisjoint(channels):
        lint_texts(text, words, language)
    if calling:
        lint_calls(voice, words, language)
    return words


def _support(fields: Fields) -> Mapping[str, str]:
    """Return what help lines are for, by id and .about, as a translation has it."""
    found = {name: table.text("about") for name, table in fields.named().items()}
    return MappingProxyType(found)


def _form(
    fields: Fields,
    keys: Sequence[str],
    facts: Mapping[str, str],
    *,
    required: bool = True,
    lines: bool = False,
    voucher: str = "",
) -> Mapping[str, str]:
    """Return the words of one form with the facts in their holes; a fact by itself stays one."""
    said = {VOUCHER: voucher} if voucher else {}
    for key in keys:
        if required or key in fields.raw:
            raw = fields.text(key, lines=lines or key.endswith("-body"))
            said[key] = _filled(fields, key, raw, facts)
        else:
            fields.asked.append(key)
    fields.done()
    return MappingProxyType(said)


def _filled(fields: Fields, key: str, raw: str, facts: Mapping[str, str]) -> str:
    """Put the facts in; a hole that is filled at sending stays as it is."""
    late = {name: f"{{{name}}}" for name in LATE_HOLES if name == key}
    holes = {**facts, **late}
    try:
        names = [name for _, name, _, _ in Formatter().parse(raw) if name is not None]
    except ValueError:
        fields.complain(kinds.BROKEN_HOLE.at(fields.at(key)))
        return raw
    unknown = [name for name in names if name not in holes]
    for name in unknown:
        fields.complain(
            kinds.UNKNOWN_HOLE.at(
                fields.at(key), hole=name, accepted=listed(holes), near=near_miss(name, holes)
            )
        )
    return raw if unknown else raw.format(**holes)


def _plain(text: Mapping[str, str]) -> Mapping[str, str]:
    """Make the signs plain that would cost a text its 160 characters."""
    return MappingProxyType({key: gsm7.plain(said) for key, said in text.items()})


def _situations(fields: Fields, has: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for identity in SITUATIONS:
        table = fields.table(identity)
        table.asked += SITUATION_FORMS
        said = {form: table.text(form) if form in has else "" for form in SITUATION_FORMS}
        table.done()
        found[identity] = MappingProxyType({**said, "text": gsm7.plain(said["text"])})
    for form in SITUATION_FORMS:
        words = [one[form] for one in found.values() if one[form]]
        for word in dict.fromkeys(one for one in words if words.count(one) > 1):
            fields.complain(kinds.SAME_CHOICE.at(fields.at(f"*.{form}"), word=word))
    fields.done()
    return MappingProxyType(found)
