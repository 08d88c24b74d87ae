"""Work done for many at once and, where that fails, for each alone: none harms another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from prem.errors import Refusal
from prem.errors.storage import STORE_CLOSED, STORE_HELD, STORE_UNREACHABLE

One = TypeVar("One")
Done = TypeVar("Done")

_log = logging.getLogger(__name__)


def together(
    work: Callable[[Sequence[One]], Sequence[Done]], many: Sequence[One]
) -> list[Done | BaseException]:
    """Return what `work` (all or none) gives for each, or what went wrong with that one.

    A store that hung up is called anew once; where it is held or closed, each alone would only
    wait in vain.
    """
    if not many:
        return []
    try:
        return list(work(many))
    except Exception as first:
        error = first
    if _is(error, STORE_UNREACHABLE):
        try:
            return list(work(many))
        except Exception as second:
            error = second
    if len(many) == 1 or _is(error, STORE_HELD, STORE_CLOSED, STORE_UNREACHABLE):
        return [error] * len(many)
    _log.warning("%d texts failed together: %s", len(many), type(error).__name__)
    return [done for one in many for done in together(work, [one])]


def _is(error: Exception, *kinds: object) -> bool:
    return isinstance(error, Refusal) and error.first.kind in kinds
