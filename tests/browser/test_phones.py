"""Stories of the phone simulator: phones side by side, WhatsApp, the clock, a wave with messy
replies that is finished by link on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def opened(page: Page):
    return page.locator(".phone.open")


def adds(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").select_option(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Add a phone").click()


def writes(page: Page, *texts: str) -> None:
    for text in texts:
        opened(page).get_by_label("Her reply").fill(text)
        with page.expect_navigation():
            opened(page).get_by_role("button", name="Send").click()
        expect(opened(page).locator(".thread li.hers").last).to_contain_text(text)


def presses(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_several_phones_at_once_and_the_clock(live, visit, accessible, shot, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(f"{live.url}/phone")
    accessible(page)
    adds(page, site="site-2", channel="sms", way="due-10")
    writes(page, "yes", "Ok", "2 but only once")
    expect(opened(page).get_by_label("Her reply")).to_be_focused()  # so that she types on
    expect(opened(page).locator(".thread li").last).to_be_in_viewport()
    adds(page, site="site-1", channel="whatsapp", way="born-30")
    expect(opened(page).locator(".kind")).to_have_text("Template")
    expect(opened(page).locator(".session")).to_contain_text("only a template")
    writes(page, "YES please")
    expect(opened(page).locator(".session")).to_contain_text("Session open until")
    expect(opened(page).locator(".became").last).to_contain_text("delivered")
    opened(page).get_by_text("More to send").click()
    opened(page).get_by_label("Reply to").select_option(index=1)
    opened(page).get_by_label("Her reply").fill("yep")
    with page.expect_navigation():
        opened(page).get_by_role("button", name="A picture").click()
    expect(opened(page).locator("q")).to_be_visible()
    expect(opened(page).locator(".media")).to_contain_text("picture")
    # The third is safe for two hours of the evening: her invitation waits, and the clock goes on.
    adds(page, site="site-3", channel="sms", way="born-6", hours="evening")
    before = page.locator(".time").inner_text()
    if not opened(page).locator(".thread li").count():
        opened(page).locator(".ahead summary").click()
        expect(opened(page).locator(".ahead li").first).to_contain_text("Invitation")
        accessible(page)
        presses(page, "To the next text")
    expect(opened(page).locator(".thread li")).to_have_count(1)
    presses(page, "+1 day")
    presses(page, "+1 hour")
    assert page.locator(".time").inner_text() != before
    expect(page.locator(".clock .tag")).to_contain_text("ahead")
    expect(page.locator(".phone:visible")).to_have_count(1 if width == 360 else 3)
    accessible(page)
    shot(page, f"{width}-{scheme}-phones")
    if width == 360:
        page.locator(".list a").nth(1).click()
        expect(opened(page).locator("h2")).to_have_text("07700 900001")
        accessible(page)
        shot(page, f"{width}-{scheme}-phones-second")
    presses(page, "Back to now")
    expect(page.locator(".clock .tag")).to_have_count(0)


def test_a_wave_by_text_with_messy_replies_is_finished_by_link_on_the_page(
    live, visit, accessible, shot
):
    page = visit(viewport={"width": 1280, "height": 900})
    page.goto(f"{live.url}/phone")
    adds(page, site="site-1", way="born-6")
    first = opened(page).locator(".thread li").first
    for word in ("baby", "birth", "drug", "clinic", "pregnan"):
        expect(first).not_to_contain_text(word)
    writes(page, "Yeah ok", "yess", "Baby is with me", "2 but only once", "Liked “1 Always”")
    writes(page, "1 or 2", "two", "３", "skip pls")
    accessible(page)
    answered = live.house.stores.answers.reader.query("SELECT count(*) FROM answer")[0][0]
    assert answered >= 3
    writes(page, "link")
    link = opened(page).locator(".thread a").last
    goes_on_by_link(visit(java_script_enabled=False), link.get_attribute("href"))
    shot(page, "messy-wave")
    rows = live.house.stores.answers.reader.query(
        "SELECT DISTINCT channel FROM turn WHERE item IS NOT NULL ORDER BY channel"
    )
    assert rows == [("sms",), ("web",)]
    # Nothing more of this wave is planned for her phone, and a late "2" spoils nothing.
    page.goto(f"{live.url}/phone")
    opened(page).locator(".ahead summary").click()
    expect(opened(page).locator(".ahead")).not_to_contain_text("Reminder, Up to 12 weeks")
    before = codes(live)
    writes(page, "2")
    assert codes(live) == before


def codes(live) -> list[tuple[object, ...]]:
    return live.house.stores.answers.reader.query(
        "SELECT item, code, non_answer FROM answer ORDER BY item"
    )


def goes_on_by_link(page: Page, address: str | None) -> None:
    """Answer what is left on the page, the second option each time, to the end."""
    assert address
    page.goto(address)
    with page.expect_navigation():
        page.locator("form[method=post] button").first.click()
    for _ in range(60):
        go_on = page.locator("button[name=action][value=continue]")
        if not go_on.count():
            break
        choices = page.locator("label:has(input[name=answer])")
        if choices.count():
            choices.nth(1).click()
        with page.expect_navigation():
            go_on.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("input[name=answer]").count() == 0
