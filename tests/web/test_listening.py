"""Listening to a page: recordings where there are some, nothing of it where there are none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from asgi_client import client_of
from spoken_clips import record, webm

from prem.app.factory import Application, create_app
from prem.cli.check import examine
from prem.content import find
from prem.instruments.recordings import Line, load_recordings, option_line, question_line
from prem.settings import Settings
from prem.surveys.screens import Option, Screen
from prem.web.listening import Source, Voices, start_lines, voices_of
from prem.web.placing import environment

NAME = "perinatal-experience"


@pytest.fixture
def voiced(
    sqlite_settings: Settings, tmp_path: Path
) -> Iterator[Callable[[Callable[[Application], list[Line]]], Application]]:
    """A function that opens the product with recordings of the lines that it is told of it."""
    shipped, made = find("instruments", NAME), []
    assert shipped
    shutil.copytree(shipped.parent, tmp_path / "content" / "instruments")
    settings = sqlite_settings.model_copy(update={"content": tmp_path / "content"})

    def opened(lines_of: Callable[[Application], list[Line]]) -> Application:
        app = create_app(settings)
        for line in lines_of(app):
            record(tmp_path / "content" / "instruments" / NAME, line)
        app.close()
        made.append(create_app(settings))
        return made[-1]

    yield opened
    for app in made:
        app.close()


def _all(app: Application) -> list[Line]:
    """Every question, option and non-answer, as a peer has read them all."""
    instrument = app.house.instruments[NAME]
    words = [item.words["en"] for item in instrument.items]
    said = [one.forms["spoken"] for one in instrument.non_answers["en"]]
    return [
        *(question_line(item, "en") for item in instrument.items),
        *(option_line(one, "en") for each in words for one in each.options),
        *(Line(f"non-{n}", one, "en") for n, one in enumerate(said)),
    ]


def test_a_page_without_recordings_has_no_player_and_no_way_to_one(client, woman, new_token):
    page = woman.at_first_item(new_token())
    assert "<audio" not in page.text
    assert '<details class="fold clips"' not in page.text
    assert "media-src" not in page.headers["content-security-policy"]
    # Only a script reads aloud, so only a page whose browser ran one brings the button and it.
    assert "speechSynthesis" not in page.text
    assert 'class="hear"' not in page.text
    client.post(f"/q/{new_token()}", headers={"x-live": "1"})
    page = client.get("/q")
    assert "speechSynthesis" in page.text
    assert re.search(r'<button type="button" class="hear"[^>]* hidden>', page.text)


def test_each_question_and_option_has_its_player_by_name_and_loads_nothing(
    voiced, app, new_token, woman, read
):
    house = voiced(_all).house
    study = house.surveys["pregnancy-to-18-months"]
    step = study.route(study.form_of_channel["web"], "pregnancy", "pregnant")[0]
    item = study.items[step]
    shown = woman.at_first_item(new_token())
    assert read.step(shown) == step
    words = item.words["en"]
    pieces = voices_of(house.recordings, study, _screen(study, step), "en").pieces
    assert [(one.place, one.words) for one in pieces] == list(
        enumerate((words.page, *words.options))
    )
    for one in pieces:
        kinds = [source.type for source in one.sources]
        assert kinds == ["audio/ogg; codecs=opus", "audio/mpeg"]
        assert all(re.fullmatch(r"/clips/[0-9a-f]{12}\.\w+", s.address) for s in one.sources)


def _screen(study, step: str) -> Screen:
    item = study.items[step]
    options = tuple(Option(str(n), words) for n, words in enumerate(item.words["en"].options))
    return Screen(step, "choice", item.words["en"].page, (), options)


def test_a_page_with_recordings_loads_nothing_by_itself_and_keeps_its_bytes(voiced):
    app = voiced(_all)
    with client_of(app) as client:
        page = _first_page(app, client)
        players = re.findall(r"<audio [^>]*>", page.text.partition("<template>")[0])
        assert len(players) >= 6
        for one in players:
            assert 'preload="none"' in one
            assert "controls" in one
            assert 'controlslist="nodownload"' in one
            assert "autoplay" not in one
            assert re.search(r'aria-label="[^"]+"', one)
        assert "media-src 'self'" in page.headers["content-security-policy"]
        assert set(re.findall(r'<source src="([^"]*)/', page.text)) == {"/clips"}
        clip = re.search(r'src="(/clips/[^"]*mp3)"', page.text)
        assert clip
        assert client.get(clip[1]).headers["cache-control"] == "no-store"
        ahead = page.text.partition("<template>")[2]
        assert ahead.count("data-clips") > 5, "the questions that come along have theirs too"
        size = len(brotli.compress(page.content, mode=brotli.MODE_TEXT, quality=6))
        assert size < 9_000, size


def _first_page(app: Application, client):
    from prem.fieldwork.links import new_links

    house = app.house
    study = house.surveys["pregnancy-to-18-months"]
    token = new_links(
        house.stores, house.keys, study, 1, site=study.sites[0].id, time_point="pregnancy",
        language="en", anonymous=False, ports=house.ports,
    )[0]  # fmt: skip
    client.post(f"/q/{token}", headers={"x-live": "1"})
    for answer in ("", "yes", "pregnant"):
        page = client.get("/q")
        form = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
        client.post("/q", data={**form, "answer": answer, "action": "continue"})
    return client.get("/q")


def test_easy_words_are_heard_as_they_are_shown(tmp_path, app, study):
    """An option in other words than those on the page is not played for them."""
    item = _with_easy(study)
    words = item.words["en"]
    record(tmp_path, question_line(item, "en"))
    for one in words.options:
        record(tmp_path, option_line(one, "en"))
    options = tuple(Option(str(n), said) for n, said in enumerate(words.easy_options))
    screen = Screen(item.id, "choice", words.easy, (), options)
    pieces = voices_of(load_recordings([tmp_path]), study, screen, "en").pieces
    assert [one.place for one in pieces if one.place] == [
        n for n, said in enumerate(words.easy_options, 1) if said in words.options
    ]


def _with_easy(study):
    return next(
        item
        for item in study.items.values()
        if set(item.words["en"].easy_options) - set(item.words["en"].options)
    )


def test_other_words_and_other_languages_have_no_clip_and_webm_says_what_it_is(tmp_path, study):
    item = study.items["S3-1"]
    [path] = record(tmp_path, Line("x", "Ein Wort", "de"), webm=webm())[2:]
    assert path.suffix == ".webm"
    said = load_recordings([tmp_path])
    screen = Screen("consent", "consent", "Ein Wort")
    assert voices_of(said, study, screen, "en") == Voices()
    assert voices_of(said, study, _screen(study, item.id), "en") == Voices()
    hashed = Line("x", "Ein Wort", "de").hash
    own = Screen("consent", "consent", item.words["en"].page)
    assert voices_of(load_recordings([]), study, own, "en") == Voices()
    record(tmp_path, Line("y", "A word", "en"), webm=webm())
    [piece] = voices_of(
        load_recordings([tmp_path]), study, Screen("consent", "consent", "A word"), "en"
    ).pieces
    assert hashed not in str(piece)
    assert Source(f"/clips/{Line('y', 'A word').hash}.webm", "audio/webm; codecs=opus") in (
        piece.sources
    )


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_behind_every_link_is_heard_in_the_words_that_stand_there(
    sqlite_settings, tmp_path, language
):
    shipped = find("surveys", "pregnancy-to-18-months")
    own = tmp_path / "content"
    folder = shutil.copytree(shipped, own / "surveys" / shipped.name)
    lines = start_lines(environment(), language)
    record(folder, lines[0])
    record(folder, lines[2])
    app = create_app(sqlite_settings.model_copy(update={"content": own}))
    try:
        with client_of(app) as client:
            page = client.get("/q/any", headers={"accept-language": language}).text
            kiosk = client.get("/kiosk/any", headers={"accept-language": language}).text
    finally:
        app.close()
    shown = re.findall(r"<(?:h1|p)>([^<]*)</(?:h1|p)>", page)
    assert shown == [line.words for line in lines], "and in this order"
    first, third = lines[0].hash, lines[2].hash
    assert f'data-clips="{first}.opus.mp3 - {third}.opus.mp3 -"' in page
    assert first not in kiosk, "no script reads aloud there"
    assert [one.kind.code for one in examine([shipped.name], own).of("error")] == []
