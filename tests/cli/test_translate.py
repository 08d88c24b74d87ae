"""`prem translate`: to a translator as PO, back as words, stale where the source changes."""

from __future__ import annotations

import shutil
import tomllib

import pytest
from babel.messages.pofile import read_po, write_po

from prem import content
from prem.instruments.load import load_instrument
from prem.surveys.load import load_survey

INSTRUMENT, SURVEY = "perinatal-experience", "pregnancy-to-18-months"


@pytest.fixture
def own(tmp_path, monkeypatch):
    folder = tmp_path / "content"
    for name in ("instruments", "surveys"):
        shutil.copytree(content.find(name), folder / name)
        for words in (folder / name).glob("*/words/*.toml"):
            if words.stem != "en":
                words.unlink()
    for head in (
        folder / "instruments" / INSTRUMENT / "instrument.toml",
        folder / "surveys" / SURVEY / "survey.toml",
    ):
        lines = head.read_text().splitlines()
        head.write_text(
            "\n".join('languages = ["en"]' if x.startswith("languages = ") else x for x in lines)
        )
    monkeypatch.setenv("PREM_CONTENT", str(folder))
    return folder


def exported(prem, tmp_path, identity=INSTRUMENT, language="cy"):
    po = tmp_path / "words.po"
    said = prem("translate", identity, "--language", language, "--to", po)
    assert said.code == 0, said.err
    return po


def translated(po, change=lambda message: f"Cy {message.id}", keep=lambda message: True):
    """Translate as a translator's program does: read, fill in, write."""
    with po.open("rb") as file:
        catalog = read_po(file)
    for message in catalog:
        if message.id and keep(message):
            message.string = change(message)
            message.flags.discard("fuzzy")
    with po.open("wb") as file:
        write_po(file, catalog)
    return po


def declared(own, folder, language="cy"):
    head = own / folder
    text = head.read_text().replace('languages = ["en"]', f'languages = ["en", "{language}"]')
    head.write_text(text)


def test_an_instrument_goes_to_a_translator_and_comes_back(prem, own, tmp_path):
    po = translated(exported(prem, tmp_path))
    said = prem("translate", INSTRUMENT, "--language", "cy", "--from", po)
    assert (said.code, said.out) == (0, "")
    declared(own, f"instruments/{INSTRUMENT}/instrument.toml")
    whole = load_instrument(INSTRUMENT, own)
    first = whole.items[0]
    assert first.words["cy"].page == f"Cy {first.words['en'].page}"
    assert first.words["cy"].options == tuple(f"Cy {one}" for one in first.words["en"].options)
    assert whole.words_status["cy"] == "draft"
    checked = prem("check", INSTRUMENT)
    assert "draft" in checked.out
    assert "422.190" not in checked.out


def test_a_survey_with_its_facts_goes_and_comes_back(prem, own, tmp_path):
    po = translated(exported(prem, tmp_path, INSTRUMENT))
    prem("translate", INSTRUMENT, "--language", "cy", "--from", po)
    declared(own, f"instruments/{INSTRUMENT}/instrument.toml")
    po = translated(exported(prem, tmp_path, SURVEY), lambda m: f"O {m.id}")
    assert prem("translate", SURVEY, "--language", "cy", "--from", po).code == 0
    words = own / "surveys" / SURVEY / "words" / "cy.toml"
    assert tomllib.loads(words.read_text())["facts"]["asker"].startswith("O This is")
    text = words.read_text()
    words.write_text(text.replace('language = "cy"', 'language = "cy"\nforms = ["page", "easy"]'))
    declared(own, f"surveys/{SURVEY}/survey.toml")
    whole = load_survey(SURVEY, own)
    assert "O This is" in whole.words["cy"].say("opening-body")
    assert whole.speaks("cy", "web")
    assert not whole.speaks("cy", "sms")
    assert whole.speaks("en", "sms")


def test_a_language_without_texts_is_given_none_to_translate(prem, own, tmp_path):
    po = tmp_path / "words.po"
    words = (INSTRUMENT, "--language", "ur", "--forms", "page,easy")
    assert prem("translate", *words, "--to", po).code == 0
    with po.open("rb") as file:
        forms = {m.context.split(".")[-1] for m in read_po(file) if m.id}
    assert not {"text", "spoken"} & forms
    assert prem("translate", *words, "--from", translated(po)).code == 0
    declared(own, f"instruments/{INSTRUMENT}/instrument.toml", "ur")
    whole = load_instrument(INSTRUMENT, own)
    assert whole.forms_in("ur") == ("page", "easy")
    assert whole.forms_in("en") == ("page", "text", "spoken", "easy")
    assert prem("translate", INSTRUMENT, "--language", "pl", "--forms", "txt", "--to", po).code == 2


def test_words_whose_source_has_changed_are_flagged_until_translated_anew(prem, own, tmp_path):
    po = translated(exported(prem, tmp_path))
    prem("translate", INSTRUMENT, "--language", "cy", "--from", po)
    declared(own, f"instruments/{INSTRUMENT}/instrument.toml")
    source = own / "instruments" / INSTRUMENT / "words" / "en.toml"
    before = "Did the people caring for you share what they needed to know?"
    source.write_text(source.read_text().replace(before, "Did your carers share what was needed?"))
    said = prem("check", INSTRUMENT)
    assert said.out.count("422.190") == 1
    assert "words/cy.toml, field items.S3-1" in said.out
    fuzzy = exported(prem, tmp_path)
    with fuzzy.open("rb") as file:
        stale = [m.context for m in read_po(file) if m.id and m.fuzzy]
    assert stale
    assert {one.rpartition("S3-1")[0] for one in stale} == {"items."}
    prem("translate", INSTRUMENT, "--language", "cy", "--from", translated(fuzzy))
    assert "422.190" not in prem("check", INSTRUMENT).out


def test_a_live_survey_refuses_a_draft_unless_it_says_so(prem, own, tmp_path):
    for identity in (INSTRUMENT, SURVEY):
        po = translated(exported(prem, tmp_path, identity))
        prem("translate", identity, "--language", "cy", "--from", po)
        words = next(own.glob(f"*/{identity}/words/cy.toml"))
        text = words.read_text().replace(
            'language = "cy"', 'language = "cy"\nforms = ["page", "easy"]'
        )
        words.write_text(text)
    declared(own, f"instruments/{INSTRUMENT}/instrument.toml")
    declared(own, f"surveys/{SURVEY}/survey.toml")
    assert "422.198" not in prem("check", SURVEY).err
    head = own / "surveys" / SURVEY / "survey.toml"
    head.write_text(head.read_text().replace('status = "demonstration"', 'status = "live"'))
    assert "[422.198]" in prem("check", SURVEY).err
    head.write_text(head.read_text().replace('status = "live"', 'status = "live"\ndrafts = ["cy"]'))
    assert "422.198" not in prem("check", SURVEY).err


def test_what_was_checked_is_a_draft_again_when_its_words_change(prem, own, tmp_path):
    po = translated(exported(prem, tmp_path))
    prem("translate", INSTRUMENT, "--language", "cy", "--from", po)
    words = own / "instruments" / INSTRUMENT / "words" / "cy.toml"
    words.write_text(words.read_text().replace('"draft"', '"checked"'))
    prem("translate", INSTRUMENT, "--language", "cy", "--from", exported(prem, tmp_path))
    assert 'status = "checked"' in words.read_text()
    changed = translated(exported(prem, tmp_path), lambda m: f"Newydd {m.id}")
    prem("translate", INSTRUMENT, "--language", "cy", "--from", changed)
    assert 'status = "draft"' in words.read_text()


def refused(prem, is_one_line, code, *words):
    said = prem("translate", *words)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"[{code}]")
    assert len(said.err.splitlines()) == 1


def test_a_po_file_that_does_not_fit_changes_nothing(prem, own, is_one_line, tmp_path):
    def taken(path, language="cy", identity=SURVEY):
        return (identity, "--language", language, "--from", path)

    po = exported(prem, tmp_path, SURVEY)
    whole = po.read_bytes()
    refused(prem, is_one_line, "422.192", *taken(po, "pl"))
    for broken in (b"\xff\xfe\x00", b'msgid "x', b"x" * (5 << 20)):
        po.write_bytes(broken)
        refused(prem, is_one_line, "422.191", *taken(po))
    po.write_bytes(whole)
    translated(po)
    text = po.read_text()
    po.write_text(text.replace('msgctxt "page.check"', 'msgctxt "page.chekc"'))
    refused(prem, is_one_line, "422.193", *taken(po))
    po.write_text(text.replace('msgid "Take your time"', 'msgid "Take time"'))
    refused(prem, is_one_line, "422.194", *taken(po))
    po.write_text(text.replace('msgstr "Cy Hello. Here is the link you asked for: {link}"',
                               'msgstr "Cy: {lnk}"'))  # fmt: skip
    refused(prem, is_one_line, "422.195", *taken(po))
    assert not (own / "surveys" / SURVEY / "words" / "cy.toml").exists()


def test_wrong_words_are_said_in_a_sentence(prem, own, is_one_line, tmp_path):
    po = exported(prem, tmp_path)
    refused(prem, is_one_line, "422.196", INSTRUMENT, "--language", "en", "--to", po)
    refused(prem, is_one_line, "422.199", INSTRUMENT, "--language", "../x", "--to", po)
    refused(prem, is_one_line, "422.197", INSTRUMENT, "--language", "cy", "--from", tmp_path / "no")
    refused(prem, is_one_line, "422.197", INSTRUMENT, "--language", "cy", "--to", tmp_path / "a/b")
    refused(prem, is_one_line, "422.100", "nothing", "--language", "cy", "--to", po)
    assert prem("translate", INSTRUMENT, "--language", "cy").code == 2
    assert prem("translate", INSTRUMENT, "--language", "cy", "--to", po, "--from", po).code == 2
