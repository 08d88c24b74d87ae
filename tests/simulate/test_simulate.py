"""Simulated women: through the engine and the store, with the factors that are written down."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from random import Random
from statistics import correlation as pearson
from statistics import fmean

import pytest

from prem.errors import Refusal
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.links import new_links
from prem.fieldwork.simulate import simulate
from prem.instruments.model import NON_ANSWERS, SITUATIONS
from prem.ports import frozen
from prem.settings import Settings
from prem.storage.keys import load_or_create
from prem.storage.rows import answer_rows
from prem.storage.stores import open_stores
from prem.surveys import engine, population
from prem.surveys.load import load_survey
from prem.surveys.population import LOADINGS, MARK, correlation, model_of, simulated, women
from prem.surveys.population_course import LOST, MISSED, visits
from prem.surveys.population_phone import Phone, meaning, reads
from prem.surveys.population_texts import SAID_NO, wrote_non_answer, wrote_number, wrote_stop
from prem.surveys.replies import understand
from prem.surveys.reply import Chosen, Declined, Stop

STUDY = load_survey("pregnancy-to-18-months")
COUNT = 400
NOW = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def study(tmp_path_factory, empty_sqlite):
    """400 women, answered once for all tests here; fewer by text, which takes longer to play."""
    folder = tmp_path_factory.mktemp("simulated") / "data"
    shutil.copytree(empty_sqlite, folder)
    stores = open_stores(Settings(data=folder))
    world = frozen(NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(population, "TEXT_SHARE", 0.15)
        done = simulate(stores, load_or_create(folder / "keys.json"), STUDY, COUNT, ports=world)
    yield stores, done
    stores.close()


def first_visits(stores):
    """{session: {item: code}} of each woman's web visits, one a woman."""
    by_woman = {}
    for row in answer_rows(stores.answers, STUDY.id):
        if row.code is not None and row.channel == "web":
            by_woman.setdefault(row.respondent, {}).setdefault(row.session, {})[row.item] = row.code
    return [next(iter(visits.values())) for visits in by_woman.values()]


def r_of(table, one, other):
    pairs = [(row[one], row[other]) for row in table if one in row and other in row]
    return pearson(*zip(*pairs, strict=True)) if len(pairs) > 60 else None


def test_items_of_a_scale_go_together_more_than_items_of_two(study):
    table = first_visits(study[0])
    scale_of = {i.id: i.scale for i in STUDY.instrument.items if i.kind == "choice" and i.scale}
    within, between = [], []
    names = sorted(scale_of)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            r = r_of(table, one, other)
            if r is not None:
                (within if scale_of[one] == scale_of[other] else between).append(r)
    # Latent: loadings of 0.72 on average, factors that correlate 0.43; codes lose about a tenth.
    assert len(within) > 50
    assert 0.35 < fmean(within) < 0.55
    assert 0.12 < fmean(between) < 0.30


def test_a_strong_item_goes_more_with_its_scale_than_a_weak_one(study):
    table = first_visits(study[0])
    rest = defaultdict(list)
    for scale in STUDY.instrument.scales:
        for place, one in enumerate(scale.items):
            found = [r_of(table, one, other) for other in scale.items if other != one]
            rest[place % len(LOADINGS)] += [r for r in found if r is not None]
    assert fmean(rest[0]) < fmean(rest[2]) < fmean(rest[4])


def test_the_factors_correlate_as_written():
    model = model_of(STUDY)
    scales = model.scales
    matrix = [[correlation(model, a, b) for b in scales] for a in scales]
    assert all(row[k] == 1 for k, row in enumerate(matrix))
    assert 0.29 < min(min(row) for row in matrix) < 0.35
    assert matrix[0][1] == matrix[1][0] == pytest.approx(model.general[0] * model.general[1])


def test_sites_and_time_points_differ_as_written():
    model, codes = model_of(STUDY), defaultdict(list)
    for woman in women(STUDY, 1500, Random(11)):
        for visit in visits(STUDY, model, woman, Random(woman.number)):
            given = [code for code in visit.responses.values() if isinstance(code, int)]
            codes[woman.site].append(fmean(given))
            codes[visit.time_point].append(fmean(given))
    by_site = [fmean(codes[site.id]) for site in STUDY.sites]
    assert by_site == sorted(by_site, reverse=True)
    assert by_site[0] - by_site[-1] > 0.15
    assert fmean(codes["months-12-18"]) > fmean(codes["pregnancy"])


def test_women_are_lost_between_rounds_as_in_the_study():
    model, population = model_of(STUDY), list(women(STUDY, 3000, Random(7)))
    came = [{v.round for v in visits(STUDY, model, w, Random(w.number))} for w in population]
    early = [rounds for w, rounds in zip(population, came, strict=True) if w.entry == 0]
    there = [sum(any(r >= k for r in rounds) for rounds in early) for k in range(5)]
    for k, lost in enumerate(LOST):
        # a woman who misses the last round that she had is lost a round earlier
        assert 1 - there[k + 1] / there[k] == pytest.approx(lost, abs=0.03 + MISSED)
    assert sum(w.entry == 0 for w in population) / 3000 == pytest.approx(23 / 36, abs=0.03)
    by_site = [sum(w.site == s.id for w in population) / 3000 for s in STUDY.sites]
    assert by_site == pytest.approx([10 / 36, 8 / 36, 8 / 36, 10 / 36], abs=0.03)


def test_nothing_is_asked_outside_its_time_and_form(study):
    asked = defaultdict(set)
    for row in answer_rows(study[0].answers, STUDY.id):
        asked[row.time_point, row.channel].add(row.item)
    assert {"web", "sms"} <= {channel for _, channel in asked} <= {"web", "sms", "whatsapp"}
    for (time, channel), items in asked.items():
        form = STUDY.form_of_channel[channel]
        may = {i for situation in SITUATIONS for i in STUDY.route(form, time, situation)}
        assert items
        assert items <= may


def test_every_way_of_ending_and_not_answering_occurs(study):
    stores, done = study
    states = stores.answers.reader.query("SELECT session, state FROM turn ORDER BY session, seq")
    last = {session: json.loads(state)[0] for session, state in states}
    assert {"finished", "stopped", "declined"} <= set(last.values())
    assert set(last.values()) <= {"finished", "stopped", "declined", "open", "paused"}
    assert len(last) < done.sessions  # some never opened it
    said = {row.non_answer for row in answer_rows(stores.answers, STUDY.id)}
    assert said == {None, "skipped", "written", *NON_ANSWERS}


def test_every_session_is_marked(study):
    found = study[0].answers.reader.query("SELECT DISTINCT survey_version FROM session")
    assert found == [(STUDY.version + MARK,)]
    assert simulated(simulated(STUDY)).version == STUDY.version + MARK


def answers_of(stores):
    return sorted(
        (r.site, r.time_point, r.channel, r.week, r.item, r.code or 0, r.non_answer or "")
        for r in answer_rows(stores.answers, STUDY.id)
    )


def test_the_same_seed_gives_the_same_answers_on_both_databases(stores, keys, now, tmp_path):
    simulate(stores, keys, STUDY, 12, ports=frozen(now), seed=5)
    other = open_stores(Settings(data=tmp_path / "other"))
    simulate(other, keys, STUDY, 12, ports=frozen(now, seed=99), seed=5)
    third = open_stores(Settings(data=tmp_path / "third"))
    simulate(third, keys, STUDY, 12, ports=frozen(now), seed=6)
    assert answers_of(stores) == answers_of(other)
    assert answers_of(stores) != answers_of(third)
    other.close()
    third.close()


def test_a_store_with_real_answers_takes_no_simulated_women(stores, keys, ports):
    new_links(stores, keys, STUDY, 1, site="site-1", time_point="birth", language="en",
              anonymous=False, ports=ports)  # fmt: skip
    with pytest.raises(Refusal) as refused:
        simulate(stores, keys, STUDY, 10, ports=ports)
    assert refused.value.first.kind.code == "422.705"


def test_a_store_with_a_woman_who_has_not_answered_yet_takes_none_either(stores, keys, ports):
    whole = Field(stores, {STUDY.id: STUDY}, keys, ports.number, "https://example.org")
    consent = STUDY.consent_versions["en"]
    enrol(whole, STUDY, Enrolment("+447700900123", "site-1", consent, "en"), ports.now())
    with pytest.raises(Refusal) as refused:
        simulate(stores, keys, STUDY, 10, ports=ports)
    assert refused.value.first.kind.code == "422.705"


@pytest.mark.parametrize(("count", "months", "code"), [(0, 9, "422.702"), (5, 0, "422.703")])
def test_sizes_out_of_range_are_refused(stores, keys, ports, count, months, code):
    with pytest.raises(Refusal) as refused:
        simulate(stores, keys, STUDY, count, ports=ports, months=months)
    assert refused.value.first.kind.code == code


def at_first_item():
    session = engine.start(STUDY, site="site-1", time_point="birth", language="en", form="text")
    for value in ("yes", "yes", "baby-with-me"):
        session, _ = engine.step(STUDY, session, Chosen(value), NOW)
    return session


def test_messy_texts_are_read_as_they_were_meant_or_asked_again():
    session, chance = at_first_item(), Random(3)
    item = STUDY.items[session.step]
    words = item.words["en"].text_options
    right = wrong = 0
    for _ in range(500):
        number = chance.randrange(1, len(item.codes) + 1)
        reply = understand(STUDY, session, wrote_number(number, words[number - 1], chance))[1]
        if isinstance(reply, Chosen):
            right += reply.value == item.codes[number - 1]
            wrong += reply.value != item.codes[number - 1]
    assert wrong == 0
    assert right > 450


def test_stops_and_non_answers_are_read():
    session, chance = at_first_item(), Random(4)
    assert set(SAID_NO) == set(NON_ANSWERS)
    for _ in range(50):
        assert isinstance(understand(STUDY, session, wrote_stop(chance))[1], Stop)
        for non_answer in NON_ANSWERS:
            reply = understand(STUDY, session, wrote_non_answer(non_answer, chance))[1]
            assert isinstance(reply, Declined)
            assert reply.non_answer == non_answer


def test_a_woman_who_stops_by_text_does_so_at_her_question():
    model, asked = model_of(STUDY), meaning(STUDY, "en")
    question = next(words for words, what in asked.items() if what in STUDY.items)
    stops = 0
    for woman in women(STUDY, 300, Random(1)):
        for visit in visits(STUDY, model, woman, Random(woman.number)):
            if visit.ends == "stopped":
                phone = Phone({"wave": visit}, Random(woman.number))
                phone.answered["wave"] = visit.stops_after
                [wrote] = reads(STUDY, "en", phone, "wave", question)
                assert isinstance(understand(STUDY, at_first_item(), wrote.words)[1], Stop)
                stops += 1
    assert stops > 10
