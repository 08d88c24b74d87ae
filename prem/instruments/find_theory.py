"""Find the file of a theory of change by its id, without judging what else is in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from prem import content
from prem.instruments.reading import read_toml


def theory_files(beside: Path | None = None, own: Path | None = None) -> list[Path]:
    """Return the files that may be a theory: beside an instrument first, then every root's."""
    folders = [beside, *(root / "instruments" for root in content.roots(own))]
    found = (path for one in folders if one for path in sorted(one.glob("*.toml")))
    # Not Path.resolve, which fails where a link leads to itself: reading it says so kindly.
    return [Path(path) for path in dict.fromkeys(os.path.realpath(path) for path in found)]


def find_theory(name: str, files: Sequence[Path]) -> tuple[Path | None, list[str]]:
    """Return the first file whose id is the name, and the ids of all files read on the way.

    Where none has the name, the first file that cannot be read or has no id is returned: its
    complaints say more than "no such theory" does.
    """
    known: list[str] = []
    broken: list[Path] = []
    for path in files:
        raw = read_toml(path, path.parent.parent, [], "")
        identity = raw.get("id") if raw is not None else None
        if identity == name:
            return path, known
        if isinstance(identity, str):
            known.append(identity)
        else:
            broken.append(path)
    return (broken[0] if broken else None), known
