"""How many may come in by open doors in a minute: a flood of empty sessions stops here.

Counts stand in this process's memory for a minute and nowhere else; an address is in no log.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

FROM_ONE_ADDRESS = 30
"""New sessions a minute from one address: a waiting room behind one router has room."""
FROM_ALL = 600
"""New sessions a minute from all addresses together."""


class Turnstile:
    """Lets people in, so many a minute."""

    def __init__(self) -> None:
        self._minute, self._all = 0, 0
        self._by_address: Counter[str] = Counter()

    def lets_in(self, address: str, now: datetime) -> bool:
        """Count one who comes from this address, and say whether there is room."""
        minute = int(now.timestamp()) // 60
        if minute != self._minute:
            self._minute, self._all = minute, 0
            self._by_address.clear()
        if self._all >= FROM_ALL or self._by_address[address] >= FROM_ONE_ADDRESS:
            return False
        self._all += 1
        self._by_address[address] += 1
        return True
