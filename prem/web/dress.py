"""What a page of hers wears: what she told us of her browser decides what it may bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from prem.web.cookie import Seat

Dress = Literal["plain", "live", "part", "kiosk"]
"""With the script of the way out alone; with what answers in the background and the questions
ahead; the same as it is fetched by that script, without style and scripts; on a tablet for many,
with what shuts it."""

LIVE = b"x-live"
"""The header by which our script is known."""


def dress_of(seat: Seat, headers: Mapping[bytes, bytes]) -> Dress:
    """Return how a page of this sitting is dressed.

    >>> dress_of(Seat(1, None, live=True), {}), dress_of(Seat(1, None), {LIVE: b"1"})
    ('live', 'part')
    """
    if LIVE in headers:
        return "part"
    return "live" if seat.live else "plain"
