"""Pages made once and sent many times: the right encoding, the same words, a bounded shelf."""

from __future__ import annotations

import asyncio
import gzip

import brotli
import pytest

from prem.surveys.screens import Option, Screen
from prem.web.marking import HOLE, MARK, pack_around
from prem.web.packing import encoding_of, pack
from prem.web.pages import Pages
from prem.web.placing import environment


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (b"", "identity"),
        (b"gzip, deflate, br", "br"),
        (b"gzip, deflate, br;q=0", "gzip"),
        (b"gzip;q=0, br;q=0.0", "identity"),
        (b"GZIP", "gzip"),
        (b"deflate, zstd", "identity"),
        (b"brotli, gzipped", "identity"),
        (b"*", "identity"),
        (b"\xff\xfe", "identity"),
        (b"br ; q=0.5", "br"),
    ],
)
def test_the_encoding_is_one_that_the_browser_takes(accepted, encoding):
    assert encoding_of(accepted) == encoding


def test_each_encoding_unpacks_to_the_page():
    page = "<p>Grüße, أهلا</p>" * 50
    packs = {one: pack(page, {}, 200, one).body["body"] for one in ("br", "gzip", "identity")}
    assert brotli.decompress(packs["br"]) == gzip.decompress(packs["gzip"]) == packs["identity"]
    assert packs["identity"].decode() == page


@pytest.mark.parametrize(
    "mark", ["m" * MARK, "AbC-_09zQxY7", "step value=", "<p>Grüße, أهلا"[:7] * 2]
)
@pytest.mark.parametrize("around", ["", "<p>Grüße, أهلا</p>", "x" * 70_000, "m" * 500, '">\n<p>">'])
def test_a_mark_is_put_in_without_packing_again(mark, around):
    mark = mark.encode("ascii", "replace").decode()[:MARK].ljust(MARK, "=")
    html = f'{around}<input name="step" value="{HOLE}">{around}<input value="step">'
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)):
        packed = pack_around(html, {}, 200, encoding or "identity").marked(mark)
        body = packed.body["body"]
        assert unpack(body).decode() == html.replace(HOLE, mark)
        assert dict(packed.start["headers"])[b"content-length"] == str(len(body)).encode()


def test_a_page_is_made_once_for_each_thing_that_it_shows(survey):
    pages = Pages(environment(), {survey.id: survey})
    place = (survey.id, survey.sites[0].id, "en")

    def asked(number: int, checked: bool, fault: str = "") -> object:
        options = (Option("5", "Always", checked), Option("1", "Never"))
        screen = Screen("A", "choice", "How often?", (), options, (), number, 9, True, True)
        return pages.question(screen, place, fault, "br")

    first = asked(1, False)
    assert asked(1, False) is first
    others = [asked(2, False), asked(1, True), asked(1, False, "empty"), asked(1, False, "unknown")]
    assert len({id(one) for one in [first, *others]}) == 5
    assert len({one.marked("m" * MARK).body["body"] for one in [first, *others]}) == 5
    assert pages.question.cache_info().maxsize == 4096


@pytest.mark.parametrize(("method", "sent"), [("GET", b"<p>"), ("HEAD", b"")])
def test_to_head_goes_no_body(method, sent):
    messages: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    asyncio.run(pack("<p>", {}, 200, "identity").send({"method": method}, send))
    assert [message["type"] for message in messages] == [
        "http.response.start",
        "http.response.body",
    ]
    assert messages[1]["body"] == sent


def test_words_of_the_content_are_escaped(survey):
    pages = Pages(environment(), {survey.id: survey})
    screen = Screen("A", "choice", "<b>R&D</b>", ("<i>",), (Option('"', "<u>"),), ())
    page = pages.question(screen, (survey.id, survey.sites[0].id, "en"), "", "identity")
    text = page.marked("m" * MARK).body["body"].decode()
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in text
    assert "<b>" not in text
    assert "<u>" not in text
    assert 'value="&#34;"' in text


@pytest.mark.parametrize(("language", "direction"), [("en", ""), ("ur", ' dir="rtl"')])
def test_a_page_says_its_language_and_direction(language, direction):
    html = Pages(environment(), {}).placed("closed.html", language)
    assert f'<html lang="{language}"{direction}>' in html
