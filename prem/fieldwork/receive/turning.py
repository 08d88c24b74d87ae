"""The turns that texts make: decided and written together in the answers store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prem.fieldwork.deciding import Job, Turn
from prem.fieldwork.field import Field
from prem.fieldwork.receive.erasing import erased
from prem.fieldwork.receive.incoming import Incoming, beside_waves
from prem.fieldwork.receive.outcome import Outcome, Received
from prem.fieldwork.references import token_of
from prem.fieldwork.vouchers import earned
from prem.storage import asked
from prem.storage.people import Person
from prem.surveys import texts as wording
from prem.surveys.events import AskedAgain, Finished, QuestionDue, Stopped
from prem.surveys.wording import in_form

_ASKING = (QuestionDue, AskedAgain)


def turned(field: Field, texts: Sequence[Incoming], now: datetime) -> list[Outcome | BaseException]:
    """Hand the texts of women who are being asked to the engine; durable when it returns."""
    jobs = [
        Job(
            text.session_id,
            text.situation,
            text.hearing,
            now,
            channel=text.channel,
            once=text.once,
            known=text.known,
        )
        for text in texts
    ]
    done = field.decider.do(jobs) if jobs else []
    return [_outcome(field, text, turn, now) for text, turn in zip(texts, done, strict=True)]


def unasked(field: Field, text: Incoming, person: Person) -> Outcome:
    """Take in a text of a woman who was asked nothing yet: what she tells of her life counts, and
    her STOP (which is entered) is confirmed, if it is safe and the first."""
    told, ends, starts = text.hearing.told, text.hearing.stops, text.starts
    confirms = text.hearing.reading.kind == "stop" and not text.silenced
    asking = beside_waves(field, person)
    if asking is None or not (confirms if ends else told or starts):
        return Outcome(text, "stopped" if ends else "quiet")
    text.asking, survey = asking, field.surveys[asking.survey]
    if ends:
        words = wording.stopped(survey, person.language)
        return Outcome(text, "stopped", said=(words,), confirms=True)
    said = tuple(wording.noted(survey, person.language, event.kind) for event in told)
    again = (wording.started(survey, person.language),) if starts else ()
    return Outcome(text, "answered", told, said, restarts=again)


def _outcome(
    field: Field, text: Incoming, turn: Turn | BaseException | None, now: datetime
) -> Outcome | BaseException:
    if isinstance(turn, BaseException):
        return turn
    if turn is None:
        return _erased_before(field, text)
    if text.hearing.reading.kind == "delete":  # as it stood when the turn was decided
        return erased(field, text, now)
    how: Received = "stopped" if turn.session.state == "stopped" else "answered"
    stopped = any(isinstance(event, Stopped) for event in turn.events)
    once_more = not stopped and how == "stopped" and _stops_again(text)
    try:
        turn = _due_again(field, text, _texted(field, text, turn))
        said = _said(field, text, turn)
        survey, language = field.surveys[turn.session.survey], turn.session.language
        if once_more:
            said = (wording.stopped(survey, language),)
        again = (wording.started(survey, language),) if text.starts else ()
    except Exception as error:  # words are missing: one woman's fault harms no other
        return error
    rings = text.hearing.reading.kind == "call"
    asks = turn.session.step if any(isinstance(one, _ASKING) for one in turn.events) else ""
    thanks = turn.session.language if _ends_well(turn) else ""
    return Outcome(
        text,
        how,
        turn.events,
        said,
        confirms=stopped or once_more,
        asks=asks,
        rings=rings,
        thanks=thanks,
        restarts=again,
    )


def _erased_before(field: Field, text: Incoming) -> Outcome:
    """Take in a text of a woman whose answers are gone: START and STOP are still confirmed."""
    survey = field.surveys[text.asking.survey] if text.asking else None
    if survey is None or text.person is None:
        return Outcome(text, "quiet")
    language = text.person.language
    if _stops_again(text):
        return Outcome(text, "stopped", said=(wording.stopped(survey, language),), confirms=True)
    again = (wording.started(survey, language),) if text.starts else ()
    return Outcome(text, "quiet", restarts=again)


def _stops_again(text: Incoming) -> bool:
    """Whether a STOP ends what her START had begun anew: this wave was stopped before."""
    return text.hearing.reading.kind == "stop" and not text.silenced


def _texted(field: Field, text: Incoming, turn: Turn) -> Turn:
    """Return a turn in a language that has texts: on the page she may have chosen another."""
    hers = text.person.language if text.person else ""
    survey = field.surveys[turn.session.survey]
    return Turn(in_form(survey, turn.session, "text", hers), turn.events)


def _ends_well(turn: Turn) -> bool:
    """Whether this turn ended what is thanked for with a voucher, and may say so."""
    ends = any(
        isinstance(one, Finished) or (isinstance(one, Stopped) and not one.silent)
        for one in turn.events
    )
    return ends and earned(turn.session)


def _said(field: Field, text: Incoming, turn: Turn) -> tuple[str, ...]:
    survey = field.surveys[turn.session.survey]
    if text.hearing.reading.kind == "link" and text.asking is not None:
        address = f"{field.public_url.rstrip('/')}/q/{token_of(field.keys, text.asking)}"
        return (wording.link_text(survey, turn.session.language, address),)
    return wording.messages(survey, turn.session, turn.events)


def _due_again(field: Field, text: Incoming, turn: Turn) -> Turn:
    """Ask what is due where a late answer moved her nowhere and no question is on its way: she
    went on by her link, and texts again."""
    late = text.hearing.question not in ("", turn.session.step)
    if not late or turn.session.state != "open" or text.person is None:
        return turn
    line = field.stores.contacts.reader
    if wording.messages(field.surveys[turn.session.survey], turn.session, turn.events):
        return turn
    if asked.waits(line, text.person.id):
        return turn
    return Turn(turn.session, (*turn.events, QuestionDue(turn.session.step)))
