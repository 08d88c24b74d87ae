"""`prem translate interface`: the words of buttons and notices, which stay PO files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from prem import content
from prem.errors import Complaint, Place, translation
from prem.instruments.po import parsed
from prem.instruments.translation import other_holes
from prem.web.interface import strings
from prem.web.placing import SOURCE, po_path

__all__ = ["SOURCE", "as_po", "from_po", "interface", "known", "path_of"]

_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def interface(own: Path | None) -> tuple[Path, dict[str, str]]:
    """Return the templates' folder and the strings of the interface."""
    folder = content.find("templates", own=own)
    if folder is None:
        raise FileNotFoundError("templates")
    return folder, strings(folder)


def path_of(folder: Path, language: str) -> Path:
    """Return where a language's words of the interface stand."""
    return folder / po_path(language)


def known(path: Path) -> dict[str, str]:
    """Return what is translated already; nothing where there is no file."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file)
    return {str(m.id): m.string for m in catalog if m.id and isinstance(m.string, str)}


def as_po(source: Mapping[str, str], translated: Mapping[str, str], language: str) -> bytes:
    """Return a PO file of the interface; what stands nowhere any more is left out."""
    catalog = Catalog(
        locale=language, project="prem", version="interface", charset="utf-8", fuzzy=False,
        msgid_bugs_address="prem", last_translator="a draft", language_team=language,
        creation_date=_MADE,
        revision_date=_MADE, header_comment="# A draft until a speaker has checked it.",
    )  # fmt: skip
    for text, file in source.items():
        catalog.add(text, translated.get(text, ""), locations=[(file, 0)])
    out = BytesIO()
    write_po(out, catalog, width=96)
    return out.getvalue()


def from_po(
    data: bytes, source: Mapping[str, str], language: str, place: Place
) -> tuple[dict[str, str], list[Complaint]]:
    """Return the translated strings with what is wrong: unknown ones, and other holes."""
    catalog, complaints = parsed(data, language, place)
    found: dict[str, str] = {}
    for message in catalog or ():
        text, said = message.id, message.string
        if not text or not isinstance(said, str) or not said.strip() or message.fuzzy:
            continue
        here = Place(place.file, row=message.lineno)
        if text not in source:
            complaints.append(translation.UNKNOWN_PATH.at(here))
        elif holes := other_holes(str(text), said):
            complaints.append(translation.OTHER_HOLES.at(here, holes=", ".join(holes)))
        else:
            found[str(text)] = said
    return found, complaints
