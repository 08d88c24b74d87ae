"""`prem check` and `prem items` through the command itself, as people and scripts call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WORDS = "small/words/en.toml"


def prem(*words: str, content: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with a site's own content folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREM_")}
    environment |= {"PREM_CONTENT": str(content)} if content else {}
    done = subprocess.run(
        [sys.executable, "-m", "prem", *words],
        capture_output=True, text=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_everything_that_prem_ships_is_in_order() -> None:
    done = prem("check")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].startswith("checked instrument perinatal-experience")
    assert "0 errors" in done.stdout


def test_a_site_checks_its_own_instrument_by_name(author: Any) -> None:
    done = prem("check", "small", content=author.root)
    assert done.returncode == 0
    assert "small 0.1 (" in done.stdout
    assert "checked instrument small: 0 errors, 0 warnings" in done.stdout


def test_an_error_is_one_line_on_stderr_and_exit_1(author: Any) -> None:
    author.edit("small/items/A1.toml", 'sensitivity = "low"', 'sensitivity = "lo"')
    done = prem("check", content=author.root)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    place = "instruments/small/items/A1.toml, item A1-1, field sensitivity"
    assert line.startswith(f'[422.109] {place}: "lo" is not a known sensitivity; accepted: low')
    assert "1 error," in done.stdout


def test_warnings_leave_the_exit_at_0(author: Any) -> None:
    author.edit(WORDS, 'status = "source"', 'status = "draft"')
    done = prem("check", "small", content=author.root)
    assert done.returncode == 0
    assert "warning: [422.179]" in done.stdout
    assert "0 errors, 1 warning" in done.stdout


def test_json_is_data_also_when_there_are_errors(author: Any) -> None:
    author.edit(WORDS, '["Good", "Fair", "Bad"]', '["Agree", "Fair", "Bad"]')
    done = prem("check", "small", "--json", content=author.root)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["errors"], found["warnings"]) == (1, 0)
    (complaint,) = found["complaints"]
    assert complaint["code"] == "422.161"
    assert complaint["severity"] == "error"
    assert complaint["item"] == "A1-1"
    assert found["instruments"][0]["outcomes"] == {"A1": 5}
    assert found["instruments"][0]["requirements_without_item"] == []


def test_a_broken_theory_is_told_once(author: Any) -> None:
    author.edit("theory.toml", 'term = "short"', 'term = "shrot"')
    done = prem("check", content=author.root)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert 'did you mean "short"?' in line


@pytest.mark.parametrize("verb", ["check", "items"])
def test_an_unknown_id_is_a_sentence(verb: str) -> None:
    done = prem(verb, "perinatal-experiense")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("[422.100]")
    assert line.endswith('did you mean "perinatal-experience"?')


def test_items_as_json_have_the_numbers_of_a_text() -> None:
    done = prem("items", "perinatal-experience", "--json")
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert len(rows) >= 37
    for row in rows:
        assert {"id", "outcome", "kind", "page", "text", "options"} <= set(row)
        numbers = [option["number"] for option in row["options"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [one["code"] for one in row["options"]] == sorted(
            (one["code"] for one in row["options"]), reverse=True
        )
        assert bool(row["options"]) is (row["kind"] == "choice")
        assert row["message"].startswith(row["text"].replace("’", "'"))


def test_items_in_a_table_for_people(author: Any) -> None:
    author.edit(WORDS, 'page = "How quickly', 'page = "[sic] How quickly')
    done = prem("items", "small", content=author.root)
    assert done.returncode == 0
    for word in ("A1-1", "overall", "waiting", "1 Good (3)", "[sic] How"):
        assert word in done.stdout


def test_items_in_an_unknown_language(author: Any) -> None:
    done = prem("items", "small", "--language", "cy", content=author.root)
    assert done.returncode == 1
    assert "there are: en" in done.stderr


def test_a_broken_instrument_is_refused_by_items_in_one_line(author: Any) -> None:
    author.edit(WORDS, "[items.A1-1]", "[items.A1-9]")
    done = prem("items", "small", content=author.root)
    assert done.returncode == 1
    assert done.stderr.startswith("[422.131] ")
    assert done.stderr.endswith(" (and 1 more: prem check lists all)\n")
    assert done.stderr.count("\n") == 1


def test_wrong_usage_is_exit_2() -> None:
    assert prem("items").returncode == 2
    assert prem("check", "--jsn").returncode == 2
    assert prem("check", "--help").returncode == 0
