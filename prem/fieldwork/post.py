"""The texts of a turn as letters for the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from prem.storage.askings import Asking
from prem.storage.outbox import Letter
from prem.surveys.model import OPENING
from prem.surveys.schedule.templates import INVITATION


def letters(
    asking: Asking, words: Sequence[str], *, template: str, cause: bytes, due: int, asks: str = ""
) -> list[Letter]:
    """Return a turn's texts in order, each once: `cause` marks what they answer, in this store.

    `asks` is the question (a step) that the last of them asks, "" where none does; an invitation
    asks the first one.
    """
    asks = OPENING if template == INVITATION else asks
    last = len(words) - 1
    return [
        Letter(
            asking.person,
            asking.wave,
            template,
            f"{cause.hex()[:24]}.{n:02d}",
            text,
            due,
            asks=asks if n == last else "",
        )
        for n, text in enumerate(words)
    ]
