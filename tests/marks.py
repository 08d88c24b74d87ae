"""What stands on a page of hers: the mark of her sitting in a form, the code of her voucher."""

from __future__ import annotations

import html
import re

import httpx


def mark_on(page: httpx.Response) -> str:
    found = re.search(r'name="mark" value="([^"]*)"', page.text)
    assert found, f"no form on a page with status {page.status_code}"
    return found[1]


def code_on(page: httpx.Response) -> str | None:
    found = re.search(r'<p class="code"><bdi[^>]*>([^<]*)</bdi>', page.text)
    return html.unescape(found[1]) if found else None
