"""Flag what a translation says that its source says no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from prem.errors import Complaint, translation
from prem.instruments.reading import place_of, read_toml
from prem.instruments.translation import Raw, stale

Facts = Callable[[str], Raw]
"""What else is to be translated, by language: tables that stand in a survey's head."""


def no_facts(_: str) -> Raw:
    """Return nothing: an instrument has words only."""
    return {}


def source_of(
    folder: Path, languages: Sequence[str], facts: Facts = no_facts
) -> tuple[str, Raw] | None:
    """Return the language that a folder's words were first written in, and its words file."""
    for language in languages:
        raw = _raw(folder, language)
        if raw is not None and raw.get("status") == "source":
            beside = facts(language)
            return language, {**raw, **beside}
    return None


def check_translation(
    folder: Path, languages: Sequence[str], facts: Facts = no_facts
) -> Iterator[Complaint]:
    """Warn of each unit of each translation whose source has changed since it was made."""
    source = source_of(folder, languages, facts)
    if source is None:
        return
    name, words = source
    for language in languages:
        theirs = _raw(folder, language)
        if language == name or theirs is None:
            continue
        place = place_of(folder / "words" / f"{language}.toml", folder.parent.parent)
        for unit in stale(words, theirs):
            here = replace(place, field=unit)
            yield translation.STALE_WORDS.at(here, source=name, language=language)


def _raw(folder: Path, language: str) -> Raw | None:
    # What cannot be read is the compiler's to complain of.
    return read_toml(folder / "words" / f"{language}.toml", folder.parent.parent, [], "words")
