"""One woman's way through one survey at one time point: where she is and what she has answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["new", "open", "paused", "stopped", "declined", "finished"]
Response = int | str
"""An option's code; a non-answer's id; "skipped"; or "written" (the words lie sealed apart)."""


@dataclass(frozen=True, slots=True)
class Session:
    """Immutable. What does not change in a session stands first; then what a turn may change.

    `situation` routes and is never stored with answers: `dump` leaves it out, and who loads a
    session hands it in again (web: sealed in her cookie; text: the contacts store), or the
    engine asks anew.
    """

    survey: str
    site: str
    time_point: str
    form: str
    language: str
    state: State = "new"
    step: str = "opening"
    path: tuple[str, ...] = ()
    responses: Mapping[str, Response] = field(default_factory=dict)
    asked_again: bool = False
    situation: str | None = None

    def dump(self) -> str:
        """Return what a turn may change, without the situation, as compact JSON."""
        parts = [self.state, self.step, list(self.path), dict(self.responses), self.asked_again]
        return json.dumps(parts, separators=(",", ":"))

    def restored(self, dumped: str, situation: str | None = None) -> Session:
        """Return this session with what `dump` gave, and the situation if it is known."""
        state, step, path, responses, asked_again = json.loads(dumped)
        return Session(
            self.survey,
            self.site,
            self.time_point,
            self.form,
            self.language,
            state,
            step,
            tuple(path),
            responses,
            asked_again,
            situation,
        )
