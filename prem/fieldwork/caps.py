"""Caps on spending: where a text may go, and how many may. Checked before each call; fail closed.

What was reserved for a call stays spent whatever became of the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prem.errors.storage import NOT_REACHED
from prem.fieldwork.days import day_of
from prem.storage import spent
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.people import Number
from prem.storage.seal import mark

PREFIX = 7
"""Letters of a prefix, the plus counted: +447700 is one block of numbers of a network. Texts to
many numbers of one block in an hour are how premium-rate fraud looks."""
KEPT_DAYS = 3


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be spent. `regions`: ISO codes of countries; `kinds`: of numbers, as libphonenumber
    tells them apart; money in pence."""

    regions: frozenset[str] = frozenset({"GB"})
    kinds: frozenset[str] = frozenset({"mobile"})
    a_number_a_day: int = 60
    a_prefix_an_hour: int = 600
    pence_a_text: int = 5
    pence_a_call: int = 60
    pence_a_day: int = 5000


def allowed(caps: Caps, number: Number) -> bool:
    """Whether a text may go to such a number at all."""
    region, kind = _whence(number)
    return region in caps.regions and kind in caps.kinds


def check_number(caps: Caps | None, number: Number) -> None:
    """Refuse (422.348) a number to which no text may go, so that nobody is enrolled whose texts
    would be held for ever. `caps` None: texts cost nothing here, and may go anywhere."""
    if caps is None or allowed(caps, number):
        return
    region, kind = _whence(number)
    raise NOT_REACHED.refuse(
        region=region or "(unknown)",
        kind=kind or "(unknown)",
        regions=",".join(sorted(caps.regions)),
        kinds=",".join(sorted(caps.kinds)),
    )


def _whence(number: Number) -> tuple[str, str]:
    """Return the country and the kind of a number; each is "" where there is no such number."""
    import phonenumbers  # imported here: a console's texts cost nothing and are not looked at

    try:
        parsed = phonenumbers.parse(number.e164, None)
    except phonenumbers.NumberParseException:
        return "", ""
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(parsed))
    return phonenumbers.region_code_for_number(parsed) or "", kind.lower()


def reserve(
    line: Line, keys: Keys, caps: Caps, number: Number, now: datetime, pence: int | None = None
) -> datetime | None:
    """Spend one text, or what costs so many pence, inside the caller's transaction; None where it
    may go.

    Else return when to look again; the caller rolls back, so that a cap that still had room has
    lost nothing.
    """
    day, hour = day_of(now), int(now.timestamp()) // 3600
    next_hour = datetime.fromtimestamp((hour + 1) * 3600, tz=now.tzinfo)
    tomorrow = now + timedelta(days=1)
    if not allowed(caps, number):
        return tomorrow
    prefix = number.e164[:PREFIX]
    price = caps.pence_a_text if pence is None else pence
    for cap, amount, limit, again in (
        (mark(keys.once, "a day", day), price, caps.pence_a_day, next_hour),
        (mark(keys.once, "an hour", prefix, hour), 1, caps.a_prefix_an_hour, next_hour),
        (mark(keys.once, "a number", number.e164, day), 1, caps.a_number_a_day, next_hour),
    ):
        if not spent.spend(line, cap, amount, limit, day):
            return again
    return None


def forget(line: Line, now: datetime) -> None:
    """Forget what was spent days ago."""
    spent.forget(line, day_of(now) - KEPT_DAYS)
