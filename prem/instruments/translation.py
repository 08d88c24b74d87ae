"""Words of a language as a translator sees them: one message a place, and what it was made from.

A words file is tables of texts and of lists of texts. Each text has a path, such as
"items.S3-1.options.2". A translation remembers of each unit (the first two steps of a path:
"items.S3-1", "page.opening") the digest of the words it was made from, so that a change of those
words shows which of its own are stale. Pure.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from prem.instruments.model import FORMS

Raw = Mapping[str, Any]
HEAD = frozenset({"language", "status", "source", "forms"})
"""Fields of a words file that are not words."""
_TABLES = {"spoken": "voice"}
"""The table of a survey's words that is a form's, where it has not the form's name."""
GLOSSARY = "glossary"
_HOLE = re.compile(r"%\([a-z_]+\)s|\{[a-z_]*\}")
_DIGITS = 8


def messages(raw: Raw) -> dict[str, str]:
    """Return every text of a words file by its path, in the order of the file.

    >>> messages({"language": "en", "items": {"S1": {"page": "How?", "options": ["A", "B"]}}})
    {'items.S1.page': 'How?', 'items.S1.options.1': 'A', 'items.S1.options.2': 'B'}
    >>> messages({"glossary": {"staff": "Who works there."}})
    {'glossary.staff.words': 'staff', 'glossary.staff.meaning': 'Who works there.'}
    """
    plain = {key: value for key, value in raw.items() if key not in HEAD}
    glossary = plain.get(GLOSSARY)
    if isinstance(glossary, Mapping):
        plain[GLOSSARY] = {word: _explained(word, value) for word, value in glossary.items()}
    return dict(_texts(plain.items()))


def words_file(texts: Mapping[str, str], head: Raw, source: Raw) -> dict[str, Any]:
    """Return the tables of a words file: the opposite of `messages`, after its `head`.

    >>> head = {"language": "cy", "status": "draft"}
    >>> words_file({"page.end": "Diolch"}, head, {"page": {"end": "Thank you"}})["page"]
    {'end': 'Diolch'}
    """
    made: dict[str, Any] = {}
    for path, text in texts.items():
        *tables, last = path.split(".")
        if last.isdigit():
            *tables, name = tables
            _table(made, tables).setdefault(name, []).append(text)
        else:
            _table(made, tables)[last] = text
    units = {_unit(path) for path in texts}
    from_ = {unit: digest for unit, digest in digests(source).items() if unit in units}
    return {**head, **made, "source": from_}


def wanted(source: Raw, translated: Raw) -> dict[str, str]:
    """Return the texts of the source that a translation is to have: those of its forms.

    >>> said = {"text": {"end": "Bye"}, "page": {"end": "Goodbye"}}
    >>> wanted(said, {"forms": ["page"]})
    {'page.end': 'Goodbye'}
    """
    has = translated.get("forms", FORMS)
    left_out = {name for form in FORMS if form not in has for name in (form, _TABLES.get(form))}
    return {
        path: text
        for path, text in messages(source).items()
        if left_out.isdisjoint((path.split(".")[0], path.split(".")[-1]))
    }


def digests(raw: Raw) -> dict[str, str]:
    """Return what each unit of a words file says, as 8 hexadecimal digits of a sha256."""
    units: dict[str, list[tuple[str, str]]] = {}
    for path, text in messages(raw).items():
        units.setdefault(_unit(path), []).append((path, text))
    return {unit: _digest(said) for unit, said in units.items()}


def stale(source: Raw, translated: Raw) -> tuple[str, ...]:
    """Return the units of a translation whose source says something else now, in order."""
    made_from = translated.get("source")
    known = made_from if isinstance(made_from, Mapping) else {}
    theirs = {_unit(path) for path in messages(translated)}
    now = digests(source)
    return tuple(unit for unit in now if unit in theirs and known.get(unit) != now[unit])


def missing(source: Raw, translated: Raw) -> tuple[str, ...]:
    """Return the paths of the source that a translation has no words for."""
    there = messages(translated)
    return tuple(path for path in wanted(source, translated) if not there.get(path, "").strip())


def other_holes(source: str, translated: str) -> tuple[str, ...]:
    """Return the {holes} that stand in one of two texts only.

    >>> other_holes("Your link: {link}", "Eich dolen: {lnk}")
    ('{link}', '{lnk}')
    """
    ours, theirs = set(_HOLE.findall(source)), set(_HOLE.findall(translated))
    return tuple(sorted(ours ^ theirs))


def _texts(tables: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for path, value in tables:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, Mapping):
            yield from _texts((f"{path}.{key}", one) for key, one in value.items())
        elif isinstance(value, list):
            yield from _texts((f"{path}.{n}", one) for n, one in enumerate(value, start=1))


def _explained(word: str, value: Any) -> Any:
    """Return an entry of the glossary with its word beside its meaning: both are translated."""
    return {"words": word, "meaning": value} if isinstance(value, str) else value


def _table(made: dict[str, Any], path: Iterable[str]) -> dict[str, Any]:
    for step in path:
        made = made.setdefault(step, {})
    return made


def _unit(path: str) -> str:
    return ".".join(path.split(".")[:2])


def _digest(said: list[tuple[str, str]]) -> str:
    form = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()[:_DIGITS]
