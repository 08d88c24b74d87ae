"""Stories of the call view: a call is picked up, answered by keys, heard, dropped, and gone on
with by text."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect
from spoken_clips import record

from prem.content import find
from prem.surveys.load import load_survey
from prem.surveys.spoken import say


def presses(page: Page, *names: str) -> None:
    for name in names:
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()


def said(page: Page):
    return page.locator(".said li")


@pytest.mark.parametrize(
    ("scheme", "width", "scripts"),
    [("light", 1280, True), ("dark", 360, True), ("light", 360, False)],
)
def test_a_call_from_ringing_to_its_end(live, visit, accessible, shot, scheme, width, scripts):
    view = {"width": width, "height": 800}
    page = visit(color_scheme=scheme, viewport=view, java_script_enabled=scripts)
    voice = live.house.surveys["pregnancy-to-18-months"].words["en"].voice
    page.goto(f"{live.url}/phone/call")
    presses(page, "Add a phone that is rung")
    expect(page.locator(".call header")).to_contain_text("Her phone rings")
    if scripts:
        accessible(page)
        shot(page, f"call-rings-{scheme}-{width}")
    presses(page, "Pick up")
    expect(page.locator(".said")).to_contain_text("Silence")
    if scripts:
        accessible(page)
    presses(page, "5")
    expect(said(page).first).to_have_text(voice["hello"])
    expect(page.locator("#aloud")).to_be_visible(visible=scripts)
    presses(page, "1", "1", "1")
    expect(said(page).first).to_have_text(voice["keys"])
    if scripts:
        accessible(page)
        shot(page, f"call-question-{scheme}-{width}")
    presses(page, "9")
    expect(said(page).first).to_have_text(voice["other"])
    presses(page, "hash", "star", *"12345123")
    expect(said(page).first).to_have_text(voice["end"])
    expect(page.locator(".call header")).to_contain_text("The call is over")
    if scripts:
        accessible(page)
        shot(page, f"call-end-{scheme}-{width}")
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room
    answers = live.house.stores.answers.reader.query("SELECT count(*) FROM answer")
    assert answers == [(8,)]


def test_a_call_is_dropped_and_gone_on_with_by_text(live, visit):
    page = visit()
    page.goto(f"{live.url}/phone/call")
    presses(page, "Add a phone that is rung", "Pick up", "1", "1", "1", "1", "2", "Hang up")
    with page.expect_navigation():
        page.get_by_role("link", name="Texts on these phones").click()
    study = live.house.surveys["pregnancy-to-18-months"]
    second, third = study.route("text", "pregnancy", "pregnant")[1:3]
    phone = page.locator(".phone.open")
    phone.get_by_label("Her reply").fill("3")
    with page.expect_navigation():
        phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".thread li").last).to_contain_text(study.items[third].words["en"].text)
    rows = dict(live.house.stores.answers.reader.query("SELECT item, code FROM answer"))
    assert rows[second] == study.items[second].codes[2]
    channels = live.house.stores.answers.reader.query("SELECT DISTINCT channel FROM turn")
    assert {"voice", "sms"} <= {name for (name,) in channels}


def test_a_recorded_voice_is_heard_from_our_own_address(serve, visit, tmp_path):
    content = tmp_path / "content"
    for folder in ("instruments", "surveys"):
        shutil.copytree(find(folder), content / folder)
    study = load_survey("pregnancy-to-18-months", content)
    record(content / "surveys" / study.id, say(study, "en", "hello")[0])
    page = visit()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    page.goto(f"{serve(content=content).url}/phone/call")
    presses(page, "Add a phone that is rung", "Pick up", "1")
    expect(said(page).first.locator(".tag")).to_have_text("recorded")
    with page.expect_response("**/clips/*") as heard:
        page.get_by_role("button", name="Hear it").click()
    assert heard.value.status in (200, 206)
    assert heard.value.headers["content-type"] == "audio/mpeg"
    assert refused == []


def test_the_page_says_it_when_a_phone_begins_to_ring(live, visit):
    page = visit()
    page.goto(f"{live.url}/phone/call")
    presses(page, "Add a phone that is rung", "Reject it")
    expect(page.locator(".call header")).to_contain_text("Nothing rings")
    page.goto(f"{live.url}/phone/call")
    other = visit()
    other.goto(f"{live.url}/phone/call")
    presses(other, "Add a phone that is rung")
    expect(page.locator(".list")).to_contain_text("rings", timeout=8_000)
