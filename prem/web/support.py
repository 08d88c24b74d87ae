"""The help lines of a page: whose they are, and what each is for in the page's language."""

from __future__ import annotations

from collections.abc import Iterable

from prem.surveys.model import SupportLine, Survey
from prem.surveys.screens import support_lines
from prem.web.placing import SOURCE
from prem.web.views import Line, line_of


def lines_in(survey: Survey, lines: Iterable[SupportLine], language: str) -> tuple[Line, ...]:
    """Return lines of a survey as its page in `language` shows them."""
    words = survey.words.get(language)
    about = words.support if words else {}
    return tuple(
        line_of(one, about.get(one.id, ""), own=language == SOURCE or one.id in about)
        for one in lines
    )


def lines_at(survey: Survey, site: str, language: str) -> tuple[Line, ...]:
    """Return the lines that serve a site."""
    return lines_in(survey, support_lines(survey, site), language)


def lines_everywhere(surveys: Iterable[Survey], language: str) -> tuple[Line, ...]:
    """Return the lines of all nations, each once: for pages that know nothing of hers."""
    every: dict[SupportLine, Line] = {}
    for survey in surveys:
        lines = [one for one in survey.support if not one.nation]
        for line, shown in zip(lines, lines_in(survey, lines, language), strict=True):
            if line not in every or shown.own:
                every[line] = shown
    return tuple(every.values())
