"""Where content is found: a site's own folder first, then what prem ships."""

from pathlib import Path

import pytest

from prem import content
from prem.errors import Refusal


def test_a_site_s_own_folder_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "surveys" / "pilot"
    own.mkdir(parents=True)
    assert content.find("surveys", "pilot", own=tmp_path) == own
    assert {"pilot", "pregnancy-to-18-months"} <= set(content.names("surveys", own=tmp_path))


def test_a_hidden_folder_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "surveys" / ".git").mkdir(parents=True)
    assert ".git" not in content.names("surveys", own=tmp_path)


def test_an_own_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"422\.804"):
        content.find("surveys", own=tmp_path / "nowhere")


def test_what_is_not_there_is_none() -> None:
    assert content.find("surveys", "no-such-survey") is None
