"""What a release's figures say in words, and in the CSV."""

from __future__ import annotations

import pytest

from prem.reports.release_view import csv_rows, view_of, words_of

SHOWN = {"release": 1, "current": True}
OLD = {"release": 1, "current": False}


@pytest.mark.parametrize(
    ("figure", "entry", "words", "small"),
    [
        ("women", SHOWN | {"women": 20, "sessions": 30}, "about 20", "30 interviews"),
        (
            "women",
            OLD | {"women": 20, "sessions": 30},
            "about 20",
            "30 interviews; as in release 1",
        ),
        (
            "scale",
            SHOWN | {"women": 20, "mean": 66, "low": 61, "high": 72},
            "66",
            "61 to 72; about 20 women",
        ),
        (
            "item",
            OLD | {"answers": 20, "low": 5, "middle": 5, "high": 10},
            "10 good",
            "5 middle, 5 poor, of about 20; as in release 1",
        ),
        ("item", {"withheld": "too few"}, "withheld", "too few"),
        ("scale", {"not_asked": True}, "not asked", ""),
    ],
)
def test_a_group_in_words(figure, entry, words, small):
    part = words_of(figure, entry)
    assert (part.words, part.small) == (words, small)


def document(group):
    place = {"site": None, "time_point": None}
    figure = {"id": "scale:one", "kind": "scale", "title": "One", "groups": [place | group]}
    return {
        "survey": {"id": "s", "title": "S", "version": "1"},
        "instrument": {"id": "i", "version": "1", "status": "candidate"},
        "number": 2, "made": "2026-11-21", "through": "2026-W46", "simulated": True,
        "notes": [], "sites": [], "time_points": [], "figures": [figure],
    }  # fmt: skip


def test_a_withheld_score_has_no_bar():
    (bar,) = view_of(document({"withheld": "too few"}), "d" * 64).bars
    assert (bar.words, bar.mean) == ("withheld", None)
    shown = {"women": 20, "mean": 66, "low": 61, "high": 72} | SHOWN
    (bar,) = view_of(document(shown), "d" * 64).bars
    assert (bar.words, bar.mean, bar.low, bar.high) == ("66 (61 to 72)", 66, 61, 72)


def test_the_csv_says_why_a_number_is_absent():
    for group, why in (({"withheld": "too few"}, "too few"), ({"not_asked": True}, "not asked")):
        header, row = csv_rows(document(group))
        found = dict(zip(header, row, strict=True))
        assert (found["value"], found["withheld"], found["site"]) == ("", why, "all")
