"""An application over empty SQLite stores, a client of it, and a woman who answers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest
from asgi_client import client_of

from prem.app.factory import Application, create_app
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.links import new_links
from prem.fieldwork.references import token_of
from prem.fieldwork.tick import tick
from prem.fieldwork.vouchers import keep_vouchers
from prem.ports import Ports
from prem.settings import Settings
from prem.storage import askings
from prem.surveys.model import Survey


@pytest.fixture
def app(sqlite_settings: Settings, ports: Ports) -> Iterator[Application]:
    """The whole product over empty SQLite stores and the content that prem ships, at one moment."""
    made = create_app(sqlite_settings, ports)
    yield made
    made.close()


@pytest.fixture
def client(app: Application) -> Iterator[httpx.Client]:
    with client_of(app) as one:
        yield one


@pytest.fixture
def demo(sqlite_settings: Settings) -> Iterator[Application]:
    """The same as a demo, with its phones."""
    made = create_app(sqlite_settings.model_copy(update={"demo": True}))
    yield made
    made.close()


@pytest.fixture
def phone(demo: Application) -> Iterator[httpx.Client]:
    with client_of(demo, follow_redirects=True) as one:
        yield one


@pytest.fixture
def study(app: Application) -> Survey:
    """The survey of the study, as it is shipped."""
    return app.house.surveys["pregnancy-to-18-months"]


@pytest.fixture
def field(app: Application) -> Field:
    """What the verbs of the text path work on, over the same stores."""
    house = app.house
    return Field(house.stores, house.surveys, house.keys, house.ports.number, "https://x.org")


@pytest.fixture
def codes(field: Field, study: Survey) -> set[str]:
    """Three vouchers that are left."""
    assert keep_vouchers(field, study, ["ONE-1", "TWO-2", "THREE-3"]) == 3
    return {"ONE-1", "TWO-2", "THREE-3"}


@pytest.fixture
def new_token(app: Application, study: Survey) -> Callable[[], str]:
    """A function that makes one more personal link, in pregnancy at the first site."""

    def made() -> str:
        house = app.house
        return new_links(
            house.stores,
            house.keys,
            study,
            1,
            site=study.sites[0].id,
            time_point="pregnancy",
            language="en",
            anonymous=False,
            ports=house.ports,
        )[0]

    return made


@pytest.fixture
def texted(field: Field, study: Survey, a_phone: str, now: datetime) -> tuple[int, str]:
    """A woman whom the schedule invited today: her reference and the token of her link."""
    due, site = now.date() + timedelta(weeks=8), study.sites[0].id
    her = Enrolment(a_phone, site, "c0ffee", due_date=due, safe_from=0, safe_to=24)
    person = enrol(field, study, her, now)
    assert tick(field, now) == 1
    return person, token_of(field.keys, askings.latest(field.stores.contacts.reader, person))


@pytest.fixture
def a_phone() -> str:
    return "07700 900123"


@dataclass
class Woman:
    """Answers by forms, as a browser without scripts does."""

    client: httpx.Client

    def opens(self, token: str) -> httpx.Response:
        return self.follows(self.client.post(f"/q/{token}"))

    def sends(self, page: httpx.Response, answer: str = "", **fields: str) -> httpx.Response:
        """Send the form of this page: its hidden fields, an answer, Continue."""
        form = {**hidden_of(page), "answer": answer, "action": "continue", **fields}
        return self.follows(self.client.post("/q", data=form))

    def follows(self, response: httpx.Response) -> httpx.Response:
        if response.status_code != 303:
            return response
        assert response.headers["location"] in ("/q", "/x/old")
        return self.client.get(response.headers["location"])

    def at_first_item(self, token: str, situation: str = "pregnant") -> httpx.Response:
        page = self.sends(self.sends(self.opens(token)), "yes")
        return self.sends(page, situation)

    def at_the_end(self, page: httpx.Response) -> httpx.Response:
        """Skip from this question on."""
        for _ in range(60):
            if 'name="step"' not in page.text:
                return page
            page = self.sends(page, action="skip")
        raise AssertionError("no end")


@pytest.fixture
def woman(client: httpx.Client) -> Woman:
    return Woman(client)


def step_of(page: httpx.Response) -> str:
    found = re.search(r'name="step" value="([^"]*)"', page.text)
    assert found, f"no question on a page with status {page.status_code}"
    return found[1]


def hidden_of(page: httpx.Response) -> dict[str, str]:
    step_of(page)
    itself, _, _ = page.text.partition("<template>")  # not the questions that it brings along
    return dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', itself))


def heading_of(page: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert found
    return html.unescape(found[1])


def choices_of(page: httpx.Response) -> list[str]:
    return re.findall(r'type="radio" name="answer" value="([^"]*)"', page.text)


@pytest.fixture
def read() -> type:
    """What stands on a page: `read.step(page)`, `read.heading(page)`, `read.choices(page)`."""

    class Read:
        step = staticmethod(step_of)
        heading = staticmethod(heading_of)
        choices = staticmethod(choices_of)

    return Read
