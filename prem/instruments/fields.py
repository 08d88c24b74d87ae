"""Take the fields of one TOML table, each with its type; note what is missing, wrong or unknown.

A wrong field adds a complaint and gives a neutral value, so that one reading finds every fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from prem.errors import Complaint, Place, content
from prem.errors.kinds import near_miss

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_FOUND = {str: "a text", bool: "true or false", int: "a whole number", float: "a number",
          list: "a list", dict: "a table"}  # fmt: skip


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them; "none" where there are none."""
    return ", ".join(quoted(word) for word in words) or "none"


def quoted(word: str) -> str:
    """Return what an author wrote as a complaint repeats it: one line, not too long."""
    line = "".join(c if c.isprintable() else " " for c in word)
    return line if len(line) <= 60 else f"{line[:57]}..."


class Fields:
    """One table. Call a method for every field that may be there, then `done()`."""

    def __init__(
        self, raw: dict[str, Any], place: Place, complaints: list[Complaint], prefix: str = ""
    ) -> None:
        self.raw = raw
        self.place = place
        self.complaints = complaints
        self.prefix = prefix
        self.asked: list[str] = []

    def at(self, name: str) -> Place:
        """Return the place of a field."""
        return replace(self.place, field=quoted(f"{self.prefix}{name}"))

    def complain(self, complaint: Complaint) -> None:
        """Add a complaint."""
        self.complaints.append(complaint)

    def text(self, name: str, *, required: bool = True, lines: bool = False) -> str:
        """Return a text, trimmed. `lines`: it may go over several lines."""
        value = self._take(name, str, "a text in quotes", required)
        return "" if value is None else self._clean(name, value, required, lines)

    def identity(self, name: str = "id") -> str:
        """Return an id: it goes into file names, columns, addresses and texts."""
        word = self.text(name)
        if word and not _ID.fullmatch(word):
            self.complain(content.BAD_ID.at(self.at(name), word=quoted(word)))
        return word

    def identities(self, name: str) -> tuple[str, ...]:
        """Return a list of ids; those that cannot be one (and so no file name) are left out."""
        words = self.texts(name)
        for word in words:
            if not _ID.fullmatch(word):
                self.complain(content.BAD_ID.at(self.at(name), word=quoted(word)))
        return tuple(word for word in words if _ID.fullmatch(word))

    def choice(self, name: str, accepted: Iterable[str], what: str) -> str:
        """Return one word out of the accepted ones."""
        word = self.text(name)
        if word:
            self.known(name, word, accepted, what)
        return word

    def known(self, name: str, word: str, accepted: Iterable[str], what: str) -> bool:
        """Whether a word is accepted; complains where it is not."""
        words = list(accepted)
        if word in words:
            return True
        self.complain(
            content.UNKNOWN_VALUE.at(
                self.at(name), word=quoted(word), what=what, accepted=listed(words),
                near=near_miss(word, words),
            )
        )  # fmt: skip
        return False

    def texts(
        self, name: str, *, required: bool = True, empty: bool = False, once: bool = True
    ) -> tuple[str, ...]:
        """Return a list of texts; `once` says that none may stand twice."""
        wanted = "a list of texts"
        value = self._take(name, list, wanted, required)
        if value is None:
            return ()
        if not value and required and not empty:
            self._wrong(name, "an empty list", f"{wanted}, at least one")
        if others := [one for one in value if not isinstance(one, str)]:
            self._wrong(name, f"a list with {_found(others[0])}", wanted)
            return ()
        words = tuple(self._clean(name, one, True, False) for one in value)
        if once:
            self._no_twins(name, words)
        return words

    def numbers(self, name: str, *, required: bool = True) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        value = self._take(name, list, "a list of whole numbers", required)
        if value is None:
            return ()
        if any(not isinstance(one, int) or isinstance(one, bool) for one in value):
            self._wrong(name, "a list with something else", "a list of whole numbers")
            return ()
        return tuple(value)

    def number(self, name: str) -> int:
        """Return a whole number, 1 or more."""
        value = self._take(name, int, "a whole number, 1 or more", True)
        if value is not None and value < 1:
            self._wrong(name, f"the number {value}", "a whole number, 1 or more")
        return value or 0

    def flag(self, name: str) -> bool:
        """Return true or false; false where it is absent."""
        return bool(self._take(name, bool, "true or false", False))

    def table(self, name: str, *, required: bool = True) -> Fields:
        """Return a table inside this one (an empty one where it is absent)."""
        value = self._take(name, dict, f"a table [{name}]", required)
        return Fields(value or {}, self.place, self.complaints, f"{self.prefix}{name}.")

    def tables(self, name: str, *, required: bool = True) -> list[Fields]:
        """Return the tables of an array of tables `[[name]]`."""
        wanted = f"one or more tables [[{name}]]"
        value = self._take(name, list, wanted, required)
        if value is None:
            return []
        if any(not isinstance(one, dict) for one in value):
            self._wrong(name, "a list with something else", wanted)
            return []
        return [
            Fields(one, self.place, self.complaints, f"{self.prefix}{name}[{number}].")
            for number, one in enumerate(value, start=1)
        ]

    def named(self) -> dict[str, Fields]:
        """Return all fields of this table as tables by their name, such as [items.S3-1]."""
        return {name: self.table(name) for name in self.raw}

    def done(self) -> None:
        """Complain of every field that nobody asked for."""
        for name in self.raw:
            if name not in self.asked:
                self.complain(
                    content.UNKNOWN_FIELD.at(
                        self.at(name), accepted=listed(self.asked), near=near_miss(name, self.asked)
                    )
                )

    def _take(self, name: str, kind: type, wanted: str, required: bool) -> Any:
        self.asked.append(name)
        if name not in self.raw:
            if required:
                self.complain(content.MISSING_FIELD.at(self.at(name), accepted=wanted))
            return None
        value = self.raw[name]
        if type(value) is not kind:
            self._wrong(name, _found(value), wanted)
            return None
        return value

    def _wrong(self, name: str, found: str, accepted: str) -> None:
        self.complain(content.WRONG_TYPE.at(self.at(name), found=found, accepted=accepted))

    def _clean(self, name: str, value: str, required: bool, lines: bool) -> str:
        text = unicodedata.normalize("NFC", value.strip())
        if required and not text:
            self.complain(content.EMPTY_TEXT.at(self.at(name)))
        # isprintable() says at once that there is nothing to look for, which is the usual case.
        hidden = () if text.isprintable() else filter(_hidden, text)
        if bad := next((c for c in hidden if not (lines and c in "\n\t")), None):
            self.complain(content.BAD_CHARACTER.at(self.at(name), character=f"U+{ord(bad):04X}"))
            # What follows may repeat this text in a complaint, which is one line.
            return "".join(" " if _hidden(c) else c for c in text)
        return text

    def _no_twins(self, name: str, words: tuple[str, ...]) -> None:
        for word in dict.fromkeys(one for one in words if words.count(one) > 1):
            self.complain(content.TWICE_IN_LIST.at(self.at(name), word=quoted(word)))


def _found(value: object) -> str:
    return _FOUND.get(type(value), "a date or time")


def _hidden(character: str) -> bool:
    """Whether it is a control, format (such as a change of direction) or unassigned character.

    The joiners U+200C and U+200D are spelling in several scripts and pass.
    """
    return character not in "\u200c\u200d" and unicodedata.category(character) in {
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
    }  # fmt: skip
