"""The browser's one cookie: which session, in which life situation, sealed for this server alone.

The situation lies here and in no store: it routes the questions and goes when the browser does.
"""

from __future__ import annotations

import binascii
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prem.instruments.model import SITUATIONS

NAME = "s"
LIFE_MINUTES = 12 * 60
"""How long a cookie opens: a phone that brings back its old tabs next day shows nothing."""

SKEW_MINUTES = 5
"""How far the clocks of two servers on one store may be apart."""

_NONCE = 12
# Beside the situation in its byte.
_LIVE, _FAULT, _ONLY = 0x80, 4, 0x08
_PURPOSE = b"prem page cookie 1"
_FORM_PURPOSE = b"prem page form 1"


@dataclass(frozen=True, slots=True)
class Seat:
    """What the cookie says: the session's number, and the situation if she has told it.

    `sitting` is the session's when she sat down: after she has left, the seat opens nothing.
    `live`: her browser runs our script, so that a page may bring what only the script uses.
    `fault` (0 to 7) says why she is asked once more, 0 for no reason; from 4 on what follows from
    what she has just told (changed.py). `only`: it opens the page of her voucher and nothing
    else.
    """

    session_id: int
    situation: str | None
    sitting: int = 0
    live: bool = False
    fault: int = 0
    only: bool = False


class CookieSeal:
    """Seals a seat with AES-256-GCM under `key` (32 bytes): 8 bytes number, 4 minutes,
    1 sitting, 1 situation with the fault and the bit of the script.

    Every cookie has the same length, 56 letters without padding, so its length says nothing.
    """

    def __init__(self, key: bytes, chance: random.Random, *, secure: bool) -> None:
        self._box, self._chance = AESGCM(key), chance
        self._key = blake2b(_FORM_PURPOSE, key=key, digest_size=32).digest()
        self._tail = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def header(self, seat: Seat, now: datetime) -> tuple[bytes, bytes]:
        """Return the Set-Cookie header that hands her this seat for the browser's session."""
        flags = seat.fault << _FAULT | _LIVE * seat.live | _ONLY * seat.only
        plain = (
            seat.session_id.to_bytes(8, "big")
            + _minute(now).to_bytes(4, "big")
            + bytes((seat.sitting, _number(seat.situation) | flags))
        )
        nonce = self._chance.getrandbits(8 * _NONCE).to_bytes(_NONCE, "big")
        sealed = urlsafe_b64encode(nonce + self._box.encrypt(nonce, plain, _PURPOSE)).decode()
        return b"set-cookie", f"{NAME}={sealed}{self._tail}".encode()

    def told(self, seat: Seat, now: datetime) -> tuple[bytes, bytes]:
        """Return the same, with what was told once forgotten."""
        return self.header(replace(seat, fault=0), now)

    def cleared(self) -> tuple[bytes, bytes]:
        """Return the Set-Cookie header that takes the seat away."""
        return b"set-cookie", f"{NAME}={self._tail}; Max-Age=0".encode()

    def read(self, header: bytes | None, now: datetime, *, only: bool = False) -> Seat | None:
        """Return the seat in a Cookie header; None where there is none, or it is forged or old.

        One that opens a single page is a seat there alone, where `only` is asked for.
        """
        sealed = _value(header)
        if sealed is None:
            return None
        try:
            raw = urlsafe_b64decode(sealed)
            plain = self._box.decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE)
        except (binascii.Error, ValueError, InvalidTag):
            return None
        age = _minute(now) - int.from_bytes(plain[8:12], "big")
        if not -SKEW_MINUTES <= age < LIFE_MINUTES:
            return None
        sitting, situation = plain[12:]
        if situation & _ONLY and not only:
            return None
        told, live = situation & 0x07, bool(situation & _LIVE)
        situated, fault = SITUATIONS[told - 1] if told else None, situation >> _FAULT & 7
        one = bool(situation & _ONLY)
        return Seat(int.from_bytes(plain[:8], "big"), situated, sitting, live, fault, one)

    def mark(self, seat: Seat) -> str:
        """Return what each form of this sitting carries, 12 letters that tell nothing of it."""
        sat = seat.session_id.to_bytes(8, "big") + bytes((seat.sitting,))
        return urlsafe_b64encode(blake2b(sat, digest_size=9, key=self._key).digest()).decode()


def _value(header: bytes | None) -> bytes | None:
    if header is None:
        return None
    for part in header.split(b";"):
        name, _, value = part.strip().partition(b"=")
        if name == NAME.encode():
            return value
    return None


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


def _number(situation: str | None) -> int:
    return 0 if situation is None else SITUATIONS.index(situation) + 1
