"""Booklets as one tagged PDF (PDF/UA-1), by Typst, an extra that only who prints needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prem import content
from prem.errors.paper import NO_PLACE, NO_PRINTER
from prem.surveys.booklet import Booklet, Question

TEMPLATE = "booklet.typ"


def check_printer(out: Path) -> None:
    """Refuse, before any code is made, a machine that cannot print or a file that cannot be."""
    if find_spec("typst") is None:
        raise NO_PRINTER.refuse()
    if out.exists():
        raise NO_PLACE.refuse(reason="something is there already")
    if not out.parent.is_dir():
        raise NO_PLACE.refuse(reason="there is no such folder")


@contextmanager
def printing(out: Path, pages: bytes) -> Iterator[None]:
    """Write the file, and take it away again where what belongs to it fails."""
    try:
        out.write_bytes(pages)
    except OSError as error:
        raise NO_PLACE.refuse(reason=error.strerror or "it cannot be written") from None
    try:
        yield
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def as_pdf(printed: Booklet, codes: Sequence[str], own: Path | None = None) -> bytes:
    """Return a PDF with a booklet for each code.

    It is checked against PDF/UA-1 as it is made: a template that breaks the rules makes no file.
    """
    import typst  # 34 MB: an extra, and imported only to print

    template = content.find("templates", TEMPLATE, own=own)
    fonts = content.find("templates", "fonts", own=own)
    if template is None or fonts is None:
        raise FileNotFoundError(f"templates/{TEMPLATE}")
    made: bytes = typst.compile(
        str(template),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(_data(printed, codes))},
    )
    return made


def _data(printed: Booklet, codes: Sequence[str]) -> dict[str, Any]:
    return {
        "language": printed.language,
        "codes": list(codes),
        "words": {
            "title": printed.title,
            "how": printed.how,
            "opening": printed.opening,
            "opening_body": printed.opening_body,
            "end": printed.end,
            "end_body": printed.end_body,
            "help": printed.help,
            "back": printed.back,
            "code": printed.code,
        },
        "consent": _question(printed.consent),
        "questions": [_question(one) for one in printed.questions],
        "support": [asdict(line) for line in printed.support],
    }


def _question(one: Question) -> dict[str, Any]:
    boxes = [{"mark": box.mark, "words": box.words, "apart": box.apart} for box in one.boxes]
    return {"words": one.words, "number": one.number, "body": one.body, "boxes": boxes}
