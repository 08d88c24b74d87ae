"""Who does long work: this process, all cores of this machine, or a Dask cluster.

The pieces come from `prem.analysis` with seeds of their own, so their numbers do not depend on who
does them. BLAS gets one thread in each worker: the workers themselves fill the cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from prem.analysis.work import Work
from prem.errors.workers import WORKERS_DIED

P = TypeVar("P")
R = TypeVar("R")
Tick = Callable[[int, int], None]
"""Told how many pieces are done, of how many."""

# Processes must load numpy, scipy and pandas first; less work than this is done sooner here.
_WORTH_STARTING, _WORTH_SENDING = 2.0, 0.2  # seconds


def silent(done: int, of: int) -> None:
    """Tell nobody."""


@contextmanager
def workers(
    jobs: int | None = None, address: str | None = None, tick: Tick = silent
) -> Iterator[Work]:
    """Yield who does the work: `jobs` processes (None: one a core), or the cluster at `address`.

    `tick` is told of each piece that is done.
    Raises Refusal where there is no such cluster, and where the workers die midway.
    """
    if address is not None:
        # Imported here: Dask takes a second and is an extra.
        from prem.app.cluster import cluster

        with cluster(address, tick) as work:
            yield work
        return
    cores = Cores(jobs, tick)
    try:
        yield cores
    finally:
        cores.end()


def alone(do: Callable[[P], R], piece: P) -> R:
    """Do one piece with one thread, as a worker does."""
    with threadpool_limits(limits=1, user_api="blas"):
        return do(piece)


@dataclass(slots=True)
class Cores:
    """Does pieces on this machine: here as long as that is the sooner way, else in processes."""

    jobs: int | None
    tick: Tick
    started: bool = False

    def __call__(self, do: Callable[[P], R], pieces: Sequence[P], /) -> list[R]:
        """Return what `do` makes of each piece, in their order."""
        results: list[R] = []
        began = perf_counter()
        while len(results) < len(pieces):
            each = (perf_counter() - began) / max(len(results), 1)
            if self._worth(each * (len(pieces) - len(results)), len(pieces) - len(results)):
                self._in_processes(do, pieces, results)
                break
            results.append(alone(do, pieces[len(results)]))
            self.tick(len(results), len(pieces))
        return results

    def _worth(self, seconds: float, left: int) -> bool:
        least = _WORTH_SENDING if self.started else _WORTH_STARTING
        return left > 1 and seconds > least and self._processes() > 1

    def _processes(self) -> int:
        if self.jobs is None:
            from joblib import cpu_count

            self.jobs = int(cpu_count())
        return self.jobs

    def _in_processes(self, do: Callable[[P], R], pieces: Sequence[P], results: list[R]) -> None:
        """Append the results of the pieces that are left; workers that die are replaced once."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        self.started = True
        for _ in range(2):
            try:
                for result in self._shared(do, pieces[len(results) :]):
                    results.append(result)
                    self.tick(len(results), len(pieces))
            except BrokenProcessPool:
                continue
            return
        raise WORKERS_DIED.refuse()

    def _shared(self, do: Callable[[P], R], pieces: Sequence[P]) -> Iterator[R]:
        from joblib import Parallel, delayed, parallel_config

        # No max_nbytes: joblib would write large arrays, women's answers, to a temporary folder.
        with parallel_config("loky", inner_max_num_threads=1):
            share = Parallel(self._processes(), return_as="generator", max_nbytes=None)
            yield from share(delayed(alone)(do, piece) for piece in pieces)

    def end(self) -> None:
        """End the processes."""
        if self.started:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=True, kill_workers=True)
