"""By which surveys all plans were looked at last, in the contacts store: see tick.py."""

from __future__ import annotations

from collections.abc import Mapping

from prem.storage.line import Line


def known(line: Line) -> dict[str, str]:
    """Return the hash by survey; under "" the day on which old marks were forgotten."""
    return dict(line.query("SELECT survey, hash FROM looked"))


def note(line: Line, hashes: Mapping[str, str]) -> None:
    """Note these; the others stay."""
    for survey, digest in hashes.items():
        line.write(
            "INSERT INTO looked (survey, hash) VALUES (?, ?) "
            "ON CONFLICT (survey) DO UPDATE SET hash = excluded.hash",
            (survey, digest),
        )
