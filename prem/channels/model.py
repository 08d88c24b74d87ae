"""What a channel is: it takes a number and a text, and says under which id it went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NotSent(Exception):  # noqa: N818
    """The provider would not take this text, now or ever. Carries no number and no words."""


@dataclass(frozen=True, slots=True, repr=False)
class Inbound:
    """A text that came in. `provider_id` is the provider's own id of it, the same on a repeat."""

    channel: str
    provider_id: str
    sender: str
    text: str


class Channel(Protocol):
    """A way to send texts."""

    def send(self, to: str, text: str, at: datetime) -> str:
        """Send a text and return the provider's id of it; raises NotSent."""
