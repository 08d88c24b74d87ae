"""One statement for many keys: few different statements are few plans to prepare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prem.storage.line import Line


def among(line: Line, keys: Iterable[Any]) -> tuple[str, list[Any]]:
    """Return what follows a column's name, `= ANY(?)` or `IN (?, ?)`, and its parameters.

    PostgreSQL takes one array. SQLite gets 1, 2, 4, ... holes, the last key repeated.
    ValueError where there is no key: there is nothing to ask then.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise ValueError("no keys")
    if line.driver.kind == "postgres":
        return "= ANY(?)", [wanted]
    size = 1 << (len(wanted) - 1).bit_length()
    return f"IN ({', '.join('?' * size)})", wanted + [wanted[-1]] * (size - len(wanted))
