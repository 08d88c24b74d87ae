"""Stories of what should not happen and does: nothing is lost, nothing doubled, all stays calm."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect
from story_of_a_woman import Story

from prem.fieldwork.apply import note_place
from prem.fieldwork.links import session_id_of
from prem.storage import sessions
from prem.storage.seal import unseal

FAMILY, JOINER, RIGHT, HIDDEN = "👩🏽‍🍼👨‍👩‍👧", "می‌خواهم", "\u202bשלום\u202c", "\u200b\u200b"
ODD = {
    "emoji": f"Good {FAMILY} and 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "right to left": f"مجھے {JOINER} 123 {RIGHT} end",
    "zero width": f"a{HIDDEN}b\u2060c\ufeff",
    "markup": "</textarea><script>document.title='x'</script>{{ 7*7 }}",
    "as long as it may be": "نص👶" * 1250,
}


def answers_of(story: Story) -> dict[str, object]:
    """What the store holds of her choices."""
    house = story.live.house
    number = session_id_of(house.keys, story.token)
    known = sessions.load(house.stores.answers.reader, [number])[number]
    return json.loads(known.state)[3]


def words_of(story: Story) -> list[str]:
    """What the store holds of her own words, opened."""
    house = story.live.house
    number = session_id_of(house.keys, story.token)
    rows = house.stores.answers.reader.query(
        "SELECT item, note FROM turn WHERE session = ? AND note IS NOT NULL", [number]
    )
    seal = house.keys.note_seal
    return [unseal(seal, bytes(note), note_place(number, item)) for item, note in rows]


def turns_of(story: Story) -> int:
    """How many answers were ever written down for her."""
    number = session_id_of(story.live.house.keys, story.token)
    reader = story.live.house.stores.answers.reader
    counted = "SELECT count(*) FROM turn WHERE session = ? AND item IS NOT NULL"
    return int(reader.query(counted, [number])[0][0])


def then_it_is_saved(story: Story, *, scripts: bool) -> Story:
    """Wait for the word of the page itself; without scripts what is shown next came after it."""
    if scripts:
        expect(story.page.locator("#state")).to_have_text("Saved")
    return story


def on_a_phone(live, visit, *, scripts: bool) -> Story:
    page = visit(java_script_enabled=scripts)
    return Story(live, page).given_she_is_at_the_first_question()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("what", ODD)
def test_whatever_she_writes_is_kept_to_the_letter(live, visit, what, scripts):
    story = on_a_phone(live, visit, scripts=scripts).when_she_skips_to_the_open_question()
    story.when_she_writes(ODD[what]).when_she_continues()
    story.then_she_reads(story.study.words["en"].page["end"]).then_nothing_scrolls_sideways()
    assert words_of(story) == [ODD[what]]
    assert story.page.title() == "Questions"


@pytest.mark.parametrize("scripts", [True, False])
def test_far_too_much_is_said_calmly_and_costs_nothing(live, visit, scripts):
    """64 kB, which only who takes the limit out of the field can send."""
    story = on_a_phone(live, visit, scripts=scripts).when_she_chooses("4").when_she_continues()
    then_it_is_saved(story.then_it_is_question(2), scripts=scripts)
    story.when_she_skips_to_the_open_question()
    story.page.locator("textarea").evaluate("field => field.removeAttribute('maxlength')")
    story.when_she_writes("x" * 65_536).when_she_continues()
    story.then_she_reads("That was too long")
    expect(story.page.get_by_text("Write a little less and send it again.")).to_be_visible()
    assert words_of(story) == []
    story.page.get_by_role("link", name="Go back to the page").click()
    expect(story.page.locator("textarea")).to_be_visible()
    story.when_she_writes("Less.").when_she_continues()
    story.then_she_reads(story.study.words["en"].page["end"])
    assert words_of(story) == ["Less."]
    assert next(iter(answers_of(story).values())) == 4


def test_a_double_tap_without_scripts_answers_once(live, visit):
    story = on_a_phone(live, visit, scripts=False).when_she_chooses("4")
    story.page.locator("[value=continue]").dblclick(no_wait_after=True)
    story.then_it_is_question(2).then_nothing_is_chosen()
    expect(story.error).to_have_count(0)
    assert (list(answers_of(story).values()), turns_of(story)) == ([4], 1)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_sent_from_the_page_before_changes_its_own_answer(live, visit, scripts):
    """By the browser's Back without scripts; with them no such page is there to go back to."""
    story = on_a_phone(live, visit, scripts=scripts)
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    story.when_she_chooses("5").when_she_continues().then_it_is_question(3)
    if scripts:
        story.page.go_back()
        assert story.page.url == "about:blank"
        story.page.goto(f"{live.url}/q")
    else:
        story.page.go_back()
        story.page.go_back()
        story.then_it_is_question(3)  # what is due: no page of before is shown again
    story.then_it_is_question(3).when_she_chooses("1").when_she_continues()
    then_it_is_saved(story.then_it_is_question(4), scripts=scripts)
    assert list(answers_of(story).values()) == [4, 5, 1]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_tab_changes_its_own_answer_and_goes_on(live, visit, scripts):
    story = on_a_phone(live, visit, scripts=scripts)
    other = Story(live, story.page.context.new_page())
    other.token = story.token
    other.page.goto(f"{live.url}/q")
    for value in ("4", "5"):
        story.when_she_chooses(value).when_she_continues()
    then_it_is_saved(story.then_it_is_question(3), scripts=scripts)
    other.then_it_is_question(1).when_she_chooses("2").when_she_continues()
    other.then_it_is_question(3)
    assert list(answers_of(other).values()) == [2, 5]
    story.page.bring_to_front()
    story.when_she_chooses("1").when_she_continues().then_it_is_question(4)
    then_it_is_saved(story, scripts=scripts)
    story.page.goto(f"{live.url}/q")
    story.then_it_is_question(4)
    assert list(answers_of(story).values()) == [2, 5, 1]


def test_a_lost_connection_without_scripts_loses_nothing(live, visit):
    story = on_a_phone(live, visit, scripts=False)
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    story.when_she_chooses("5").page.context.set_offline(True)
    with suppress(Error):  # the browser's own page comes, not ours
        story.page.locator("[value=continue]").click()
    story.page.context.set_offline(False)
    story.page.goto(f"{live.url}/q")
    story.then_it_is_question(2)
    assert list(answers_of(story).values()) == [4]
    story.when_she_chooses("5").when_she_continues().then_it_is_question(3)
    assert list(answers_of(story).values()) == [4, 5]


def test_her_words_wait_for_the_connection(live, visit):
    """With scripts: what she wrote stands in the page until it is saved, and is saved once."""
    story = on_a_phone(live, visit, scripts=True).when_she_skips_to_the_open_question()
    story.page.context.set_offline(True)
    story.when_she_writes("They were late.").page.locator("[value=continue]").click()
    expect(story.page.locator("#state")).to_contain_text("Not saved yet: no connection.")
    expect(story.page.locator("textarea")).to_have_value("They were late.")
    story.page.wait_for_timeout(400)
    story.page.locator("[value=continue]").click()  # she tries again, and nothing is doubled
    assert words_of(story) == []
    story.page.context.set_offline(False)
    story.then_she_reads(story.study.words["en"].page["end"])
    assert words_of(story) == ["They were late."]
