"""Every format of a table gives the same answers, and text tables come in several dialects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from prem.cli.group import build
from prem.errors import Refusal
from prem.storage.tables import READERS, read_table


def frame() -> pd.DataFrame:
    generator = np.random.default_rng(4)
    values = generator.integers(1, 6, (40, 4)) * 1.0
    values[3, 1] = np.nan
    values[7, 0] = np.nan
    found = pd.DataFrame(values, columns=["q1", "q2", "q3", "q4"])
    found.insert(0, "site", ["north", "south"] * 20)
    found.insert(1, "woman", range(40))
    return found


def write_sav(table: pd.DataFrame, path: Path) -> None:
    import pyreadstat

    pyreadstat.write_sav(table, path, variable_value_labels={"q1": {1.0: "never", 5.0: "always"}})


WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": lambda table, path: table.to_csv(path, index=False),
    ".parquet": lambda table, path: table.to_parquet(path),
    ".xlsx": lambda table, path: table.to_excel(path, index=False),
    ".sav": write_sav,
}


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_gives_the_same_results(tmp_path: Path, suffix: str) -> None:
    found = {}
    for kind in (".csv", suffix):
        data, out = tmp_path / f"data{kind}", tmp_path / f"out{kind}"
        WRITERS[kind](frame(), data)
        scales = tmp_path / "scales.toml"
        scales.write_text('[response]\nminimum=1\nmaximum=5\n[scales.a]\n'
                          'items=["q1","-q2","q3","q4"]\n')  # fmt: skip
        words = ["analyse", str(data), "--quick", "--scales", str(scales), "--out", str(out)]
        done = CliRunner().invoke(build(words), [*words, "--site", "site", "--id", "woman"])
        assert done.exit_code == 0, done.output
        found[kind] = json.loads((out / "results.json").read_text("utf-8"))
    first = {".csv": 2, ".xlsx": 2}.get(suffix, 1)  # rows are those of the file
    for kind, one in found.items():
        for row in one["data"]["careless"]["rows"]:
            row["row"] -= 2 if kind == ".csv" else first
    assert found[suffix] == found[".csv"]
    assert found[suffix]["data"].items() >= {"rows": 40, "complete": 38, "items": 4}.items()
    assert [c["site"] for c in found[suffix]["by_site_and_time"]] == ["north", "south"]


DIALECTS = {
    "a byte order mark": "\ufeffq1,q2\n1,2\n3,4\n",
    "windows line ends": "q1,q2\r\n1,2\r\n3,4\r\n",
    "no last line end": "q1,q2\n1,2\n3,4",
    "semicolons": "q1;q2\n1;2\n3;4\n",
    "tabs": "q1\tq2\n1\t2\n3\t4\n",
    "quotes": '"q1","q2"\n"1","2"\n"3","4"\n',
    "spaces": "q1, q2\n1, 2\n3, 4\n",
    "blank lines": "q1,q2\n1,2\n\n3,4\n\n\n",
    "R's row names": '"","q1","q2"\n"1",1,2\n"2",3,4\n',
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS)
def test_dialects_of_text_tables(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.CSV"
    path.write_bytes(text.encode())
    table = read_table(path)
    assert table.frame[["q1", "q2"]].to_numpy().tolist() == [[1, 2], [3, 4]]


def test_missing_is_empty_or_na(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("q1,q2\n,2\nNA,3\nNaN,4\n1,5\n")
    assert read_table(path).frame["q1"].isna().tolist() == [True, True, True, False]


def test_words_that_pandas_takes_as_missing_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("q1,q2\nnull,2\nNone,3\n1,5\n")
    assert read_table(path).frame["q1"].tolist() == ["null", "None", "1"]


def test_rows_keep_their_number_when_blank_rows_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("q1,q2\n1,2\n\n,\n3,4\n")
    table = read_table(path)
    assert [table.row(position) for position in range(len(table.frame))] == [2, 5]


def test_a_workbook_may_hold_more_than_its_table(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    wide = frame()
    wide["note"] = None
    wide.to_excel(path, index=False)
    assert read_table(path).frame.shape == (40, 7)
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.active["J5"] = 3
    book.save(path)
    with pytest.raises(Refusal, match=r"422\.508.*row 5"):
        read_table(path)
