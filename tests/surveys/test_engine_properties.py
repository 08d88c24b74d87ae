"""What holds for every sequence of replies, however wild."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from example_survey import example_survey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prem.instruments.model import NON_ANSWERS, SITUATIONS, TIME_POINTS
from prem.surveys.conversation import reply_as_json, reply_from_json
from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, QuestionDue, Stopped
from prem.surveys.replies import understand
from prem.surveys.reply import (
    Back,
    Begin,
    Change,
    Check,
    Chosen,
    Declined,
    Empty,
    Help,
    Pause,
    Skip,
    Stop,
    Switch,
    Unread,
    Wrote,
)
from prem.surveys.screens import screen
from prem.surveys.texts import messages
from prem.surveys.way import FINAL, due_step

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = example_survey()
ITEMS = {item.id: item for item in SURVEY.instrument.items}
STEPS = ("", "", "", "opening", "consent", "situation", "end", "nowhere", *ITEMS)
VALUES = ("yes", "no", "yes", *SITUATIONS, "", "5", *range(-1, 7))

steps = st.sampled_from(STEPS)
answers = st.one_of(
    st.builds(Chosen, st.sampled_from(VALUES), st.sampled_from(("", "only once")), steps),
    st.builds(Declined, st.sampled_from((*NON_ANSWERS, "", "other")), steps),
    st.builds(Wrote, st.sampled_from(("", " ", "more time")), steps),
    st.builds(Skip, steps),
)
# A blank text is an Empty: the second one lets the question go, on purpose.
posted = answers.filter(lambda reply: not isinstance(reply, Wrote) or reply.text.strip())
moves = st.one_of(
    st.builds(Empty, steps), st.builds(Unread, steps), st.just(Begin()), st.just(Back()),
    st.just(Pause()), st.just(Help()), st.just(Check()), st.builds(Change, steps),
    st.builds(Switch, st.sampled_from((True, False, None)), st.sampled_from((True, None)),
              st.booleans(), steps, st.sampled_from(VALUES), st.sampled_from(("", "more"))),
    st.builds(Begin, st.booleans()),
)  # fmt: skip
stops = st.builds(Stop, st.booleans())
replies = st.one_of(answers, answers, answers, moves, stops)
going_on = st.one_of(answers, answers, answers, moves)
settings_of = st.tuples(st.sampled_from(TIME_POINTS), st.sampled_from(("full", "text")))
situations = st.sampled_from((*SITUATIONS, None))
# A busy machine is no fault of the engine's: no deadline, no complaint about slow examples.
FEW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def begun(setting, situation="loss"):
    """Return a session at the first item."""
    time_point, form = setting
    session = start(SURVEY, site="north", time_point=time_point, language="en", form=form)
    for reply in (Begin(), Chosen("yes"), Chosen("yes"), Chosen(situation or "loss")):
        session, _ = step(SURVEY, session, reply, NOW)
    return session._replace(situation=situation)


def played(session, sequence):
    """Yield (session before, reply, session after, events)."""
    for reply in sequence:
        after, events = step(SURVEY, session, reply, NOW)
        yield session, reply, after, events
        session = after


def after_all(session, sequence):
    """Return the session after a sequence of replies."""
    return [session, *(after for _, _, after, _ in played(session, sequence))][-1]


def towards_the_end(session):
    """Return the reply by which a willing woman goes on."""
    due = due_step(SURVEY, session)
    if session.state in ("new", "paused"):
        return Begin()
    return {"opening": Chosen("yes"), "consent": Chosen("yes"),
            "situation": Chosen("loss")}.get(due, Skip())  # fmt: skip


@FEW
@given(settings_of, st.lists(replies, max_size=25))
def test_no_reply_ever_raises_or_is_unshowable(setting, sequence):
    session = start(SURVEY, site="north", time_point=setting[0], language="en", form=setting[1])
    for _, _, after, events in played(session, sequence):
        assert screen(SURVEY, after).legend
        assert all(messages(SURVEY, after, events))


@FEW
@given(settings_of, situations, st.lists(going_on, max_size=20))
def test_there_is_always_a_way_to_an_end(setting, situation, sequence):
    session = begun(setting, situation)
    session = after_all(session, sequence)
    for _ in range(len(ITEMS) + 6):
        session, _ = step(SURVEY, session, towards_the_end(session), NOW)
    assert session.state in FINAL


@FEW
@given(settings_of, situations, st.lists(replies, max_size=25), st.data())
def test_storing_and_reading_again_changes_nothing(setting, situation, sequence, data):
    session = begun(setting, situation)
    for before, reply, after, events in played(session, sequence):
        reread = before.restored(before.dump(), before.situation)
        assert step(SURVEY, reread, reply, NOW) == (after, events)


@FEW
@given(settings_of, situations, st.lists(st.tuples(replies, situations), max_size=25))
def test_no_item_is_asked_where_it_does_not_fit(setting, situation, sequence):
    session = begun(setting, situation)
    for reply, elsewhere in sequence:
        session, events = step(SURVEY, session, reply, NOW)
        for event in events:
            if isinstance(event, QuestionDue) and event.step in ITEMS:
                assert ITEMS[event.step].fits(session.time_point, session.situation)
                assert event.step in SURVEY.forms[session.form]
        session = session._replace(situation=elsewhere)  # read again with another cookie
        shown = screen(SURVEY, session)
        if shown.kind in ("choice", "open"):
            assert ITEMS[shown.step].fits(session.time_point, session.situation)


@FEW
@given(settings_of, situations, st.lists(replies, max_size=25))
def test_only_legal_codes_of_her_own_items_are_answers(setting, situation, sequence):
    for before, _, _, events in played(begun(setting, situation), sequence):
        for event in (one for one in events if isinstance(one, AnswerGiven)):
            item = ITEMS[event.item]
            legal = {
                *item.codes,
                "skipped",
                "set-aside",
                *(NON_ANSWERS if item.codes else ("written",)),
            }
            assert event.response in legal
            assert before.time_point in item.time_points
            assert event.item in SURVEY.forms[before.form]
            assert before.situation is None or before.situation in item.situations


@FEW
@given(settings_of, st.lists(replies, max_size=10), st.booleans(), st.lists(replies, max_size=10))
def test_stop_ends_everything(setting, before, silent, after):
    session = start(SURVEY, site="north", time_point=setting[0], language="en", form=setting[1])
    session = after_all(session, before)
    ended, events = step(SURVEY, session, Stop(silent), NOW)
    assert ended.state == "stopped"
    assert events in ((Stopped(silent),), ())
    for _, reply, later, events in played(ended, after):
        assert later == ended
        assert isinstance(reply, Help) or events == ()


@FEW
@given(settings_of, situations, st.lists(going_on, max_size=15), posted)
def test_a_doubled_post_changes_nothing(setting, situation, sequence, reply):
    session = begun(setting, situation)
    session = after_all(session, sequence)
    posted = replace(reply, step=due_step(SURVEY, session))
    once, first = step(SURVEY, session, posted, NOW)
    twice, second = step(SURVEY, once, posted, NOW)
    if any(isinstance(one, AnswerGiven) for one in first):
        assert twice == once
        assert not any(isinstance(one, AnswerGiven) for one in second)
    else:
        assert twice.responses == session.responses


@FEW
@given(st.text(max_size=60), settings_of, situations, st.sampled_from(("open", "paused", "new")))
def test_any_text_is_understood_as_something(text, setting, situation, state):
    session = begun(setting, situation)._replace(state=state)
    reading, reply = understand(SURVEY, session, text)
    after, events = step(SURVEY, session, reply, NOW)
    assert all(messages(SURVEY, after, events))
    for event in (one for one in events if isinstance(one, AnswerGiven)):
        assert reading.kind in ("answer", "non_answer")
        assert event.item == session.step


@FEW
@given(replies)
def test_a_reply_is_the_same_after_json(reply):
    assert reply_from_json(reply_as_json(reply)) == reply
