"""What is answered to browsers only, and in a plainer way to the programs of a study."""

from __future__ import annotations

from collections.abc import Mapping

from prem.web.packing import Packed
from prem.web.pages import SHOWN

_SAYS_SO = b"sec-fetch-mode"
_OK = 200


def is_browser(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser of today asks: it says how it will use what it gets."""
    return _SAYS_SO in headers


def plainly(answer: Packed, headers: Mapping[bytes, bytes]) -> Packed:
    """Return a page with status 200 to who is no browser: 203 keeps browsers from keeping it."""
    if is_browser(headers) or answer.start["status"] != SHOWN:
        return answer
    return Packed({**answer.start, "status": _OK}, answer.body)
