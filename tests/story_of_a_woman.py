"""The words in which stories of women are told: given_, when_, then_ over a page in a browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from prem.fieldwork.links import new_links


class Story:
    """One woman with her phone, her link and the page before her."""

    def __init__(self, live: Any, page: Page) -> None:
        self.live, self.page = live, page
        self.study = live.house.surveys["pregnancy-to-18-months"]
        self.token = ""

    # -- given -----------------------------------------------------------------------------------
    def given_a_link_in_her_messages(self, language: str = "en") -> Story:
        house = self.live.house
        self.token = new_links(
            house.stores,
            house.keys,
            self.study,
            1,
            site=self.study.sites[0].id,
            time_point="pregnancy",
            language=language,
            anonymous=False,
            ports=house.ports,
        )[0]
        return self

    def given_she_is_at_the_first_question(self, situation: str = "pregnant") -> Story:
        self.given_a_link_in_her_messages().when_she_opens_her_link().when_she_continues()
        self.when_she_continues()
        self.when_she_chooses("yes").when_she_continues()
        return self.when_she_chooses(situation).when_she_continues()

    def given_she_goes_on_into_a_heavy_part(self) -> Story:
        """Go on where the page tells of one; anywhere else do nothing."""
        if self.page.get_by_role("button", name="Skip this part").count():
            self.when_she_continues()
        return self

    # -- when ------------------------------------------------------------------------------------
    def when_she_opens_her_link(self) -> Story:
        self.page.goto(f"{self.live.url}/q/{self.token}")
        return self

    def when_she_chooses(self, value: str) -> Story:
        self.page.locator(f'input[name="answer"][value="{value}"]').check()
        return self

    def when_she_taps_the_words(self, words: str) -> Story:
        self.page.get_by_text(words, exact=True).click()
        return self

    def when_she_continues(self) -> Story:
        return self._press("continue")

    def when_she_goes_back(self) -> Story:
        return self._press("back")

    def when_she_skips(self) -> Story:
        return self._press("skip")

    def when_she_takes_a_break(self) -> Story:
        return self._press("pause")

    def when_she_writes(self, words: str) -> Story:
        self.page.locator("textarea[name=words]").fill(words)
        return self

    def when_she_leaves(self) -> Story:
        self.page.locator('a[href="/x"]').click()
        self.page.wait_for_url(re.compile("/robots.txt$"))
        return self

    def when_she_leaves_to(self, address: str) -> Story:
        self.page.locator('a[href="/x"]').click()
        self.page.wait_for_url(address)
        return self

    def when_she_skips_to_the_open_question(self) -> Story:
        opens = next(one for one, item in self.study.items.items() if item.kind == "open")
        return self.when_she_skips_to(opens)

    def when_she_skips_to(self, due: str) -> Story:
        """Skip what lies before a step by the same forms, without a look at each page."""
        self.page.goto(f"{self.live.url}/q")
        mark = self.page.locator("input[name=mark]").first.input_value()
        step = self.page.locator("input[name=step]").first.input_value()
        for _ in range(80):
            if step == due:
                self.page.goto(f"{self.live.url}/q")
                return self
            action = "skip" if step in self.study.items else "continue"
            form = {"step": step, "mark": mark, "action": action, "quiet": "1"}
            step = self.page.context.request.post(f"{self.live.url}/q", form=form).text()
        raise AssertionError(f"{due} did not come")

    def when_a_forged_option_is_sent(self) -> Story:
        """Change a radio's value as a curious reader of the page's source would."""
        self.page.locator('input[name="answer"]').first.evaluate("radio => radio.value = '99'")
        self.page.locator('input[name="answer"]').first.check()
        self.when_she_continues()
        expect(self.error).to_be_visible()  # with scripts the server says so a moment later
        return self

    # -- then ------------------------------------------------------------------------------------
    def then_she_reads(self, words: str) -> Story:
        expect(self.page.locator("h1")).to_have_text(words)
        return self

    def then_it_is_question(self, number: int) -> Story:
        expect(self.page.locator(".count")).to_contain_text(f"Question {number} of ")
        return self

    def then_is_chosen(self, value: str) -> Story:
        expect(self.page.locator(f'input[name="answer"][value="{value}"]')).to_be_checked()
        return self

    def then_nothing_is_chosen(self) -> Story:
        expect(self.page.locator('input[name="answer"]:checked')).to_have_count(0)
        return self

    def then_the_page_says_what_to_do(self) -> Story:
        expect(self.error).to_be_visible()
        expect(self.error).to_be_focused()
        expect(self.page.locator("fieldset")).to_have_attribute("aria-describedby", "error")
        return self

    def then_no_survey_word_is_on_the_page(self) -> Story:
        words = self.page.locator("body").inner_text().lower()
        asked = [i.words["en"].page.lower() for i in self.study.instrument.items]
        assert not [one for one in asked if one in words]
        assert not re.search(r"question \d|birth|baby|pregnan|drug|care\b", words), words
        return self

    def then_the_way_out_is_where_it_was(self, box: dict[str, float] | None) -> dict[str, float]:
        found = self.page.locator('a[href="/x"]').bounding_box()
        assert found
        assert found["height"] >= 44
        assert box is None or found == box
        return found

    def then_nothing_scrolls_sideways(self) -> Story:
        wide, room = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, f"{wide} px in {room} px"
        return self

    def then_every_target_is_big_enough(self) -> Story:
        for target in self.page.locator("button, label.o, summary, a:visible").all():
            if target.is_visible():
                box = target.bounding_box()
                assert box, target
                assert box["height"] >= 43.9, (target.inner_text(), box)
        return self

    # -- and -------------------------------------------------------------------------------------
    @property
    def error(self) -> Locator:
        return self.page.locator("#error")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def _press(self, action: str) -> Story:
        # The next page may be the same question once more: what stood there must be gone, by a
        # navigation or, with scripts, by a new one in its place.
        self.page.locator("main").evaluate("main => { main.dataset.old = 1 }")
        self.page.locator(f'button[name="action"][value="{action}"]').click()
        expect(self.page.locator("main[data-old]")).to_have_count(0, timeout=10_000)
        self.page.wait_for_load_state()
        return self
