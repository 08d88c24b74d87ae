"""A face answers where the options tell how one is treated or feels, and nowhere else."""

from __future__ import annotations

import pytest

from prem.surveys.load import load_survey
from prem.surveys.replies import choice_of, read

SURVEY = load_survey("pregnancy-to-18-months")


@pytest.mark.parametrize(
    ("item", "feels"),
    [("S1-1", True), ("S4-1", True), ("overall", True), ("S5-1", False), ("S4-3", False)],
)
def test_a_face_is_an_answer_to_a_question_of_feeling_alone(item: str, *, feels: bool) -> None:
    choice = choice_of(SURVEY.items[item], SURVEY.instrument, "en")
    ends = [read(face, choice) for face in ("😀", "😡")]
    if feels:
        assert [one.code for one in ends] == [choice.codes[0], choice.codes[-1]]
    else:
        assert {one.kind for one in ends} == {"unsure"}
