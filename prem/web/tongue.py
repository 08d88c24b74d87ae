"""Which language a page is in before anyone knows hers: what her browser likes, if we have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from prem.surveys.model import Survey
from prem.web.placing import SOURCE

_MOST = 200
"""Letters of the header that are read: a browser names a handful of languages."""


@lru_cache(maxsize=256)
def tongue_of(asked: bytes, spoken: tuple[str, ...]) -> str:
    """Return the language that a browser likes best of those that are spoken; English if none.

    >>> tongue_of(b"ur-PK,ur;q=0.9,en;q=0.8", ("en", "ur")), tongue_of(b"*;q=x", ("en",))
    ('ur', 'en')
    """
    best, liked = SOURCE, 0.0
    for part in asked[:_MOST].decode("ascii", "ignore").split(","):
        name, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        language = name.strip().lower().partition("-")[0]
        if language in spoken and weight > liked:
            best, liked = language, weight
    return best


def tongues(headers: Mapping[bytes, bytes], spoken: tuple[str, ...]) -> str:
    """Return the language for a request."""
    return tongue_of(headers.get(b"accept-language", b""), spoken)


def on_web(surveys: Iterable[Survey]) -> tuple[str, ...]:
    """Return the languages in which some survey has pages."""
    every = (one for survey in surveys for one in survey.languages if survey.speaks(one, "web"))
    return tuple(dict.fromkeys(every))


@lru_cache(maxsize=64)
def own_name(language: str) -> str:
    """Return a language's name in itself.

    >>> own_name("cy"), own_name("pl")
    ('Cymraeg', 'Polski')
    """
    try:
        name = Locale.parse(language).get_language_name(language) or language
    except (ValueError, UnknownLocaleError):
        return language
    return name[0].upper() + name[1:]


@lru_cache(maxsize=64)
def day_names(language: str) -> tuple[str, ...]:
    """Return the days of the week in a language, Monday first.

    >>> day_names("en")[0], day_names("pl")[6]
    ('Monday', 'niedziela')
    """
    from babel.dates import get_day_names  # its calendars are read by who needs them

    names = get_day_names("wide", locale=language)
    return tuple(names[day] for day in range(7))


def others(language: str, spoken: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the other languages that she may choose, each with its own name for itself."""
    return tuple((one, own_name(one)) for one in spoken if one != language)


def _weight(rest: str) -> float:
    if not rest.strip():
        return 1.0
    try:
        return float(rest.strip().removeprefix("q="))
    except ValueError:
        return 0.0
