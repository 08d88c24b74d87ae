"""The desk's line on vouchers: how many of each survey's are left. No codes, and nobody's."""

from __future__ import annotations

from prem.storage.vouchers import left
from prem.web.house import House

FEW = 10


def vouchers_lines(house: House) -> tuple[str, ...]:
    """Return a sentence for each survey that gives vouchers."""
    giving = [survey for survey in house.surveys.values() if survey.vouchers]
    line = house.stores.contacts.reader
    return tuple(said(survey.title, left(line, survey.id), survey.id) for survey in giving)


def said(title: str, count: int, survey: str) -> str:
    """Return how many vouchers are left, and what to do where they run out.

    >>> said("Care", 300, "care")
    'Care: 300 vouchers are left.'
    >>> said("Care", 1, "care")
    'Care: 1 voucher is left. Take in more with: prem voucher care --add'
    """
    are = "1 voucher is" if count == 1 else f"{count or 'no'} vouchers are"
    more = f" Take in more with: prem voucher {survey} --add" if count < FEW else ""
    return f"{title}: {are} left.{more}"
