"""Parts of a simulated study side by side, each in a process: a part is a few minutes of work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from prem.fieldwork.simulate_part import Order, Simulated, play_part
from prem.ports import real
from prem.storage.keys import Keys
from prem.surveys.model import Survey
from prem.surveys.population import simulated

Load = Callable[[], Survey]
"""Loads the survey anew; a partial of a function, so that it travels to another process."""
Job = tuple[int, Path, Order]


def in_processes(
    load: Load, keys: Keys, jobs: Sequence[Job], at_once: int, tell: Callable[[int, float], None]
) -> Iterator[tuple[int, Simulated]]:
    """Play parts `at_once`, and yield (number, counts) as each is done.

    Who stops early ends the processes. RuntimeError where one of them fails.
    """
    context = _context()
    running: dict[Connection, BaseProcess] = {}
    try:
        for start in range(min(at_once, len(jobs))):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(
                target=_run, args=(load, keys, jobs[start::at_once], theirs), daemon=True
            )
            process.start()
            theirs.close()
            running[ours] = process
        while running:
            for line in wait(list(running)):
                yield from _heard(running, line, tell)  # type: ignore[arg-type]  # our own pipes
    finally:
        for left in running.values():
            left.terminate()
            left.join()


def _heard(
    running: dict[Connection, BaseProcess], line: Connection, tell: Callable[[int, float], None]
) -> Iterator[tuple[int, Simulated]]:
    try:
        number, word = line.recv()
    except EOFError:
        process = running.pop(line)
        process.join()
        if process.exitcode:
            raise RuntimeError(f"a part of the simulation ended: {process.exitcode}") from None
        return
    if isinstance(word, float):
        tell(number, word)
    elif isinstance(word, Simulated):
        yield number, word
    else:
        raise RuntimeError(f"part {number} of the simulation failed:\n{word}")


def _context() -> Any:
    """Start processes as copies of this one, which have all imported, where that is safe: while
    another thread runs, a copy might inherit a lock that nobody in it opens."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")


def _run(load: Load, keys: Keys, jobs: Sequence[Job], line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what was copied stays: a store's connection in it is not ours to close
    gc.set_threshold(100_000, 20, 20)  # nothing here makes circles of objects worth looking for
    survey = simulated(load())
    for number, folder, order in jobs:
        try:
            tell = partial(_tell, line, number)
            done = play_part(folder, survey, keys, real().number, order, tell)
        except Exception:
            line.send((number, traceback.format_exc()))
            return
        line.send((number, done))


def _end_with_parent() -> None:
    """Where whoever started it is killed, nobody waits for this part any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _tell(line: Connection, number: int, share: float) -> None:
    line.send((number, share))
