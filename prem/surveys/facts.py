"""The facts of a survey's opening as they stand in its head, for who translates them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prem.instruments.reading import read_toml


def facts_of(folder: Path) -> Callable[[str], Mapping[str, Any]]:
    """Return a function that gives [opening.<language>] of survey.toml; empty without one."""
    raw = read_toml(folder / "survey.toml", folder.parent.parent, [], "a survey") or {}
    opening = raw.get("opening")

    def of(language: str) -> Mapping[str, Any]:
        found = opening.get(language) if isinstance(opening, dict) else None
        return found if isinstance(found, dict) else {}

    return of
