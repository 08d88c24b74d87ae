"""By which situation a woman is asked who tells one, in whatever reply it stands."""

from __future__ import annotations

import pytest

from prem.fieldwork.situations import fitted, fitting
from prem.surveys.reply import Chosen, Declined, Late, Reply, Told
from prem.surveys.schedule.standing import Standing


@pytest.mark.parametrize(
    ("stands", "said", "fits"),
    [
        (Standing(""), "pregnant", "pregnant"),
        (Standing("", lost=True, lost_by="staff"), "baby-with-me", "loss"),
        (Standing("", lost=True, lost_by="text"), "baby-with-me", "baby-with-me"),
        (Standing("", apart=True, apart_by="staff"), "pregnant", "baby-not-with-me"),
        (Standing("", apart=True, apart_by="staff"), "baby-with-me", "baby-with-me"),
        (Standing("", apart=True, apart_by="staff"), "loss", "loss"),
        (Standing("", lost=True, lost_by="staff", apart=True), "baby-not-with-me", "loss"),
    ],
)
def test_a_loss_comes_first_and_then_that_her_baby_is_not_with_her(
    stands: Standing, said: str, fits: str
) -> None:
    assert fitting(stands, said) == fits


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (Chosen("pregnant"), Chosen("loss")),
        (Late(Chosen("pregnant")), Late(Chosen("loss"))),
        (Told("moved", beside=Chosen("pregnant")), Told("moved", beside=Chosen("loss"))),
        (Chosen("yes"), Chosen("yes")),
        (Chosen(3), Chosen(3)),
        (Late(Declined("skipped")), Late(Declined("skipped"))),
        (Told("moved"), Told("moved")),
    ],
)
def test_the_next_question_is_right_already_in_whatever_reply_it_stands(
    said: Reply, taken: Reply
) -> None:
    assert fitted(said, lambda _: "loss") == taken
