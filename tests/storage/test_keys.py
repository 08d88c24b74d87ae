"""Keys are made once, kept closed, and refused when they are not as they were written."""

from __future__ import annotations

import hmac
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prem.errors import Refusal
from prem.storage.keys import KEY_BYTES, load_or_create, new_keys
from prem.storage.seal import mark, number_of, seal, unseal


def test_keys_are_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys.json"
    first = load_or_create(path)
    assert load_or_create(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


def test_keys_made_by_many_at_once_are_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(load_or_create, [tmp_path / "keys.json"] * 16))
    assert all(keys == made[0] for keys in made)


def test_no_two_keys_are_the_same_and_none_shows_itself() -> None:
    keys = new_keys()
    values = [getattr(keys, name) for name in keys.__slots__]
    assert len(set(values)) == len(values)
    assert all(len(value) == KEY_BYTES for value in values)
    assert repr(keys.link) not in repr(keys)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"link": "AAAA"}'])
def test_a_spoilt_key_file_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Refusal, match=r"^\[500\.320\] keys\.json: "):
        load_or_create(path)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    load_or_create(path)
    words = json.loads(path.read_text())
    path.write_text(json.dumps({**words, "link": words["link"][:8]}))
    with pytest.raises(Refusal, match=r"500\.320"):
        load_or_create(path)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(Refusal, match="0640"):
        load_or_create(path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal, match=r"500\.307"):
        load_or_create(tmp_path / "file" / "keys.json")


@given(st.text(max_size=200))
def test_a_seal_opens_in_its_own_place_only(text: str) -> None:
    key = b"k" * 32
    sealed = seal(key, text, "note|1|S3-1")
    assert unseal(key, sealed, "note|1|S3-1") == text
    for other_key, place in ((key, "note|2|S3-1"), (b"o" * 32, "note|1|S3-1")):
        with pytest.raises(Refusal, match=r"500\.322"):
            unseal(other_key, sealed, place)


def test_padding_gives_one_length_and_refuses_what_is_longer() -> None:
    lengths = {len(seal(b"k" * 32, "7" * n, "p", size=32)) for n in range(32)}
    assert lengths == {60}
    with pytest.raises(Refusal, match=r"422\.323"):
        seal(b"k" * 32, "7" * 32, "p", size=32)


@pytest.mark.parametrize("key", [bytes(range(32)), b"\xff" * 32, b"k", b"k" * 64])
def test_a_mark_is_the_hmac_of_its_parts(key: bytes) -> None:
    for parts, message in ((("a", 1), b"1:a1:1"), ((), b""), (("x" * 300,), b"300:" + b"x" * 300)):
        assert mark(key, *parts) == hmac.digest(key, message, "sha256")


def test_marks_keep_their_parts_apart() -> None:
    key = os.urandom(32)
    assert mark(key, "ab", "c") != mark(key, "a", "bc")
    assert mark(key, "a", 1) == mark(key, "a", 1)
    assert 0 <= number_of(mark(key, "a")) < 2**63
