"""Read one TOML file with every care: size, bytes, letters, syntax. The only I/O of this room."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from prem.errors import Complaint, Place, content

MAX_BYTES = 1 << 20
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def place_of(path: Path, root: Path) -> Place:
    """Return the place of a file as people know it: its path from the content root."""
    inside = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    return Place(file=inside.as_posix())


def read_toml(
    path: Path, root: Path, complaints: list[Complaint], accepted: str
) -> dict[str, Any] | None:
    """Return the tables of a file, or None after adding what is wrong with it.

    `accepted` ends the sentence about a missing file: what should be there.
    """
    place = place_of(path, root)
    data = _bytes(path, place, complaints, accepted)
    if data is None:
        return None
    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # some editors put a mark first
    except UnicodeDecodeError as fault:
        complaints.append(content.NOT_UTF8.at(place, byte=fault.start))
    except (ValueError, RecursionError) as fault:
        # ValueError also covers a number of thousands of digits, RecursionError endless brackets.
        complaints.append(_broken(place, fault))
    return None


def _bytes(path: Path, place: Place, complaints: list[Complaint], accepted: str) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            size = path.stat().st_size
    except OSError:
        complaints.append(content.MISSING_FILE.at(place, accepted=accepted))
        return None
    if len(data) > MAX_BYTES:
        complaints.append(content.OVERSIZED.at(place, size=size, limit=MAX_BYTES))
        return None
    return data


def _broken(place: Place, fault: Exception) -> Complaint:
    """Turn the parser's message into a place (the row) and a reason."""
    if isinstance(fault, RecursionError):
        return content.BROKEN_TOML.at(place, reason="its brackets are nested too deeply")
    message = str(fault)
    position = _POSITION.search(message)
    row = int(position.group(1)) if position and position.group(1) else None
    reason = _POSITION.sub(" (the file ends here)" if position and row is None else "", message)
    return content.BROKEN_TOML.at(Place(file=place.file, row=row), reason=reason)
