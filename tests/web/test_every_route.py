"""Every route there is, found in the code: who may come, whose forms are taken, how it is sent.

A new route is in these tests as soon as it is written; one that stands open on purpose is named.
"""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from asgi_client import client_of
from signing_in import sign_in
from starlette.routing import Route

from prem.app.factory import create_app
from prem.fieldwork.paper import new_codes
from prem.fieldwork.release import release
from prem.fieldwork.simulate import simulate
from prem.settings import Settings
from prem.web.hooks import hook_doors
from prem.web.phone import phone_routes
from prem.web.phone_call import call_routes
from prem.web.plain import plain_pages
from prem.web.staff import build_staff

FORM = {"content-type": "application/x-www-form-urlencoded"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}
FILLED = {
    "survey": "pregnancy-to-18-months",
    "number": "1",
    "instrument": "perinatal-experience",
    "item": "S1-1",
    "item_id": "S1-1",
    "token": "no-token-of-ours",
    "name": "0123456789ab.mp3",
}
WOMEN = ("/q", "/q/when", "/q/changed", "/q/voucher", "/q/token", "/join/ABCDEFGH",
         "/kiosk/ABCDEFGH", "/x", "/x/tips", "/x/old", "/x/done", "/said")  # fmt: skip
TAKE_FORMS = ("/q", "/q/when", "/q/changed", "/q/token", "/join/ABCDEFGH", "/kiosk/ABCDEFGH")
# Open to who is not signed in: two doors, the invitation itself, and the way out.
DOORS = ("/workshop", "/workshop/", "/desk", "/desk/", "/workshop/join/{token}", "/workshop/out")
# A peer adviser sees questions and releases; all else of the desk is of women's contact.
ADVISERS_MAY_NOT = ("/desk/women", "/desk/enrol", "/desk/paper", "/desk/{survey}/{number}/said",
                    "/workshop/people", "/decision")  # fmt: skip
OPEN = ("/", "/about/{instrument}", "/healthz", "/readyz", "/robots.txt", "/clips/{name}")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A demo with one release, so that no address leads nowhere for want of one."""
    made = create_app(Settings(data=tmp_path_factory.mktemp("every") / "data", demo=True))
    house = made.house
    study = house.surveys[FILLED["survey"]]
    simulate(house.stores, house.keys, study, 20, ports=house.ports)
    release(house.stores, study, now=house.ports.now())
    yield made
    made.close()


@contextmanager
def somebody(app, role=""):
    with client_of(app) as client:
        if role:
            sign_in(client, app.house, role)
        yield client


def staff(app, method):
    found = build_staff(app.house).openapi()["paths"]
    assert len(found) > 15
    return [path for path, methods in found.items() if method.lower() in methods]


def demo(app, method):
    routes = [*phone_routes(app.house), *call_routes(app.house)]
    return [one.path for one in routes if method in one.methods]


def address(path):
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: FILLED[found[1]], path)


def test_no_route_is_forgotten(app):
    inner = plain_pages(app.house)._app
    plain = {one.path for one in inner.routes if isinstance(one, Route)}
    voice = {"/hooks/twilio/voice", "/hooks/twilio/voice/status"}
    assert plain == {*OPEN, *voice, *demo(app, "GET"), *demo(app, "POST")}
    assert {one.split("/")[2] for one in hook_doors(app.house)} == {"twilio", "notify"}


def test_who_is_not_signed_in_sees_no_staff_page(app):
    with somebody(app) as client:
        for method in ("GET", "POST"):
            for path in staff(app, method):
                if path in DOORS and (method, path) != ("POST", "/workshop/join/{token}"):
                    continue
                answer = client.request(method, address(path), headers=FORM)
                assert answer.status_code in (403, 404), (method, path)
                assert re.search(r"403\.600|404\.601", answer.text), (method, path)


def test_an_adviser_comes_to_nothing_of_womens_contact(app):
    with somebody(app, "adviser") as client:
        for method in ("GET", "POST"):
            for path in staff(app, method):
                if any(part in path for part in ADVISERS_MAY_NOT):
                    form = {"decision": "keep", "reason": "x", "role": "adviser"}
                    answer = client.request(
                        method, address(path), data=form if method == "POST" else None
                    )
                    assert answer.status_code == 403, (method, path)
                    assert "403.607" in answer.text, (method, path)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({**FORM, **ELSEWHERE}, b"a=1", 403),
        ({**FORM, "sec-fetch-site": "same-site"}, b"a=1", 403),
        (FORM, b"a=" + b"x" * 65_536, 413),
        (FORM, b"&".join(b"a=1" for _ in range(500)), 400),
        ({"content-type": "application/json"}, b"{}", 415),
    ],
)
def test_no_form_but_our_own_is_taken_anywhere(app, caplog, headers, body, status):
    with somebody(app, "researcher") as client:
        for path in (*staff(app, "POST"), *TAKE_FORMS, *demo(app, "POST")):
            if status == 415 and path in TAKE_FORMS[3:]:
                continue  # a link may be opened without a form
            answer = client.post(address(path), content=body, headers=headers)
            assert answer.status_code == status, path
            assert answer.headers["cache-control"] == "no-store", path
    assert caplog.messages == []


def test_every_page_is_strict_and_kept_by_nobody(app, caplog):
    with somebody(app, "site-lead") as client:
        pages = [*staff(app, "GET"), *WOMEN, *demo(app, "GET"), "/", "/about/{instrument}",
                 "/nowhere", "/desk/nowhere", "/workshop/nowhere", "/clips/{name}"]  # fmt: skip
        for path in pages:
            answer = client.get(address(path))
            assert answer.status_code < 500, path
            headers = answer.headers
            assert headers["cache-control"] == "no-store", path
            if headers.get("content-type", "").startswith("text/html"):
                assert "default-src 'none'" in headers["content-security-policy"], path
                assert "frame-ancestors 'none'" in headers["content-security-policy"], path
                assert "unsafe" not in headers["content-security-policy"], path
                assert headers["referrer-policy"] == "no-referrer", path
                assert headers["x-content-type-options"] == "nosniff", path
            assert FILLED["token"] not in answer.text or "/join/" in path, path
    assert not [line for line in caplog.messages if FILLED["token"] in line]


def test_calls_of_providers_are_refused_unsigned(app):
    hooks = [*hook_doors(app.house), "/hooks/twilio/voice", "/hooks/twilio/voice/status"]
    assert len(hooks) == 6
    with somebody(app, "researcher") as client:
        for path in hooks:
            assert client.get(path).status_code == 405, path
            answer = client.post(path, content=b"From=%2B447400123456", headers=FORM)
            assert answer.status_code in (403, 404), path
            assert "447400" not in answer.text, path


def test_what_was_typed_does_not_come_back_where_a_store_fails(sqlite_settings, caplog):
    app = create_app(sqlite_settings)
    her = {"phone": "07700 900123", "site": "site-1"}
    with somebody(app, "researcher") as client:
        app.house.stores.contacts.writer.close()
        app.house.stores.answers.writer.close()
        code = {"code": new_codes(1, app.house.ports)[0]}
        for path, form in {
            "/desk/women": {"kind": "moved", **her},
            "/desk/enrol": {"days": "all", "hours": "9-15", "agreed": "yes", **her},
            "/desk/paper": code,
            "/desk/paper/answers": code,
        }.items():
            answer = client.post(path, data=form)
            assert answer.status_code == 503, path
            assert "<form" not in answer.text, path
            assert "900123" not in answer.text, path
    assert set(caplog.messages) == {"a page failed: [503.305]"}
    app.close()
