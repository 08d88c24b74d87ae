"""The workshop's pages over empty SQLite stores, without the other rooms; and who visits them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from asgi_client import client_of
from fastapi import FastAPI

from prem.app.opening import close_house, open_house
from prem.fieldwork import workshop
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.stores import open_stores
from prem.web.house import House
from prem.web.problems import staff_problems
from prem.web.workshop import router

START = "/workshop/on/perinatal-experience"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """What prem ships, read once; each test gets it over stores of its own."""
    opened = open_house(Settings(data=tmp_path_factory.mktemp("shipped") / "data"))
    yield opened
    close_house(opened)


@pytest.fixture
def house(shipped: House, sqlite_settings: Settings, ports: Ports) -> Iterator[House]:
    """What prem ships, over empty stores, in a world that stands still."""
    stores = open_stores(sqlite_settings)
    yield replace(shipped, stores=stores, settings=sqlite_settings, ports=ports)
    stores.close()


@dataclass
class Visitor:
    """A browser without scripts that goes to the workshop."""

    client: httpx.Client

    def gets(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def sends(self, path: str, **fields: Any) -> httpx.Response:
        return self.client.post(path, data=fields)

    def item(self, item: str = "S3-1") -> str:
        return f"{START}/item/{item}"


@pytest.fixture
def visitor(house: House) -> Iterator[Callable[..., Visitor]]:
    """A function that makes a visitor: `visitor()`, or signed in `visitor("Ann", "adviser")`."""
    made = []

    def comes(name: str = "", role: str = "adviser", at: House = house) -> Visitor:
        app = FastAPI(openapi_url=None)
        app.state.house = at
        app.include_router(router)
        staff_problems(app, at)
        held = client_of(app)
        one = Visitor(held.__enter__())
        made.append(held)
        if name:
            token = workshop.invite_adviser(at.stores, at.ports, role)
            assert one.sends(f"/workshop/join/{token}", name=name).status_code == 303
        return one

    yield comes
    for held in reversed(made):
        held.__exit__(None, None, None)


@pytest.fixture
def reworded(house: House) -> Callable[[str], House]:
    """A function that returns the house after the words of an item have changed."""

    def changed(item_id: str) -> House:
        old = house.instruments["perinatal-experience"]
        item = old.item(item_id)
        words = replace(item.words["en"], page="Did staff share what mattered?")
        new = replace(item, words={"en": words}, version=item.version + 1)
        items = tuple(new if one.id == item_id else one for one in old.items)
        return replace(house, instruments={old.id: replace(old, items=items)})

    return changed


def error_on(page: httpx.Response) -> str:
    """The sentence that a page which came back shows."""
    found = re.search(r'role="alert"><p>(.*?)</p>', page.text)
    return found[1] if found else ""


@pytest.fixture
def error() -> Callable[[httpx.Response], str]:
    return error_on
