"""A session as it is stored: short, and what was stored before it was short is read still."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from example_survey import example_survey

from prem.surveys.engine import start, step
from prem.surveys.reply import Back, Begin, Chosen
from prem.surveys.session import Session

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = example_survey()


def after(*replies: object) -> Session:
    """Return a session at the items, after these replies."""
    session = start(SURVEY, site="north", time_point="birth", language="en", form="full")
    front = (Begin(), Chosen("yes"), Chosen("yes"), Chosen("baby-with-me"))
    for reply in (*front, *replies):
        session, _ = step(SURVEY, session, reply, NOW)  # type: ignore[arg-type]
    return session


def test_the_path_is_kept_as_its_length_and_a_whole_one_is_read_still() -> None:
    session = after(Chosen(5), Chosen(4))
    state, at, size, *others = json.loads(session.dump())
    assert session.path == ("opening", "consent", "situation", *session.responses)
    assert (len(session.responses), size) == (2, len(session.path))
    whole = json.dumps([state, at, list(session.path), *others])
    assert session.restored(whole, session.situation) == session


def test_back_and_a_path_of_another_order_are_stored_as_they_are() -> None:
    session = after(Chosen(5), Chosen(4))
    back = after(Chosen(5), Chosen(4), Back())
    assert back.path == session.path[:-1]
    assert session.restored(back.dump(), session.situation) == back
    other = session._replace(path=("opening", *reversed(session.responses)))
    assert json.loads(other.dump())[2] == list(other.path)
    assert session.restored(other.dump(), session.situation) == other
