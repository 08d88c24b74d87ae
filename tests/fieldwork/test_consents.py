"""The words behind a consent are kept once, on both databases, and found by version and by hash."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from prem.errors import Refusal
from prem.fieldwork.consents import keep_words, kept_words, words_behind
from prem.surveys.model import consent_said


def test_programs_that_start_at_once_keep_each_version_once(stores, survey, now):
    starts = [Thread(target=keep_words, args=(stores, [survey], now)) for _ in range(4)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    found = kept_words(stores)
    assert sorted(one.version for one in found) == sorted(survey.consents.values())
    assert {one.since for one in found} == {now.replace(microsecond=0)}


def test_the_words_of_before_stay_beside_those_of_now(stores, survey, now):
    words = survey.words["en"]
    page = {**words.page, "consent": "May we ask?"}
    later = replace(survey, words={"en": replace(words, page=page)})
    for one in (survey, later):
        keep_words(stores, [one], now)
    for one in (survey, later):
        [found] = words_behind(stores, one.consents["north", "en"])
        assert found.said == consent_said(one.words["en"])
        both = words_behind(stores, one.consent_versions["en"])
        assert {each.site for each in both} == {"north", "south"}
    with pytest.raises(Refusal, match=r"404\.399"):
        words_behind(stores, "0" * 16)
