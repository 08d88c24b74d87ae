"""Stories of the workshop: a peer adviser with five minutes, in a real browser."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from prem.fieldwork import workshop

DESK = {"width": 1280, "height": 900}


@dataclass
class Adviser:
    """Someone at the workshop; each method is a sentence of a story."""

    live: object
    page: Page
    role: str = "adviser"
    token: str = field(default="")

    def given_an_invitation_link(self) -> Adviser:
        house = self.live.house
        self.token = workshop.invite_adviser(house.stores, house.ports, self.role)
        return self

    def when_she_opens_it(self) -> Adviser:
        self.page.goto(f"{self.live.url}/workshop/join/{self.token}")
        return self

    def when_she_says_her_name(self, name: str = "Ann") -> Adviser:
        self.page.get_by_label("What should we call you?").fill(name)
        self.page.get_by_role("button", name="Come in").click()
        return self

    def given_she_is_in(self, name: str = "Ann") -> Adviser:
        return self.given_an_invitation_link().when_she_opens_it().when_she_says_her_name(name)

    def when_she_starts(self) -> Adviser:
        self.page.locator(".ahead a").click()
        return self

    def when_she_rates(self, relevance: str, clarity: str) -> Adviser:
        self.page.get_by_label(relevance).check()
        self.page.get_by_label(clarity).check()
        return self

    def when_she_comments(self, words: str) -> Adviser:
        self.page.get_by_label("What would you change or add?").fill(words)
        return self

    def when_she_sends_it(self) -> Adviser:
        self.page.locator("button[value=next]").click()
        return self

    def when_she_goes_to(self, place: str) -> Adviser:
        nav = self.page.get_by_role("navigation", name="Workshop")
        nav.get_by_role("link", name=place).click()
        return self

    def then_she_is_at_question(self, number: int) -> Adviser:
        expect(self.page.locator(".where")).to_contain_text(f"Question {number} of")
        return self

    def then_she_reads(self, words: str) -> Adviser:
        expect(self.page.locator("main")).to_contain_text(words)
        return self

    def then_it_fits_the_screen(self) -> Adviser:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"the page is {wide} px wider than the screen"
        return self


@pytest.mark.parametrize("scripts", [True, False])
def test_she_rates_her_first_question_in_five_minutes(live, visit, scripts):
    item = live.house.instruments["perinatal-experience"].items[0]
    words = item.words["en"]
    ann = Adviser(live, visit(java_script_enabled=scripts)).given_an_invitation_link()
    ann.when_she_opens_it().then_she_reads("You are invited as a peer adviser")
    ann.when_she_says_her_name().then_she_reads("You have rated 0 of")
    ann.when_she_starts().then_she_is_at_question(1)
    expect(ann.page.locator(".phone legend")).to_have_text(words.page)
    expect(ann.page.locator(".phone label")).to_have_count(len(item.codes) + 3)
    expect(ann.page.locator(".bubble")).to_contain_text(f"1 {words.text_options[0]}")
    ann.then_she_reads("characters; 1 text message").then_she_reads(words.easy)
    ann.when_she_rates("4 Highly relevant", "2 Somewhat clear").when_she_comments(
        "Shorter, please."
    )
    ann.when_she_sends_it().then_she_is_at_question(2)
    ann.when_she_goes_to("Questions").then_she_reads("You have rated 1 of")
    ann.page.get_by_role("link", name=words.page).click()
    expect(ann.page.get_by_label("4 Highly relevant")).to_be_checked()
    ann.then_she_reads("You wrote").then_she_reads("Shorter, please.")


def test_the_preview_looks_as_women_see_it_and_does_nothing(live, visit):
    ann = Adviser(live, visit()).given_she_is_in().when_she_starts()
    preview = ann.page.locator(".phone label.o").first
    style = "e => { const s = getComputedStyle(e); return [s.display, s.fontWeight, s.minHeight] }"
    assert preview.evaluate(style) == ["flex", "400", "54px"]
    assert ann.page.locator(".phone").evaluate("e => e.inert")
    assert ann.page.locator(".phone h1").evaluate("e => getComputedStyle(e).fontSize") == "27px"


def test_three_advisers_make_a_result_and_nobody_is_named(live, visit):
    for name, clarity in (("Annabel", "4"), ("Beatrice", "3"), ("Catriona", "1")):
        one = Adviser(live, visit()).given_she_is_in(name).when_she_starts()
        one.page.locator("[name=relevance][value='4']").check()
        one.page.locator(f"[name=clarity][value='{clarity}']").check()
        one.when_she_sends_it()
    one.when_she_goes_to("Results").then_she_reads("3 of 3").then_she_reads("2 of 3")
    one.then_she_reads("excellent").then_she_reads("0.47").then_she_reads("fair")
    for name in ("Annabel", "Beatrice"):
        assert name not in one.page.content()
    one.then_she_reads("shown once you have rated them")


def test_a_half_rating_comes_back_and_keeps_what_she_chose(live, visit, accessible):
    ann = Adviser(live, visit()).given_she_is_in().when_she_starts()
    ann.page.get_by_label("4 Highly relevant").check()
    ann.when_she_comments("Not sure yet").when_she_sends_it()
    expect(ann.page.get_by_role("alert")).to_contain_text("choose an answer to both questions")
    expect(ann.page.get_by_label("4 Highly relevant")).to_be_checked()
    expect(ann.page.get_by_label("What would you change or add?")).to_have_value("Not sure yet")
    accessible(ann.page)
    ann.page.get_by_label("3 Quite clear").check()
    ann.when_she_sends_it().then_she_is_at_question(2)


def test_a_used_link_says_so_and_a_stranger_is_at_the_door(live, visit, accessible):
    ann = Adviser(live, visit()).given_she_is_in()
    bea = Adviser(live, visit(), token=ann.token)
    assert bea.page.goto(f"{live.url}/workshop/join/{ann.token}").status == 410
    bea.then_she_reads("this link has been used")
    accessible(bea.page)
    assert bea.page.goto(f"{live.url}/workshop").status == 403
    bea.then_she_reads("open your invitation link first")
    accessible(bea.page)
    ann.page.get_by_role("button", name="Sign out").click()
    ann.then_she_reads("You are signed out")
    accessible(ann.page)
    assert ann.page.goto(f"{live.url}/workshop").status == 403


def test_she_rates_by_keyboard_alone(live, visit):
    ann = Adviser(live, visit()).given_she_is_in().when_she_starts()
    ann.page.locator("[name=relevance][value='1']").focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Space", "ArrowDown", "Tab"):
        ann.page.keyboard.press(key)
    ann.page.keyboard.type("By keyboard")
    ann.page.keyboard.press("Tab")
    ann.page.keyboard.press("Enter")
    ann.then_she_is_at_question(2)
    ann.page.get_by_role("link", name="Previous").click()
    expect(ann.page.get_by_label("3 Quite relevant")).to_be_checked()
    expect(ann.page.get_by_label("2 Somewhat clear")).to_be_checked()


def test_a_researcher_invites_a_peer_adviser(live, visit, accessible, shot):
    rose = Adviser(live, visit(), role="researcher").given_she_is_in("Rose")
    rose.when_she_goes_to("Invite").page.get_by_role("button", name="Make a link").click()
    accessible(rose.then_it_fits_the_screen().page)
    shot(rose.page, "360-light-workshop-invite")
    ann = Adviser(live, visit())
    ann.page.goto(rose.page.get_by_label("The link").input_value())
    ann.when_she_says_her_name().then_she_reads("You have rated 0 of")


def test_a_researcher_writes_down_what_was_decided(live, visit, accessible):
    rose = Adviser(live, visit(viewport=DESK), role="researcher").given_she_is_in("Rose")
    rose.when_she_starts()
    rose.page.get_by_text("Write down what the group decided").click()
    rose.page.get_by_label("Change it").check()
    rose.page.get_by_label("Why?").fill("Say it shorter")
    accessible(rose.page)
    rose.page.get_by_role("button", name="Write it down").click()
    rose.when_she_goes_to("Results").then_she_reads("Change it: Say it shorter")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_every_page_is_accessible_and_fits(live, visit, accessible, shot, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    ann = Adviser(live, page).given_an_invitation_link().when_she_opens_it()

    def looked_at(name: str) -> None:
        ann.then_it_fits_the_screen()
        accessible(page)
        shot(page, f"{width}-{scheme}-workshop-{name}")

    looked_at("join")
    ann.when_she_says_her_name()
    looked_at("list")
    ann.when_she_starts()
    for summary in page.locator("summary").all():
        summary.click()
    looked_at("item")
    ann.when_she_rates("1 Not relevant", "4 Very clear").when_she_sends_it()
    ann.when_she_goes_to("Results")
    page.locator("summary").click()
    looked_at("results")
    ann.when_she_goes_to("Coverage")
    for summary in page.locator("section").first.locator("summary").all():
        summary.click()
    looked_at("coverage")
