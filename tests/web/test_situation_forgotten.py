"""Her situation chooses the questions and is then forgotten: no store holds a byte of it."""

from __future__ import annotations

import re

import pytest

from prem.fieldwork.days import day_of
from prem.instruments.model import SITUATIONS
from prem.storage.rows import answer_rows


def bytes_of(stores):
    """What lies on the disk of the three stores, files and logs, in one piece."""
    folder = stores.answers.driver.path.parent
    files = sorted(path for path in folder.iterdir() if ".sqlite" in path.name)
    assert len([path for path in files if path.suffix == ".sqlite"]) == 3, files
    return b"".join(path.read_bytes() for path in files)


def words_of(study, situation):
    """How her situation could be written: its id, and its words in every form and language."""
    said = {situation, situation.replace("-", "_"), situation.replace("-", " ")}
    for words in study.words.values():
        said |= set(words.situations[situation].values())
    return {one for one in said if one}


def found_in(stores, study):
    lying = bytes_of(stores).lower()
    return {
        word: len(re.findall(re.escape(word.lower().encode()), lying))
        for situation in SITUATIONS
        for word in words_of(study, situation)
    }


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_byte_of_it_lies_in_any_store_after_a_survey(
    app, client, woman, new_token, read, study, situation
):
    stores = app.house.stores
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.writer.query("PRAGMA wal_checkpoint(TRUNCATE)")
    before = found_in(stores, study)
    page = woman.at_first_item(new_token(), situation)
    shown = woman.sends(page, action="back")
    assert " checked" not in shown.text
    page = woman.sends(shown, situation)
    page = woman.sends(woman.sends(page, "4", action="pause"))
    for _ in range(80):
        choices = read.choices(page)
        own = {"words": "Fine."} if "<textarea" in page.text else {}
        page = woman.sends(page, choices[0]) if choices else woman.sends(page, **own)
        if 'name="step"' not in page.text:
            break
    assert 'name="step"' not in page.text
    client.get("/x")
    assert len(list(answer_rows(stores.answers, study.id))) > 20
    assert found_in(stores, study) == before
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.writer.query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert found_in(stores, study) == before


def test_the_search_would_find_it(app, study):
    before = found_in(app.house.stores, study)
    line = app.house.stores.contacts.writer
    line.write("INSERT INTO inbound (once, day) VALUES (?, ?)",
               (b"baby-not-with-me".ljust(32), day_of(app.house.ports.now())))  # fmt: skip
    after = found_in(app.house.stores, study)
    assert after["baby-not-with-me"] == before["baby-not-with-me"] + 1
