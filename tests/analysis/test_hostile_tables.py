"""Files that are protected, damaged or larger than they look: a sentence, soon."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from prem.analysis.scales import key_of_toml
from prem.cli import main
from prem.errors import Refusal
from prem.storage import tables
from prem.storage.tables import read_table

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def frame() -> pd.DataFrame:
    values = np.random.default_rng(4).integers(1, 6, (30, 4))
    return pd.DataFrame(values, columns=["q1", "q2", "q3", "q4"])


def good(path: Path) -> Path:
    if path.suffix == ".xlsx":
        frame().to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame().to_parquet(path)
    elif path.suffix == ".sav":
        pyreadstat.write_sav(frame(), path)
    else:
        frame().to_csv(path, index=False)
    return path


def workbook(path: Path, sheet: str) -> Path:
    """Save a workbook whose one sheet is this XML."""
    whole = io.BytesIO()
    frame().to_excel(whole, index=False)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as to:
        for member in source.infolist():
            to.writestr(member, sheet if member.filename == SHEET else source.read(member))
    return path


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as stop:
        read_table(path)
    said = str(stop.value)
    assert str(path.parent) not in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.sav", b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV"),
        ("a.parquet", b"PARE"),
    ],
)
def test_a_file_under_a_password(tmp_path: Path, name: str, begins: bytes) -> None:
    (tmp_path / name).write_bytes(begins + bytes(500))
    assert refused(tmp_path / name).startswith(f"[422.517] {name}: this file is protected")


@pytest.mark.parametrize("suffix", [".xlsx", ".sav", ".parquet"])
def test_a_file_cut_short_or_damaged_anywhere(tmp_path: Path, suffix: str) -> None:
    whole = good(tmp_path / f"good{suffix}").read_bytes()
    path, generator = tmp_path / f"a{suffix}", np.random.default_rng(1)
    for part in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * part)])
        assert refused(path).startswith(f"[422.504] a{suffix}: this ")
    for _ in range(25):
        raw = bytearray(whole)
        for at in generator.integers(0, len(raw), 6):
            raw[at] = generator.integers(0, 256)
        path.write_bytes(bytes(raw))
        with suppress(Refusal):  # anything else fails the test
            assert read_table(path).frame.shape[1] <= 4


def test_a_sheet_that_says_it_is_as_large_as_sheets_can_be(tmp_path: Path) -> None:
    cell = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    sheet = f'{HEAD}<dimension ref="A1:XFD1048576"/><sheetData>{cell}</sheetData></worksheet>'
    assert read_table(workbook(tmp_path / "a.xlsx", sheet)).frame.shape == (1, 1)


def test_a_workbook_that_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "<row><c><v>1</v></c></row>" * 3000
    path = workbook(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{rows}</sheetData></worksheet>")
    assert path.stat().st_size < 10_000
    for limit, most in (("MOST_BYTES_EXCEL", 50_000), ("MOST_CELLS_EXCEL", 2000),
                        ("MOST_ROWS_EXCEL", 1000)):  # fmt: skip
        with monkeypatch.context() as smaller:
            smaller.setattr(tables, limit, most)
            assert f"this is more than {most:,} " in refused(path)


@pytest.mark.parametrize(
    "sheet",
    [
        f"{HEAD}<sheetData><row>",
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + HEAD + "<sheetData>&b;</sheetData>",
        "",
    ],
)
def test_a_sheet_that_is_no_xml(tmp_path: Path, sheet: str) -> None:
    assert refused(workbook(tmp_path / "a.xlsx", sheet)).startswith("[422.504] a.xlsx: this Excel")


def test_a_small_parquet_file_of_very_many_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    part = pa.table({"q1": np.ones(1_000_000, dtype=np.int8)})
    parquet.write_table(part, path, compression="zstd")
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(tables, "MOST_CELLS", 999_999)
    assert refused(path).startswith("[422.518] a.parquet: this is more than 999,999 cells")


def test_too_large_tables_of_the_other_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 100)
    for suffix in (".csv", ".sav"):
        said = refused(good(tmp_path / f"a{suffix}"))
        assert said.startswith(f"[422.518] a{suffix}: this is more than")
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    assert "more than 10 bytes" in refused(good(tmp_path / "b.csv"))


@pytest.mark.parametrize("before", ["", "q1,q2\n1,2\n", 'q1,q2\n1,2\n"'])
def test_a_row_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES_LINE", 1000)
    (tmp_path / "a.csv").write_text(before + "1," * 2000)
    said = refused(tmp_path / "a.csv")
    row = before.count("\n") + 1
    assert said.startswith(f"[422.518] a.csv, row {row}: this is more than 1,000 bytes in a row")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("q1,q2\n1,2\n3,4\n", "utf-8-sig"),
        ("q1;q2\r\n1;2\r\n3;4\r\n", "utf-8"),
        ("q1\tq2\n1\t2\n3\t4\n", "utf-8"),
    ],
)
def test_marks_and_separators_that_are_read(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    found = read_table(tmp_path / "a.csv").frame
    assert (found.columns.tolist(), found.to_numpy().tolist()) == (["q1", "q2"], [[1, 2], [3, 4]])


def analysed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, scales: str) -> int:
    (tmp_path / "a.csv").write_text(table)
    (tmp_path / "s.toml").write_text(scales)
    words = ["analyse", str(tmp_path / "a.csv"), "--scales", str(tmp_path / "s.toml"), "--quick"]
    monkeypatch.setattr(sys, "argv", ["prem", *words, "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def keyed(names: Iterable[str]) -> str:
    return f"[response]\nminimum = 1\nmaximum = 5\n[scales.a]\nitems = {json.dumps(list(names))}\n"


def test_decimal_commas_name_the_row_and_the_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "q1;q2\n1;2\n3,0;4\n"
    assert analysed(tmp_path, monkeypatch, table, keyed(["q1", "q2"])) == 1
    assert capsys.readouterr().err.startswith("[422.509] a.csv, row 3, column q1: what stands here")


def test_ten_thousand_columns_of_which_three_are_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(3).integers(1, 6, (10, 10_000))
    lines = [",".join(f"q{i}" for i in range(10_000)), *(",".join(map(str, v)) for v in values)]
    assert analysed(tmp_path, monkeypatch, "\n".join(lines), keyed(["q7", "q70", "q9999"])) == 0
    assert json.loads((tmp_path / "out" / "results.json").read_text())["data"]["items"] == 3


def test_ten_thousand_items_are_too_many() -> None:
    with pytest.raises(Refusal) as stop:
        key_of_toml(keyed(f"q{i}" for i in range(10_000)), "s.toml")
    assert str(stop.value) == (
        "[422.528] s.toml: there are 10,000 items, and an analysis takes 500 at most"
    )
