"""A whole survey by the keyboard alone, on a small screen: what has the focus is always seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from story_of_a_woman import Story

from prem import content
from prem.web.placing import catalogue

# What has the focus: whether it is drawn as such, stands on the screen whole, and under nothing of
# what lies over the page: the header sticks, the list of help folds out over what is below.
FOCUS = """() => {
  const on = document.activeElement, shown = on.closest('label') || on;
  const box = shown.getBoundingClientRect();
  const head = document.querySelector('header').getBoundingClientRect();
  const over = [...document.querySelectorAll('body *')].filter(e =>
    /sticky|fixed|absolute/.test(getComputedStyle(e).position) && e.checkVisibility()
    && !e.contains(on) && !shown.contains(e));
  const under = over.map(e => [e, e.getBoundingClientRect()]).filter(([, lid]) =>
    lid.top < box.bottom - 1 && lid.bottom > box.top + 1
    && lid.left < box.right && lid.right > box.left);
  return {
    html: on.outerHTML.slice(0, 90),
    drawn: [on, shown].some(e => getComputedStyle(e).outlineStyle !== 'none'),
    whole: box.top >= -1 && box.bottom <= innerHeight + 1 || box.height > innerHeight - head.height,
    under: under.map(([e]) => e.outerHTML.slice(0, 60)),
  };
}"""
SMALL = {"width": 320, "height": 256}


class Keys:
    """Her keyboard: each press of Tab is looked at; what was hidden is kept, to be told at once."""

    def __init__(self, story: Story, guard: int = 310) -> None:
        self.story, self.page, self.guard = story, story.page, guard
        self.hidden: list[object] = []
        self.seen: set[str] = set()

    def tab(self, key: str = "Tab") -> str:
        self.page.keyboard.press(key)
        found = self.page.evaluate(FOCUS)
        if found["html"].startswith("<body"):
            return ""  # the browser's own bar
        self.seen.add(found["html"])
        if found["under"] or not (found["drawn"] and found["whole"]):
            self.hidden.append((self.story.heading, key, found))
        return str(found["html"])

    def to(self, part: str, most: int = 60) -> Keys:
        """Tab to what has this in its HTML."""
        for _ in range(most):
            if part in self.tab():
                return self
        raise AssertionError(f"{part} is not reached by Tab")

    def enter(self) -> Keys:
        """Press what has the focus, and wait for what comes of it."""
        self.page.locator("main").evaluate("main => { main.dataset.old = 1 }")
        self.page.wait_for_timeout(self.guard)  # with scripts, what has just come takes no press
        self.page.keyboard.press("Enter")
        expect(self.page.locator("main[data-old]")).to_have_count(0)
        self.page.wait_for_load_state()
        return self

    def answers(self) -> Keys:
        """Answer what this page asks, and go on."""
        if self.page.locator("main textarea").count():
            self.to("<textarea").page.keyboard.type("Somebody listened.")
        elif self.page.locator("main [type=radio]").count():
            self.to('type="radio"').page.keyboard.press("Space")
            self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("ArrowUp")
            self.page.keyboard.press("Space")
        return self.to('value="continue"').enter()


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ur", False)])
def test_a_whole_survey_by_the_keyboard_alone(live, visit, language, scripts):
    page = visit(viewport=SMALL, java_script_enabled=scripts, locale=language)
    story = Story(live, page).given_a_link_in_her_messages(language).when_she_opens_her_link()
    keys, folder = Keys(story, 310 if scripts else 0), content.find("templates")
    assert folder
    say, words = catalogue([folder], language).gettext, story.study.words[language].page
    asked: list[str] = []
    for _ in range(60):
        if page.locator("[value=check]").count():
            break
        asked.append(story.heading)
        keys.answers()
    assert len(asked) > 40
    keys.to('value="check"').enter()
    story.then_she_reads(words["check"])
    keys.to('name="change"').enter()
    expect(page.locator("form#f")).to_be_visible()
    keys.answers()
    story.then_she_reads(words["check"])
    keys.to("<summary>" + say("Delete what I said")).page.keyboard.press("Enter")
    keys.to('value="delete"').enter()
    story.then_she_reads(say("It is deleted"))
    assert keys.hidden == [], "\n".join(map(str, keys.hidden))
    assert len(keys.seen) > 60


def test_backwards_too_past_all_that_folds_out(live, visit):
    page = visit(viewport=SMALL)
    story = Story(live, page).given_she_is_at_the_first_question()
    story.when_she_continues()  # with the error on top: the longest page
    page.evaluate("() => document.querySelectorAll('main details, footer details')"
                  ".forEach(e => { e.open = true })")  # fmt: skip
    keys = Keys(story)
    keys.to("/x/tips")
    for _ in range(40):
        keys.tab("Shift+Tab")
    assert keys.hidden == [], "\n".join(map(str, keys.hidden))
    assert len(keys.seen) > 14


def test_help_opens_and_shuts_by_the_keyboard(live, visit):
    page = visit(viewport=SMALL)
    story = Story(live, page).given_she_is_at_the_first_question()
    keys = Keys(story)
    keys.to("<summary>Help now").page.keyboard.press("Enter")
    keys.to("tel:999").to("tel:116123")
    keys.to('type="radio"')
    assert keys.hidden == [], "it lies over the page, and gives way to what has the focus"
    expect(page.locator(".now[open]")).to_have_count(0)
