"""Words as a translator's PO file and back, by Babel. Every translation program reads PO."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from prem.errors import Complaint, Place, translation
from prem.instruments.translation import Raw, messages, other_holes, stale, wanted

MAX_BYTES = 4 << 20


def as_po(source: Raw, translated: Raw, language: str, project: str) -> bytes:
    """Return a PO file: one message a text, its path as context, fuzzy where its source changed."""
    catalog = Catalog(
        locale=language, project=project, charset="utf-8", copyright_holder="", fuzzy=False
    )
    ours, changed = messages(translated), set(stale(source, translated))
    for path, text in wanted(source, translated).items():
        said = ours.get(path, "")
        unit = ".".join(path.split(".")[:2])
        flags = ["fuzzy"] if said and unit in changed else []
        catalog.add(text, said, context=path, flags=flags)
    file = BytesIO()
    write_po(file, catalog, width=96, include_previous=False)
    return file.getvalue()


def from_po(
    data: bytes, source: Raw, language: str, place: Place
) -> tuple[dict[str, str], list[Complaint]]:
    """Return the translated texts of a PO file by path, with what is wrong in it.

    What is empty or fuzzy is left out; a message that was made from other words than the source
    has now is an error, and so is one of another language.
    """
    catalog, complaints = parsed(data, language, place)
    return ({}, complaints) if catalog is None else _texts(catalog, messages(source), place)


def parsed(data: bytes, language: str, place: Place) -> tuple[Catalog | None, list[Complaint]]:
    """Return a PO file's messages; None with the complaint where it cannot be read."""
    if len(data) > MAX_BYTES:
        return None, [translation.BAD_PO.at(place, reason="it is larger than any of ours")]
    try:
        catalog = read_po(BytesIO(data), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError) as fault:
        return None, [translation.BAD_PO.at(place, reason=type(fault).__name__)]
    found = str(catalog.locale_identifier or "none")
    if found != language:
        return None, [translation.OTHER_LANGUAGE.at(place, found=found, language=language)]
    return catalog, []


def _texts(
    catalog: Catalog, source: Mapping[str, str], place: Place
) -> tuple[dict[str, str], list[Complaint]]:
    found: dict[str, str] = {}
    complaints: list[Complaint] = []
    for message in catalog:
        path, said = message.context, message.string
        if path is None or not isinstance(said, str) or not said.strip() or message.fuzzy:
            continue
        here = Place(place.file, row=message.lineno, field=path[:80])
        if path not in source:
            complaints.append(translation.UNKNOWN_PATH.at(here))
        elif message.id != source[path]:
            complaints.append(translation.OTHER_SOURCE.at(here))
        elif holes := other_holes(source[path], said):
            complaints.append(translation.OTHER_HOLES.at(here, holes=", ".join(holes)))
        else:
            found[path] = said
    return {path: found[path] for path in source if path in found}, complaints
