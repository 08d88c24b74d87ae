"""Give content its hash: the same for the same content, whatever the layout of its files.

The canonical form is JSON with sorted keys, without spaces, in UTF-8: comments, the order of
keys, line breaks and the split into files do not reach it; every word and the order asked do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from prem.instruments.model import Instrument, Item

SHOWN = 12
# What documents an item but is not asked: a better pointer must not undo a woman's rating of it.
_DOCUMENTATION = frozenset({"evidence", "history", "status", "words"})


def canonical(value: Any) -> Any:
    """Return plain lists, texts, numbers and mappings for a value of the model."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: canonical(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: canonical(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [canonical(one) for one in value]
    return value


def digest(value: Any) -> str:
    """Return the sha256 of a value's canonical form, 64 hexadecimal digits."""
    form = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


def instrument_hash(instrument: Instrument) -> str:
    """Return the hash of everything an instrument holds, except its own hash."""
    whole = canonical(instrument)
    del whole["hash"]
    for beside in ("whys", "glossary", "fewer_forms"):
        if not any(whole[beside].values()):  # none: the hash is that of before there were any
            del whole[beside]
    whole["items"] = [_without_what_is_not_shown(one) for one in whole["items"]]
    for scale in whole["scales"]:
        if not scale["model"]:  # undecided: the hash is that of before there was such a field
            del scale["model"]
    return digest(whole)


def item_hash(item: Item, language: str = "") -> str:
    """Return the hash of what is asked with an item: its words, options, codes and conditions.

    With a language only its words count, so that a new translation leaves what was said about
    the wording in another language standing. Evidence, history and status do not count.
    """
    words = {language: item.words[language]} if language else item.words
    plain = _without_what_is_not_shown(canonical(item))
    asked = {k: v for k, v in plain.items() if k not in _DOCUMENTATION}
    return digest({**asked, "words": words})


def _without_what_is_not_shown(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item without faces and picture where it has none: as before there were any."""
    return {k: v for k, v in item.items() if v or k not in ("faces", "picture")}


def shown(full: str) -> str:
    """Return the 12 digits of a hash that people see."""
    return full[:SHOWN]
