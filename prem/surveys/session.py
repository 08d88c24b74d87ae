"""One woman's way through one survey at one time point: where she is and what she has answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

State = Literal["new", "open", "paused", "stopped", "declined", "finished"]
Response = int | str
"""An option's code; a non-answer's id; "skipped"; or "written" (the words lie sealed apart)."""


@dataclass(frozen=True, slots=True)
class Session:
    """Immutable. What does not change in a session stands first; then what a turn may change.

    `situation` routes and is never stored with answers: `dump` leaves it out, and who loads a
    session hands it in again (web: sealed in her cookie; text: the contacts store), or the
    engine asks anew. `sitting` counts how often she left, from 0 to 255 and round: what was opened
    before opens nothing then. The first `kept` responses are of an earlier sitting, or from before
    a break.
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
    sitting: int = 0
    kept: int = 0

    def given(self, item: str) -> Response | None:
        """Return the response to show again: one of an earlier sitting or break is kept unshown."""
        response = self.responses.get(item)
        if response is None or item in islice(self.responses, self.kept):
            return None
        return response

    def dump(self) -> str:
        """Return what a turn may change, without the situation, as compact JSON."""
        parts: list[Any] = [self.state, self.step, list(self.path)]
        parts += [dict(self.responses), self.asked_again]
        if self.sitting or self.kept:
            parts += [self.sitting, self.kept]
        return json.dumps(parts, separators=(",", ":"))

    def restored(self, dumped: str, situation: str | None = None) -> Session:
        """Return this session with what `dump` gave, and the situation if it is known."""
        state, step, path, responses, asked_again, *more = json.loads(dumped)
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
            *more,
        )
