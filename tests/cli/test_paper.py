"""`prem paper`: a tagged PDF with a code for each booklet, typed in at the desk."""

from __future__ import annotations

import re
import zlib

import pytest
from asgi_client import client_of
from signing_in import sign_in

from prem.app.factory import create_app
from prem.settings import Settings

SURVEY = "pregnancy-to-18-months"


@pytest.fixture
def codes(monkeypatch):
    """The codes that are printed, as the command makes them."""
    from prem.cli import paper

    made, real = [], paper.new_codes

    def new_codes(*given):
        made.extend(real(*given))
        return made

    monkeypatch.setattr(paper, "new_codes", new_codes)
    return made


def test_booklets_are_printed_tagged_and_typed_in(prem, data, tmp_path, codes):
    out = tmp_path / "booklets.pdf"
    said = prem("paper", SURVEY, "--copies", "2", "--out", out)
    assert (said.code, said.out) == (0, "")
    assert said.err == "For site site-1 at time point pregnancy.\n"
    pdf = out.read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    whole = pdf + b"".join(_streams(pdf))
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/Lang"):
        assert sign in whole
    assert len(codes) == len(set(codes)) == 2
    _typed_in_at_the_desk(data, codes)


def _streams(pdf: bytes):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def _typed_in_at_the_desk(data, codes):
    app = create_app(Settings(data=data))
    house = app.house
    try:
        with client_of(app) as client:
            assert client.get("/desk/paper").status_code == 403
            for role, status in (("adviser", 403), ("researcher", 200)):
                sign_in(client, house, role)
                assert client.get("/desk/paper").status_code == status
            assert "Type in a booklet" in client.get("/desk").text
            shown = client.post("/desk/paper", data={"code": codes[0].lower()})
            fields = re.findall(r'name="(q-[^"]+)"', shown.text)
            assert len(fields) == 9
            answers = {"code": codes[0], "q-consent": "1"} | dict.fromkeys(fields[1:], "2")
            wrong = client.post("/desk/paper/answers", data={**answers, fields[3]: "7"})
            assert wrong.status_code == 422
            assert "question 3:" in wrong.text
            assert wrong.text.count('value="2"') == 7  # all else stands as it was typed
            done = client.post("/desk/paper/answers", data=answers)
            assert "8 questions answered" in done.text
            again = client.post("/desk/paper/answers", data=answers)
            assert again.status_code == 409
            assert 'value="2"' not in again.text
            assert client.post("/desk/paper", data={"code": "nothing"}).status_code == 404
    finally:
        app.close()


@pytest.mark.parametrize("language", ["cy", "pl", "ro", "bn", "ur", "ar"])
def test_it_is_printed_in_every_language_with_fonts_of_our_own(prem, data, tmp_path, language):
    out = tmp_path / "booklet.pdf"
    said = prem("paper", SURVEY, "--language", language, "--out", out)
    assert said.code == 0
    pdf = out.read_bytes()
    whole = pdf + b"".join(_streams(pdf))
    assert b"NotoSans" in whole
    # A sign that no font has would stand there as glyph 0, which PDF/UA-1 does not allow.
    script = {"bn": b"NotoSansBengali", "ur": b"NotoSansArabic", "ar": b"NotoSansArabic"}
    assert script.get(language, b"NotoSans") in whole


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--copies", "0"), "422.726"),
        (("--copies", "1001"), "422.726"),
        (("--site", "site-9"), "422.341"),
        (("--language", "xx"), "422.341"),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(prem, is_one_line, tmp_path, words, code):
    said = prem("paper", SURVEY, "--out", tmp_path / "x.pdf", *words)
    is_one_line(said, code)
    assert not (tmp_path / "x.pdf").exists()


def test_no_file_is_written_over_and_none_left_without_its_codes(
    prem, is_one_line, tmp_path, monkeypatch
):
    there = tmp_path / "x.pdf"
    there.write_text("mine")
    is_one_line(prem("paper", SURVEY, "--out", there), "422.727")
    is_one_line(prem("paper", SURVEY, "--out", tmp_path / "no" / "x.pdf"), "422.727")
    assert there.read_text() == "mine"
    from prem.cli import paper

    def dies(*_):
        raise RuntimeError

    monkeypatch.setattr(paper, "keep_codes", dies)
    assert prem("paper", SURVEY, "--out", tmp_path / "y.pdf").code == 1
    assert not (tmp_path / "y.pdf").exists()


def test_without_the_extra_it_says_what_to_install(prem, is_one_line, tmp_path, monkeypatch):
    from prem.reports import booklet

    monkeypatch.setattr(booklet, "find_spec", lambda name: None)
    is_one_line(prem("paper", SURVEY, "--out", tmp_path / "x.pdf"), "422.725")


def test_a_survey_without_paper_prints_none(prem, is_one_line, tmp_path, monkeypatch):
    import dataclasses

    from prem.cli import paper
    from prem.surveys.load import load_survey

    web = dataclasses.replace(load_survey(SURVEY), channels=("web",))
    monkeypatch.setattr(paper, "load_survey", lambda *_: web)
    is_one_line(prem("paper", SURVEY, "--out", tmp_path / "x.pdf"), "422.720")
