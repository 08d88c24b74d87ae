"""Sites with their profiles, and the lines a woman can call."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import cast, get_args

import phonenumbers

from prem.errors import survey as kinds
from prem.instruments.compile_theory import twins
from prem.instruments.fields import Fields, listed
from prem.surveys.model import Nation, Site, SupportLine

PROFILE = ("model-of-care", "leadership", "referral-pathway", "co-location", "co-monitoring")
"""By what sites are compared. Where it is not known the profile says "not stated"."""

SHORT_NUMBERS = (
    "999", "112", "101", "105", "111", "116 000", "116 006", "116 111", "116 117", "116 123",
    "119", "18000",
)  # fmt: skip
"""UK short numbers that a support line may have: emergencies, police, NHS, the harmonised 116
services of social value, and the emergency number of Relay UK."""


def compile_sites(fields: Fields) -> tuple[Site, ...]:
    """Return the sites of survey.toml."""
    sites = tuple(_site(one) for one in fields.tables("site"))
    twins(fields, "site", [site.id for site in sites])
    return sites


def compile_support(tables: list[Fields]) -> tuple[SupportLine, ...]:
    """Return support lines, each with a number that can be called in the UK."""
    return tuple(_line(one) for one in tables)


def _site(fields: Fields) -> Site:
    profile = fields.table("profile")
    site = Site(
        id=fields.identity(),
        title=fields.text("title"),
        nation=cast(Nation, fields.choice("nation", get_args(Nation), "nation")),
        profile=MappingProxyType({name: profile.text(name) for name in PROFILE}),
        support=compile_support(fields.tables("support", required=False)),
    )
    profile.done()
    fields.done()
    return site


def _line(fields: Fields) -> SupportLine:
    line = SupportLine(
        id=fields.identity(),
        name=fields.text("name"),
        phone=fields.text("phone"),
        about=fields.text("about"),
        nation=fields.text("nation", required=False),
    )
    if line.nation:
        fields.known("nation", line.nation, get_args(Nation), "nation")
    if line.phone and not _can_be_called(line.phone):
        place = fields.at("phone")
        fields.complain(kinds.BAD_PHONE.at(place, phone=line.phone, accepted=listed(SHORT_NUMBERS)))
    fields.done()
    return line


def _can_be_called(phone: str) -> bool:
    """Whether it is one of the short numbers or valid by the UK's numbering plan."""
    if not re.fullmatch(r"[0-9+() -]+", phone):
        return False
    if phone.replace(" ", "") in {one.replace(" ", "") for one in SHORT_NUMBERS}:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, "GB"))
    except phonenumbers.NumberParseException:
        return False
