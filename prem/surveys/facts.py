"""What stands in a survey's head and is translated with its words: facts, and help lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prem.instruments.reading import read_toml


def facts_of(folder: Path) -> Callable[[str], Mapping[str, Any]]:
    """Return a function that gives, for a language of survey.toml, the tables to translate:
    `facts`, which are [opening.<language>], and `support`, what each help line is for."""
    raw = read_toml(folder / "survey.toml", folder.parent.parent, [], "a survey") or {}
    opening, sites = raw.get("opening"), raw.get("site")
    lines = _lines(raw.get("support"))
    for site in sites if isinstance(sites, list) else ():
        lines |= _lines(site.get("support")) if isinstance(site, dict) else {}

    def of(language: str) -> Mapping[str, Any]:
        facts = opening.get(language) if isinstance(opening, dict) else None
        found = {"facts": facts, "support": lines}
        return {name: table for name, table in found.items() if isinstance(table, dict) and table}

    return of


def _lines(support: Any) -> dict[str, dict[str, Any]]:
    every = [one for one in support if isinstance(one, dict)] if isinstance(support, list) else []
    return {str(one["id"]): {"about": one["about"]} for one in every if {"id", "about"} <= set(one)}
