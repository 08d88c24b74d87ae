"""What a survey asks by text: few enough questions, neutral beginnings, and no place by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prem.errors import survey as kinds
from prem.instruments.fields import Fields
from prem.instruments.lints.wording import is_english
from prem.instruments.message import text_of
from prem.instruments.model import SITUATIONS
from prem.surveys.lint_texts import LOCK_SCREEN, LOUD, sent
from prem.surveys.model import BY_TEXT, Survey

MOST_BY_TEXT = 8
"""Questions of one wave by text; more is a burden, and every text costs her attention."""
_NAME = re.compile(r"\b[A-Z][\w’'-]{3,}")
_COMMON = frozenset({"site", "sites", "care", "team", "service", "services", "women", "family"})


def lint_by_text(fields: Fields, survey: Survey) -> None:
    """Complain of what a wave by text may not be, where a survey asks by text at all."""
    forms = {form for one, form in survey.form_of_channel.items() if one in BY_TEXT}
    for form in sorted(forms):
        _few_enough(fields, survey, form)
        _neutral(fields, survey, form)
    if forms:
        _no_place_named(fields, survey, forms)


def _few_enough(fields: Fields, survey: Survey, form: str) -> None:
    for time_point in survey.time_points:
        for situation in SITUATIONS:
            found = len(survey.route(form, time_point.id, situation))
            if found > MOST_BY_TEXT:
                fields.complain(
                    kinds.LONG_BY_TEXT.at(
                        fields.at(f"form {form}"),
                        found=found,
                        limit=MOST_BY_TEXT,
                        time_point=time_point.id,
                        situation=situation,
                    )
                )
                return  # the other situations have nearly the same items


def _neutral(fields: Fields, survey: Survey, form: str) -> None:
    for item, language, said in _questions(survey, form):
        loud = LOUD.search(said[:LOCK_SCREEN]) if is_english(language) else None
        if loud:
            place = fields.at(f"form {form}.{item}")
            fields.complain(kinds.LOUD_BEGINNING.at(place, limit=LOCK_SCREEN, word=loud.group(0)))


def _questions(survey: Survey, form: str) -> Iterator[tuple[str, str, str]]:
    """Yield the item, the language and the text of every question that a form asks by text."""
    for identity in survey.forms[form]:
        item = survey.items[identity]
        for language in survey.languages:
            if language in item.words and "text" in survey.words[language].forms:
                yield identity, language, text_of(item, language)


def _no_place_named(fields: Fields, survey: Survey, forms: set[str]) -> None:
    """A site's own name, or that of a place in its title, stands in no text of any language."""
    names = place_names(survey)
    if not names:
        return
    said = [
        (f"text.{key}", text)
        for words in survey.words.values()
        if words.text
        for key, text in sent(words).items()
    ]
    said += [(f"form {form}.{item}", text) for form in forms
             for item, _, text in _questions(survey, form)]  # fmt: skip
    pattern = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in names), re.IGNORECASE)
    for where, text in said:
        if found := pattern.search(text):
            site = names[found[0].casefold()]
            fields.complain(kinds.SITE_IN_TEXT.at(fields.at(where), word=found[0], site=site))


def place_names(survey: Survey) -> dict[str, str]:
    """Return what a site may be known by, with the site's id: its title, and names in it."""
    found: dict[str, str] = {}
    for site in survey.sites:
        names = {one for one in _NAME.findall(site.title) if one.casefold() not in _COMMON}
        for name in sorted({site.title, *names}):
            found.setdefault(name.casefold(), site.id)
    return found
