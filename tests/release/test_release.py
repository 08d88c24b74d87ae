"""A release through the stores: what is frozen, and that it stays."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from statistics import fmean

import pytest
from scipy import stats

from prem.analysis.student import quantile95, two_sided
from prem.errors import Refusal
from prem.fieldwork.release import last_whole_week, release
from prem.fieldwork.simulate import simulate
from prem.ports import frozen
from prem.reports.release import as_csv, as_page, check_folder, write
from prem.storage import releases
from prem.storage.rows import answer_rows
from prem.surveys.load import load_survey

STUDY = load_survey("pregnancy-to-18-months")
PLACE = ("site", "time_point", "release", "current")


def given_women(stores, keys, at, count, seed=1, months=5):
    simulate(stores, keys, STUDY, count, ports=frozen(at, seed), seed=seed, months=months)


def numbers(document):
    """{(figure, site, time point): its numbers}, what is withheld left out."""
    return {
        (f["id"], g["site"], g["time_point"]): {k: v for k, v in g.items() if k not in PLACE}
        for f in document["figures"]
        for g in f["groups"]
        if "release" in g
    }


def coded(stores, through):
    return [row for row in answer_rows(stores.answers, STUDY.id, through) if row.code is not None]


def frozen_now(stores, at):
    return json.loads(release(stores, STUDY, now=at).document)


def test_no_number_is_of_fewer_than_8_women_or_of_women_who_say_the_same(stores, keys, now):
    given_women(stores, keys, now, 60)
    document = frozen_now(stores, now)
    shown = numbers(document)

    held = defaultdict(set)
    for row in coded(stores, document["through"]):
        band = "poor" if row.code < 3 else "good" if row.code > 3 else "middle"
        for site in (None, row.site):
            for time in (None, row.time_point):
                held[f"item:{row.item}", site, time].add((row.respondent, band))
    items = [key for key in shown if key[0].startswith("item:")]
    assert items
    for key in items:
        women = {woman for woman, _ in held[key]}
        assert len(women) >= 8
        for band in ("poor", "middle", "good"):
            assert len({woman for woman, said in held[key] if said != band}) >= 3
        assert all(value % 5 == 0 for value in shown[key].values())
    withheld = [g for f in document["figures"] for g in f["groups"] if "withheld" in g]
    assert withheld
    assert all(set(g) == {"site", "time_point", "withheld"} for g in withheld)
    assert len({g["withheld"] for g in withheld}) == 1  # the reason would itself tell


def test_a_score_is_the_mean_of_women_with_students_interval(stores, keys, now):
    given_women(stores, keys, now, 60)
    document = frozen_now(stores, now)
    scale = STUDY.instrument.scales[0]
    given = defaultdict(lambda: defaultdict(list))
    for row in coded(stores, document["through"]):
        if row.item in scale.items:
            given[row.respondent][row.time_point].append((row.code - 1) * 25)
    items = {item: STUDY.instrument.item(item) for item in scale.items}
    women = []
    for visits in given.values():
        asked = {t: sum(t in i.time_points for i in items.values()) for t in visits}
        scores = [fmean(v) for t, v in visits.items() if len(v) >= asked[t] / 2]
        women += [fmean(scores)] if scores else []
    low, high = stats.t.interval(0.95, len(women) - 1, fmean(women), stats.sem(women))

    found = numbers(document)[f"scale:{scale.id}", None, None]
    assert found["mean"] == round(fmean(women))
    assert 0 <= low - found["low"] < 1
    assert 0 <= found["high"] - high < 1
    assert abs(found["women"] - len(women)) <= 2


def test_too_few_new_women_leave_every_figure_as_it_was(stores, keys, now):
    given_women(stores, keys, now, 60)
    first = frozen_now(stores, now)
    later = now + timedelta(weeks=40)
    given_women(stores, keys, later, 5, seed=2)
    second = frozen_now(stores, later)

    assert second["number"] == 2
    assert numbers(second) == numbers(first)
    women = second["figures"][0]["groups"]
    assert not any(group.get("current") for group in women)
    assert {group["release"] for group in women if "release" in group} == {1}

    much_later = later + timedelta(weeks=40)
    given_women(stores, keys, much_later, 70, seed=3)
    third = numbers(frozen_now(stores, much_later))
    assert third["women", None, None]["women"] >= 120
    assert third.keys() >= numbers(first).keys()


def test_an_erased_woman_is_not_seen_by_the_next_release(stores, keys, now):
    given_women(stores, keys, now, 60)
    first = frozen_now(stores, now)
    line = stores.answers.writer
    sessions = line.query("SELECT id FROM session WHERE respondent = (SELECT min(respondent)"
                          " FROM session s JOIN turn t ON t.session = s.id)")  # fmt: skip
    for (session,) in sessions:
        line.write("INSERT INTO erasure (session, week) VALUES (?, ?)", (session, "2026-W47"))
        line.write("DELETE FROM turn WHERE session = ?", (session,))
    second = frozen_now(stores, now + timedelta(weeks=2))

    assert sessions
    assert second["fingerprint"] != first["fingerprint"]
    assert numbers(second) == numbers(first)


def test_a_site_that_is_taken_out_is_not_shown_by_what_is_left(stores, keys, now):
    given_women(stores, keys, now, 60)
    first = frozen_now(stores, now)
    fewer = replace(STUDY, sites=STUDY.sites[:3])
    second = json.loads(release(stores, fewer, now=now + timedelta(weeks=1)).document)
    places = {s["id"] for s in second["sites"]} | {None}
    assert len(places) == 4
    assert numbers(second) == {k: v for k, v in numbers(first).items() if k[1] in places}


def test_a_release_never_changes_and_says_that_it_is_simulated(stores, keys, now):
    given_women(stores, keys, now, 30)
    made = release(stores, STUDY, now=now)
    given_women(stores, keys, now + timedelta(weeks=40), 30, seed=2)
    release(stores, STUDY, now=now + timedelta(weeks=40))

    again = releases.one(stores.workshop, STUDY.id, 1)
    assert (again.document, again.hash) == (made.document, made.hash)
    document = json.loads(made.document)
    assert document["simulated"] is True
    assert document["instrument"]["status"] == "candidate"
    assert document["through"] == last_whole_week(now) == "2026-W46"
    text = " ".join(document["notes"])
    assert "Simulated" in text
    assert "not yet co-produced" in text


def test_a_survey_without_answers_is_refused_in_a_sentence(stores, now):
    with pytest.raises(Refusal) as refused:
        release(stores, STUDY, now=now)
    assert refused.value.first.kind.code == "422.700"


@pytest.fixture
def one_release(sqlite_settings, keys, now):
    from prem.storage.stores import open_stores

    stores = open_stores(sqlite_settings)
    given_women(stores, keys, now, 30)
    made = release(stores, STUDY, now=now)
    stores.close()
    return made


def test_only_what_is_asked_at_no_such_time_is_said_to_be_not_asked(one_release):
    seen = set()
    for figure in json.loads(one_release.document)["figures"]:
        kind, _, what = figure["id"].partition(":")
        items = [i for i in STUDY.instrument.items if what in (i.id, i.scale)]
        for group in figure["groups"]:
            asked = [i for i in items if group["time_point"] in (None, *i.time_points)]
            assert ("not_asked" in group) == (bool(items) and not asked), (figure["id"], group)
            seen.add((kind, "not_asked" in group))
    assert {("item", True), ("item", False), ("scale", False)} <= seen


def test_the_files_say_what_was_frozen(one_release, tmp_path):
    out = tmp_path / "out"
    check_folder(out)
    paths = write(one_release.document, one_release.hash, out)
    assert [path.name for path in paths] == ["release.json", "release.csv", "release.html"]
    assert paths[0].read_text() == one_release.document

    document = json.loads(one_release.document)
    rows = list(csv.DictReader(as_csv(one_release.document).splitlines()))
    measured = [row for row in rows if row["value"]]
    assert len(measured) == sum(len(values) for values in numbers(document).values())
    assert all((row["value"] == "") == (row["withheld"] != "") for row in rows)
    page = as_page(one_release.document, one_release.hash)
    assert "withheld" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "")

    with pytest.raises(Refusal) as refused:
        check_folder(out)
    assert refused.value.first.kind.code == "422.701"


def test_the_desk_imports_no_statistics():
    code = (
        "import sys, prem.web.desk, prem.cli.release, prem.fieldwork.release;"
        "print(sorted({'numpy', 'scipy', 'pandas', 'pingouin'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("df", [1, 2, 3, 7, 8, 35, 200, 1001])
def test_students_t_equals_scipys(df):
    assert quantile95(df) == pytest.approx(stats.t.ppf(0.975, df), abs=1e-9)
    assert two_sided(1.3, df) == pytest.approx(2 * stats.t.cdf(1.3, df) - 1, abs=1e-12)
