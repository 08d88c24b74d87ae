"""Her voucher on the page: hers alone, at a press, the same each time, for as long as she sits."""

from __future__ import annotations

import html

from marks import code_on, mark_on

from prem.fieldwork.links import Door, door_code, session_id_of
from prem.fieldwork.vouchers import held_by, keep_vouchers, left
from prem.web.cookie import CookieSeal, Seat

BUTTON = 'value="voucher"'
PAGE = "/q/voucher"
NONE = "No voucher here now"


def presses(client, page):
    answer = client.post("/q", data={"mark": mark_on(page), "action": "voucher"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    return client.get(PAGE)


def by_link(client, token):
    answer = client.post(f"/q/{token}", data={"action": "voucher"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    return client.get(PAGE)


def test_the_end_has_a_button_and_the_code_stands_behind_it(client, woman, new_token, codes):
    end = woman.at_the_end(woman.at_first_item(new_token()))
    assert BUTTON in end.text
    assert not [code for code in codes if code in end.text]
    page = presses(client, end)
    assert code_on(page) in codes
    assert page.headers["cache-control"] == "no-store"
    assert 'href="/x"' in page.text
    assert "tel:999" in page.text
    assert 'href="/q"' in page.text
    assert len(page.content) < 10_000


def test_a_second_press_and_a_look_give_no_other(client, woman, new_token, codes, field, study):
    end = woman.at_the_end(woman.at_first_item(new_token()))
    assert code_on(client.get(PAGE)) is None  # looking gives nothing
    assert left(field, study) == 3
    first = code_on(presses(client, end))
    assert [code_on(presses(client, end)) for _ in range(3)] == [first] * 3
    assert left(field, study) == 2


def test_who_has_left_is_given_none_by_what_she_left_behind(
    client, woman, new_token, codes, field, study
):
    end, seat = woman.at_the_end(woman.at_first_item(new_token())), client.cookies["s"]
    client.get("/x")
    client.cookies.set("s", seat)
    answer = client.post("/q", data={"mark": mark_on(end), "action": "voucher"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/q")
    assert client.get(PAGE).status_code == 404
    assert left(field, study) == 3


def test_her_spent_link_shows_the_same_and_opens_nothing_else(client, woman, new_token, codes):
    token = new_token()
    code = code_on(presses(client, woman.at_the_end(woman.at_first_item(token))))
    assert client.get("/x").status_code == 303
    assert client.get(PAGE).status_code == 404
    closed = client.post(f"/q/{token}")
    assert BUTTON in closed.text
    assert code not in closed.text
    page = by_link(client, token)
    assert code_on(page) == code
    assert 'href="/q"' not in page.text
    assert client.get("/q").status_code == 404
    answer = client.post("/q", data={"action": "check"})
    assert client.get(answer.headers["location"]).status_code == 404
    client.get("/x")
    assert client.get(PAGE).status_code == 404


def test_a_link_that_never_was_looks_like_one_that_is_spent(client, woman, new_token, codes):
    token = new_token()
    woman.at_the_end(woman.at_first_item(token))
    client.get("/x")
    spent, unknown = client.post(f"/q/{token}"), client.post("/q/made-up")
    assert (spent.status_code, spent.content) == (unknown.status_code, unknown.content)
    none = by_link(client, "made-up-too")
    assert code_on(none) is None
    assert NONE in none.text
    assert none.status_code == by_link(client, token).status_code


def test_a_seat_of_before_opens_it_no_more(app, client, woman, new_token, codes):
    token = new_token()
    woman.at_the_end(woman.at_first_item(token))
    client.get("/x")
    by_link(client, token)
    kept = client.cookies["s"]
    client.get("/x")
    client.cookies.clear()
    answer = client.get(PAGE, headers={"cookie": f"s={kept}"})
    assert answer.status_code == 404


TOLD = "You get a demo voucher, also if you stop."


def test_the_opening_tells_who_will_have_one_and_nobody_else(
    app, client, woman, new_token, codes, study
):
    assert study.words["en"].page["voucher"] == TOLD
    opening = woman.opens(new_token())
    assert f"<p>{TOLD}</p>" in opening.text
    assert TOLD not in woman.sends(opening).text
    client.get("/x")
    code = door_code(app.house.keys, Door(study.id, study.sites[0].id, "pregnancy"))
    for place in ("join", "kiosk"):  # where nobody is given one
        page = woman.follows(client.post(f"/{place}/{code}"))
        assert study.words["en"].page["opening"] in page.text
        assert TOLD not in page.text
        client.get("/x")


def test_with_none_left_the_opening_promises_none(woman, new_token, field, study):
    token = new_token()
    assert TOLD not in woman.opens(token).text
    keep_vouchers(field, study, ["LATE-2"])
    assert TOLD in woman.opens(token).text


def test_what_she_need_not_know_first_waits_behind_a_tap(woman, new_token, study):
    opening = woman.opens(new_token()).text
    at_once, _, rest = opening.partition('<details class="fold more">')
    fold, _, rest = rest.partition("</details>")
    words = study.words["en"].page
    for line in words["opening-body"].strip().split("\n"):
        assert f"<p>{html.escape(line)}</p>" in at_once
    for line in words["opening-more-body"].strip().split("\n"):
        assert f"<p>{html.escape(line)}</p>" in fold
        assert line not in at_once + rest


def test_before_the_end_there_is_none(client, woman, new_token, codes, field, study):
    token = new_token()
    page = woman.at_first_item(token)
    assert BUTTON not in page.text
    assert code_on(presses(client, page)) is None
    client.get("/x")
    assert code_on(by_link(client, token)) is None
    assert left(field, study) == 3


def test_after_a_no_there_is_none(client, woman, new_token, codes):
    page = woman.sends(woman.sends(woman.opens(new_token())), "no")
    assert BUTTON not in page.text


def test_a_poster_and_a_tablet_have_none(app, client, woman, codes, study, field):
    code = door_code(app.house.keys, Door(study.id, study.sites[0].id, "pregnancy"))
    for place in ("join", "kiosk"):
        page = woman.follows(client.post(f"/{place}/{code}"))
        page = woman.at_the_end(woman.sends(woman.sends(woman.sends(page), "yes"), "pregnant"))
        assert BUTTON not in page.text
        assert code_on(presses(client, page)) is None
        client.get("/x")
    assert left(field, study) == 3


def test_with_none_left_no_button_and_a_kind_word(client, woman, new_token, field, study):
    token = new_token()
    end = woman.at_the_end(woman.at_first_item(token))
    assert BUTTON not in end.text
    page = presses(client, end)  # the last one was given a moment ago
    assert "Sorry" in page.text
    assert NONE in page.text
    keep_vouchers(field, study, ["LATE-1"])
    assert BUTTON in client.get("/q").text
    assert code_on(presses(client, client.get("/q"))) == "LATE-1"


def test_deleting_keeps_it_for_her_link_and_forgets_the_rest(
    app, client, woman, new_token, codes, field
):
    token = new_token()
    end = woman.at_the_end(woman.at_first_item(token))
    client.post("/q", data={"mark": mark_on(end), "action": "delete"})
    assert client.get("/x/done").status_code == 200
    assert app.house.stores.answers.reader.query("SELECT count(*) FROM session") == [(0,)]
    number = session_id_of(app.house.keys, token)
    assert held_by(field, number) in codes
    assert code_on(by_link(client, token)) == held_by(field, number)


def test_deleting_by_the_link_keeps_it_too(app, client, woman, new_token, codes):
    token = new_token()
    woman.at_the_end(woman.at_first_item(token))
    client.get("/x")
    client.post(f"/q/{token}", data={"action": "delete"})
    assert app.house.stores.answers.reader.query("SELECT count(*) FROM session") == [(0,)]
    assert code_on(by_link(client, token)) in codes


def test_another_site_takes_none(client, woman, new_token, codes, field, study):
    token = new_token()
    end = woman.at_the_end(woman.at_first_item(token))
    foreign = {"sec-fetch-site": "cross-site"}
    form = {"mark": mark_on(end), "action": "voucher"}
    assert client.post("/q", data=form, headers=foreign).status_code == 403
    assert client.post(f"/q/{token}", data=form, headers=foreign).status_code == 403
    assert client.post("/q", data={**form, "mark": "x"}).headers["location"] == "/x/old"
    assert left(field, study) == 3


def test_what_a_code_holds_is_shown_as_it_is(client, woman, new_token, field, study):
    keep_vouchers(field, study, ["<b>&'\"A/1 "])
    assert (
        code_on(presses(client, woman.at_the_end(woman.at_first_item(new_token())))) == "<b>&'\"A/1"
    )


def test_a_seat_for_the_voucher_alone_is_no_seat_elsewhere(app, ports, now):
    seal = CookieSeal(app.house.keys.cookie, ports.chance, secure=False)
    only = Seat(7, None, 3, only=True)
    header = seal.header(only, now)[1].split(b";")[0]
    assert seal.read(header, now) is None
    assert seal.read(header, now, only=True) == only
    usual = Seat(7, "rather-not-say", 255, live=True, fault=7)
    header = seal.header(usual, now)[1].split(b";")[0]
    assert seal.read(header, now) == seal.read(header, now, only=True) == usual
