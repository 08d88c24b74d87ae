"""A text is exactly what is sent; its numbers are places in the list, its codes the item's own."""

from __future__ import annotations

from typing import Any

import pytest

from prem.instruments.message import Option, options_of, spoken_of, text_of

WORDS = "small/words/en.toml"
Q1 = "How quickly did someone answer your call?"


def test_the_text_of_a_choice(author: Any) -> None:
    item = author.instrument().item("A1-1")
    assert text_of(item, "en") == f"{Q1}\n1 Good\n2 Fair\n3 Bad"
    assert spoken_of(item, "en") == f"{Q1}\n1: Good\n2: Fair\n3: Bad"
    assert options_of(item, "en")[0] == Option(number=1, code=3, words="Good")


def test_the_text_of_an_open_question_is_the_question(author: Any) -> None:
    item = author.instrument().item("open")
    assert text_of(item, "en") == "What would have made your care better?"
    assert options_of(item, "en") == ()


def test_a_text_takes_the_shorter_options_and_plain_signs(author: Any) -> None:
    author.edit(WORDS, f'text = "{Q1}"', 'text = "How’s it going – today…?"')
    author.edit(WORDS, '"Bad"]', '"Bad"]\ntext_options = ["Ok", "So-so", "Isn’t ok"]')
    item = author.instrument().item("A1-1")
    assert text_of(item, "en") == "How's it going - today...?\n1 Ok\n2 So-so\n3 Isn't ok"
    assert [one.words for one in options_of(item, "en")] == ["Good", "Fair", "Bad"]
    assert [one.code for one in options_of(item, "en", "text")] == [3, 2, 1]
    assert item.words["en"].easy_options == item.words["en"].options


def test_a_language_without_words_is_a_key_error(author: Any) -> None:
    with pytest.raises(KeyError):
        text_of(author.instrument().item("A1-1"), "cy")
