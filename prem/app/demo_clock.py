"""The demo's clock: the real one and an offset, kept in the demo's folder. Nothing else moves time.

Only `prem.app.opening` makes one, and only for a demo.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

FILE = "clock.txt"
FARTHEST = timedelta(days=3660)


class DemoClock:
    """A clock that a person moves. `real` is the one that goes by itself, `folder` the demo's."""

    def __init__(self, folder: Path, real: Callable[[], datetime]) -> None:
        self._file, self._real = folder / FILE, real
        self.moved = _read(self._file)

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self._real() + self.moved

    def move_to(self, moment: datetime | None) -> None:
        """Let it go on from this moment, at most ten years away; with None from the real one."""
        moved = timedelta() if moment is None else moment - self._real()
        self.moved = max(-FARTHEST, min(moved, FARTHEST))
        self._file.write_text(f"{self.moved.total_seconds()}\n")


def _read(file: Path) -> timedelta:
    with contextlib.suppress(OSError, ValueError, OverflowError):
        moved = timedelta(seconds=float(file.read_text()))
        return max(-FARTHEST, min(moved, FARTHEST))
    return timedelta()
