"""How long work is done: piece by piece here, on all cores or on a cluster by whoever calls.

A simulation is cut into pieces, each with a seed of its own, so that its numbers do not depend
on how many workers share them. The pure code only says what is to be done to each piece; the
caller passes in who does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

P = TypeVar("P")
R = TypeVar("R")
Q = ParamSpec("Q")


class Work(Protocol):
    """Does the same to each piece and returns the results in the order of the pieces.

    Function and pieces must be picklable: a function of a module, or a `functools.partial`.
    """

    def __call__(self, do: Callable[[P], R], pieces: Sequence[P], /) -> list[R]:
        """Return `[do(piece) for piece in pieces]`, however it is done."""
        ...


def in_turn(do: Callable[[P], R], pieces: Sequence[P], /) -> list[R]:
    """Do one piece after another, in this process."""
    return [do(piece) for piece in pieces]


def one_thread(function: Callable[Q, R]) -> Callable[Q, R]:
    """Give BLAS one thread while a function runs.

    A validation makes many small products, for each of which the threads of BLAS wait for each
    other: with two of them on two busy cores, factor models took twenty times as long.
    """

    @wraps(function)
    def limited(*args: Q.args, **kwargs: Q.kwargs) -> R:
        with threadpool_limits(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited


def seeds(seed: int, count: int, purpose: int) -> list[np.random.SeedSequence]:
    """Return `count` independent seeds, the same for the same `seed` and `purpose`.

    `purpose` keeps one simulation's numbers apart from another's.
    """
    return np.random.SeedSequence((seed, purpose)).spawn(count)
