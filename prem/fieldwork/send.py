"""Send what is due: lease, ask the stop ledger and the caps, mark, call, settle.

Each woman's texts go one after the other; those of several women may go side by side, so that a
provider who takes seconds for each does not make the last one wait for all.
At most once: that a call begins is durable before it begins, so a sender that dies leaves the
text "unknown" and nobody sends it again. It is tried again only where it surely was not taken.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prem.channels.model import Channel, NotSent, NotTaken, Outgoing, Said, Unclear
from prem.fieldwork import caps as spending
from prem.fieldwork.caps import Caps
from prem.fieldwork.days import next_safe, second_of
from prem.fieldwork.ringing import CALL, VOICE
from prem.storage import asked, happened, outbox, people
from prem.storage.keys import Keys
from prem.storage.leasing import goes_before
from prem.storage.line import Line
from prem.storage.outbox import Leased
from prem.storage.people import Number
from prem.storage.stores import Stores
from prem.surveys.schedule.templates import INVITATION, REMINDER, mentions_baby

LEASE_SECONDS = 30
"""How long a killed worker's texts rest before another takes them: she may be waiting for a reply.
Too short is no danger, for who is slower than that finds the fence down and leaves them."""
CALL_SECONDS = 60
"""How long a text whose call had begun rests before it is "unknown", and hers after it with it. A
call is cut off after 25 seconds; the rest is for machines whose clocks do not agree."""
MOST = 50
BACKOFF, LONGEST_BACKOFF = 30, 3600
AT_HER_PHONE = 600
"""Seconds after which a reply is late: she may have put her phone away."""
REPLIES = frozenset({"turn", CALL, outbox.STOP_CONFIRMED})
SCHEDULED = frozenset({INVITATION, REMINDER})
TRIES = 12
"""Some six hours of trying; then it is "failed": a text of this morning helps nobody tomorrow."""

_log = logging.getLogger(__name__)


class _Held(Exception):  # noqa: N818
    """A cap is reached. Rolls back what was reserved."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@dataclass(frozen=True, slots=True)
class _Sender:
    """One call of `send_due`: its clock goes on while its texts go out one after the other."""

    stores: Stores
    channels: Mapping[str, Channel]
    keys: Keys
    caps: Caps
    began: datetime
    ticking: float

    @property
    def now(self) -> datetime:
        """The moment, in whole seconds since this sender began."""
        return self.began + timedelta(seconds=int(time.monotonic() - self.ticking))


def send_due(
    stores: Stores,
    channels: Mapping[str, Channel],
    keys: Keys,
    now: datetime,
    caps: Caps | None = None,
    threads: int = 1,
) -> int:
    """Send up to 50 texts that are due, to `threads` women at once; return how many went out.

    A text to a woman who said STOP is cancelled at the last moment; one that its channel will
    never take is "failed"; one over a cap is "held"; one of a channel that is not here, or that
    rests after failures, waits.
    """
    line, second = stores.contacts.writer, second_of(now)
    sender = _Sender(stores, channels, keys, caps or Caps(), now, time.monotonic())
    outbox.lapse(line, second)
    if any(channel.costs for channel in channels.values()):
        spending.forget(line, now)
    awake = [name for name, channel in channels.items() if not channel.resting(now)]
    leased = outbox.lease(line, keys, second, awake, seconds=LEASE_SECONDS, most=MOST)
    women = dict[int, list[Leased]]()
    for one in leased:
        women.setdefault(one.person, []).append(one)
    if threads == 1 or len(women) < 2:
        return sum(_in_order(sender, hers) for hers in women.values())
    with ThreadPoolExecutor(threads, "prem-call") as pool:
        return sum(pool.map(lambda hers: _in_order(sender, hers), women.values()))


def report(
    stores: Stores, keys: Keys, channel: str, reference: str, said: Said, own_id: str = ""
) -> bool:
    """Note a provider's word on a text by its reference; False where nothing moved.

    `own_id`: the provider's own id of it, by which she may quote it.
    """
    return note(stores.contacts.writer, keys, channel, reference, said, own_id)


def note(
    line: Line, keys: Keys, channel: str, reference: str, said: Said, own_id: str = ""
) -> bool:
    """The same, inside the caller's transaction if there is one."""
    provider = outbox.provider_mark(keys, channel, reference)
    if own_id:
        asked.know(line, provider, asked.known_mark(keys, own_id))
    return outbox.report(line, provider, said)


def _in_order(sender: _Sender, hers: Iterable[Leased]) -> int:
    """Send a woman's texts one after the other and return how many went out."""
    sent, waiting = 0, dict[str, int]()
    for one in hers:
        later = max((waiting[of] for of in waiting if goes_before(of, one.template)), default=0)
        if later:  # what comes after another waits with it, or hers come out of order
            outbox.put_back(sender.stores.contacts.writer, one, "queued", later, tried=False)
            continue
        due = _send(sender, one)
        sent += due is None
        if due:
            waiting[one.template] = due
    return sent


def _send(sender: _Sender, one: Leased) -> int | None:
    """Send a text: None where it went out, 0 where it never will, else the second to try again."""
    line, channel = sender.stores.contacts.writer, sender.channels[one.channel]
    if _confirms_late(one, second_of(sender.now)):
        outbox.settle(line, one, "cancelled")
        return 0
    later = _not_now(sender, one, channel)
    if later is not None:
        due = second_of(later)
        outbox.put_back(line, one, "queued", due, tried=False)
        return due
    try:
        begun = _begun(sender, one, channel)
    except _Held as held:
        return _hold(sender, one, held.until)
    if begun is None:
        return 0
    one, outgoing = begun
    try:
        channel.send(outgoing)
    except NotTaken as refused:
        return _try_later(sender, one, refused.after)
    except NotSent:
        _log.warning("a text could not be sent by %s", one.channel)
        outbox.settle(line, one, "failed")
        return 0
    except Exception as error:
        # It may be out or not: nobody may send it again. The others go on.
        how = "no clear answer" if isinstance(error, Unclear) else type(error).__name__
        _log.error("sending by %s broke off: %s", one.channel, how)
        outbox.settle(line, one, "unknown")
        return 0
    outbox.settle(line, one, "sent")
    return None


def _confirms_late(one: Leased, second: int) -> bool:
    """Whether a text confirms a STOP of long before: after a STOP nothing comes late."""
    return one.template == outbox.STOP_CONFIRMED and second - one.due >= AT_HER_PHONE


def _not_now(sender: _Sender, one: Leased, channel: Channel) -> datetime | None:
    """Return when to look again where this is no moment to send; None where it is one.

    A reply may go at any hour while she is at her phone; all else, and a reply that comes late
    because no sender was there, waits for a safe hour of hers. A text of the schedule goes only
    while the plan that queued it holds: where it must be looked at again, because something
    happened or a worker comes back after weeks, the clock looks first, and takes back what is over.
    """
    now, line = sender.now, sender.stores.contacts.writer
    if channel.resting(now):
        return now + timedelta(seconds=BACKOFF)
    if one.template in SCHEDULED and people.must_look_at(line, one.person, second_of(now)):
        return now + timedelta(seconds=BACKOFF)
    at_her_phone = second_of(now) - one.due < AT_HER_PHONE
    if at_her_phone and one.template in REPLIES:
        return None
    safe = next_safe(now, *people.safe_hours(line, one.person))
    return safe if safe > now else None


def _begun(sender: _Sender, one: Leased, channel: Channel) -> tuple[Leased, Outgoing] | None:
    """Mark that the call begins, in one transaction with the stop ledger and the caps.

    None where it may not: she said STOP, she is gone, or another sender has the text.
    """
    keys, now = sender.keys, sender.now
    reference = outbox.reference(keys, one)
    with sender.stores.contacts.writer.transaction() as line:
        confirms = one.template == outbox.STOP_CONFIRMED
        her = people.to_text(line, keys, one.person, despite_stop=confirms)
        if her is None or _hurts(line, keys, one):
            outbox.settle(line, one, "cancelled")
            return None
        number, language, at = her
        known = outbox.provider_mark(keys, one.channel, reference)
        held = outbox.begin(line, one, known, second_of(now) + CALL_SECONDS, second_of(now))
        if held is None:
            return None
        if channel.costs and (until := _reserve(line, sender, number, one.channel)):
            raise _Held(until)
        return held, Outgoing(
            number.e164,
            one.text,
            now,
            reference=reference,
            kind=one.template,
            language=language,
            first=one.first,
            heard=None if at is None else datetime.fromtimestamp(at, tz=UTC),
        )


def _reserve(line: Line, sender: _Sender, number: Number, channel: str) -> datetime | None:
    pence = sender.caps.pence_a_call if channel == VOICE else sender.caps.pence_a_text
    return spending.reserve(line, sender.keys, sender.caps, number, sender.now, pence)


def _hurts(line: Line, keys: Keys, one: Leased) -> bool:
    """Whether a text mentions a baby to a woman who lost hers, or whose baby is not with her."""
    return mentions_baby(one.text) and happened.stands(line, keys, one.person).babyless


def _hold(sender: _Sender, one: Leased, until: datetime) -> int:
    """Hold a text over a cap until there may be room, at a safe hour of hers.

    A text that confirms a STOP is not held: after a STOP nothing comes late.
    """
    line = sender.stores.contacts.writer
    _log.warning("a text by %s is over a cap and held", one.channel)
    if one.template == outbox.STOP_CONFIRMED:
        outbox.settle(line, one, "cancelled")
        return 0
    due = second_of(next_safe(until, *people.safe_hours(line, one.person)))
    outbox.put_back(line, one, "held", due, tried=False)
    return due


def _try_later(sender: _Sender, one: Leased, after: int) -> int:
    """Queue a text again that was surely not taken: after 30 s, then twice as long each time."""
    line = sender.stores.contacts.writer
    if one.tries + 1 >= TRIES:
        _log.warning("a text was refused by %s for hours and is given up", one.channel)
        outbox.settle(line, one, "failed")
        return 0
    _log.warning("a text was not taken by %s and is tried again later", one.channel)
    wait = max(after, min(BACKOFF * 2**one.tries, LONGEST_BACKOFF))
    if one.template == outbox.STOP_CONFIRMED and wait > BACKOFF:
        outbox.settle(line, one, "cancelled")
        return 0
    soon = sender.now + timedelta(seconds=wait)
    if one.template not in REPLIES or wait > BACKOFF:  # she may have put her phone away
        soon = next_safe(soon, *people.safe_hours(line, one.person))
    due = second_of(soon)
    outbox.put_back(line, one, "queued", due, tried=True)
    return due
