"""The words that women text, by language: content, not code. See surveys/_replies/README.md."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from prem import content
from prem.surveys.replies.cleaning import clean, plain_words

FOLDER = ("surveys", "_replies")
_WHOLE = re.compile(r"\^")


@dataclass(frozen=True, eq=False)
class Lists:
    """The lists of one language, cleaned as texts are, each once. `table` holds them as read."""

    language: str
    table: dict[str, Any] = field(repr=False)

    def words(self, *path: str) -> frozenset[str]:
        """Return a list of single words; empty where the file has none."""
        return _words(self, path)

    def signs(self, *path: str) -> frozenset[str]:
        """Return a list of signs, which no cleaning touches."""
        return frozenset((self.at(path) or "").split())

    def phrases(self, *path: str) -> frozenset[str]:
        """Return a list of whole texts."""
        return _phrases(self, path)

    def patterns(self, *path: str) -> tuple[str, ...]:
        """Return a list of regular expressions."""
        return tuple(self.at(path) or ())

    def names(self, *path: str) -> dict[str, Any]:
        """Return a table, its keys cleaned."""
        return {plain(key): value for key, value in (self.at(path) or {}).items()}

    def at(self, path: tuple[str, ...]) -> Any:
        """Return what the file has at this place, None where it has nothing."""
        found: Any = self.table
        for key in path:
            found = found.get(key) if found else None
        return found


@cache
def _words(known: Lists, path: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_words(known.at(path) or ""))


@cache
def _phrases(known: Lists, path: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(one) for one in known.at(path) or ())


def plain(words: str) -> str:
    """Return words as they are compared: cleaned, single spaces, no signs."""
    return " ".join(plain_words(words))


@cache
def every() -> tuple[Lists, ...]:
    """Return the lists of all languages, English first. OSError where there are none."""
    folder = content.find(*FOLDER)
    if folder is None:
        raise FileNotFoundError("/".join(FOLDER))
    read = [_read(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(read, key=lambda one: one.language != "en"))


@cache
def by_preference(language: str) -> tuple[Lists, ...]:
    """Return the lists of all languages, one's own first."""
    return tuple(sorted(every(), key=lambda one: one.language != language))


@cache
def all_words(*path: str) -> frozenset[str]:
    """Return a list of words in all languages together."""
    return frozenset().union(*(one.words(*path) for one in every()))


@cache
def all_phrases(*path: str) -> frozenset[str]:
    """Return a list of phrases in all languages together."""
    return frozenset().union(*(one.phrases(*path) for one in every()))


@cache
def all_signs(*path: str) -> frozenset[str]:
    """Return a list of signs in all languages together."""
    return frozenset().union(*(one.signs(*path) for one in every()))


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """Return one regular expression of all languages' patterns; it matches nothing if none."""
    return _any_of([one for lists in every() for one in lists.patterns(*path)])


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns) or r"(?!)")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Patterns of all languages: those of whole sentences are tried at the beginning only."""

    whole: re.Pattern[str]
    within: re.Pattern[str]

    def search(self, said: str) -> re.Match[str] | None:
        """Return the first that is found, or None."""
        return self.whole.match(said) or self.within.search(said)


@cache
def sentences(*path: str) -> Sentences:
    """Return all languages' patterns as `pattern` does, but quicker where many begin with "^"."""
    several = [one for lists in every() for one in lists.patterns(*path)]
    begin = [one[1:] for one in several if _WHOLE.match(one)]
    return Sentences(_any_of(begin), _any_of([one for one in several if not _WHOLE.match(one)]))


def alternatives(words: frozenset[str]) -> str:
    """Return words as a part of a regular expression, the longest first."""
    return "|".join(re.escape(one) for one in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"


def _read(text: str) -> Lists:
    table = tomllib.loads(text)
    return Lists(clean(table["language"]), table)
