"""Bad input to `prem analyse`: one plain sentence with the place, exit code 1, no traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prem.cli import main

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "-q3"]
[scales.ease]
items = ["q4", "q5", "q6"]
"""
HEADER = "id,site,q1,q2,q3,q4,q5,q6\n"
ROWS = [f"{i},a,{1 + i % 5},{1 + i * 3 % 5},{1 + i % 4},{1 + i * 2 % 5},{1 + i % 3},{1 + i % 5}\n"
        for i in range(30)]  # fmt: skip
GOOD = HEADER + "".join(ROWS)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `prem analyse` on a table and scales; return exit code, stdout and stderr."""

    def go(
        data: str | bytes | Path = GOOD, *options: str, scales: str | None = SCALES
    ) -> tuple[int, str, str]:
        table = data if isinstance(data, Path) else tmp_path / "data.csv"
        if isinstance(data, str | bytes):
            table.write_bytes(data.encode() if isinstance(data, str) else data)
        words = ["prem", "analyse", str(table), "--out", str(tmp_path / "out"), *options]
        if scales is not None:
            (tmp_path / "scales.toml").write_text(scales, "utf-8")
            words += ["--scales", str(tmp_path / "scales.toml")]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return go


def changed(row: int, column: str, value: str) -> str:
    """Return the good table with one cell changed; row 2 is the first below the header."""
    lines = GOOD.splitlines()
    cells = lines[row - 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[row - 1] = ",".join(cells)
    return "\n".join(lines) + "\n"


def test_the_good_table_is_good(run: Run, tmp_path: Path) -> None:
    code, out, err = run(GOOD, "--site", "site", "--id", "id")
    assert (code, err) == (0, "")
    assert "30 rows, 30 complete on 6 items" in out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "analysis.R", "report.html", "results.json", "tables.xlsx"]  # fmt: skip


TABLES = [
    # what, the table, the code, what the sentence must hold
    ("a text", changed(9, "q2", "often"), "422.509", ["row 9", "column q2"]),
    ("a date", changed(9, "q2", "2026-01-01"), "422.509", ["row 9", "column q2"]),
    ("true", changed(9, "q2", "True"), "422.509", ["row 9", "column q2"]),
    ("infinity", changed(5, "q1", "inf"), "422.510", ["row 5", "column q1"]),
    ("out of range", changed(31, "q6", "6"), "422.511", ["row 31", "column q6", "from 1 to 5"]),
    ("reversed out of range", changed(4, "q3", "0"), "422.511", ["row 4", "column q3", "is not"]),
    ("missing coded 99", changed(4, "q3", "99"), "422.511", ["row 4", "column q3"]),
    ("no column", GOOD.replace("q5", "p5", 1), "422.512", ["column q5"]),
    ("near column", GOOD.replace("q5", "Q5", 1), "422.512", ["column q5"]),
    ("empty", "", "422.502", ["data.csv"]),
    ("blank", "\n\n", "422.502", ["data.csv"]),
    ("header only", HEADER, "422.503", ["data.csv"]),
    ("header and blank rows", HEADER + ",,,,,,,\n,,,,,,,\n", "422.503", ["data.csv"]),
    ("two columns of a name", GOOD.replace("q5", "q4", 1), "422.507", ["column q4"]),
    ("a short row", GOOD + "99,a,1,2\n", "422.508", ["row 32", "4 cells", "names 8"]),
    ("a long row", GOOD + "99,a,1,2,3,4,5,1,2\n", "422.508", ["row 32", "9 cells"]),
    ("an open quote", GOOD + '99,a,1,2,3,4,"5,1\n', "422.504", ["data.csv"]),
    ("latin-1", GOOD.replace("0,a", "0,Süd", 1).encode("latin-1"), "422.505", ["UTF-8", "byte"]),
    ("utf-16", GOOD.encode("utf-16"), "422.506", ["data.csv"]),
    ("garbage", bytes(range(256)) * 40, "422.506", ["data.csv"]),
    ("garbage below", GOOD.encode() + b"\x00\x01\x02\n", "422.506", ["data.csv"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "code", "parts"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES]
)
def test_a_bad_table(
    run: Run, tmp_path: Path, table: str | bytes, code: str, parts: list[str]
) -> None:
    status, out, err = run(table)
    assert (status, out) == (1, "")
    assert err.startswith(f"[{code}] ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert str(tmp_path) not in err
    for part in parts:
        assert part in err
    assert not (tmp_path / "out" / "results.json").exists()


OPTIONS = [
    ("no such site column", ["--site", "sight"], "422.512", 'did you mean "site"?'),
    ("an item as the site", ["--site", "q1"], "422.516", "--site"),
    ("no such group column", ["--group", "sight"], "422.512", 'did you mean "site"?'),
    ("an item as the group", ["--group", "q1"], "422.516", "--group"),
    ("too many factors", ["--factors", "4"], "422.531", "at most 3"),
    ("no factors", ["--factors", "0"], "422.533", "1 or more"),
]


@pytest.mark.parametrize(
    ("options", "code", "part"), [case[1:] for case in OPTIONS], ids=[case[0] for case in OPTIONS]
)
def test_a_bad_option(run: Run, options: list[str], code: str, part: str) -> None:
    status, _, err = run(GOOD, *options)
    assert status == 1
    assert err.startswith(f"[{code}] ")
    assert part in err


def test_wrong_usage_is_exit_code_2(run: Run) -> None:
    assert run(GOOD, "--rotation", "sideways")[0] == 2
    assert run(GOOD, scales=None)[0] == 2
    assert run(GOOD, "--instrument", "perinatal-experience")[0] == 2


def test_an_id_twice_is_refused_unless_at_two_time_points(run: Run) -> None:
    table = changed(12, "id", "3")
    status, _, err = run(table, "--id", "id")
    assert status == 1
    assert "[422.513] data.csv, row 12, column id: this id stands in row 5 too" in err
    status, _, err = run(changed(12, "id", ""), "--id", "id")
    assert (status, "[422.514] data.csv, row 12" in err) == (1, True)
    lines = table.splitlines()
    timed = [lines[0] + ",time", *(f"{line},{i}" for i, line in enumerate(lines[1:]))]
    assert run("\n".join(timed), "--id", "id", "--time", "time", "--quick")[0] == 0


FILES = [
    ("not toml", "[scales", "422.520", "not TOML"),
    ("brackets without end", "x = " + "[" * 100_000, "422.520", "do not end"),
    ("a number without end", "x = " + "9" * 10_000, "422.520", "do not end"),
    ("an unknown part", SCALES.replace("[response]", "[responce]"), "422.521", '"response"'),
    ("an unknown key", SCALES.replace("maximum", "maximun"), "422.521", '"maximum"'),
    ("an unknown scale key", SCALES.replace("items", "item", 1), "422.521", '"items"'),
    ("no scales", "[response]\nminimum = 1\nmaximum = 5\n", "422.522", "[scales.name]"),
    ("a word as minimum", SCALES.replace("= 1", '= "one"'), "422.523", "response.minimum"),
    ("no maximum", SCALES.replace("maximum = 5\n", ""), "422.523", "response.maximum"),
    ("infinite", SCALES.replace("= 5", "= inf"), "422.523", "response.maximum"),
    ("minimum over maximum", SCALES.replace("= 5", "= 0"), "422.526", "less than"),
    ("items as a word", SCALES.replace('["q4", "q5", "q6"]', '"q4"'), "422.523", "scales.ease"),
    ("no items", SCALES.replace('"q4", "q5", "q6"', ""), "422.524", "scales.ease"),
    ("a bare minus", SCALES.replace('"-q3"', '"-"'), "422.524", "scales.trust"),
    ("item in two scales", SCALES.replace('"q4"', '"q1"'), "422.527", "item q1"),
    ("item twice in a scale", SCALES.replace('"q5"', '"q4"'), "422.527", "item q4"),
    ("reverse without a range", '[scales.a]\nitems = ["q1", "-q2"]\n', "422.525", "item q2"),
]


@pytest.mark.parametrize(
    ("scales", "code", "part"), [case[1:] for case in FILES], ids=[case[0] for case in FILES]
)
def test_a_bad_scales_file(run: Run, scales: str, code: str, part: str) -> None:
    status, _, err = run(GOOD, scales=scales)
    assert status == 1
    assert err.startswith(f"[{code}] scales.toml")
    assert part in err


@pytest.mark.parametrize("suffix", [".xlsx", ".sav", ".parquet"])
def test_a_broken_binary_table(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(b"PK\x03\x04 not really" + bytes(range(200)))
    status, _, err = run(path)
    assert status == 1
    assert err.startswith(f"[422.504] broken{suffix}: ")
    path.write_bytes(b"")
    assert run(path)[2].startswith(f"[422.502] broken{suffix}: ")


def test_an_absent_file_and_an_unknown_kind(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere.csv")[2].startswith("[422.500] nowhere.csv: ")
    other = tmp_path / "data.docx"
    other.write_text("x")
    assert run(other)[2].startswith("[422.501] data.docx: ")
    assert run(GOOD, "--scales", str(tmp_path / "no.toml"), scales=None)[2].startswith(
        "[422.500] no.toml: "
    )


def test_a_folder_that_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    status, _, err = run(GOOD)
    assert (status, err.startswith("[422.532] out: ")) == (1, True)


@pytest.mark.parametrize("suffix", [".xlsx", ".sav", ".parquet"])
def test_faults_in_other_formats_name_the_row_as_that_program_counts_it(
    run: Run, tmp_path: Path, suffix: str
) -> None:
    frame = pd.DataFrame(
        [[float(cell) for cell in row.strip().split(",")[2:]] for row in ROWS],
        columns=[f"q{i}" for i in range(1, 7)],
    )
    frame.loc[7, "q2"] = 17
    path = tmp_path / f"data{suffix}"
    if suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif suffix == ".parquet":
        frame.to_parquet(path)
    else:
        import pyreadstat

        pyreadstat.write_sav(frame, path)
    _, _, err = run(path)
    row = 9 if suffix == ".xlsx" else 8
    assert err.startswith(f"[422.511] data{suffix}, row {row}, column q2: what stands here")
    assert "17" not in err


@pytest.mark.parametrize("words", ["he found out", "07700900123", "-3"])
def test_what_a_woman_wrote_or_her_number_is_never_shown(run: Run, words: str) -> None:
    status, out, err = run(changed(9, "q2", words))
    assert (status, out) == (1, "")
    assert err.startswith(("[422.509] data.csv, row 9", "[422.511] data.csv, row 9"))
    assert words.lstrip("-0") not in err.partition(":")[2].replace("from 1 to 5", "")


def test_no_table_makes_a_traceback(run: Run) -> None:
    """Damage the good table at many places: the end is success or one line with a code."""
    generator = np.random.default_rng(7)
    for _ in range(60):
        raw = bytearray(GOOD.encode())
        for at in generator.integers(0, len(raw), 3):
            raw[at] = generator.integers(0, 256)
        status, _, err = run(bytes(raw), "--quick")
        assert status in (0, 1)
        assert status == 0 or (err.startswith("[422.") and err.count("\n") == 1), err
