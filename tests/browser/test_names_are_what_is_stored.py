"""What a screen reader says, by Chromium's own accessibility tree: the stored words, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from every_page_of_hers import SURVEY, hand, of
from playwright.sync_api import Page

from prem import content
from prem.surveys import engine
from prem.surveys.load import load_survey
from prem.surveys.model import Survey
from prem.surveys.reply import Begin, Chosen, Skip, Switch
from prem.surveys.screens import Screen, screen
from prem.surveys.session import Session
from prem.web.house import House
from prem.web.packing import Packed
from prem.web.pages import Pages
from prem.web.placing import catalogue

LANGUAGES = load_survey(SURVEY).languages
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PICTURES = {"image", "img", "ImageMap", "SvgRoot", "graphics-document", "graphics-symbol", "figure"}


@dataclass
class Node:
    """A node of the tree as it is said: those that are passed over are left out."""

    role: str
    name: str
    inside: list[Node] = field(default_factory=list)

    def every(self, *roles: str) -> Iterator[Node]:
        """Yield those of these roles in this one, in the order of reading."""
        for one in self.inside:
            if one.role in roles:
                yield one
            yield from one.every(*roles)

    def names(self, *roles: str) -> list[str]:
        return [one.name for one in self.every(*roles)]


def tree_of(page: Page) -> Node:
    """Return what the page says."""
    line = page.context.new_cdp_session(page)
    nodes = {one["nodeId"]: one for one in line.send("Accessibility.getFullAXTree")["nodes"]}
    line.detach()

    def made(node: dict[str, Any]) -> list[Node]:
        inside = [one for child in node.get("childIds", ()) for one in made(nodes[child])]
        if node.get("ignored"):
            return inside
        name = node.get("name", {}).get("value", "")
        return [Node(node["role"]["value"], name, inside)]

    [root] = made(next(one for one in nodes.values() if "parentId" not in one))
    return root


def questions(survey: Survey, language: str, *, easy: bool) -> dict[str, Screen]:
    """Return the screen of every item of the survey, by its id, from all ways through it."""
    found: dict[str, Screen] = {}
    for form, time_point, situation in survey.routes:
        at = Session(survey.id, survey.sites[0].id, time_point, form, language)
        for reply in (Begin(), Chosen("yes", step="opening"), Chosen("yes", step="consent")):
            at, _ = engine.step(survey, at, reply, NOW)
        at, _ = engine.step(survey, at, Switch(easy=easy), NOW)
        at, _ = engine.step(survey, at, Chosen(situation, step="situation"), NOW)
        while at.state == "open":
            if at.step in survey.items:
                found.setdefault(at.step, screen(survey, at))
            reply = Skip(at.step) if at.step in survey.items else Chosen("yes", step=at.step)
            at, _ = engine.step(survey, at, reply, NOW)
    return found


def test_every_question_says_its_stored_words_once(live, visit):
    """Faces and pictures say nothing: the words beside them do."""
    page = visit()
    page.goto(f"{live.url}/robots.txt")
    for language in LANGUAGES:
        for easy in (False, True):
            _says_each_question(page, live.house, language, easy=easy)


def _says_each_question(page: Page, house: House, language: str, *, easy: bool) -> None:
    survey, form = house.surveys[SURVEY], "easy" if easy else "page"
    pages = Pages(house.templates, house.surveys)
    asked = questions(survey, language, easy=easy)
    assert set(asked) == set(survey.items)
    drawn = (pages._fragment(one, language, SURVEY) for one in asked.values())
    page.evaluate(
        "html => { document.body.innerHTML = html }",
        "".join(f"<main aria-label='{number}'>{one}</main>" for number, one in enumerate(drawn)),
    )
    tree = tree_of(page)
    mains = list(tree.every("main"))
    assert len(mains) == len(asked)
    assert tree.names(*PICTURES) == []
    faces = page.locator("main label svg").count(), page.locator("main legend svg").count()
    assert faces[0] > 0
    assert (faces[1] > 0) == easy
    for main, step in zip(mains, asked, strict=True):
        item, words = survey.items[step], survey.items[step].words[language]
        question = words.question(form)
        [group] = [one for one in main.every("group") if one.name]
        assert (group.name, main.names("heading")) == (question, [question])
        if item.kind == "open":
            assert main.names("textbox") == [question]
            assert main.names("radio") == []
            continue
        others = [one.forms[form] for one in survey.instrument.non_answers[language]]
        said = [*words.options_in(form), *others]
        assert group.names("radio") == main.names("radio") == said
        assert max(Counter(main.names("StaticText"))[one] for one in (question, *said)) == 1


def test_every_control_says_the_words_of_its_language_once(live, visit):
    """A question with all that may be folded out, and the list of what she said."""
    page, folder = visit(), content.find("templates")
    assert folder
    answers: list[Packed] = []
    page.route("**/q", lambda route: hand(route, answers.pop(0)))
    for language in LANGUAGES:
        made = of(live.house, language)
        answers += [made["question"], made["check"]]
        say = catalogue([folder], language).gettext
        _says_each_control(page, f"{live.url}/q", say)
        page.goto(f"{live.url}/q")
        _says_what_is_changed(tree_of(page), live.house.surveys[SURVEY], language, say)


def _says_each_control(page: Page, url: str, say: Callable[[str], str]) -> None:
    page.goto(url)
    page.evaluate("() => document.querySelectorAll('details').forEach(e => e.open = true)")
    tree = tree_of(page)
    buttons = Counter(tree.names("button", "DisclosureTriangle", "link"))
    for words in (
        "Leave this page", "Help now", "Continue", "Back", "Skip", "Take a break",
        "More ways to answer", "Easy words, big letters", "Someone is helping me",
        "Ask me again another time", "Why do you ask?", "What this page can't hide",
    ):  # fmt: skip
        assert buttons[say(words)] == 1, words
    assert set(buttons.values()) == {1}, "two that say the same cannot be told apart"
    assert "" not in buttons
    assert {"999", "116 123"} <= set(buttons)


def _says_what_is_changed(
    tree: Node, survey: Survey, language: str, say: Callable[[str], str]
) -> None:
    changes = [one for one in tree.names("button") if one != say("Done")]
    asked = survey.route(survey.form_of_channel["web"], "pregnancy", "pregnant")
    wanted = [survey.items[one].words[language].page for one in asked]
    assert changes == [say("Change: %(question)s") % {"question": one} for one in wanted]
