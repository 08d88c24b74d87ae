"""What is typed or piped in."""

from __future__ import annotations

import io
import sys
from typing import TextIO


def stdin() -> TextIO:
    """Return stdin read as UTF-8, bytes that are no letters replaced; empty where it is closed."""
    if sys.stdin is None:
        return io.StringIO()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin
