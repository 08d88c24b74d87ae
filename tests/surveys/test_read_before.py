"""What most texts are is read once for all: but "born today" is another day each day."""

from __future__ import annotations

from datetime import date

import pytest
from example_survey import example_survey

from prem.surveys.engine import start
from prem.surveys.replies.understand import understand
from prem.surveys.reply import Told

SURVEY = example_survey()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("born today", "2026-11-21", "2026-11-28"),
        ("born friday", "2026-11-20", "2026-11-27"),
        ("born 24 nov", "2025-11-24", "2026-11-24"),
        ("born", "", ""),
    ],
)
def test_the_day_of_a_birth_is_read_on_the_day(text: str, first: str, second: str) -> None:
    session = start(SURVEY, site="north", time_point="birth", language="en", form="text")
    for today, day in ((date(2026, 11, 21), first), (date(2026, 11, 28), second)):
        assert understand(SURVEY, session, text, today=today)[1] == Told("birth", day)
