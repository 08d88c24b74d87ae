"""The workshop's pages as a browser without scripts sees them."""

from __future__ import annotations

import html
import re

import pytest

from prem.fieldwork import workshop
from prem.surveys.screens import screen
from prem.surveys.session import Session, Ways
from prem.web.workshop.preview import page_preview, screen_of

START = "/workshop/on/perinatal-experience"


def test_the_invitation_signs_in_and_is_spent_by_the_post_alone(house, visitor):
    ann, token = visitor(), workshop.invite_adviser(house.stores, house.ports)
    for _ in range(3):
        page = ann.gets(f"/workshop/join/{token}")
        assert page.status_code == 200
        assert "peer adviser" in page.text
    come = ann.sends(f"/workshop/join/{token}", name="Ann")
    cookies = come.headers.get_list("set-cookie")
    assert [re.findall(r"Path=([^;]+)", one) for one in cookies] == [["/workshop"], ["/desk"]]
    assert all("HttpOnly" in one and "SameSite=lax" in one for one in cookies)
    assert come.headers["location"] == "/workshop"
    assert ann.gets("/workshop").headers["location"] == START
    assert "Ann" in ann.gets(START).text
    assert ann.gets(f"/workshop/join/{token}").status_code == 303  # her own link once more


def test_a_link_that_does_not_work_says_why(house, visitor):
    token = workshop.invite_adviser(house.stores, house.ports)
    assert visitor().sends(f"/workshop/join/{token}", name="Ann").status_code == 303
    other = visitor()
    used = other.gets(f"/workshop/join/{token}")
    assert used.status_code == 410
    assert "a link works once" in used.text
    assert other.sends(f"/workshop/join/{token}", name="Bea").status_code == 410
    assert other.gets("/workshop/join/nothing").status_code == 404
    assert other.gets("/workshop").status_code == 403


def test_a_name_is_asked_for_again(house, visitor, error):
    ann, token = visitor(), workshop.invite_adviser(house.stores, house.ports)
    page = ann.sends(f"/workshop/join/{token}", name="  ")
    assert page.status_code == 422
    assert "a nickname is fine" in error(page)
    assert ann.sends(f"/workshop/join/{token}", name="Ann").status_code == 303


@pytest.mark.parametrize("path", ["", "/results", "/coverage", "/item/S3-1"])
def test_nobody_comes_in_without_the_link(visitor, path):
    page = visitor().gets(START + path)
    assert page.status_code == 403
    assert "open your invitation link first" in page.text
    assert "S3-1" not in page.text


def test_signing_out_ends_it(visitor):
    ann = visitor("Ann")
    assert ann.gets(START).status_code == 200
    page = ann.sends("/workshop/out", out="1")
    assert page.status_code == 200
    assert "signed out" in page.text
    assert ann.gets(START).status_code == 403


def test_every_question_opens_in_all_its_forms(house, visitor):
    ann = visitor("Ann")
    instrument = house.instruments["perinatal-experience"]
    listed = ann.gets(START).text
    for item in instrument.items:
        assert f'href="{START}/item/{item.id}"' in listed
        page = ann.gets(ann.item(item.id))
        assert page.status_code == 200
        shown = html.unescape(page.text)
        words = item.words["en"]
        assert words.page in shown
        assert words.spoken in shown
        assert words.easy in shown
        for option in words.options:
            assert option in shown
        assert re.search(r"\d+ of 160 characters; 1 text message<", page.text)
        assert page.text.count('name="relevance"') == page.text.count('name="clarity"') == 4


def test_the_preview_is_the_page_that_women_get(house):
    survey = house.surveys["pregnancy-to-18-months"]
    item = survey.instrument.item("S3-1")
    session = Session(
        survey.id, survey.sites[0].id, "pregnancy", "full", "en",
        state="open", step="S3-1", path=("opening", "consent", "situation"), situation="pregnant",
        ways=Ways(agreed=survey.consents[survey.sites[0].id, "en"]),
    )  # fmt: skip
    real, ours = screen(survey, session), screen_of(survey.instrument, item, "en")
    same = ("step", "kind", "legend", "body", "options", "non_answers", "can_back", "can_skip")
    assert [getattr(real, one) for one in same] == [getattr(ours, one) for one in same]
    shown = page_preview(house.templates, survey.instrument, item, "en")
    assert shown.count('type="radio" name="answer"') == len(item.codes) + 3
    assert "Continue" in shown


def test_a_rating_and_a_comment_are_kept_and_the_next_question_comes(visitor):
    ann = visitor("Ann")
    done = ann.sends(ann.item(), relevance="4", clarity="2", comment="<b>Why?</b>", action="next")
    assert done.status_code == 303
    assert done.headers["location"] == ann.item("S3-2")
    page = ann.gets(ann.item()).text
    assert re.findall(r'name="(\w+)" value="(\d)" checked', page) == [
        ("relevance", "4"),
        ("clarity", "2"),
    ]
    assert "&lt;b&gt;Why?&lt;/b&gt;" in page
    assert "Rated, commented" in ann.gets(START).text
    assert "<strong>1</strong> of 40" in ann.gets(START).text


def test_the_last_question_leads_back_to_what_is_left(house, visitor):
    ann = visitor("Ann")
    items = [item.id for item in house.instruments["perinatal-experience"].items]
    place = ""
    for item in items[1:]:
        place = ann.sends(ann.item(item), relevance="3", clarity="3").headers["location"]
    assert place == ann.item(items[0])
    assert ann.sends(place, relevance="3", clarity="3").headers["location"] == START
    assert "That is all of them" in ann.gets(START).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"relevance": "7", "clarity": "3"}, "from 1 to 4"),
        ({"relevance": "4"}, "to both questions"),
        ({"relevance": "x", "clarity": "'; DROP TABLE rating"}, "from 1 to 4"),
        ({"comment": "x" * 2001}, "2001 characters"),
        ({}, "nothing was chosen"),
        ({"relevance": "4", "clarity": "4", "wording": "0" * 64}, "have just changed"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_her_words(visitor, error, fields, sentence):
    ann = visitor("Ann")
    words = fields.setdefault("comment", "")
    page = ann.sends(ann.item(), **fields)
    assert page.status_code in (409, 422)
    assert sentence.lower() in error(page).lower()
    assert words in page.text
    assert "<strong>0</strong> of 40" in ann.gets(START).text


def test_too_much_at_once_is_refused(visitor):
    page = visitor("Ann").sends(f"{START}/item/S3-1", comment="x" * 100_000)
    assert page.status_code == 413
    assert "Traceback" not in page.text


@pytest.mark.parametrize("path", ["/item/S9-9", "/nowhere", "/item/S3-1/x"])
def test_there_is_nothing_elsewhere(visitor, path):
    ann = visitor("Ann")
    assert ann.gets(START + path).status_code == 404
    assert ann.gets("/workshop/on/other").status_code == 404


def test_a_form_of_another_site_is_refused(visitor):
    ann = visitor("Ann")
    ann.client.headers["sec-fetch-site"] = "cross-site"
    assert ann.sends(ann.item(), relevance="4", clarity="4").status_code == 403
    assert ann.sends("/workshop/out", out="1").status_code == 403
    ann.client.headers["sec-fetch-site"] = "same-origin"
    assert "<strong>0</strong> of 40" in ann.gets(START).text


def test_results_come_for_what_she_rated_and_name_nobody(visitor):
    people = [visitor(name) for name in ("Annabel", "Beatrice", "Catriona")]
    for one, two in zip(people, ("4", "4", "2"), strict=True):
        one.sends(one.item(), relevance="4", clarity=two, comment="Fine by me")
    people[0].sends(people[0].item("S3-2"), relevance="1", clarity="1")
    page = people[1].gets(f"{START}/results").text
    assert "3 of 3" in page
    assert 'class="verdict excellent"' in page
    assert '<td class="number edge">2 of 3</td>\n<td class="number">0.67</td>' in page
    assert "0.47" in page  # k* of 2 of 3: Polit, Beck & Owen 2007
    assert "4 questions shown once you have rated them" in page
    assert "Annabel" not in page
    assert "Annabel" not in people[1].gets(people[1].item()).text
    assert "Someone wrote" in people[1].gets(people[1].item()).text
    assert "Someone wrote" not in people[1].gets(people[1].item("S3-2")).text


def test_other_words_ask_her_again_and_keep_the_old_ones(visitor, reworded, house):
    visitor("Ann").sends(f"{START}/item/S3-1", relevance="2", clarity="2", comment="Too long")
    changed = reworded("S3-1")
    rose = visitor("Rose", "researcher", at=changed)
    page = html.unescape(rose.gets(f"{START}/results").text)
    assert "earlier words" in page
    assert house.instruments["perinatal-experience"].item("S3-1").words["en"].page in page
    talk = html.unescape(rose.gets(f"{START}/item/S3-1").text)
    assert "Did staff share what mattered?" in talk
    version = house.instruments["perinatal-experience"].item("S3-1").version
    assert re.search(rf"Someone wrote about version {version}", talk)


def test_a_decision_is_written_down_by_a_researcher_alone(visitor, error):
    ann, rose = visitor("Ann"), visitor("Rose", "researcher")
    decision = {"action": "decide", "verdict": "change", "reason": "Say it shorter"}
    assert "decide" not in ann.gets(ann.item()).text
    assert ann.sends(ann.item(), **decision).status_code == 403
    assert rose.sends(rose.item(), **decision).status_code == 303
    assert "Say it shorter" in rose.gets(f"{START}/results").text
    page = rose.sends(rose.item(), action="decide", verdict="burn", reason="Because")
    assert page.status_code == 422
    assert "keep, change, drop" in error(page)
    assert "Because" in page.text


def test_researchers_invite_by_a_link_that_is_shown_once(house, visitor, error):
    ann, rose = visitor("Ann"), visitor("Rose", "researcher")
    assert "Invite" not in ann.gets(START).text
    assert ann.gets("/workshop/people").status_code == 403
    assert ann.sends("/workshop/people", role="researcher").status_code == 403
    page = rose.sends("/workshop/people", role="adviser").text
    path = re.search(r"/workshop/join/([\w-]+)", page)[0]
    assert path not in rose.gets("/workshop/people").text
    assert visitor().sends(path, name="Bea").status_code == 303
    refused = rose.sends("/workshop/people", role="owner")
    assert refused.status_code == 422
    assert "choose whom to invite" in error(refused)


def test_the_coverage_names_every_outcome_of_women_and_its_gaps(house, visitor):
    page = html.unescape(visitor("Ann").gets(f"{START}/coverage").text)
    for outcome in house.theory.reported_by("women"):
        assert f'id="g-{outcome.id}"' in page
    assert 'id="g-S6"' not in page
    assert "By requirement of good care" in page


def test_pages_run_and_fetch_nothing(visitor):
    ann = visitor("Ann")
    for path in ("", "/results", "/coverage", "/item/S3-1"):
        page = ann.gets(START + path)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in page.text
        assert " style=" not in page.text
        assert page.headers["cache-control"] == "no-store"


def test_a_strange_cookie_is_nobodys(house, visitor):
    ann = visitor()
    for value in ("x", "%00", "'; --", "a" * 5000):
        ann.client.cookies.set("w", value)
        assert ann.gets(START).status_code == 403
        ann.client.cookies.clear()
