"""The hash: deaf to layout, alert to every word."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prem.instruments.hashing import canonical, instrument_hash, item_hash, shown
from prem.instruments.model import FORMS, Instrument


def shuffle_keys(text: str, chance: random.Random) -> str:
    """Shuffle the lines of each table, as TOML lets an author do, and scatter comments."""
    tables: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("["):
            tables.append([line])
        elif line.strip():
            tables[-1].append(line)
    out = []
    for table in tables:
        head = [line for line in table if line.startswith("[")]
        body = [line for line in table if not line.startswith("[")]
        chance.shuffle(body)
        spaced = [line.replace(" = ", " =   ") if chance.random() < 0.5 else line for line in body]
        out += [*head, "# a remark", *spaced, ""]
    return "\n".join(out)


def shuffle_words(text: str, chance: random.Random) -> str:
    """Shuffle the tables of a words file: their order says nothing."""
    head, *tables = text.split("\n[")
    chance.shuffle(tables)
    return "\n[".join([head, *tables])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_layout_does_not_change_the_hash(new_author: Any, seed: int) -> None:
    chance = random.Random(seed)
    author = new_author()
    before = author.instrument()
    for name in ("instrument.toml", "items/A1.toml", "items/general.toml", "words/en.toml"):
        text = author.read(f"small/{name}")
        if name.startswith("words"):
            text = shuffle_words(text.strip(), chance)
        author.write(f"small/{name}", shuffle_keys(text, chance))
    after = author.instrument()
    assert after.hash == before.hash
    assert after == before


def test_the_split_into_files_does_not_change_the_hash(author: Any) -> None:
    before = author.instrument().hash
    items = author.read("small/items/A1.toml").split("[[item]]")[1:]
    author.path("small/items/A1.toml").unlink()
    author.write("small/items/first.toml", "[[item]]" + "[[item]]".join(items[:2]))
    author.write("small/items/second.toml", "[[item]]" + "[[item]]".join(items[2:]))
    author.edit("small/instrument.toml", '["A1", "general"]', '["first", "second", "general"]')
    assert author.instrument().hash == before


CHANGES = [
    ("small/words/en.toml", "quickly did someone", "fast did someone", "one form of one question"),
    ("small/words/en.toml", '"Fair"', '"fair"', "the case of a letter in an option"),
    ("small/words/en.toml", "I'm not sure", "I am not sure", "a non-answer"),
    ("small/words/en.toml", 'status = "source"', 'status = "checked"', "the state of the words"),
    ("small/items/A1.toml", "codes = [3, 2, 1]", "codes = [4, 2, 1]", "a code"),
    ("small/items/A1.toml", '"loss", ', "", "who is asked"),
    ("small/items/A1.toml", '"page 1"', '"page 11"', "a pointer"),
    ("small/instrument.toml", "Candidate words.", "Candidate.", "what is said about it"),
    ("small/instrument.toml", '["A1", "general"]', '["general", "A1"]', "the order asked"),
    ("small/instrument.toml", '["A1-1", "A1-2"]', '["A1-2", "A1-1"]', "the short form"),
]


@pytest.mark.parametrize(("name", "old", "new", "why"), CHANGES)
def test_a_word_changes_the_hash(author: Any, name: str, old: str, new: str, why: str) -> None:
    before = author.instrument().hash
    author.edit(name, old, new)
    assert author.instrument().hash != before, why


def test_every_field_is_in_the_hash_except_the_hash(author: Any) -> None:
    instrument: Instrument = author.instrument()
    names = {field.name for field in dataclasses.fields(instrument)}
    assert set(canonical(instrument)) == names
    assert instrument_hash(dataclasses.replace(instrument, hash="x")) == instrument.hash
    assert len(instrument.hash) == 64
    assert shown(instrument.hash) == instrument.hash[:12]


def test_an_item_keeps_its_hash_while_only_its_papers_change(author: Any) -> None:
    before = author.instrument().item("A1-1")
    author.edit("small/items/A1.toml", '"page 1"', '"page 11"')
    author.edit("small/items/A1.toml", "First wording 1.", "First wording of all.")
    author.edit("small/items/A1.toml", 'status = "candidate"', 'status = "piloted"')
    after = author.instrument().item("A1-1")
    assert item_hash(after) == item_hash(before)
    assert item_hash(after) != item_hash(author.instrument().item("A1-2"))


@pytest.mark.parametrize("form", FORMS)
def test_an_item_changes_its_hash_with_its_words(author: Any, form: str) -> None:
    before = author.instrument().item("A1-1")
    author.edit("small/words/en.toml", f'{form} = "How', f'{form} = "Well, how')
    assert item_hash(author.instrument().item("A1-1")) != item_hash(before)
    assert item_hash(author.instrument().item("A1-1"), "en") != item_hash(before, "en")


def test_a_new_language_leaves_what_was_said_of_the_other_standing(author: Any) -> None:
    before = author.instrument().item("A1-1")
    author.edit("small/instrument.toml", 'languages = ["en"]', 'languages = ["en", "cy"]')
    words = author.read("small/words/en.toml").replace('"en"', '"cy"').replace("How", "Sut")
    author.write("small/words/cy.toml", words.replace('"source"', '"draft"'))
    after = author.instrument().item("A1-1")
    assert item_hash(after, "en") == item_hash(before, "en")
    assert item_hash(after) != item_hash(before)


def test_what_is_loaded_cannot_be_changed(author: Any) -> None:
    instrument = author.instrument()
    with pytest.raises(dataclasses.FrozenInstanceError):
        instrument.title = "another"
    for mapping in (instrument.short_forms, instrument.non_answers, instrument.items[0].words):
        with pytest.raises(TypeError):
            mapping["en"] = ()
