"""What a text says, at the step where her session stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from prem.fieldwork.situations import fitted
from prem.surveys.events import LifeTold
from prem.surveys.model import Survey
from prem.surveys.replies import Choice, Reading, read, takes_back, understand
from prem.surveys.replies.life import KINDS
from prem.surveys.reply import Reply
from prem.surveys.session import Session
from prem.surveys.wording import in_form

LIFE = frozenset(KINDS)
STOPS = frozenset({"stop", "delete", "wrong_number", "unsafe"})
YES_OR_NO = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})), numbered=False)
LONGEST_START = 40
OPEN, NOTHING, UNSURE = Choice(open=True), Choice(), Reading("unsure")


@dataclass(slots=True, repr=False)
class Hearing:
    """Understands a text, and keeps its reading: it is read twice, most often in one state.

    `today` is the day on which she wrote it, in the UK; `question` the step of the question that
    it answers, "" for the one where the session stands; `language` is hers in texts; `fits`
    returns the situation by which she is asked who says so of herself.
    """

    text: str
    today: date
    question: str = ""
    language: str = ""
    fits: Callable[[str], str] | None = None
    reading: Reading = UNSURE
    reply: Reply | None = None
    session: Session | None = None

    def __call__(self, survey: Survey, session: Session) -> Reply:
        """Return the reply that the text is."""
        if self.reply is None or self.session != session:
            self.reading, self.reply = understand(
                survey,
                in_form(survey, session, "text", self.language),
                self.text,
                self.question,
                self.today,
            )
            self.session = session
            if self.fits is not None:
                self.reply = fitted(self.reply, self.fits)
        return self.reply

    def under(self, question: str) -> Hearing:
        """Return the same text as an answer to this question."""
        return replace(self, question=question, reply=None, session=None)

    def reads(self, choice: Choice) -> None:
        """Read the text where no question of a session stands behind it."""
        self.reading, self.reply, self.session = read(self.text, choice, self.today), None, None

    @property
    def told(self) -> tuple[LifeTold, ...]:
        """What she told of her life, where no session takes it in."""
        kind = self.reading.kind if self.reading.kind in LIFE else self.reading.told
        day = str(self.reading.code or "") if self.reading.kind == "birth" else ""
        return (LifeTold(kind, day),) if kind else ()

    @property
    def stops(self) -> bool:
        """Whether it ends all sending."""
        return self.reading.kind in STOPS

    @property
    def takes_back(self) -> bool:
        """Whether it would take a STOP back, if one stood."""
        return len(self.text) <= LONGEST_START and takes_back(self.text)

    def starts(self, *, silenced: bool) -> bool:
        """Whether it takes a STOP back, where she is `silenced`, or what holds her texts; a bare
        "yes" does neither, and only START itself takes back a STOP."""
        if silenced:
            return takes_back(self.text)
        return read(self.text, YES_OR_NO).kind == "start"
