"""Our own scripts made small: no comments, no spare space, short names for what they declare.

It knows the JavaScript that we write, and no more: statements end with a semicolon, and a name
that is declared anywhere has one short name everywhere. What is a property, a key of an object or
a name of the browser's keeps it. What the tokens do not cover is refused, not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from string import ascii_lowercase, ascii_uppercase

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<template>`(?:[^`\\]|\\.)*`)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\d[\w.]*)
    |(?P<sign>\.\.\.|=>|===|!==|\*\*|&&|\|\||\+\+|--|[-+*/%]=|[<>=!]=|[-+*/%<>=!?:;,.(){}\[\]&|^~])
    """,
    re.S | re.X,
)
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_HOLE = re.compile(r"\$\{([^{}`]*)\}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these a slash begins a pattern; after anything else it divides.
_BEFORE_PATTERN = _words("( , = : [ ! & | ? { } ; && || => return")
# Between these and what follows or goes before, a line break ends no statement.
_OPEN = _words("; { , ( [ = => + - * / ? : . && || ! < > === !== & |")
_SHUT = _words("} ) ] , ; . ? : = => + - * / && || < > === !== & |")
# What stands before the brace of an object, or of a pattern that takes one apart.
_OBJECT = _words("( , = : [ ? return const let var && ||")
_KEYWORDS = _words(
    "async await break case catch const continue delete do else false finally for function if in"
    " instanceof let new null of return switch this throw true try typeof undefined var void while"
    " arguments"
)
_UNMATCHED = "this script cannot be made small: its brackets do not match"
_DECLARING = frozenset({"const", "let", "var"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a script: its kind is `name`, `text`, `sign` and so on, or `break` for a line."""

    kind: str
    text: str


def shrunk(code: str) -> str:
    """Return a script that does the same in fewer letters.

    What is declared in a script that is one function called at once gets short names; a script
    that is none keeps its names, which others of the page may use.

    >>> shrunk("(() => {" + chr(10) + "  const own = page.own; // why" + chr(10) + "})();")
    '(()=>{const a=page.own})();'
    """
    tokens = list(_tokens(code))
    words = [one for one in tokens if one.kind != "break"]
    names = _short_names(words) if words and words[0].text == "(" else {}
    return "".join(_joined(_renamed(tokens, names)))


def _tokens(code: str) -> Iterator[Token]:
    """Yield the words of a script, and a `break` where a line ends between two of them."""
    at, last = 0, Token("sign", ";")
    while at < len(code):
        found = _PATTERN.match(code, at) if last.text in _BEFORE_PATTERN else None
        kind = "pattern"
        if found is None or code.startswith(("//", "/*"), at):
            found = _TOKEN.match(code, at)
            if found is None or not found.lastgroup:
                raise ValueError(f"this script cannot be made small from: {code[at : at + 20]!r}")
            kind = found.lastgroup
        at = found.end()
        if kind != "space":
            last = Token(kind, found[0])
            yield last
        elif "\n" in found[0]:
            yield Token("break", "\n")


def _short_names(words: Sequence[Token]) -> dict[str, str]:
    """Return a short name for each that is declared here and is nobody else's, often used first."""
    own = set(_declared(words)) - set(_kept(words)) - _KEYWORDS
    used = Counter(one for at in range(len(words)) for one in _names_at(words, at))
    taken = set(used) - own
    short = (one for one in _letters() if one not in taken and one not in _KEYWORDS)
    often = sorted(own, key=lambda one: (-used[one], one))
    return dict(zip(often, short, strict=False))


def _letters() -> Iterator[str]:
    letters = ascii_lowercase + ascii_uppercase
    return chain(letters, map("".join, product(letters, letters)))


def _names_at(words: Sequence[Token], at: int) -> list[str]:
    """Return the names of variables in the word there: of a template those in its holes."""
    one = words[at]
    if one.kind == "name":
        return [] if at and words[at - 1].text == "." else [one.text]
    if one.kind != "template":
        return []
    inner = [list(_tokens(hole)) for hole in _HOLE.findall(one.text)]
    return [name for hole in inner for at in range(len(hole)) for name in _names_at(hole, at)]


def _declared(words: Sequence[Token]) -> Iterator[str]:
    """Yield each name after const, let, var, function and catch, and each parameter."""
    for at, one in enumerate(words):
        if one.text in _DECLARING:
            yield from _list(words, at + 1)
        elif one.text in ("function", "catch"):
            named = at + 1 < len(words) and words[at + 1].kind == "name"
            if named:
                yield words[at + 1].text
            yield from _list(words, at + 2 + named)
        elif one.text == "=>" and words[at - 1].kind == "name":
            yield words[at - 1].text
        elif one.text == "=>":
            yield from _list(words, _opening(words, at - 1) + 1)


def _list(words: Sequence[Token], at: int) -> Iterator[str]:
    """Yield the names of a list of declarations that begins there, whatever they are set to."""
    depth, takes = 0, True
    for one in words[at:]:
        if one.text in ("(", "[", "{"):
            depth += 1
        elif one.text in (")", "]", "}"):
            depth -= 1
            if depth < 0:
                return
        elif depth == 0 and one.text in (";", "of", "in"):
            return
        elif depth == 0 and one.text == ",":
            takes = True
        elif depth == 0 and one.text == "=":
            takes = False
        elif takes and one.kind == "name":
            yield one.text


def _opening(words: Sequence[Token], at: int) -> int:
    depth = 0
    for back in range(at, -1, -1):
        depth += (words[back].text == ")") - (words[back].text == "(")
        if depth == 0:
            return back
    raise ValueError(_UNMATCHED)


def _kept(words: Sequence[Token]) -> Iterator[str]:
    """Yield each name that stands as the key of an object."""
    objects = [False]
    for at, one in enumerate(words):
        before, after = words[at - 1].text if at else "", words[at + 1 : at + 2]
        if one.text in ("(", "[", "{"):
            objects.append(one.text == "{" and before in _OBJECT)
        elif one.text in (")", "]", "}"):
            if len(objects) == 1:
                raise ValueError(_UNMATCHED)
            objects.pop()
        key = objects[-1] or [next_.text for next_ in after] == [":"]
        if key and one.kind == "name" and before in ("{", ","):
            yield one.text


def _renamed(tokens: Iterable[Token], names: dict[str, str]) -> Iterator[Token]:
    last = ""
    for one in tokens:
        if one.kind == "name" and last != ".":
            yield Token("name", names.get(one.text, one.text))
        elif one.kind == "template":
            yield Token("template", _HOLE.sub(lambda hole: _filled(hole[1], names), one.text))
        else:
            yield one
        last = one.text


def _filled(hole: str, names: dict[str, str]) -> str:
    return f"${{{''.join(_joined(_renamed(_tokens(hole), names)))}}}"


def _joined(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield what is written: a space or a line only where two words would become another."""
    last, broke = "", False
    for one in tokens:
        if one.kind == "break":
            broke = True
            continue
        if last == ";" and one.text != "}":
            yield ";"
        if broke and last and last not in _OPEN and one.text not in _SHUT:
            yield "\n"
        elif _clash(last, one.text):
            yield " "
        if one.text != ";":
            yield one.text
        last, broke = one.text, False
    if last == ";":
        yield ";"


def _clash(last: str, next_: str) -> bool:
    if not last or not next_:
        return False
    ends, begins = last[-1], next_[0]
    words = (ends.isalnum() or ends in "_$") and (begins.isalnum() or begins in "_$")
    return words or (ends in "+-/" and ends == begins)
