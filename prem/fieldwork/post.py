"""The texts of a turn as letters, and their way into the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from prem.fieldwork.field import Field
from prem.storage import outbox
from prem.storage.askings import Asking
from prem.storage.line import Line
from prem.storage.outbox import Letter


def letters(
    asking: Asking, words: Sequence[str], *, template: str, cause: bytes, due: int
) -> list[Letter]:
    """Return a turn's texts in order, each once: `cause` marks what they answer, in this store."""
    return [
        Letter(asking.person, asking.wave, template, f"{cause.hex()[:24]}.{n:02d}", text, due)
        for n, text in enumerate(words)
    ]


def post(
    field: Field,
    line: Line,
    asking: Asking,
    words: Sequence[str],
    *,
    template: str,
    cause: bytes,
    due: int,
) -> None:
    """Queue a turn's texts inside the caller's transaction."""
    some = letters(asking, words, template=template, cause=cause, due=due)
    outbox.queue(line, field.keys, [(field.number(), letter) for letter in some])
