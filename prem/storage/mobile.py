"""UK mobile numbers in their international form, known at a glance.

A provider sends most numbers so. The pattern is the library's own, so that what it takes here it
would take by its long way, too, and as the same number.
"""

from __future__ import annotations

import re
from functools import cache


def is_uk_mobile(text: str) -> bool:
    """Whether it is a UK mobile number as +447400123456; False says nothing of other numbers."""
    return text.startswith("+447") and _pattern().fullmatch(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    from phonenumbers import PhoneMetadata

    known = PhoneMetadata.metadata_for_region("GB", None)
    mobile = known.mobile if known else None
    pattern = mobile.national_number_pattern if mobile else None
    return re.compile(rf"\+44(?:{pattern or '(?!)'})", re.ASCII)
