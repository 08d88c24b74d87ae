"""Interviews and a phone, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from calling import Caller, spoken_survey
from interviewing import links
from texting import Phone

from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import Keys
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey


@pytest.fixture
def interviews(stores: Stores, survey: Survey, keys: Keys) -> Iterator[Interviews]:
    made = Interviews(stores, {survey.id: survey}, keys)
    yield made
    made.close()


@pytest.fixture
def token(stores: Stores, survey: Survey, keys: Keys, ports: Ports) -> str:
    return links(stores, survey, keys, ports)[0]


@pytest.fixture
def phone(stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime) -> Phone:
    field = Field(stores, {survey.id: survey}, keys, ports.number, "https://example.org")
    return Phone(field, now)


@pytest.fixture
def sqlite_phone(
    tmp_path_factory: pytest.TempPathFactory,
    empty_sqlite: object,
    survey: Survey,
    keys: Keys,
    ports: Ports,
    now: datetime,
    request: pytest.FixtureRequest,
) -> Callable[[], Phone]:
    import shutil

    def made() -> Phone:
        data = tmp_path_factory.mktemp("phone") / "data"
        shutil.copytree(str(empty_sqlite), data)
        opened = open_stores(Settings(data=data))
        request.addfinalizer(opened.close)
        return Phone(Field(opened, {survey.id: survey}, keys, ports.number), now)

    return made


@pytest.fixture
def her(sqlite_phone: Callable[[], Phone]) -> Phone:
    """A phone on SQLite, enrolled four weeks after a birth; nothing was sent yet."""
    return sqlite_phone().enrolled()


@pytest.fixture
def caller(stores: Stores, keys: Keys, ports: Ports, now: datetime) -> Caller:
    """A woman's phone that may be rung, on both databases."""
    asked = spoken_survey()
    field = Field(stores, {asked.id: asked}, keys, ports.number, "https://example.org")
    return Caller(Phone(field, now))
