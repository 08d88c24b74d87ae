"""Wrong ports, closed pipes, full disks, spoilt content: one plain line, never our own fault."""

from __future__ import annotations

import os
import shutil
import socket
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest

from prem import content
from prem.cli.group import VERBS

SURVEY = "pregnancy-to-18-months"
INSTRUMENT = "perinatal-experience"
REPLY = f"$PREM reply --instrument {INSTRUMENT} --item S3-1"


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A site's own content, a copy of what prem ships."""
    folder = tmp_path / "content"
    for name in ("instruments", "surveys"):
        found = content.find(name)
        assert found
        shutil.copytree(found, folder / name)
    monkeypatch.setenv("PREM_CONTENT", str(folder))
    return folder


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1", "a" * 300, "..", "ß..x"])
def test_a_host_that_is_not_this_machine_is_not_called_a_port_in_use(
    prem, is_one_line, monkeypatch, host
):
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if host.endswith(".invalid"):  # a test asks no name server
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = prem("serve", "--host", host, "--port", "18999")
    is_one_line(said, "422.414")
    assert "an address of this machine" in said.err


def test_a_port_in_use_is_said_to_be(prem, is_one_line):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = prem("serve", "--port", str(taken.getsockname()[1]))
    is_one_line(said, "409.411")


def test_a_closed_stdin_is_an_empty_one(shell):
    assert shell(f"{REPLY} <&-") == (0, "", "")
    said = shell(f"$PREM play {SURVEY} <&-")
    assert (said.code, said.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("words", [f"items {INSTRUMENT}", "check --json", "--version"])
def test_a_full_disk_is_not_our_fault(shell, is_one_line, words):
    is_one_line(shell(f"$PREM {words} >/dev/full"), "507.807")


def test_a_reader_that_has_enough_is_no_problem(shell):
    said = shell(f"yes 2 | {REPLY} | head -1")
    assert said == (0, '{"kind": "answer", "code": 4}\n', "")


@pytest.mark.parametrize("every", ["inf", "1e300", "nan", "0"])
def test_a_worker_that_would_wait_for_ever_is_wrong_usage(prem, every):
    assert prem("worker", "--every", every).code == 2


def test_a_release_number_beyond_all_numbers_is_one_that_is_not_there(prem, is_one_line, tmp_path):
    for number in ("9" * 40, "-1", "0"):
        said = prem("release", SURVEY, "--out", tmp_path / "out", "--number", number)
        is_one_line(said, "404.623")


def test_a_poster_has_one_address(prem):
    assert prem("link", SURVEY, "--poster", "--count", "3").code == 2
    assert prem("link", SURVEY, "--poster", "--anonymous").code == 2
    assert prem("link", SURVEY, "--poster", "--tablet").code == 2
    assert "/join/" in prem("link", SURVEY, "--poster").out


def test_broken_content_is_one_line_that_counts_the_rest(prem, is_one_line, own):
    (own / "instruments" / INSTRUMENT / "words" / "en.toml").write_text("")
    said = prem("items", INSTRUMENT)
    is_one_line(said, "422.106")
    assert "words/en.toml, field language" in said.err
    listed = prem("check").err
    assert f"(and {listed.count(chr(10)) - 1} more: prem check lists all)" in said.err


def test_of_two_wrong_settings_one_is_said_and_the_other_counted(prem, is_one_line, monkeypatch):
    monkeypatch.setenv("PREM_SMS", "vodafone")
    monkeypatch.setenv("PREM_TEXT_KINDS", "mobiles")
    said = prem("worker", "--once")
    is_one_line(said, "422.805")
    assert said.err.endswith(" (and 1 more)\n")  # prem check does not list settings


def test_a_theory_that_leads_to_itself_is_a_file_that_cannot_be_read(prem, is_one_line, own):
    theory = own / "instruments" / "theory-of-change.toml"
    theory.unlink()
    theory.symlink_to(theory)
    said = prem("check")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("[422.104] instruments/theory-of-change.toml: ")


def test_a_line_break_in_a_name_breaks_no_line(prem, own):
    (own / "instruments" / "two\nlines").mkdir()
    said = prem("check")
    assert (said.code, said.err.count("\n")) == (1, 1)


@pytest.mark.parametrize("part", ["", "instruments", "surveys"])
def test_content_that_cannot_be_read_is_not_missed_in_silence(
    prem, is_one_line, own, monkeypatch, part
):
    shut = own / part
    real = (Path.iterdir, Path.exists, Path.is_dir)

    def closed(method):
        def asked(path: Path) -> object:
            if (path == shut and method is real[0]) or shut in path.parents:
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return method(path)

        return asked

    for name, method in zip(("iterdir", "exists", "is_dir"), real, strict=True):
        monkeypatch.setattr(Path, name, closed(method))
    is_one_line(prem("check"), "422.806")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_help_says_all_that_a_command_does(prem, verb):
    run = getattr(import_module(f"prem.cli.{verb.replace('-', '_')}"), verb.replace("-", "_"))
    said = " ".join(prem(verb, "--help").out.split())
    assert " ".join(getdoc(run).split()) in said
    assert VERBS[verb] in " ".join(prem("--help").out.split())
