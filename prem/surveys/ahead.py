"""The questions that come next whatever she answers, so that a page can bring them along. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from prem.surveys import engine
from prem.surveys.model import Survey
from prem.surveys.reply import Skip
from prem.surveys.screens import Screen, screen
from prem.surveys.session import Session
from prem.surveys.way import due_step

MOST = 60
"""Questions that one page brings along at most."""
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""No rule of the engine's depends on the moment."""


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a session stands, as far as what comes next depends on it.

    Two that are equal have the same questions ahead. It holds which questions were answered, and
    no answer: what is made for one woman may be shown to another.
    """

    survey: Survey = field(compare=False)
    session: Session = field(compare=False, repr=False)
    key: tuple[object, ...]


def onward(survey: Survey, session: Session) -> Onward:
    """Return where an open session stands, without her answers."""
    answered = tuple(session.responses)
    bare = session._replace(
        path=(),
        responses=dict.fromkeys(answered, ""),
        asked_again=False,
        sitting=0,
        kept=0,
    )
    parts = (getattr(bare, name) for name in _PARTS)
    return Onward(survey, bare, (survey.hash, answered, *parts))


# A part that a session gets later counts here by itself.
_PARTS = tuple(name for name in Session._fields if name not in ("path", "responses"))


def screens_ahead(way: Onward, most: int = MOST) -> tuple[Screen, ...]:
    """Return the questions that follow the one that is due, in order.

    They end before the first step that is no question, and are none where none is due. That no
    answer changes them is held by a test over all replies.
    """
    survey, session = way.survey, way.session
    found: list[Screen] = []
    while _asks(survey, session) and len(found) < most:
        session, _ = engine.step(survey, session, Skip(session.step), _SOME_TIME)
        shown = screen(survey, session)
        if not _asks(survey, session) or shown.kind not in ("choice", "open"):
            break
        found.append(shown)
    return tuple(found)


def _asks(survey: Survey, session: Session) -> bool:
    step = session.step
    return session.state == "open" and step in survey.items and due_step(survey, session) == step
