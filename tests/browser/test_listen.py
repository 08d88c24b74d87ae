"""Stories of listening: at a tap alone, in a voice that tells nobody, and silent once she goes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.conftest import FLAGS
from playwright.sync_api import Page, expect
from spoken_clips import mp3, record
from story_of_a_woman import Story

from prem.content import find
from prem.fieldwork.links import Door, door_code
from prem.instruments.recordings import option_line, question_line

NAME = "perinatal-experience"
# The browser's own speech, told by what it is asked to say: each takes `pace` milliseconds.
SPEECH = """(voices) => {
  window.heard = [];
  window.pace = 40;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
  const speech = {
    getVoices: () => voices,
    cancel: () => { heard.push('(silence)') },
    speak: (one) => {
      heard.push(one.text);
      const own = one.voice && one.voice.localService && one.lang === one.voice.lang;
      if (!own) heard.push('(away)');
      setTimeout(() => one.onend && one.onend(), pace);
    },
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
}"""
MARKS = """() => {
  window.marks = [];
  const watch = new MutationObserver(() => {
    const one = document.querySelector('.aloud');
    if (one) marks.push(one.textContent.trim());
  });
  const what = { subtree: true, attributes: true, attributeFilter: ['class'] };
  watch.observe(document.querySelector('main'), what);
}"""
SHOWN = """() => [...document.querySelectorAll(
  'main > h1, main > p, form > h1, form > p, legend > h1, fieldset > p, label')]
  .filter((one) => !one.matches('.count')).map((one) => one.textContent.trim())"""
FAR = {"lang": "en-GB", "localService": False, "name": "far"}
NEAR = {"lang": "en_GB", "localService": True, "name": "near"}
POLISH = {"lang": "pl-PL", "localService": True, "name": "polish"}


def _speaks(page: Page, *voices: dict[str, object]) -> Page:
    page.add_init_script(f"({SPEECH})({json.dumps(voices)})")
    return page


def _listen(page: Page):
    return page.get_by_role("button", name="Listen", exact=True)


def _quiet(page: Page):
    return page.get_by_role("button", name="Quiet", exact=True)


def _heard(page: Page) -> list[str]:
    return page.evaluate("heard")


def _asked(story: Story, number: int = 1) -> list[str]:
    """What stands on a question: its words, the options and the non-answers."""
    study = story.study
    step = study.route(study.form_of_channel["web"], "pregnancy", "pregnant")[number - 1]
    words = study.items[step].words["en"]
    return [
        words.page,
        *words.options,
        *(one.forms["page"] for one in study.instrument.non_answers["en"]),
    ]


def test_one_tap_reads_the_question_and_each_option_in_a_voice_of_the_phone(
    live, visit, accessible, shot
):
    page = _speaks(visit(), FAR, POLISH, NEAR)
    story = Story(live, page).given_she_is_at_the_first_question()
    assert _heard(page) == [], "nothing sounds by itself"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    accessible(page)
    _listen(page).click()
    expect(_quiet(page)).to_be_visible()
    expect(page.locator(".aloud")).to_have_count(1)
    expect(_listen(page)).to_be_visible()
    assert _heard(page) == [*_asked(story), "(silence)"]
    expect(page.locator(".aloud")).to_have_count(0)
    assert asked == []
    story.then_nothing_is_chosen()
    # The question that came along has it too, and a second tap stops it.
    page.evaluate("heard.length = 0; pace = 60000")
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    _listen(page).focus()
    page.keyboard.press("Enter")
    expect(_quiet(page)).to_be_focused()
    accessible(page)
    shot(page, "360-listening")
    page.keyboard.press("Enter")
    expect(_listen(page)).to_be_focused()
    assert _heard(page) == [_asked(story, 2)[0], "(silence)"]


@pytest.mark.parametrize("voices", [[], [FAR], [POLISH]], ids=["none", "far away", "Polish alone"])
def test_without_a_voice_of_the_phone_there_is_no_button(live, visit, voices):
    page = _speaks(visit(), *voices)
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    expect(page.locator(".hear")).to_be_hidden()
    story.when_she_continues()
    expect(page.locator(".hear")).to_be_hidden()
    page.evaluate("heard.length = 0")
    page.evaluate("() => document.querySelector('.hear').click()")
    assert [one for one in _heard(page) if one != "(silence)"] == []


def test_the_pages_before_the_questions_are_read_too(live, visit):
    page = _speaks(visit(), NEAR)
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    for leads in ("start", "opening", "consent", "situation"):
        page.evaluate("heard.length = 0; pace = 1")
        _listen(page).click()
        expect(_listen(page)).to_be_visible()
        said = _heard(page)
        assert said == [*page.evaluate(SHOWN), "(silence)"], leads
        assert len(said) > 2
        if leads == "consent":
            story.when_she_chooses("yes")
        if leads != "situation":
            story.when_she_continues()
            expect(page.locator("h1")).not_to_have_text(said[0])


WAYS: dict[str, Callable[[Page], object]] = {
    "looking elsewhere": lambda page: page.evaluate(
        "() => document.dispatchEvent(new Event('visibilitychange'))"
    ),
    "another page": lambda page: page.evaluate(
        "() => dispatchEvent(new PageTransitionEvent('pagehide'))"
    ),
    "going on": lambda page: page.locator("[value=skip]").click(),
    "going back": lambda page: page.locator("[value=back]").click(),
    "leaving": lambda page: page.locator(".leave").click(no_wait_after=True),
    "three shifts": lambda page: [page.keyboard.press("Shift") for _ in range(3)],
    "covered": lambda page: page.evaluate("() => { document.documentElement.hidden = true }"),
}


def test_it_falls_silent_when_she_goes_and_says_nothing_after(live, visit):
    page = _speaks(visit(), NEAR)
    said: list[str] = []
    # Heard from outside: the page itself goes away.
    page.expose_function("told", lambda words: said.append(words))
    page.add_init_script(
        "const push = heard.push; heard.push = (one) => { told(one); push.call(heard, one) }"
    )
    story, held = Story(live, page), []
    for way, goes in WAYS.items():
        if way in ("looking elsewhere", "leaving", "three shifts", "covered"):
            story.given_she_is_at_the_first_question()
        held.clear()
        if way in ("leaving", "three shifts"):
            # The answer of /x does not come yet: what is heard till then.
            page.route("**/x", lambda route: held.append(route))
        page.evaluate("pace = 100")
        said.clear()
        _listen(page).click()
        goes(page)
        for _ in range(100):  # the machine may have other work
            if said and said[-1] == "(silence)":
                break
            page.wait_for_timeout(50)
        page.wait_for_timeout(250)
        assert said[-1] == "(silence)", way
        for route in held:
            route.continue_()
            page.wait_for_url("**/robots.txt")
        page.unroute("**/x")


@pytest.fixture
def voiced(live, serve, tmp_path: Path):
    """A product in which peers have read the first two questions and their options."""
    shipped = find("instruments", NAME)
    assert shipped
    shutil.copytree(shipped.parent, tmp_path / "content" / "instruments")
    folder = tmp_path / "content" / "instruments" / NAME
    study = live.house.surveys["pregnancy-to-18-months"]
    for step in study.route(study.form_of_channel["web"], "pregnancy", "pregnant")[:2]:
        item = study.items[step]
        record(folder, question_line(item, "en"), mp3=mp3(0.1))
        for one in item.words["en"].options:
            record(folder, option_line(one, "en"), mp3=mp3(0.1))
    return serve(content=tmp_path / "content", data=tmp_path / "second")


def _clips(page: Page, live) -> list[str]:
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url.removeprefix(live.url)))
    return found


def test_recordings_are_fetched_at_a_tap_alone_and_played_in_order(voiced, visit, accessible, shot):
    page = _speaks(visit(), FAR)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    page.evaluate(MARKS)
    expect(page.locator(".clips")).to_be_hidden()
    shot(page, "360-listen")
    # As who has no scripts sees it; axe needs them.
    page.evaluate("() => { const one = document.querySelector('.clips'); one.hidden = false;"
                  " one.open = true }")  # fmt: skip
    accessible(page)
    page.evaluate("() => { document.querySelector('.clips').hidden = true }")
    assert asked == []
    _listen(page).click()
    expect(_listen(page)).to_be_visible(timeout=20_000)
    hashes = list(dict.fromkeys(one.partition(".")[0] for one in asked))
    words = _asked(story)[: len(hashes)]
    item = next(i for i in story.study.items.values() if i.words["en"].page == words[0])
    lines = [question_line(item, "en"), *(option_line(one, "en") for one in words[1:])]
    assert hashes == [f"/clips/{one.hash}" for one in lines]
    assert len(hashes) == 1 + len(item.words["en"].options)
    assert any(one.endswith(".mp3") for one in asked), "what cannot be played has its other file"
    assert list(dict.fromkeys(page.evaluate("marks")))[: len(words)] == words
    # One that came along plays too; gone in the middle, nothing more is fetched.
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    asked.clear()
    _listen(page).click()
    page.wait_for_timeout(200)
    assert any(one.startswith("/clips/") for one in asked)
    story.when_she_leaves()
    asked.clear()
    page.wait_for_timeout(1000)
    assert asked == []


def test_what_she_listened_to_is_not_on_her_phone(voiced, browser, program, tmp_path):
    """Its browser is closed after: no file of a voice, nor which it was, in its folder."""
    folder = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=program, args=list(FLAGS)
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    _listen(page).click()
    expect(_listen(page)).to_be_visible(timeout=20_000)
    hashes = {one.removeprefix("/clips/").partition(".")[0] for one in asked}
    assert len(hashes) > 3
    context.close()  # she has not even left: leaving has the browser cleared besides
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert any(story.token.encode() in one for one in files), "the folder is the browser's"
    traces = [mp3(0.1), b"OpusHead", *(one.encode() for one in hashes)]
    assert [trace for trace in traces for one in files if trace in one] == []


def test_without_scripts_each_has_a_player_of_its_own(voiced, visit, shot):
    page = visit(java_script_enabled=False)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    expect(page.locator("button.hear")).to_be_hidden()
    fold = page.locator(".clips summary")
    expect(fold).to_have_text("Listen")
    fold.focus()
    page.keyboard.press("Enter")
    players = page.locator("main audio")
    expect(players.first).to_be_visible()
    words = _asked(story)[:-3]
    names = [one.get_attribute("aria-label") for one in players.all()]
    assert names == words
    shot(page, "360-listen-no-scripts")
    story.then_nothing_scrolls_sideways()
    page.wait_for_timeout(500)
    assert asked == []


def test_a_tablet_for_many_does_not_shut_while_it_reads(live, visit):
    page = _speaks(visit(viewport={"width": 800, "height": 1100}), NEAR)
    page.clock.install()
    study = live.house.surveys["pregnancy-to-18-months"]
    door = Door(study.id, study.sites[0].id, "pregnancy")
    page.goto(f"{live.url}/kiosk/{door_code(live.house.keys, door)}")
    story = Story(live, page).when_she_continues()
    page.evaluate("pace = 30000")
    _listen(page).click()
    page.clock.run_for(85_000)
    story.then_the_way_out_is_where_it_was(None)
    assert len(_heard(page)) == 3
    expect(page.locator("#idle")).to_have_text("")
    _quiet(page).click()
    page.clock.run_for(41_000)
    expect(page.locator("#idle")).not_to_have_text("")
