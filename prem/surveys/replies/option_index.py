"""An option's words made ready to be looked up: one index a choice, made once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from prem.surveys.replies.choices import Choice, Code

Found = dict[str, set[Code]]


@dataclass(slots=True)
class Phrases:
    """Phrases of all options: whole, without their spaces, and by what a slip leaves as it is."""

    whole: Found = field(default_factory=dict)
    closed: Found = field(default_factory=dict)
    near: dict[tuple[int, str | int], list[tuple[tuple[str, ...], Code]]] = field(
        default_factory=dict
    )

    def add(self, said: str, code: Code) -> None:
        """Add a phrase of an option."""
        words = tuple(said.split())
        self.whole.setdefault(said, set()).add(code)
        self.closed.setdefault("".join(words), set()).add(code)
        for key in _keys(words):
            self.near.setdefault(key, []).append((words, code))

    def like(self, typed: list[str]) -> Iterable[tuple[tuple[str, ...], Code]]:
        """Yield the phrases that these words may be with a slip: one word is right, or the only
        one is about as long."""
        if len(typed) == 1:
            long = len(typed[0])
            keys: tuple[tuple[int, str | int], ...] = ((1, long - 1), (1, long), (1, long + 1))
        else:
            keys = _keys(tuple(typed))
        for key in keys:
            yield from self.near.get(key, ())


@dataclass(slots=True)
class Index:
    """The options' own phrases, what means the same, and all of them by their first word."""

    own: Phrases = field(default_factory=Phrases)
    also: Phrases = field(default_factory=Phrases)
    degrees: Found = field(default_factory=dict)
    by_first: dict[str, list[tuple[str, Code]]] = field(default_factory=dict)

    def others(self, code: Code) -> Iterable[str]:
        """Yield the phrases of every other option."""
        for some in (self.own, self.also):
            yield from (said for said, codes in some.whole.items() if codes != {code})


def _keys(words: tuple[str, ...]) -> tuple[tuple[int, str | int], ...]:
    if len(words) == 1:
        return ((1, len(words[0])),)
    return (len(words), f"^{words[0]}"), (len(words), f"{words[-1]}$")


@lru_cache(maxsize=1024)
def index_of(choice: Choice) -> Index:
    """Return the index of a choice."""
    made = Index()
    for phrases, kept in ((choice.phrases, made.own), (choice.also, made.also)):
        for code, said in zip(choice.codes, phrases, strict=False):
            for one in sorted(said):
                kept.add(one, code)
                _by_first(made, one, code)
    for code, said in zip(choice.codes, choice.degrees, strict=False):
        for one in said:
            made.degrees.setdefault(one, set()).add(code)
    return made


def _by_first(made: Index, said: str, code: Code) -> None:
    if words := said.split():
        made.by_first.setdefault(words[0], []).append((said, code))


@cache
def spaced(said: str) -> re.Pattern[str]:
    """Return the pattern of a phrase at the beginning, whatever stands between its words.

    Made when it is first asked for: of a thousand phrases few are ever tried.
    """
    return re.compile(r"\W*" + r"\W+".join(map(re.escape, said.split())) + r"(?!\w)")
