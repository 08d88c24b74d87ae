"""`prem` on a machine whose disk takes 5 ms more for each commit: an emulation, and said so.

The wait stands where the disk's would: in the writer's thread, after the statement, lock held.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from prem.cli import main
from prem.storage.line import Line

FSYNC_S = 0.005
_quick = Line.write


def _slow(self: Line, sql: str, parameters: Sequence[Any] = ()) -> int:
    with self._lock:
        touched = _quick(self, sql, parameters)
        time.sleep(FSYNC_S)
    return touched


if __name__ == "__main__":
    Line.write = _slow  # type: ignore[method-assign]
    main()
