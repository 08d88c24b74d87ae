"""What a text says, at the step where her session stands."""

from __future__ import annotations

from dataclasses import dataclass

from prem.surveys.model import Survey
from prem.surveys.replies import Choice, Reading, read, understand
from prem.surveys.reply import Reply
from prem.surveys.session import Session

STOPS = frozenset({"stop", "delete", "wrong_number", "unsafe"})
YES_OR_NO = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})), numbered=False)
OPEN, NOTHING, UNSURE = Choice(open=True), Choice(), Reading("unsure")


@dataclass(slots=True, repr=False)
class Hearing:
    """Understands a text, and keeps its reading: it is read twice, most often in one state."""

    text: str
    reading: Reading = UNSURE
    reply: Reply | None = None
    session: Session | None = None

    def __call__(self, survey: Survey, session: Session) -> Reply:
        """Return the reply that the text is."""
        if self.reply is None or self.session != session:
            self.reading, self.reply = understand(survey, session, self.text)
            self.session = session
        return self.reply

    def reads(self, choice: Choice) -> None:
        """Read the text where no question of a session stands behind it."""
        self.reading, self.reply, self.session = read(self.text, choice), None, None

    @property
    def stops(self) -> bool:
        """Whether it ends all sending."""
        return self.reading.kind in STOPS

    def starts(self) -> bool:
        """Whether it takes a STOP back; a bare "yes" does not."""
        return read(self.text, YES_OR_NO).kind == "start"
