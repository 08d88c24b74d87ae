"""Answering: every page small, plain and whole; what is not taken comes back with what to do."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import brotli
import httpx
import pytest

from prem.surveys.model import CONSENT, END, OPENING, SITUATION
from prem.surveys.screens import screen
from prem.surveys.session import Session, Ways
from prem.surveys.way import due_step
from prem.web.marking import MARK, Holed
from prem.web.packing import Packed
from prem.web.pages import Pages


def _on_the_wire(page: httpx.Response, body: bytes) -> int:
    """Bytes of the body and of the headers as HTTP/1.1 sends them."""
    return (
        len(body)
        + sum(len(k) + len(v) + 4 for k, v in page.headers.raw)
        + len("HTTP/1.1 200 OK\r\n\r\n")
    )


def test_every_page_of_the_survey_is_small_whole_and_alike(client, new_token, woman, read, study):
    page, pages = woman.opens(new_token()), []
    while read.step(page) != "open":
        pages.append(page)
        assert len(pages) < 80, "the survey does not come to its end"
        step = read.step(page)
        choice = {"consent": "yes", "situation": "pregnant", "opening": "", "part-safe-care": ""}
        page = woman.sends(page, choice.get(step) if step in choice else read.choices(page)[0])
    pages.append(page)
    route = study.route(study.form_of_channel["web"], "pregnancy", "pregnant")
    steps = [read.step(p) for p in pages if read.step(p) not in study.parts]
    assert steps == ["opening", "consent", "situation", *route]
    pages.append(woman.sends(page, words="They listened."))
    assert read.heading(pages[-1]) == study.words["en"].page[END]
    assert 'value="continue"' not in pages[-1].text
    for page in pages:
        _is_a_sound_page(page)
        body = page.text.encode()
        assert _on_the_wire(page, brotli.compress(body, mode=brotli.MODE_TEXT, quality=6)) < 4_000
        assert _on_the_wire(page, gzip.compress(body, 9)) < 4_400


def test_every_page_of_every_way_is_small_and_whole(app, study):
    """Each item, situation and time point: what another way than the one above would show."""
    pages, form = Pages(app.house.templates, app.house.surveys), study.form_of_channel["web"]
    seen, heaviest = set(), 0
    for (asked, time_point, situation), route in study.routes.items():
        if asked != form:
            continue
        ways = Ways(agreed=study.consents[study.sites[-1].id, "en"])
        for step in (OPENING, CONSENT, SITUATION, *study.parts, *route, END):
            session = Session(
                study.id, study.sites[-1].id, time_point, form, "en", "open", step,
                situation=situation, ways=replace(ways, easy=step in route[::2], helped=True),
            )  # fmt: skip
            assert due_step(study, session) == step
            shown, place = screen(study, session), (study.id, study.sites[-1].id, "en")
            for fault in ("", "empty", "unknown") if shown.options else ("",):
                packs = [pages.question(shown, place, fault, one) for one in ("br", "gzip")]
                sizes = [_sent(one) for one in packs]
                assert sizes[0] < 4_800, (step, sizes)
                assert sizes[1] < 5_200, (step, sizes)
                heaviest = max(heaviest, *sizes)
            seen.add(step)
    assert seen >= set(study.items), "an item is on no woman's way"
    assert heaviest > 1_000


def _sent(page: Packed | Holed) -> int:
    packed = page.marked("m" * MARK)
    headers = sum(len(name) + len(value) + 4 for name, value in packed.start["headers"])
    return len("HTTP/1.1 200 OK\r\n\r\n") + headers + len(packed.body["body"])


def _is_a_sound_page(page: httpx.Response) -> None:
    text = page.text
    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert '<a class="leave" href="/x">' in text
    assert 'id="state"' not in text, "what answers in the background is where it runs alone"
    assert not re.search(r'(src|href)="(https?:)?//', text), "a page is one request"
    assert not re.search(r"\son\w+=", text)
    assert "<title>Questions</title>" in text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_a_question_is_the_html_that_the_interfaces_promise(new_token, woman):
    page = woman.at_first_item(new_token()).text
    assert page.count('<form method="post"') == 1
    assert re.search(r"<fieldset>\s*<legend><h1>", page)
    assert re.findall(r'<button name="action" value="(\w+)"', page) == [
        "continue",
        "back",
        "skip",
        "pause",
    ]
    values = re.findall(r'type="radio" name="answer" value="([^"]*)"', page)
    assert values == ["5", "4", "3", "2", "1", "rather-not-say", "not-about-me", "not-sure"]
    assert page.index('class="apart"') > page.index('value="1"')
    assert "Question 1 of " in page


def test_help_lines_are_those_of_her_nation_on_every_page(new_token, woman, study):
    page = woman.opens(new_token()).text
    nation = study.sites[0].nation
    for line in study.support:
        tel = f'href="tel:{line.phone.replace(" ", "")}"'
        assert (tel in page) == (line.nation in ("", nation)), line.id
    assert 'href="tel:999"' in page
    closed = woman.client.get("/q", headers={"cookie": "s=none"}).text
    for neutral in (closed, woman.client.get("/q/x").text, woman.client.get("/x/y").text):
        assert '<details class="now"><summary>Help now</summary>' in neutral
        for line in study.support:
            tel = f'href="tel:{line.phone.replace(" ", "")}"'
            assert (tel in neutral) == (not line.nation), line.id


def test_nothing_chosen_is_asked_once_more_then_let_go(new_token, woman, read):
    first = woman.at_first_item(new_token())
    again = woman.sends(first)
    assert again.status_code == 422
    assert read.step(again) == read.step(first)
    assert '<fieldset aria-describedby="error">' in again.text
    assert re.search(
        r'<div class="error" id="error" role="alert" tabindex="-1" autofocus>', again.text
    )
    assert 'href="#a1"' in again.text
    assert 'id="a1"' in again.text
    for _ in range(2):  # a double tap: the first page's form once more is not insisting
        assert woman.sends(first).status_code == 422
    on = woman.sends(again)
    assert on.status_code == 200
    assert read.step(on) != read.step(first)


def test_consent_is_never_passed_over(new_token, woman, read):
    page = woman.sends(woman.opens(new_token()))
    for _ in range(3):
        page = woman.sends(page)
        assert (page.status_code, read.step(page)) == (422, "consent")
    assert "yes or no" in page.text


def test_no_at_consent_asks_nothing_and_shows_the_help_lines(new_token, woman, read):
    page = woman.sends(woman.sends(woman.opens(new_token())), "no")
    assert page.status_code == 200
    assert read.choices(page) == []
    assert 'href="tel:999"' in page.text
    assert 'value="continue"' not in page.text


@pytest.mark.parametrize(
    "forged",
    ["99", "0", "-1", "5.0", "٥", "1e3", "pregnant", "yes", "<script>", "5' OR 1=1", "x" * 5000],
)
def test_a_forged_answer_is_refused_and_nothing_is_lost(new_token, woman, read, forged):
    first = woman.at_first_item(new_token())
    again = woman.sends(first, forged)
    assert again.status_code == 422
    assert read.step(again) == read.step(first)
    assert read.choices(again) == read.choices(first)
    assert again.text.count("<script") == first.text.count("<script"), "nothing of what came"
    assert " checked" not in again.text
    assert read.step(woman.sends(again, "4")) != read.step(first)


def test_a_non_answer_is_an_answer_of_its_own(new_token, woman, read):
    first = woman.at_first_item(new_token())
    woman.sends(first, "not-about-me")
    back = woman.sends(woman.client.get("/q"), action="back")
    assert read.step(back) == read.step(first)
    assert 'value="not-about-me" checked' in back.text


def test_back_shows_what_she_chose_and_lets_her_change_it(new_token, woman, read):
    first = woman.at_first_item(new_token())
    second = woman.sends(first, "4")
    back = woman.sends(second, action="back")
    assert read.step(back) == read.step(first)
    assert 'value="4" checked' in back.text
    assert read.step(woman.sends(back, "2")) == read.step(second)
    assert 'value="2" checked' in woman.sends(second, action="back").text


def test_skip_goes_on(new_token, woman, read):
    first = woman.at_first_item(new_token())
    assert read.step(woman.sends(first, action="skip")) != read.step(first)


def test_her_words_are_kept_but_never_shown_again(app, new_token, woman, read, every_text):
    page = woman.at_first_item(new_token())
    while read.step(page) != "open":
        page = woman.sends(page, action="skip")
    again = woman.sends(page, words="Nobody asked \x00 me before\x1b.", step="S3-9")
    end = woman.sends(page, words="Nobody asked \x00 me before\x1b.")
    assert 'name="step"' not in end.text
    assert "Nobody asked" not in again.text + end.text
    assert "Nobody asked" not in every_text(app.house.stores)


def test_a_doubled_post_answers_once(new_token, woman, read):
    first = woman.at_first_item(new_token())
    form = {"step": read.step(first), "answer": "3", "action": "continue"}
    one, two = (woman.client.post("/q", data=form) for _ in range(2))
    assert (one.status_code, two.status_code) == (303, 303)
    assert "Question 2 of " in woman.client.get("/q").text


def test_a_page_costs_one_statement_and_an_answer_two(app, new_token, woman):
    page = woman.at_first_item(new_token())
    seen: list[str] = []
    stores = app.house.stores
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.reader.watch = store.writer.watch = seen.append
    woman.client.get("/q")
    assert len(seen) == 1
    seen.clear()
    form = {"step": re.search(r'name="step" value="([^"]*)"', page.text)[1], "answer": "3"}
    woman.client.post("/q", data=form)
    statements = [sql for sql in seen if not sql.startswith(("BEGIN", "COMMIT"))]
    assert len(statements) == 2


def test_every_encoding_says_the_same(new_token, woman):
    woman.at_first_item(new_token())
    ask = woman.client.get
    texts = {ask("/q", headers={"accept-encoding": one}).text for one in ("br", "gzip", "identity")}
    assert len(texts) == 1
    assert "content-encoding" not in ask("/q", headers={"accept-encoding": "br;q=0"}).headers
