"""A Dask cluster that does long work: `prem analyse --dask ADDRESS` (docs/adr/0010).

The pieces hold answers, and Dask sends and runs whatever it is told: the cluster must be the
researcher's own, on a network of its own or with Dask's TLS.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from time import monotonic
from typing import Any, TypeVar

from prem.analysis.work import Work
from prem.app.workers import Tick, alone
from prem.errors.workers import CLUSTER_DIED, NO_DASK, NO_SCHEDULER, OTHER_PREM

P = TypeVar("P")
R = TypeVar("R")

CONNECTING = 10.0
"""Seconds within which a scheduler answers."""
WITHOUT_WORKERS = 30.0
"""Seconds for which a cluster may be without any worker (one that restarts) before it is lost."""


@contextmanager
def cluster(address: str, tick: Tick, patience: float = WITHOUT_WORKERS) -> Iterator[Work]:
    """Yield the work of the cluster whose scheduler is at `address`.

    Raises Refusal where Dask is not installed, no scheduler answers, or the workers have another
    version of prem.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NO_DASK.refuse() from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it is told in a sentence
    client = _connected(Client, address)
    try:
        _same_prem(client)
        yield Cluster(client, tick, patience)
    finally:
        client.close(timeout=5)


def _connected(client: Callable[..., Any], address: str) -> Any:
    try:
        return client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError):
        pass
    # The half-made client must go now. Collected later, it may end while the next one is being
    # made, and wait for ever for a lock of Dask's that is held there.
    gc.collect()
    raise NO_SCHEDULER.refuse(address=address)


def _same_prem(client: Any) -> None:
    """Refuse workers without prem, or with another version: they would compute otherwise."""
    own = metadata.version("prem")
    # A function of the standard library: it can be found where prem cannot.
    for found in client.run(metadata.version, "prem", on_error="return").values():
        if found != own:
            raise OTHER_PREM.refuse(found=found if isinstance(found, str) else "none", own=own)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Does pieces on a Dask cluster; a worker that dies has its pieces done by another."""

    client: Any
    tick: Tick
    patience: float

    def __call__(self, do: Callable[[P], R], pieces: Sequence[P], /) -> list[R]:
        """Return what `do` makes of each piece, in their order.

        Raises Refusal where the cluster is lost, and what `do` itself raises.
        """
        from distributed import CancelledError

        futures = self.client.map(partial(alone, do), pieces, pure=False)
        try:
            with self.client.as_current():
                self._wait(futures)
            return list(self.client.gather(futures))
        except (CancelledError, OSError):
            raise CLUSTER_DIED.refuse() from None
        finally:
            for future in futures:
                future.release()

    def _wait(self, futures: list[Any]) -> None:
        """Wait for all pieces, or until one failed or the cluster is lost."""
        from distributed import KilledWorker, wait

        pending, seen = set(futures), monotonic()
        while pending:
            try:
                done = wait(pending, timeout=1, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                seen = self._alive(seen)
                continue
            for future in done:
                if isinstance(future.exception(), KilledWorker):
                    raise CLUSTER_DIED.refuse()
            pending -= done
            self.tick(len(futures) - len(pending), len(futures))

    def _alive(self, seen: float) -> float:
        """Return when the cluster last had a worker; refuse to wait for ever."""
        if self._workers():
            return monotonic()
        if monotonic() - seen > self.patience:
            raise CLUSTER_DIED.refuse()
        return seen

    def _workers(self) -> bool:
        if self.client.status != "running":
            return False
        return bool(self.client.nthreads())
