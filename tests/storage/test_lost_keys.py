"""A key file that is away is never replaced by a new one while the stores hold women."""

from __future__ import annotations

import pytest

from prem.errors import Refusal
from prem.fieldwork.links import new_links
from prem.storage.keys import keys_for, load_or_create
from prem.storage.versions import is_current


@pytest.fixture
def path(store_settings):
    return store_settings.data.parent / "apart" / "keys.json"


def test_new_stores_get_new_keys_and_the_same_ones_again(stores, path):
    assert keys_for(stores, path) == keys_for(stores, path)


def test_keys_that_are_away_are_refused_once_there_is_a_session(stores, path, survey, ports):
    keys = keys_for(stores, path)
    site, time = survey.sites[0].id, survey.time_points[0].id
    new_links(
        stores, keys, survey, 1,
        site=site, time_point=time, language="en", anonymous=False, ports=ports,
    )  # fmt: skip
    away = path.with_name("away.json")
    path.rename(away)
    with pytest.raises(Refusal, match=r"^\[500\.325\] keys\.json: .* put back the copy"):
        keys_for(stores, path)
    assert not path.exists()
    away.rename(path)
    assert keys_for(stores, path) == keys


def test_a_folder_a_dead_link_and_a_device_are_no_key_file(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "not-mounted" / "keys.json")
    (tmp_path / "long").symlink_to("/dev/null")
    for name in ("folder", "link", "long", "x" * 5000):
        with pytest.raises(Refusal, match=r"^\[500\.324\]"):
            load_or_create(tmp_path / name)


def test_brackets_without_end_are_refused_as_spoilt(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text("[" * 200_000)
    path.chmod(0o600)
    with pytest.raises(Refusal, match=r"^\[500\.320\]"):
        load_or_create(path)


@pytest.mark.parametrize("version", ["9999", "0000", "abc", ""])
def test_a_version_that_no_program_of_ours_made_is_refused(stores, version):
    line = stores.answers.writer
    line.query(f"UPDATE answers_version SET version_num = '{version}' RETURNING 1")
    with pytest.raises(Refusal, match=r"^\[500\.306\]"):
        is_current(line, "answers")
