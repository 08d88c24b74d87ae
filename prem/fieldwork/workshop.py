"""What people say of the questions: rate, comment, decide. One transaction a call.

workshop_people.py    invite, accept, who, sign_out (offered here too)
workshop.py           say, rate, comment, decide
workshop_results.py   progress, talk, results
"""

from __future__ import annotations

from hashlib import sha256

from sqlmodel import Session

from prem.errors import workshop as kinds
from prem.fieldwork import workshop_inputs as inputs
from prem.fieldwork.workshop_people import accept, invite, invite_adviser, invited, sign_out, who
from prem.fieldwork.workshop_results import progress, results, talk
from prem.fieldwork.workshop_wordings import wording_of
from prem.ports import Ports
from prem.storage import audit, comments, decisions, ratings, work_items
from prem.storage.staff import Person
from prem.storage.stores import Stores
from prem.storage.work_items import Wording
from prem.storage.workshop_transaction import writing

__all__ = [
    "Wording",
    "accept",
    "comment",
    "decide",
    "invite",
    "invite_adviser",
    "invited",
    "progress",
    "rate",
    "results",
    "say",
    "sign_out",
    "talk",
    "who",
    "wording_of",
]


def say(
    stores: Stores,
    ports: Ports,
    person: Person,
    wording: Wording,
    *,
    relevance: object = None,
    clarity: object = None,
    text: str = "",
) -> bool:
    """Keep a rating, a comment, or both, all or none; False where all of it was kept before.

    `relevance` and `clarity` are 1 to 4 (or the digits of a form), or None or "" for no rating.
    Refusal 422.610 to 422.614; then nothing is kept.
    """
    rated = None
    if relevance not in (None, "") or clarity not in (None, ""):
        rated = inputs.rating(relevance, clarity)
    written = inputs.comment(text) if inputs.tidy(text) else None
    if rated is None and written is None:
        raise kinds.NOTHING_SAID.refuse()
    now, new = int(ports.now().timestamp()), False
    with writing(stores.workshop) as session:
        row = work_items.key_of(session, wording, now)
        if rated:
            new = _rate(session, row, person.id, rated, now)
        if written and comments.append(session, row, person.id, written.text, now):
            new = True
            told = sha256(written.text.encode()).hexdigest()
            audit.append(session, now, person.id, "commented", wording=row, text=told)
    return new


def rate(
    stores: Stores,
    ports: Ports,
    person: Person,
    wording: Wording,
    relevance: object,
    clarity: object,
) -> bool:
    """Keep a rating; a person's last one stands. Refusal 422.610 or 422.611. See `say`."""
    given = inputs.rating(relevance, clarity)
    two = (given.relevance, given.clarity)
    return say(stores, ports, person, wording, relevance=two[0], clarity=two[1])


def comment(stores: Stores, ports: Ports, person: Person, wording: Wording, text: str) -> bool:
    """Keep a comment; the same words twice are one. Refusal 422.612 or 422.613. See `say`."""
    return say(stores, ports, person, wording, text=inputs.comment(text).text)


def decide(
    stores: Stores, ports: Ports, person: Person, wording: Wording, verdict: str, reason: str
) -> bool:
    """Keep what was agreed about a wording; the last one stands. False where it stood already.

    Refusal 422.615, 422.616, or 403.607 where a peer adviser does it alone: a decision is what
    the group agreed, written down by a researcher or a site lead.
    """
    given = inputs.decision(verdict, reason)
    if person.role == "adviser":
        raise kinds.NOT_YOUR_ROLE.refuse(accepted="researchers and site leads")
    now = int(ports.now().timestamp())
    with writing(stores.workshop) as session:
        row = work_items.key_of(session, wording, now)
        new = decisions.append(session, row, person.id, given.verdict, given.reason, now)
        if new:
            why = sha256(given.reason.encode()).hexdigest()
            audit.append(
                session, now, person.id, "decided", wording=row, verdict=given.verdict, reason=why
            )
    return new


def _rate(session: Session, row: int, staff: int, rated: inputs.RatingIn, now: int) -> bool:
    turn = ratings.append(session, row, staff, rated.relevance, rated.clarity, now)
    if turn is None:
        return False
    audit.append(
        session,
        now,
        staff,
        "rated",
        wording=row,
        turn=turn,
        relevance=rated.relevance,
        clarity=rated.clarity,
    )
    return True
