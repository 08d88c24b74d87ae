"""The worker's round: invite who is due, send what is due, again and again until told to end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prem.channels.model import Channel
from prem.errors import Refusal
from prem.fieldwork.caps import Caps
from prem.fieldwork.field import Field
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    invited: int
    sent: int


def one_round(
    field: Field,
    channels: Mapping[str, Channel],
    now: Callable[[], datetime],
    caps: Caps | None = None,
) -> Round:
    """Invite and send until nothing more is due at this moment."""
    invited, sent = tick(field, now()), 0
    while some := send_due(field.stores, channels, field.keys, now(), caps):
        sent += some
    return Round(invited, sent)


def work(
    field: Field,
    channels: Mapping[str, Channel],
    now: Callable[[], datetime],
    ended: Callable[[], bool],
    caps: Caps | None = None,
) -> int:
    """Do rounds until `ended` (which waits between them) is true; return the texts sent.

    A store that cannot be reached is told in the log, and tried again in the next round.
    """
    sent = 0
    while True:
        try:
            sent += one_round(field, channels, now, caps).sent
        except Refusal as refusal:
            _log.error("a round failed: %s", refusal)
        if ended():
            return sent
