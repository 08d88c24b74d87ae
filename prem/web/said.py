"""What stands of "You said, we did", read from the workshop store once a minute at most."""

from __future__ import annotations

import asyncio
import time

from prem.storage.stores import Stores

Shown = tuple[tuple[tuple[str, str], ...], ...]
KEPT = 60.0


class SaidDid:
    """Reads off the loop; a page that many open at once after a text asks the store once."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._lock = asyncio.Lock()
        self._shown: Shown = ()
        self._until = 0.0

    async def now(self) -> Shown:
        """Return the pairs (said, did) of each release, the newest first. Refusal without store."""
        async with self._lock:
            if time.monotonic() >= self._until:
                self._shown = await asyncio.to_thread(self._read)
                self._until = time.monotonic() + KEPT
            return self._shown

    def _read(self) -> Shown:
        # Imported here: a woman's first question does not wait for SQLModel.
        from prem.fieldwork.said_did import standing_told

        told = standing_told(self._stores)
        return tuple(tuple((pair.said, pair.did) for pair in one.pairs) for one in told)
