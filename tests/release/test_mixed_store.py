"""Simulated and real women in one store: a release is of the one kind, and says which."""

from __future__ import annotations

import json
from datetime import timedelta

from prem.fieldwork.interviews import Interviews, Job
from prem.fieldwork.links import new_links, session_id_of
from prem.fieldwork.release import release
from prem.fieldwork.simulate import simulate
from prem.ports import frozen
from prem.storage.rows import answer_rows
from prem.surveys.load import load_survey
from prem.surveys.population import MARK
from prem.surveys.reply import Chosen, Skip

STUDY = load_survey("pregnancy-to-18-months")
WAY_IN = (Skip(), Chosen("yes"), Chosen("pregnant"))


def real_women_answer(stores, keys, count, at):
    """Let women open links and choose the first option of the first item."""
    interviews = Interviews(stores, {STUDY.id: STUDY}, keys)
    place = {"site": STUDY.sites[0].id, "time_point": "pregnancy", "language": "en"}
    tokens = new_links(
        stores, keys, STUDY, count, **place, anonymous=False, ports=frozen(at, seed=99)
    )
    for token in tokens:
        session = session_id_of(keys, token)
        interviews.receive_many([interviews.opening(token, at)])
        for reply in (*WAY_IN, Chosen(5)):
            interviews.receive_many([Job(session, "pregnant", reply, at)])
    interviews.close()


def women_of(document):
    return next(f for f in document["figures"] if f["id"] == "women")["groups"]


def test_real_answers_are_not_counted_among_simulated_ones(stores, keys, now):
    simulate(stores, keys, STUDY, 30, ports=frozen(now, 1), seed=1, months=5)
    real_women_answer(stores, keys, 40, now - timedelta(weeks=2))
    rows = list(answer_rows(stores.answers, STUDY.id))
    real = {row.respondent for row in rows if not row.survey_version.endswith(MARK)}
    assert len(real) == 40
    document = json.loads(release(stores, STUDY, now=now).document)
    everyone = women_of(document)[0]
    assert document["simulated"] is True
    assert everyone["site"] is None
    assert everyone["women"] <= 35
