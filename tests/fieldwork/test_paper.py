"""Booklets: printed with codes, typed in once, whatever the hands do."""

from __future__ import annotations

import dataclasses
import itertools
import re
from datetime import timedelta
from types import MappingProxyType

import pytest

from prem.errors import Refusal
from prem.fieldwork.field import Field
from prem.fieldwork.links import Door
from prem.fieldwork.paper import LETTERS, OPEN_DAYS, find_paper, keep_codes, new_codes, type_in
from prem.storage.rows import answer_rows
from prem.surveys.booklet import booklet
from prem.surveys.keys import PAPER
from prem.surveys.load import load_survey

SITE, TIME = "north", "weeks-0-12"
WORDS = dict.fromkeys(PAPER, "Words.")


@pytest.fixture
def on_paper(survey):
    words = dataclasses.replace(survey.words["en"], paper=MappingProxyType(WORDS))
    return dataclasses.replace(
        survey,
        channels=(*survey.channels, "paper"),
        form_of_channel={**survey.form_of_channel, "paper": "full"},
        words={**survey.words, "en": words},
    )


@pytest.fixture
def field(stores, on_paper, keys, ports):
    return Field(stores, {on_paper.id: on_paper}, keys, ports.number)


@pytest.fixture
def code(field, on_paper, ports):
    [code] = new_codes(1, ports)
    keep_codes(field, on_paper, [code], Door(on_paper.id, SITE, TIME), "en", ports)
    return code


def test_a_code_works_for_the_days_that_are_told(field, code, now):
    assert find_paper(field, code, now + timedelta(days=OPEN_DAYS))
    with pytest.raises(Refusal, match=r"404\.721"):
        find_paper(field, code, now + timedelta(days=OPEN_DAYS + 1))


def rows(field, survey):
    return {
        row.item: row.code or row.non_answer for row in answer_rows(field.stores.answers, survey.id)
    }


def test_what_is_ticked_is_kept_once_on_the_channel_paper(field, on_paper, code, now):
    paper = find_paper(field, code, now)
    asked = [one.step for one in paper.booklet.questions]
    assert asked == ["S5-1", "S3-1", "overall", "open"]  # none that is for some women only
    marks = {"consent": "1", "S5-1": "2", "S3-1": "b", "overall": " 5 ", "open": "Ask me first."}
    assert type_in(field, paper, marks, now) == 4
    found = list(answer_rows(field.stores.answers, on_paper.id))
    assert {row.item: row.code or row.non_answer for row in found} == {
        "S5-1": 4, "S3-1": "not-about-me", "overall": 1, "open": "written",
    }  # fmt: skip
    assert {(row.channel, row.site, row.time_point) for row in found} == {("paper", SITE, TIME)}
    with pytest.raises(Refusal, match=r"409\.722"):
        find_paper(field, code, now)
    assert type_in(field, paper, {**marks, "S5-1": "1"}, now) == 0  # an old tab
    assert rows(field, on_paper)["S5-1"] == 4


def test_an_empty_box_is_a_question_passed_over(field, on_paper, code, now):
    assert type_in(field, find_paper(field, code, now), {"consent": "1", "overall": "1"}, now) == 1
    assert rows(field, on_paper) == {
        "S5-1": "skipped", "S3-1": "skipped", "overall": 5, "open": "skipped",
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["6", "0", "D", "1 2", "12", "-1", "²", "<b>", "1;2"])
def test_a_mark_that_is_no_box_keeps_nothing(field, on_paper, code, now, mark):
    paper = find_paper(field, code, now)
    with pytest.raises(Refusal, match=r"422.723\] question 2:"):
        type_in(field, paper, {"consent": "1", "S5-1": "1", "S3-1": mark}, now)
    assert rows(field, on_paper) == {}
    assert find_paper(field, code, now)  # and it can still be typed in


@pytest.mark.parametrize("consent", ["", "2"])
def test_without_her_yes_no_answer_is_kept(field, on_paper, code, now, consent):
    paper = find_paper(field, code, now)
    with pytest.raises(Refusal, match=r"422\.724"):
        type_in(field, paper, {"consent": consent, "S5-1": "1"}, now)
    assert rows(field, on_paper) == {}


def test_a_code_is_read_as_hands_type_it(field, code, now):
    plain = code.replace("-", "")
    for typed in (plain.lower(), f" {plain[:3]} {plain[3:]} ", code.replace("-", " - ")):
        assert find_paper(field, typed, now).session_id == find_paper(field, code, now).session_id


def test_every_slip_of_one_letter_and_every_swap_is_seen(field, code, now):
    plain = code.replace("-", "")
    slips = {plain[:at] + other + plain[at + 1 :] for at in range(11) for other in LETTERS}
    swaps = {plain[:n] + plain[n + 1] + plain[n] + plain[n + 2 :] for n in range(9)}
    for wrong in (slips | swaps | {"", "0" * 11, "I" * 11, plain * 4, "é" * 11}) - {plain}:
        with pytest.raises(Refusal, match=r"404\.721"):
            find_paper(field, wrong, now)


def test_a_code_opens_nothing_on_the_web(field, code, now, stores):
    from prem.fieldwork.interviews import Interviews

    web = Interviews(stores, field.surveys, field.keys)
    try:
        for token in (code, code.replace("-", "")):
            assert web.receive_many([web.opening(token, now)]) == [None]
    finally:
        web.close()


def test_a_crash_in_the_middle_keeps_all_or_nothing(field, on_paper, code, now, monkeypatch):
    paper = find_paper(field, code, now)
    marks = {"consent": "1", "S5-1": "2", "overall": "1"}
    from prem.storage import turns

    real, calls = turns.append, itertools.count()

    def dies(line, rows):
        if next(calls) == 0:
            raise RuntimeError("the power went")
        real(line, rows)

    monkeypatch.setattr(turns, "append", dies)
    with pytest.raises(RuntimeError):
        type_in(field, paper, marks, now)
    assert rows(field, on_paper) == {}
    assert type_in(field, find_paper(field, code, now), marks, now) == 2


def test_no_line_on_the_paper_says_what_happened_to_her(on_paper):
    printed = booklet(on_paper, time_point=TIME, language="en")
    assert printed.support
    assert not [line for line in printed.support if line.nation]
    assert not re.search("baby", " ".join(one.words for one in printed.questions))


@pytest.mark.parametrize("language", ["en", "cy", "pl", "ro", "bn", "ur", "ar"])
def test_the_paper_tells_what_is_true_on_paper(language):
    """No link, no firm that carries texts, no deleting by a tap; and no voucher comes of it."""
    shipped = load_survey("pregnancy-to-18-months")
    words, promises = shipped.words[language], shipped.promises
    printed = booklet(shipped, time_point="birth", language=language)
    said = " ".join(printed.opening_body)
    for name in ("link_days", "provider_days"):
        assert str(promises[name]) not in said
    assert str(promises["smallest_group"]) in said
    assert words.page["voucher"] not in said
    assert not set(words.easy["opening-more-body"].split("\n")[-4:-1]) & set(printed.opening_body)
    if language == "en":
        assert not re.search("link|texts|tap|button|page", said)
        assert "we can't find it later to delete it" in said


def other_words(survey, change):
    words = survey.words["en"]
    return dataclasses.replace(survey, words={"en": change(words)})


def other_item(survey):
    items = [
        dataclasses.replace(one, codes=one.codes[::-1]) if one.id == "S5-1" else one
        for one in survey.instrument.items
    ]
    said = {
        one.id: {"en": dataclasses.replace(one.words["en"], easy=f"{one.words['en'].easy} ")}
        for one in survey.instrument.items
    }
    items = [dataclasses.replace(one, words=said[one.id]) for one in items]
    instrument = dataclasses.replace(survey.instrument, items=tuple(items))
    return dataclasses.replace(survey, instrument=instrument)


CHANGES = {
    "a question": other_item,
    "the opening": lambda survey: other_words(
        survey, lambda own: dataclasses.replace(own, paper={**WORDS, "opening-body": "Other."})
    ),
    "the consent": lambda survey: other_words(
        survey, lambda own: dataclasses.replace(own, page={**own.page, "consent": "May we?"})
    ),
    "the order": lambda survey: dataclasses.replace(
        survey, forms={**survey.forms, "full": survey.forms["full"][::-1]}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_booklet_is_typed_in_with_the_words_that_it_was_printed_with(
    field, on_paper, code, now, change
):
    changed = change(on_paper)
    later = dataclasses.replace(field, surveys={on_paper.id: changed})
    with pytest.raises(Refusal, match=r"409\.728"):
        find_paper(later, code, now)
    assert find_paper(field, code, now), "and with the words of then it can be"


def test_what_is_not_asked_on_it_may_change(field, on_paper, code, now):
    kinder = other_words(
        on_paper, lambda own: dataclasses.replace(own, page={**own.page, "end": "Thanks a lot"})
    )
    later = dataclasses.replace(field, surveys={on_paper.id: kinder})
    assert find_paper(later, code, now).booklet.end == "Thanks a lot"
