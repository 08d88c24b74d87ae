"""A frozen release as files: release.json (word for word), release.csv, release.html."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from markupsafe import Markup

from prem.content import find
from prem.errors import Place
from prem.errors.release import FOLDER_NOT_EMPTY, NO_FOLDER
from prem.reports.release_view import csv_rows, view_of
from prem.reports.template import filled

NAMES = ("release.json", "release.csv", "release.html")


def check_folder(out: Path) -> None:
    """Refuse (422.701, 422.704) a folder with files in it, or one that cannot be made."""
    place = Place(file=out.name)
    if out.is_dir() and any(out.iterdir()):
        raise FOLDER_NOT_EMPTY.refuse(place)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise NO_FOLDER.refuse(place) from None


def write(document: str, digest: str, out: Path, own: Path | None = None) -> list[Path]:
    """Write the three files into a folder that is there; return their paths."""
    texts = (document, as_csv(document), as_page(document, digest, own))
    paths = [out / name for name in NAMES]
    try:
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8", newline="")
    except OSError:
        raise NO_FOLDER.refuse(Place(file=out.name)) from None
    return paths


def as_csv(document: str) -> str:
    """Return the release as CSV, one number a row."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows(csv_rows(json.loads(document)))
    return sheet.getvalue()


def as_page(document: str, digest: str, own: Path | None = None) -> str:
    """Return the release as one page that needs nothing else: no script, no other file."""
    sheets = [find("templates", name, own=own) for name in ("staff.css", "release.css")]
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet)
    view = view_of(json.loads(document), digest)
    style = Markup(css)  # noqa: S704  # our own style sheets
    return filled("release.html", own, view=view, style=style)
