"""What a provider of texts is: it takes a text, says what became of it, and what it keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from prem.errors.channels import UNKNOWN_KEEPING

Said = Literal["sent", "delivered", "failed"]
"""What a provider may report of a text."""


class NotSent(Exception):  # noqa: N818
    """The provider would not take this text, now or ever. Carries no number and no words."""


class NotTaken(Exception):  # noqa: N818
    """The provider surely did not take it; another time it may. `after`: seconds it asks for."""

    def __init__(self, after: int = 0) -> None:
        super().__init__()
        self.after = after


class Unclear(Exception):  # noqa: N818
    """The provider may have taken the text or not: nobody may send it again."""


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """A text to send at a moment.

    `reference` names it in the provider's reports. `kind` and `language` say what it is ("turn",
    "en"); `first` is the first text of what caused it; `heard` is when she last wrote herself.
    """

    to: str
    text: str
    at: datetime
    reference: str = ""
    kind: str = "turn"
    language: str = "en"
    first: bool = True
    heard: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Inbound:
    """A text that came in. `provider_id` is the provider's own id of it, the same on a repeat.

    `media`: how many pictures or recordings came with it. They are never fetched, and without
    words they are no answer. `at`: when she wrote, where the provider says so; `quoted`: its id of
    the text of ours that she replied to, where she picked one.
    """

    channel: str
    provider_id: str
    sender: str
    text: str
    media: int = 0
    at: datetime | None = None
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's word on the text that it was given under `reference`; `own_id` is its own id
    of it, where it says so."""

    reference: str
    said: Said
    own_id: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a provider keeps of each text and for how many days; None where nobody has said."""

    what: str
    days: int | None


class Channel(Protocol):
    """A way to send texts. `costs`: whether a text costs money, so that the caps hold."""

    costs: bool

    @property
    def keeps(self) -> Keeping:
        """What it keeps."""

    def send(self, one: Outgoing) -> None:
        """Send a text; raises NotSent, NotTaken or Unclear."""

    def resting(self, at: datetime) -> bool:
        """Whether it failed so often that it is not called now."""


def must_declare(name: str, channel: Channel) -> None:
    """Refuse (422.330) a provider of whom nobody has said for how long it keeps what."""
    if channel.keeps.days is None:
        raise UNKNOWN_KEEPING.refuse(provider=name, what=channel.keeps.what)
