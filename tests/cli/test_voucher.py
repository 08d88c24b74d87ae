"""`prem voucher`: codes go in, counts come out, and no code is shown."""

from __future__ import annotations

import io

SURVEY = "pregnancy-to-18-months"


def test_codes_are_taken_in_once(prem, monkeypatch):
    for new in (2, 0):
        monkeypatch.setattr("sys.stdin", io.StringIO("AAA-1\nAAA-2\n"))
        said = prem("voucher", SURVEY, "--add")
        assert said == (0, f"{new} new\n2 left\n", "")
    assert prem("voucher", SURVEY) == (0, "2 left\n", "")


def test_a_wrong_line_is_named_and_nothing_kept(prem, is_one_line, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("AAA-1\n" + "x" * 100))
    said = prem("voucher", SURVEY, "--add")
    is_one_line(said, "422.731")
    assert "line 2" in said.err
    assert "xxx" not in said.err
    assert prem("voucher", SURVEY).out == "0 left\n"


def test_what_is_no_text_is_refused_and_a_closed_stdin_is_an_empty_list(shell, is_one_line):
    is_one_line(shell(f"printf 'AB\\377\\376C\\n' | $PREM voucher {SURVEY} --add"), "422.733")
    assert shell(f"$PREM voucher {SURVEY} --add <&-") == (0, "0 new\n0 left\n", "")
