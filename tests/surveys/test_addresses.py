"""A woman's link fits into one text, and its address has no word that gives her away."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from prem.app.addresses import links_fit
from prem.errors import Refusal
from prem.ports import real
from prem.surveys.load import load_survey
from prem.surveys.texts import too_long_for

SHIPPED = load_survey("pregnancy-to-18-months")


def test_an_address_too_long_for_one_text_is_refused_at_the_start():
    links_fit([SHIPPED], "https://prem.womens-voices.example.nhs.uk/")
    with pytest.raises(Refusal) as refused:
        links_fit([SHIPPED], f"https://{'long.' * 20}example.org")
    assert "422.242" in str(refused.value)
    assert "119 letters" in str(refused.value)
    links_fit([replace(SHIPPED, channels=("web",))], f"https://{'long.' * 20}example.org")


def test_the_longest_address_that_is_taken_is_the_longest_that_fits():
    token = real().token()
    for tail in itertools.count(1):
        base = f"https://{'x' * tail}"
        if too_long_for(SHIPPED, f"{base}/q/{token}"):
            break
        links_fit([SHIPPED], base + "/")
    with pytest.raises(Refusal, match=r"422\.242"):
        links_fit([SHIPPED], base)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("https://maternity.example.org", "maternity"),
        ("https://prem-study.example.org", "study"),
        ("https://voices.example.org/leeds", "leeds"),
    ],
)
def test_an_address_that_gives_her_away_is_refused_at_the_start(address, word):
    with pytest.raises(Refusal) as refused:
        links_fit([SHIPPED], address)
    assert "422.243" in str(refused.value)
    assert f'"{word}"' in str(refused.value)
    links_fit([replace(SHIPPED, channels=("web",))], address)
