"""`prem invite`: the operator's way to let the first people into the workshop."""

from __future__ import annotations

import pytest

from prem import ports
from prem.fieldwork.workshop import invited
from prem.storage.stores import open_stores


@pytest.mark.parametrize("role", ["adviser", "researcher", "site-lead"])
def test_a_link_is_printed_alone_and_opens_the_workshop(prem, sqlite_settings, monkeypatch, role):
    monkeypatch.setenv("PREM_PUBLIC_URL", "https://prem.test/")
    said = prem("invite", "--role", role)
    assert (said.code, said.err, said.out.count("\n")) == (0, "", 1)
    before, _, token = said.out.strip().rpartition("/")
    assert before == "https://prem.test/workshop/join"
    stores = open_stores(sqlite_settings)
    try:
        assert invited(stores, ports.real(), token) == role
        assert token not in str(stores.workshop.reader.query("SELECT * FROM invitation"))
    finally:
        stores.close()


def test_it_is_for_an_adviser_unless_said_and_the_folder_may_be_named(prem, tmp_path, monkeypatch):
    other = tmp_path / "other"
    token = prem("invite", "--data", other).out.strip().rpartition("/")[2]
    monkeypatch.setenv("PREM_DATA", str(other))
    from prem.settings import read_settings

    stores = open_stores(read_settings())
    try:
        assert invited(stores, ports.real(), token) == "adviser"
    finally:
        stores.close()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--role", "advisor"), "422.605"),
        (("--days", "0"), "422.608"),
        (("--days", "61"), "422.608"),
    ],
)
def test_another_role_or_time_is_one_line(prem, is_one_line, words, code):
    is_one_line(prem("invite", *words), code)
