"""The desk tells how many vouchers are left, to who can do something about it; never a code."""

from __future__ import annotations

import pytest
from asgi_client import client_of
from signing_in import sign_in

from prem.app.factory import create_app
from prem.fieldwork.field import Field
from prem.fieldwork.vouchers import keep_vouchers


@pytest.fixture
def site(sqlite_settings, ports):
    app = create_app(sqlite_settings, ports)
    with client_of(app) as client:
        yield app.house, client
    app.close()


def desk_of(site, role):
    house, client = site
    sign_in(client, house, role)
    return client.get("/desk").text


@pytest.mark.parametrize("role", ["researcher", "site-lead"])
def test_it_says_how_many_are_left(site, role):
    house, _ = site
    [survey] = house.surveys.values()
    assert "no vouchers are left. Take in more with: prem voucher" in desk_of(site, role)
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    keep_vouchers(field, survey, [f"CODE-{n}" for n in range(12)])
    page = desk_of(site, role)
    assert f"{survey.title}: 12 vouchers are left." in page
    assert "CODE" not in page


def test_an_adviser_is_not_told(site):
    assert "oucher" not in desk_of(site, "adviser")
