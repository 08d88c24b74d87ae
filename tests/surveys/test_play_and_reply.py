"""`prem play` and `prem reply` through the installed command, with piped lines."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from prem.cli import main
from prem.surveys.conversation import replay
from prem.surveys.load import load_survey

SURVEY = "pregnancy-to-18-months"
ITEM = ("reply", "--instrument", "perinatal-experience", "--item", "S3-1")


def prem(*arguments, lines=""):
    """Run the command; return its exit code, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "prem", *map(str, arguments)],
        input=lines.encode(), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_reply_prints_one_json_object_a_line():
    code, out, err = prem(*ITEM, lines="2 but I didn’t ask\r\nSTOP\n\npolski\ndunno\nfn\n")
    assert (code, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"kind": "answer", "code": 4, "comment": "but I didn’t ask"},
        {"kind": "stop"},
        {"kind": "unsure"},
        {"kind": "language", "language": "pl"},
        {"kind": "non_answer", "code": "not-sure"},
        {"kind": "unsure"},
    ]


def test_reply_reads_bytes_that_are_no_letters():
    done = subprocess.run([sys.executable, "-m", "prem", *ITEM], input=b"\xff\xfe\n2\n",
                          capture_output=True, timeout=60, check=False)  # fmt: skip
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["unsure", "answer"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((*ITEM[:-1], "S3-11"), "422.220", 'did you mean "S3-1"?'),
        ((*ITEM, "--language", "xx"), "422.220", "accepted: en"),
        (("reply", "--instrument", "nothing", "--item", "x"), "422.100", "there are"),
        (("play", "nothing"), "422.100", SURVEY),
        (("play", SURVEY, "--channel", "sns"), "422.220", 'did you mean "sms"?'),
        (("play", SURVEY, "--site", "site-9"), "422.220", "site-1, site-2"),
        (("play", SURVEY, "--time-point", "brith"), "422.220", 'did you mean "birth"?'),
        (("play", SURVEY, "--situation", "los"), "422.220", 'did you mean "loss"?'),
        (("play", SURVEY, "--save", "no-such-folder/x.json"), "422.221", "x.json"),
        (("play", SURVEY, "--save", "x" * 5000), "422.221", "cannot be written"),
        (("play", SURVEY, "--save", "."), "422.221", "cannot be written"),
    ],
)
def test_a_wrong_word_gets_one_plain_line(arguments, code, words, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["prem", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert err.startswith(f"[{code}]")
    assert words in err
    assert err.count("\n") == 1


def test_a_conversation_by_text_is_played_and_saved_as_it_can_be_played_again(tmp_path):
    saved = tmp_path / "conversation.json"
    lines = "YES\nyes\n4 out of 5\n2 but only once\nback\n3\nSTOP\nafter\n"
    code, out, _ = prem("play", SURVEY, "--channel", "sms", "--situation", "loss",
                        "--time-point", "birth", "--save", saved, lines=lines)  # fmt: skip
    assert code == 0
    assert "> 2 but only once" in out
    assert "> after" not in out
    record = json.loads(saved.read_text(encoding="utf-8"))
    assert record["turns"][-1]["events"] == [{"event": "Stopped", "silent": False}]
    assert replay(load_survey(SURVEY), record) == record


def test_a_conversation_on_the_page_shows_where_she_is_and_ends_with_support():
    code, out, _ = prem("play", SURVEY, "--site", "site-4", lines="\nyes\n4\n\n2\nstop\n")
    assert code == 0
    assert "1 of " in out
    assert "You did not choose an answer" in out
    assert "0800 027 1234" in out


def test_an_ending_input_ends_the_conversation():
    assert prem("play", SURVEY, "--channel", "sms", lines="YES\n")[0] == 0
