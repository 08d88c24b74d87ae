"""Texts: one part each, as a network counts them, and no word that gives a woman away.

A text lies open on a phone that another person may hold: it names no study, drug, baby, clinic
or place. Towns are the largest of the UK and those of the sites; a survey's own stand in the titles
of its sites (prem/surveys/lint_by_text.py).
"""

import re
from collections.abc import Iterable, Iterator

from prem.errors import Complaint, Place, content
from prem.instruments import gsm7
from prem.instruments.lints.wording import entry, phrases, words_file
from prem.instruments.message import text_of
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

_STUDY, _DRUG, _BABY, _PLACE = "the study", "drugs", "the baby", "a place"
_CLINIC = "a clinic"
FORBIDDEN = {
    **dict.fromkeys(
        ("stepping stones", "study", "studies", "research*", "NIHR", "questionnaire", "survey"),
        _STUDY,
    ),
    **dict.fromkeys(
        ("drug*", "heroin", "methadone", "buprenorphine", "subutex", "suboxone", "espranor",
         "buvidal", "opiate*", "opioid*", "cocaine", "crack", "cannabis", "alcohol", "substance*",
         "addict*", "script", "prescription*", "needle*", "rehab*", "detox*", "recovery"),
        _DRUG,
    ),
    **dict.fromkeys(
        ("baby", "babies", "baby's", "babies'", "newborn*", "infant*", "pregnan*", "birth",
         "births", "labour", "midwi*", "maternity", "antenatal", "postnatal", "perinatal",
         "health visitor*", "breastfe*", "miscarr*", "stillb*", "scan", "scans"),
        _BABY,
    ),
    **dict.fromkeys(
        ("clinic", "clinics", "hospital*", "ward", "wards", "infirmary", "NHS", "A&E", "GP", "GPs",
         "social work*", "social services", "probation", "keyworker*", "key worker*"),
        _CLINIC,
    ),
    **dict.fromkeys(
        ("London", "Scotland", "Scottish", "England", "English", "Wales", "Welsh", "Glasgow",
         "Edinburgh", "Dumfries*", "Galloway", "Newcastle", "Leeds", "Sheffield",
         "Manchester", "Liverpool", "Hackney", "Lambeth", "Southwark", "Stirling",
         "Ireland", "Aberdeen*", "Belfast", "Birmingham", "Bradford", "Brighton", "Bristol",
         "Cambridge*", "Cardiff", "Coventry", "Croydon", "Derby*", "Dundee", "Exeter", "Inverness",
         "Lanarkshire", "Lancashire", "Leicester*", "Luton", "Merseyside", "Middlesbrough",
         "Newham", "Northampton*", "Norwich", "Nottingham*", "Oxford*", "Paisley", "Plymouth",
         "Portsmouth", "Southampton", "Sunderland", "Swansea", "Tower Hamlets", "Tyneside",
         "Wolverhampton", "Yorkshire"),
        _PLACE,
    ),
}  # fmt: skip
WELSH = {
    **dict.fromkeys(("astudiaeth*", "ymchwil*", "holiadur*", "arolwg"), _STUDY),
    **dict.fromkeys(
        ("cyffur*", "gyffur*", "chyffur*", "methadon", "alcohol", "caeth*", "presgripsiwn*",
         "adferiad"),
        _DRUG,
    ),
    **dict.fromkeys(
        ("babi", "fabi", "mabi", "babanod", "fabanod", "beichiog*", "feichiog*", "genedigaeth",
         "geni", "bydwraig", "fydwraig", "bydwragedd", "esgor", "mamolaeth", "bwydo ar y fron"),
        _BABY,
    ),
    **dict.fromkeys(
        ("clinig*", "glinig*", "nghlinig*", "ysbyt*", "wardiau", "meddygfa", "feddygfa"),
        _CLINIC,
    ),
    **dict.fromkeys(
        ("Llundain", "Lloegr", "Cymru", "Gymru", "Nghymru", "Alban",
         "Caerdydd", "Abertawe"),
        _PLACE,
    ),
}  # fmt: skip
_FORBIDDEN = phrases(FORBIDDEN)
_FORBIDDEN_IN = {"cy": (WELSH, phrases(WELSH))}


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of texts over one part and of words that may not stand in a text."""
    for item in instrument.items:
        for language in _texted(instrument, item.words):
            place = Place(words_file(instrument, language), item.id, "text")
            yield from text_complaints(text_of(item, language), language, place)
    for language in _texted(instrument, instrument.non_answers):
        for one in instrument.non_answers[language]:
            place = Place(words_file(instrument, language), field=f"non_answers.{one.id}.text")
            yield from text_complaints(gsm7.plain(one.forms["text"]), language, place)


def _texted(instrument: Instrument, languages: Iterable[str]) -> list[str]:
    return [one for one in languages if "text" in instrument.forms_in(one)]


def text_complaints(text: str, language: str, place: Place) -> Iterator[Complaint]:
    """Yield what is wrong with a message as it would be sent."""
    if (parts := gsm7.parts(text)) > 1:
        strangers = " ".join(gsm7.strangers(text)[:5])
        why = f"; {strangers} made room for {gsm7.room(text)} only" if strangers else ""
        yield content.TEXT_PARTS.at(
            place, parts=parts, found=parts, size=gsm7.size(text), room=gsm7.room(text), why=why
        )
    # Names and drugs are the same in every language, and English is read by whoever looks.
    for words, pattern in ((FORBIDDEN, _FORBIDDEN), *_forbidden_in(language)):
        for found in pattern.finditer(text):
            word = found.group(0)
            yield content.TEXT_WORD.at(place, word=word, what=entry(words, word))


def loud_in(address: str) -> tuple[str, str] | None:
    """Return the word of a web address that may not stand in a text, and what it speaks of; None
    where there is none. That it is an address of the NHS says no more than who answers for it.

    >>> loud_in("https://maternity-voices.example.org")
    ('maternity', 'the baby')
    >>> loud_in("https://voices.example.nhs.uk/q")
    """
    plain = re.sub(r"[^A-Za-z0-9]+", " ", address.replace(".nhs.uk", ""))
    found = _FORBIDDEN.search(plain)
    return (found[0], entry(FORBIDDEN, found[0])) if found else None


def _forbidden_in(language: str) -> Iterator[tuple[dict[str, str], re.Pattern[str]]]:
    own = _FORBIDDEN_IN.get(language.partition("-")[0])
    if own is not None:
        yield own
