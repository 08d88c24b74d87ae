"""One simulated woman who texts: what the world knows of her, and how the product is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.fieldwork.deciding import Job
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.links import session_id_of
from prem.fieldwork.receive import Received
from prem.fieldwork.receive.incoming import addressed
from prem.fieldwork.simulate_web import MOST_TURNS, THINKS
from prem.fieldwork.telling import Told, tell
from prem.storage import inbound
from prem.surveys.model import Survey
from prem.surveys.population import Woman
from prem.surveys.population_course import Visit
from prem.surveys.population_life import Fact, Life
from prem.surveys.population_phone import Phone
from prem.surveys.population_replies import page_reply
from prem.surveys.population_texts import SAID_LIFE
from prem.surveys.reply import Chosen
from prem.surveys.schedule.saying import DAYS
from prem.surveys.schedule.watch import Watcher
from prem.surveys.schedule.watched import Hours
from prem.surveys.way import FINAL

TOKEN = re.compile(r"/q/([\w-]+)")
SILENT = frozenset({"unsafe", "wrong number"})
"""Words after which nothing is sent, not even that nothing more will be."""
LEAVES_PAGE = 0.02
TAPPED: Mapping[int | str, str] = {
    "baby-with-me": "together",
    "loss": "loss",
    "baby-not-with-me": "apart",
}
"""What the clock knows of her by the situation that she taps."""


@dataclass(slots=True)
class Her:
    """A woman: `open` are texts of hers that the product has not acknowledged yet, `done` the
    others; `tries` counts how often one failed."""

    woman: Woman
    life: Life
    phone: Phone
    number: str
    next_number: str
    language: str
    channel: str = "sms"
    person: int = 0
    said_day: date | None = None
    open: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)

    def acknowledged(self, watcher: Watcher, one: Inbound, what: str, how: Received) -> None:
        """Note that the product has taken a text in; what it said is known from here on."""
        first = one.provider_id not in self.done
        self.open.discard(one.provider_id)
        self.done.add(one.provider_id)
        if not first or how == "unknown":
            return
        if one.sender != self.number:  # by now she has another: only a STOP is hers from there
            if what in ("stop", "delete"):
                watcher.told(self.person, "stop", silent=True)
        elif what in ("stop", "delete", *SILENT):
            watcher.told(self.person, "stop", silent=what in SILENT)
        elif what in SAID_LIFE:
            watcher.told(self.person, what, day=self.said_day)

    def known_despite_death(
        self, field: Field, watcher: Watcher, one: Inbound, what: str, now: datetime
    ) -> None:
        """Tell the watcher of a text that the product had taken in when it died: it goes by what
        the text said from here on, though the provider never learnt that it was taken."""
        came = addressed(field, one, now)
        if came is not None and inbound.seen(field.stores.contacts.reader, [came.seen]):
            self.acknowledged(watcher, one, what, "answered")


def enrol_her(field_: Field, survey: Survey, watcher: Watcher, her: Her) -> None:
    """Enrol her as a site does."""
    first, end, days = her.life.hours
    consent = survey.consent_versions[her.language]
    known = her.life.days
    her.person = enrol(
        field_,
        survey,
        Enrolment(
            her.number,
            her.woman.site,
            consent,
            her.language,
            due_date=known.get("due-date"),
            birth=known.get("birth"),
            safe_from=first,
            safe_to=end,
            safe_days=days,
        ),
        her.life.enrolled,
    )
    watcher.enrolled(her.person, her.number, Hours(first, end, days), known)


def tell_staff(field_: Field, watcher: Watcher, her: Her, fact: Fact, now: datetime) -> bool:
    """Tell the product what staff have learnt, and then the watcher that it is known.

    False where staff are refused: a STOP stands for her new number, for one.
    """
    told, hours = _typed(her, fact), Hours(*fact.hours) if fact.hours else None
    try:
        tell(field_, her.number, told, now)
    except Refusal:
        return False
    if fact.kind == "number":
        her.number, her.next_number = her.next_number, her.number
    if fact.kind == "channel":
        her.channel = told.channel
    watcher.told(
        her.person,
        fact.kind,
        day=fact.day,
        number=her.number,
        hours=hours,
        silent=fact.kind == "stop",
    )
    return True


def _typed(her: Her, fact: Fact) -> Told:
    """Return what staff type for a fact."""
    if fact.kind == "number":
        return Told("number", number=her.next_number)
    if fact.kind == "channel":
        return Told("channel", channel="whatsapp" if her.channel == "sms" else "sms")
    if fact.hours:
        first, end, days = fact.hours
        return Told(
            "safe", days=",".join(DAYS[day] for day in sorted(days)), hours=f"{first}-{end}"
        )
    return Told(fact.kind, day=fact.day.isoformat() if fact.day else "", site=fact.site)


def on_the_page(
    interviews: Interviews,
    survey: Survey,
    field_: Field,
    who: tuple[Watcher, Her],
    wave: str,
    words: str,
    now: datetime,
) -> bool:
    """Let her go on by the link that she was texted; whether she came to the end there."""
    watcher, her = who
    found, visit = TOKEN.search(words), her.phone.visits.get(wave)
    if found is None or visit is None:
        return False
    try:
        return _goes_on(interviews, survey, field_, (watcher, her, visit), found[1], now)
    finally:
        interviews.close()  # what she told there is carried to the clock before the clock goes on


def _goes_on(
    interviews: Interviews,
    survey: Survey,
    field_: Field,
    who: tuple[Watcher, Her, Visit],
    token: str,
    now: datetime,
) -> bool:
    watcher, her, visit = who
    session_id = session_id_of(field_.keys, token)
    [turn] = interviews.receive_many([interviews.opening(token, now)])
    for turns in range(MOST_TURNS):
        if turn is None or isinstance(turn, BaseException):
            return False
        if turn.session.state in FINAL:
            return True
        if her.phone.chance.random() < LEAVES_PAGE:
            return False
        reply = page_reply(survey, turn.session, visit, her.phone.chance)
        at = now + (turns + 1) * THINKS
        if isinstance(reply, Chosen) and reply.value in TAPPED:
            watcher.told(her.person, TAPPED[reply.value])
        [turn] = interviews.receive_many(
            [Job(session_id, turn.session.situation, reply, at, "web")]
        )
    return False
