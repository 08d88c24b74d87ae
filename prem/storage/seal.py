"""Seals and marks: AES-256-GCM for what must be read again, HMAC-SHA-256 for what must only match.

A sealed text is bound to its place (`bound`, the AAD): moved to another row, it does not open.
"""

from __future__ import annotations

import hmac
import secrets  # noqa: TID251  # a nonce must never repeat, so no frozen world may set it
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prem.errors.storage import BROKEN_SEAL, TOO_LONG_TO_SEAL

NONCE = 12


def seal(key: bytes, text: str, bound: str, *, size: int = 0) -> bytes:
    """Return nonce + ciphertext + tag; with `size`, the text is padded to so many bytes first.

    Refuses a text longer than `size`; 0 pads to the next multiple of 64 (length tells a little).
    """
    plain = text.encode()
    room = size or (len(plain) // 64 + 1) * 64
    if len(plain) >= room:
        raise TOO_LONG_TO_SEAL.refuse(found=len(plain), limit=room - 1)
    nonce = secrets.token_bytes(NONCE)
    padded = plain + b"\x80" + bytes(room - len(plain) - 1)
    return nonce + _cipher(key).encrypt(nonce, padded, bound.encode())


def unseal(key: bytes, sealed: bytes, bound: str) -> str:
    """Return the text; refuses what was sealed by another key or for another place."""
    try:
        padded = _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound.encode())
    except InvalidTag:
        raise BROKEN_SEAL.refuse() from None
    return padded[: padded.rindex(b"\x80")].decode()


def mark(key: bytes, *parts: object) -> bytes:
    """Return the HMAC (32 bytes) of the parts; no two lists of parts have the same bytes."""
    message = "".join([f"{len(one)}:{one}" for one in map(str, parts)])
    return hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256")


def number_of(marked: bytes) -> int:
    """Return the first 63 bits of a mark as an integer key that both databases hold."""
    return int.from_bytes(marked[:8], "big") >> 1


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
