"""The real clock, ids and chance: the only module that may ask the world for them.

Pure rooms get these by argument, so that a test or a simulation can freeze the universe.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Ports:
    """The world by argument: `now` an aware UTC time, `number` a random 63-bit id,
    `token` 128 random bits as 22 URL-safe letters, `chance` a random generator."""

    now: Callable[[], datetime]
    number: Callable[[], int]
    token: Callable[[], str]
    chance: random.Random


def real() -> Ports:
    """Return the real world."""
    return Ports(
        now=lambda: datetime.now(UTC),
        number=lambda: secrets.randbits(63),
        token=lambda: secrets.token_urlsafe(16),
        chance=random.SystemRandom(),
    )


def frozen(at: datetime, seed: int = 1) -> Ports:
    """Return a world that stands still at one moment and repeats itself (simulated, never live)."""
    chance = random.Random(seed)  # noqa: S311  # a simulation wants chance that repeats
    return Ports(
        now=lambda: at,
        number=lambda: chance.getrandbits(63),
        token=lambda: f"{chance.getrandbits(128):032x}"[:22],
        chance=chance,
    )
