"""The steps of a long command: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Steps:
    """Begins a step when called with its name; `pieces` tells how far a step's pieces are."""

    def __init__(self, bar: Progress | None, total: int) -> None:
        self._bar = bar
        self._whole: TaskID | None = bar.add_task("", total=total) if bar else None
        self._part: TaskID | None = None

    def __call__(self, name: str) -> None:
        """Begin a step."""
        if self._bar is not None and self._whole is not None:
            self._bar.update(self._whole, description=name, advance=1)

    def pieces(self, done: int, total: int) -> None:
        """Tell that so many pieces of what is computed are done; a bar of their own shows it."""
        if self._bar is None:
            return
        if self._part is None:
            self._part = self._bar.add_task("")
        self._bar.update(
            self._part,
            description=f"Simulation {done:,} of {total:,}",
            total=total,
            completed=done,
            visible=done < total,
        )


@contextmanager
def steps(total: int) -> Iterator[Steps]:
    """Show a progress bar of so many steps on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield Steps(None, total)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield Steps(bar, total)
