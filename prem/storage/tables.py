"""Reading a table of answers from a file: .csv, .parquet, .sav or .xlsx.

One row a response; the first row names the columns; empty, NA and NaN mean missing. Rows
without any value are skipped. Every fault is a Refusal with the file, the row and the column.
"""

from __future__ import annotations

import csv
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd

from prem.analysis.frame import Table
from prem.errors import Place, Refusal
from prem.errors.analysis import (
    BAD_ENCODING,
    BINARY_FILE,
    BROKEN_FILE,
    EMPTY_FILE,
    NO_FILE,
    NO_ROWS,
    PROTECTED,
    SAME_COLUMN_TWICE,
    TOO_LARGE,
    UNKNOWN_FORMAT,
    WRONG_WIDTH,
)

MISSING = ("", "NA", "NaN")
# 1.6 GB of doubles: a million rows of two hundred columns. openpyxl makes an object of each cell.
MOST_CELLS, MOST_CELLS_EXCEL = 200_000_000, 20_000_000
MOST_ROWS_EXCEL = 2**20  # Excel's own
MOST_BYTES, MOST_BYTES_EXCEL, MOST_BYTES_LINE = 4 * 2**30, 2**30, 10_000_000
# What files under a password begin with: Office's container, SPSS's header, Parquet's footer mark.
_PROTECTED = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1c\0\0\0\0\0\0\0ENCRYPTED", b"PARE")


def read_table(path: Path) -> Table:
    """Read a table; its messages name the file without its folder. Raises Refusal."""
    file = path.name
    if not path.is_file():
        raise NO_FILE.refuse(Place(file=file))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UNKNOWN_FORMAT.refuse(Place(file=file), suffix=path.suffix)
    if path.stat().st_size == 0:
        raise EMPTY_FILE.refuse(Place(file=file))
    try:
        _openable(path)
        table = reader(path)
    except PermissionError:
        raise NO_FILE.refuse(Place(file=file)) from None
    given = table.frame.dropna(how="all")  # keeps the index, and so the rows' numbers
    if given.empty:
        raise NO_ROWS.refuse(Place(file=file))
    return replace(table, frame=given)


def _openable(path: Path) -> None:
    """Refuse what no reader need be troubled with: too many bytes, or a password."""
    if path.stat().st_size > MOST_BYTES:
        raise TOO_LARGE.refuse(Place(file=path.name), what=f"{MOST_BYTES:,} bytes")
    with path.open("rb") as handle:
        if path.suffix.lower() != ".csv" and handle.read(32).startswith(_PROTECTED):
            raise PROTECTED.refuse(Place(file=path.name))


def _bearable(path: Path, cells: int, most: int | None = None) -> None:
    """Refuse a table of more cells than memory should hold, however small its file is."""
    most = most or MOST_CELLS
    if cells > most:
        raise TOO_LARGE.refuse(Place(file=path.name), what=f"{most:,} cells")


def _csv(path: Path) -> Table:
    header, separator = _first_line(path)
    _named_once(header, path.name)
    _even(path, separator, len(header))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                path,
                sep=separator,
                header=None,
                names=header,
                skiprows=1,
                index_col=False,
                keep_default_na=False,
                na_values=list(MISSING),
                skip_blank_lines=False,
                skipinitialspace=True,
                encoding="utf-8-sig",
                low_memory=False,
            )
    except UnicodeDecodeError as error:
        raise BAD_ENCODING.refuse(Place(file=path.name), byte=error.start) from None
    except pd.errors.EmptyDataError:
        raise NO_ROWS.refuse(Place(file=path.name)) from None
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError):
        raise BROKEN_FILE.refuse(Place(file=path.name), format="CSV") from None
    return Table(path.name, frame)


def _first_line(path: Path) -> tuple[list[str], str]:
    """Return the column names and the separator: a comma, else a semicolon or a tab."""
    with path.open("rb") as handle:
        line = handle.readline(MOST_BYTES_LINE)
    if len(line) == MOST_BYTES_LINE:
        place = Place(file=path.name, row=1)
        raise TOO_LARGE.refuse(place, what=f"{MOST_BYTES_LINE:,} bytes in a row")
    if b"\0" in line:
        raise BINARY_FILE.refuse(Place(file=path.name))
    try:
        text = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise BAD_ENCODING.refuse(Place(file=path.name), byte=error.start) from None
    if not text.strip():
        raise EMPTY_FILE.refuse(Place(file=path.name))
    separator = next((mark for mark in ",;\t" if mark in text), ",")
    try:
        names = next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        raise BROKEN_FILE.refuse(Place(file=path.name, row=1), format="CSV") from None
    return [name.strip() for name in names], separator


def _even(path: Path, separator: str, expected: int) -> None:
    """Refuse a row with too few or too many cells, which pandas would fill or cut.

    A quoted cell may hold separators and line ends: from the first quote on, pandas is trusted.
    """
    mark = separator.encode()
    with path.open("rb") as handle:
        lines = iter(lambda: handle.readline(MOST_BYTES_LINE), b"")
        for number, line in enumerate(lines, start=1):
            if len(line) == MOST_BYTES_LINE:
                place = Place(file=path.name, row=number)
                raise TOO_LARGE.refuse(place, what=f"{MOST_BYTES_LINE:,} bytes in a row")
            _bearable(path, number * expected)
            if b"\0" in line:
                raise BINARY_FILE.refuse(Place(file=path.name))
            if b'"' in line:
                return
            found = line.count(mark) + 1
            if found != expected and line.strip():
                place = Place(file=path.name, row=number)
                raise WRONG_WIDTH.refuse(place, found=found, expected=expected)


def _parquet(path: Path) -> Table:
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            said = file.metadata
            _bearable(path, said.num_rows * said.num_columns)
            frame = file.read().to_pandas()
    except (PermissionError, Refusal):
        raise
    except Exception:  # a foreign file: the reader's own checks raise what they will
        raise BROKEN_FILE.refuse(Place(file=path.name), format="Parquet") from None
    _named_once([str(name) for name in frame.columns], path.name)
    return Table(path.name, frame.reset_index(drop=True), first_row=1)


def _sav(path: Path) -> Table:
    import pyreadstat

    try:
        _, said = pyreadstat.read_sav(path, metadataonly=True)
        _bearable(path, (said.number_rows or 0) * (said.number_columns or 0))
        frame, _ = pyreadstat.read_sav(path)
    except (PermissionError, Refusal):
        raise
    except Exception:  # a foreign file: the reader's own checks raise what they will
        raise BROKEN_FILE.refuse(Place(file=path.name), format="SPSS (.sav)") from None
    texts = frame.select_dtypes(include=["object", "str"]).columns
    frame[texts] = frame[texts].replace(dict.fromkeys(MISSING))
    return Table(path.name, frame, first_row=1)


def _xlsx(path: Path) -> Table:
    try:
        rows = _sheet(path)
    except (PermissionError, Refusal):
        raise
    except Exception:  # a foreign file: zip, XML and openpyxl raise what they will
        raise BROKEN_FILE.refuse(Place(file=path.name), format="Excel (.xlsx)") from None
    if not rows:
        raise EMPTY_FILE.refuse(Place(file=path.name))
    header = ["" if name is None else str(name).strip() for name in rows[0]]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise EMPTY_FILE.refuse(Place(file=path.name))
    _named_once(header, path.name)
    body = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [None if cell in MISSING else cell for cell in row]
        if any(cell is not None for cell in cells[len(header) :]):
            place = Place(file=path.name, row=number)
            raise WRONG_WIDTH.refuse(place, found=len(row), expected=len(header))
        body.append(cells[: len(header)] + [None] * (len(header) - len(cells)))
    return Table(path.name, pd.DataFrame(body, columns=header))


def _sheet(path: Path) -> list[list[Any]]:
    """Return the rows of the first sheet, as long as they are."""
    import openpyxl

    with path.open("rb") as handle, ZipFile(handle) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES_EXCEL:
            raise TOO_LARGE.refuse(Place(file=path.name), what=f"{MOST_BYTES_EXCEL:,} bytes")
    rows: list[list[Any]] = []
    cells = 0
    with path.open("rb") as handle, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl on styles it does not know
        book = openpyxl.load_workbook(handle, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what it says of its size may be anything
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
            _bearable(path, cells, MOST_CELLS_EXCEL)
            if len(rows) == MOST_ROWS_EXCEL:
                raise TOO_LARGE.refuse(Place(file=path.name), what=f"{MOST_ROWS_EXCEL:,} rows")
            rows.append(list(row))
        book.close()
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows


def _named_once(names: Sequence[str], file: str) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            raise SAME_COLUMN_TWICE.refuse(Place(file=file, column=name))


READERS: dict[str, Callable[[Path], Table]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".sav": _sav,
    ".xlsx": _xlsx,
}
