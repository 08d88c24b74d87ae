"""Send what is due: lease, ask the stop ledger, send, settle. One text at a time.

The lease is committed before the text goes out, so a sender that dies leaves it "unknown" and
never sends it twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from prem.channels.model import Channel, NotSent
from prem.fieldwork.days import second_of
from prem.storage import outbox, people
from prem.storage.keys import Keys
from prem.storage.outbox import Leased
from prem.storage.seal import mark
from prem.storage.stores import Stores

LEASE_SECONDS = 300
MOST = 50

_log = logging.getLogger(__name__)


def send_due(stores: Stores, channels: Mapping[str, Channel], keys: Keys, now: datetime) -> int:
    """Send up to 50 texts that are due and return how many went out.

    A text to a woman who said STOP is cancelled at the last moment; one that its channel will
    not take is "failed"; one of a channel that is not here waits.
    """
    line, second = stores.contacts.writer, second_of(now)
    outbox.lapse(line, second)
    leased = outbox.lease(line, keys, second, list(channels), seconds=LEASE_SECONDS, most=MOST)
    return sum(_send(stores, channels, keys, one, now) for one in leased)


def report(stores: Stores, keys: Keys, channel: str, provider_id: str, state: str) -> bool:
    """Note a provider's word on a text ("delivered" or "failed"); False where it is not ours."""
    provider = mark(keys.once, "sent", channel, provider_id)
    return outbox.report(stores.contacts.writer, provider, state)


def _send(
    stores: Stores, channels: Mapping[str, Channel], keys: Keys, one: Leased, now: datetime
) -> bool:
    line = stores.contacts.writer
    confirms = one.template == outbox.STOP_CONFIRMED
    find = people.number_despite_stop if confirms else people.number_of
    number = find(line, keys, one.person)
    if number is None:
        outbox.settle(line, one.id, "cancelled")
        return False
    try:
        provider_id = channels[one.channel].send(number.e164, one.text, now)
    except NotSent:
        _log.warning("a text could not be sent by %s", one.channel)
        outbox.settle(line, one.id, "failed")
        return False
    except Exception as error:
        # It may be out or not. The lease runs out and it becomes "unknown"; the others go on.
        _log.error("sending by %s broke off: %s", one.channel, type(error).__name__)
        return False
    outbox.settle(line, one.id, "sent", mark(keys.once, "sent", one.channel, provider_id))
    return True
