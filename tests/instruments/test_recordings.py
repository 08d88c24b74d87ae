"""Recordings: found by the words that they speak; a clip of other words is refused and unheard."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from spoken_clips import mp3, opus, record, webm

from prem.content import find
from prem.instruments import recordings
from prem.instruments.check import check_instrument
from prem.instruments.load import load_instrument
from prem.instruments.recordings import Line, Recordings, lines_of, load_recordings

NAME = "perinatal-experience"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shipped = find("instruments", NAME)
    assert shipped
    shutil.copytree(shipped.parent, tmp_path / "instruments")
    return tmp_path


@pytest.fixture
def folder(content: Path) -> Path:
    return content / "instruments" / NAME


def complaints(content: Path) -> list[str]:
    found = check_instrument(NAME, content).complaints
    return [str(one) for one in found if one.kind.code.split(".")[1].startswith("26")]


def test_each_thing_is_recorded_once_and_in_order(content: Path) -> None:
    whole = load_instrument(NAME, content)
    lines = lines_of(whole, "en")
    assert [line.name for line in lines][:3] == ["S3-1", "option-always", "option-often"]
    assert lines[0].words == whole.item("S3-1").words["en"].spoken
    assert [line.name for line in lines][-3:] == ["rather-not-say", "not-about-me", "not-sure"]
    assert len({line.file("mp3") for line in lines}) == len(lines)
    asked = {item.id for item in whole.items if not item.retired}
    assert asked <= {line.name for line in lines}


def test_a_recording_is_found_by_its_words_and_opus_comes_first(
    folder: Path, content: Path
) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    question, options = recordings.question_line(item, "en"), recordings.option_lines(item, "en")
    record(folder, question)
    record(folder, options[1])
    there = load_recordings([folder])
    assert [clip.kind for clip in there.of(question)] == ["opus", "mp3"]
    assert [bool(there.of(one)) for one in options] == [False, True, False, False, False]
    assert there.of(question)[1].address == f"/clips/{question.hash}.mp3"
    assert complaints(content) == []


def test_nothing_recorded_is_no_fault(content: Path, folder: Path) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    assert Recordings().of(recordings.question_line(item, "en")) == ()
    assert complaints(content) == []
    (folder / "recordings").mkdir()
    (folder / "recordings" / "README.md").write_text("Who spoke, and when.\n")
    assert complaints(content) == []


def test_a_clip_whose_words_have_changed_is_refused_and_not_played(
    content: Path, folder: Path
) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    record(folder, recordings.question_line(item, "en"))
    words = folder / "words" / "en.toml"
    said = item.words["en"].spoken
    words.write_text(words.read_text().replace(said, "Did your team share what it had to know?"))
    changed = load_instrument(NAME, content).item("S3-1")
    assert load_recordings([folder]).of(recordings.question_line(changed, "en")) == ()
    found = complaints(content)
    assert len(found) == 2
    assert all("[422.261]" in one and "S3-1" in one for one in found)
    assert recordings.question_line(changed, "en").file("mp3") in " ".join(found)


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ({"mp3": mp3(11)}, "422.262"),
        ({"mp3": b"<html>not audio</html>"}, "422.264"),
        ({"mp3": b""}, "422.264"),
        ({"opus": mp3()}, "422.264"),
        ({"opus": b"OggS and then nothing"}, "422.264"),
    ],
)
def test_a_clip_that_is_none_is_refused(
    content: Path, folder: Path, instead: dict[str, bytes], code: str
) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    record(folder, recordings.question_line(item, "en"), **instead)
    assert [one[1:8] for one in complaints(content)] == [code]


def test_ten_seconds_of_mp3_are_not_too_large(content: Path, folder: Path) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    record(folder, recordings.question_line(item, "en"), mp3=mp3(9.9), opus=opus(19_800))
    assert complaints(content) == []


def test_one_format_only_is_refused(content: Path, folder: Path) -> None:
    item = load_instrument(NAME, content).item("S3-1")
    paths = record(folder, recordings.question_line(item, "en"))
    paths[0].unlink()
    assert [one[1:8] for one in complaints(content)] == ["422.263"]
    paths[0].with_suffix(".webm").write_bytes(webm())
    assert complaints(content) == []


@pytest.mark.parametrize(
    "name", ["S3-1.mp3", "S9-9.0123456789ab.mp3", "S3-1.0123456789ab.wav", "a note.txt"]
)
def test_a_file_of_no_known_name_is_refused(content: Path, folder: Path, name: str) -> None:
    place = folder / "recordings" / "en"
    place.mkdir(parents=True)
    (place / name).write_bytes(mp3())
    assert [one[1:8] for one in complaints(content)] == ["422.260"]


def test_a_language_that_nobody_is_asked_in_is_refused(content: Path, folder: Path) -> None:
    record(folder, Line("S3-1", "Bonjour", "fr"))
    assert [one[1:8] for one in complaints(content)] == ["422.260"]


def test_words_without_latin_letters_have_a_name_too() -> None:
    assert recordings.option_line("ہمیشہ", "ur").name == "option"
    assert recordings.option_line("Bob amser", "cy").hash != Line("x", "Bob amser", "en").hash


def test_the_list_says_what_is_there_and_what_is_stale(
    content: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from prem.cli.group import build

    monkeypatch.setenv("PREM_CONTENT", str(content))
    item = load_instrument(NAME, content).item("S3-1")
    record(folder, recordings.question_line(item, "en"))
    record(folder, recordings.option_lines(item, "en")[0])[1].unlink()
    record(folder, Line("S3-2", "Words of last year"))
    app, runner = build(["record-list"]), CliRunner()
    rows = json.loads(runner.invoke(app, ["record-list", NAME, "--json"]).stdout)
    assert [row["state"] for row in rows[:3]] == ["there", "in part", "missing"]
    assert [row["state"] for row in rows[-2:]] == ["stale", "stale"]
    assert rows[0]["words"] == item.words["en"].spoken
    plain = runner.invoke(app, ["record-list", NAME]).stdout
    assert plain.splitlines()[0].split(maxsplit=1) == ["1", rows[0]["words"]]
    assert plain.splitlines()[-1] == f"1 there, 1 in part, {len(rows) - 4} missing, 2 stale"
    calls = runner.invoke(
        app, ["record-list", NAME, "--survey", "pregnancy-to-18-months", "--json"]
    )
    names = [row["name"] for row in json.loads(calls.stdout)]
    assert {"hello", "press-1", "situation-loss", "opening-2"} <= set(names)
