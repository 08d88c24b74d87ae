"""Stories in other languages: a phone that speaks one, from right to left too, and a change."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from prem.fieldwork.links import new_links

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def link(live):
    house = live.house
    [token] = new_links(
        house.stores, house.keys, house.surveys[SURVEY], 1, site="site-1",
        time_point="weeks-0-12", language="en", anonymous=False, ports=house.ports,
    )  # fmt: skip
    return f"{live.url}/q/{token}"


@pytest.mark.parametrize(
    ("language", "start", "name"),
    [("ur", "شروع کریں", "اردو"), ("ar", "ابدئي", "العربية"), ("bn", "শুরু", "বাংলা")],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_she_answers_in_her_language(
    live, link, visit, accessible, shot, language, start, name, scheme
):
    page = visit(locale=language, color_scheme=scheme, java_script_enabled=scheme == "light")
    page.goto(link)
    expect(page.get_by_role("button", name=start).first).to_be_visible()
    shot(page, f"{language}-{scheme}-start")
    page.get_by_role("button", name=start).first.click()
    expect(page.locator("footer details[open]")).to_be_visible()
    page.get_by_role("button", name=name).click()
    expect(page.locator(f"html[lang={language}]")).to_have_count(1)
    shot(page, f"{language}-{scheme}-opening")
    for answer in (None, "yes", "rather-not-say"):
        if answer:
            page.check(f"input[value={answer}]")
        page.locator("button[value=continue]").click()
        page.wait_for_load_state()
    expect(page.locator("fieldset input").first).to_be_visible()
    shot(page, f"{language}-{scheme}-question")
    if scheme == "light":
        accessible(page)
    rtl = page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert rtl == (language != "bn")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
