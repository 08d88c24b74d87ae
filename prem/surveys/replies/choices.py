"""What is being asked, as far as reading a reply needs to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from prem.instruments.model import Instrument, Item
from prem.surveys.model import CONSENT, OPENING, SITUATION, Survey
from prem.surveys.replies import lists
from prem.surveys.replies.lists import plain as phrase
from prem.surveys.session import Session

Code = int | str
YES_NO = ("yes", "no")
FACES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One question: the codes in the order shown, the words of each as phrases without signs.

    `non_answers` maps the instrument's own words for a non-answer to its id. `numbered`: the
    options were shown with numbers, `first` being that of the first one. `rating`: the codes are
    the numbers (0 to 10), and "8/10" is one. `open`: words of her own are asked for. `situation`:
    it asks how things are for her now. `language` is the one she was asked in; `also` has what
    means the same as each option, `degrees` what does by a word of degree ("fairly often"), as it
    stands only; `faces`: the options run from a smile to tears.
    """

    codes: tuple[Code, ...] = ()
    phrases: tuple[frozenset[str], ...] = ()
    non_answers: tuple[tuple[str, str], ...] = ()
    numbered: bool = True
    open: bool = False
    language: str = "en"
    also: tuple[frozenset[str], ...] = ()
    degrees: tuple[frozenset[str], ...] = ()
    faces: bool = False
    first: int = 1
    rating: bool = False
    situation: bool = False


def choice_of(item: Item, instrument: Instrument, language: str) -> Choice:
    """Return the choice of an item: its options count in the words of every form.

    KeyError where the item has no words in the language.
    """
    if item.kind == "open":
        return Choice(open=True, language=language)
    words = item.words[language]
    forms = (words.options, words.text_options, words.easy_options)
    non_answers = [
        (phrase(said), one.id)
        for one in instrument.non_answers[language]
        for said in one.forms.values()
    ]
    return worded(item.codes, forms, language, tuple(dict(non_answers).items()))


def worded(
    codes: tuple[Code, ...],
    forms: Iterable[Iterable[str]],
    language: str,
    non_answers: tuple[tuple[str, str], ...] = (),
) -> Choice:
    """Return the choice of options in their words, with what means the same.

    What means the same as two of the options is left out.
    """
    phrases = _phrases(*forms)
    own = frozenset().union(*phrases)
    places = _places(len(codes))
    degrees = _degrees(phrases)
    meant = [(_same(said) | places.get(at, frozenset())) - own for at, said in enumerate(phrases)]
    also = _unshared(meant)
    taken = own.union(*meant)
    return Choice(
        codes,
        phrases,
        non_answers,
        language=language,
        also=also,
        degrees=_unshared([degrees[at] - taken for at in range(len(phrases))]),
        faces=_feels(phrases, language),
    )


def _unshared(meant: list[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Return what each option means that no other does."""
    return tuple(
        said.difference(*(other for place, other in enumerate(meant) if place != here))
        for here, said in enumerate(meant)
    )


def rated(lowest: int, highest: int, language: str = "en") -> Choice:
    """Return a rating, its codes the numbers themselves."""
    codes = tuple(range(lowest, highest + 1))
    phrases = tuple(frozenset[str]() for _ in codes)
    return Choice(codes, phrases, language=language, first=lowest, rating=True)


def choice_at(survey: Survey, session: Session, question: str = "") -> Choice:
    """Return the choice at a step, by default where the session stands; an empty one at the end."""
    return _choice(survey, session.language, question or session.step)


@lru_cache(maxsize=512)
def _choice(survey: Survey, language: str, step: str) -> Choice:
    words = survey.words[language]
    if step == OPENING or step in survey.parts:
        phrases = _phrases(YES_NO)
        return Choice(YES_NO, phrases, numbered=False, language=language)
    if step == CONSENT:
        said = (words.text["consent-yes"], words.text["consent-no"])
        return Choice(YES_NO, _phrases(said, YES_NO), language=language)
    if step == SITUATION:
        forms = [
            [said[form] for said in words.situations.values()] for form in ("page", "text", "easy")
        ]
        codes = tuple(words.situations)
        return Choice(codes, _phrases(*forms), language=language, situation=True)
    item = survey.items.get(step)
    return choice_of(item, survey.instrument, language) if item else Choice()


def _phrases(*forms: Iterable[str]) -> tuple[frozenset[str], ...]:
    columns = zip(*forms, strict=True)
    return tuple(frozenset(phrase(said) for said in column) for column in columns)


def _places(options: int) -> dict[int, frozenset[str]]:
    """Return what names an option by where it stands: "the last one"."""
    named = {0: "top", options - 1: "last"} | ({options // 2: "middle"} if options % 2 else {})
    return {at: lists.all_phrases("places", name) for at, name in named.items()}


def _same(phrases: frozenset[str]) -> frozenset[str]:
    """Return what means the same as an option's words, in every language."""
    found: set[str] = set()
    for one in lists.every():
        for said, several in one.names("same").items():
            if said in phrases:
                found.update(map(phrase, several))
        for said, other in one.names("same-as").items():
            if said in phrases:
                found.update({phrase(other)}, map(phrase, one.names("same").get(other, ())))
    return frozenset(found)


def _degrees(phrases: tuple[frozenset[str], ...]) -> dict[int, frozenset[str]]:
    """Return what is "very good" or "good" by another word of degree, by the option's place.

    Where both are options "really good" is the stronger and "pretty good" the weaker; elsewhere
    a degree changes nothing: "fairly often".
    """
    very, more = lists.all_words("degrees", "very"), lists.all_words("degrees", "more")
    less = lists.all_phrases("degrees", "less")
    found = {at: _before(very | more | less, one) for at, one in enumerate(phrases)}
    for strong, said in enumerate(phrases):
        plainly = {" ".join(one.split()[1:]) for one in said if one.split()[0] in very} - {""}
        for weak, other in enumerate(phrases):
            if weak != strong and plainly & other:
                found[strong] = _before(more, other) | _before(more, said)
                found[weak] = _before(less, other)
    return found


def _before(degrees: frozenset[str], phrases: frozenset[str]) -> frozenset[str]:
    base = phrases | _same(phrases)
    base = frozenset(one for one in base if " " not in one)
    return frozenset(f"{degree} {one}" for degree in degrees for one in base)


def _feels(phrases: tuple[frozenset[str], ...], language: str) -> bool:
    """Whether five options run from "very ..." to "very ..." of how one is treated or feels.

    An angry face beside "very clear" to "very unclear" may be about anything.
    """
    known = lists.by_preference(language)[0]
    very, feelings = known.words("very"), known.words("feelings")
    ends = (phrases[0], phrases[-1]) if len(phrases) == FACES else ()
    felt = any(feelings & set(said.split()) for said in phrases[0]) if ends else False
    return felt and all(any(very & set(said.split()) for said in end) for end in ends)
