"""The mark of her sitting, as a form of hers carries it."""

from __future__ import annotations

import re

import httpx


def mark_on(page: httpx.Response) -> str:
    found = re.search(r'name="mark" value="([^"]*)"', page.text)
    assert found, f"no form on a page with status {page.status_code}"
    return found[1]
