"""Play a conversation turn by turn and write it down: what `prem play` and the golden files do.

Between turns the session is stored and read again, as every real channel does. A record is plain
JSON: the setting, then for every turn the reply, what was read (texts) or the key (calls), the
events, the texts sent, the words heard or the screen shown, and the session as stored.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, get_args

from prem.surveys import engine
from prem.surveys.call import Call, after, pressed
from prem.surveys.call import said as lines_said
from prem.surveys.events import Event
from prem.surveys.model import BY_TEXT, Survey
from prem.surveys.replies import understand
from prem.surveys.reply import Empty, Reply
from prem.surveys.screens import Screen, screen
from prem.surveys.session import Session
from prem.surveys.texts import messages
from prem.surveys.way import FINAL

REPLIES: dict[str, type] = {one.__name__: one for one in get_args(Reply)}
CALLED = "voice"
Turn = dict[str, Any]


@dataclass(slots=True)
class Conversation:
    """One woman's conversation with a survey, at a frozen moment."""

    survey: Survey
    channel: str
    session: Session
    now: datetime
    turns: list[Turn] = field(default_factory=list)
    call: Call = field(default_factory=Call)

    @property
    def over(self) -> bool:
        """Whether nothing more is asked, or the call is."""
        return self.session.state in FINAL or self.call.phase == "over"

    def say(self, text: str, question: str = "") -> Turn:
        """Take a text, to the question that is due or to another's step; return the turn."""
        today = self.now.date()
        reading, reply = understand(self.survey, self.session, text, question, today)
        read = {k: v for k, v in asdict(reading).items() if v not in (None, "")}
        asked = {"question": question} if question else {}
        return self._turn({"says": text, **asked, "reading": read}, reply)

    def press(self, key: str) -> Turn:
        """Take a key of a call, "" for silence; return the turn. After the end it does nothing."""
        self.call, reply = pressed(self.survey, self.session, self.call, key)
        if reply is not None:
            return self._turn({"key": key}, reply)
        heard = [line.words for line in lines_said(self.survey, self.session, self.call)]
        self.turns.append({"key": key, "events": [], "hears": heard, "stored": self.session.dump()})
        return self.turns[-1]

    def do(self, reply: Reply) -> Turn:
        """Take a reply as a page makes it; return the turn."""
        return self._turn({"reply": reply_as_json(reply)}, reply)

    def forget(self) -> None:
        """Lose the situation, as a lost cookie or another phone does."""
        self.session = self.session.restored(self.session.dump())

    def typed(self, line: str) -> Turn:
        """Take a line typed in a terminal: a text, or on a page what it comes to."""
        if self.channel in BY_TEXT:
            return self.say(line)
        if self.channel == CALLED:
            for key in line.strip()[:-1]:
                self.press(key)
            return self.press(line.strip()[-1:])
        if not line.strip():
            return self.do(Empty(insists=self.session.asked_again))
        return self.do(understand(self.survey, self.session, line)[1])

    def _turn(self, said: Turn, reply: Reply) -> Turn:
        session, events = engine.step(self.survey, self.session, reply, self.now)
        self.session = session.restored(session.dump(), session.situation)
        turn = {**said, "events": [event_as_json(event) for event in events]}
        if self.channel in BY_TEXT:
            turn["texts"] = list(messages(self.survey, self.session, events))
        elif self.channel == CALLED:
            lines = lines_said(self.survey, self.session, self.call, events)
            turn["hears"] = [line.words for line in lines]
            self.call = after(self.survey, self.call, self.session)
        else:
            turn["screen"] = screen_as_json(screen(self.survey, self.session))
        turn["stored"] = session.dump()
        self.turns.append(turn)
        return turn

    def record(self) -> dict[str, Any]:
        """Return the whole conversation as plain JSON."""
        return {
            "survey": self.survey.id,
            "channel": self.channel,
            "site": self.session.site,
            "time_point": self.session.time_point,
            "language": self.session.language,
            "now": self.now.isoformat(),
            "turns": self.turns,
        }


def begin(
    survey: Survey, channel: str, *, site: str, time_point: str, language: str, now: datetime
) -> Conversation:
    """Return a conversation that has not begun, on one of the survey's channels."""
    form = survey.form_of_channel[channel]
    session = engine.start(survey, site=site, time_point=time_point, language=language, form=form)
    return Conversation(survey, channel, session, now)


def replay(survey: Survey, record: dict[str, Any]) -> dict[str, Any]:
    """Play the replies of a record again; return the new record.

    A turn `{"forget": true}` loses her situation. KeyError or TypeError where the record is none.
    """
    again = begin(
        survey,
        record["channel"],
        site=record["site"],
        time_point=record["time_point"],
        language=record["language"],
        now=datetime.fromisoformat(record["now"]),
    )
    for turn in record["turns"]:
        if turn.get("forget"):
            again.forget()
            again.turns.append({"forget": True})
        elif "key" in turn:
            again.press(turn["key"])
        elif "says" in turn:
            again.say(turn["says"], turn.get("question", ""))
        else:
            again.do(reply_from_json(turn["reply"]))
    about = {key: record[key] for key in ("about",) if key in record}
    return {**about, **again.record()}


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """Return a reply as {"kind": "Chosen", "value": 5}, without what is as by default."""
    given = {one.name: getattr(reply, one.name) for one in fields(reply)}
    defaults = {one.name: one.default for one in fields(reply)}
    said = {name: value for name, value in given.items() if value != defaults[name]}
    return {"kind": type(reply).__name__, **said}


def reply_from_json(plain: dict[str, Any]) -> Reply:
    """Return the reply of such a JSON object."""
    rest = {key: value for key, value in plain.items() if key != "kind"}
    reply: Reply = REPLIES[plain["kind"]](**rest)
    return reply


def event_as_json(event: Event) -> dict[str, Any]:
    """Return an event as {"event": "QuestionDue", "step": "consent"}."""
    return {"event": type(event).__name__, **asdict(event)}


def screen_as_json(shown: Screen) -> dict[str, Any]:
    """Return a screen without what is empty; support lines by their ids."""
    plain = {key: value for key, value in asdict(shown).items() if value}
    for key in ("options", "non_answers"):
        if key in plain:
            plain[key] = [
                f"{one.value}: {one.words}{' (checked)' if one.checked else ''}"
                for one in getattr(shown, key)
            ]
    if shown.support:
        plain["support"] = [line.id for line in shown.support]
    return {key: list(v) if isinstance(v, tuple) else v for key, v in plain.items()}
