"""Which words a survey needs, in every language, and which facts may stand in them."""

from __future__ import annotations

FACTS = {
    "asker": "who asks",
    "readers": "who sees her answers",
    "share_when": "when someone else is told",
    "keep_until": "how long answers are kept",
    "asker_text": "who asks, short enough for a text message",
}
"""The facts of [opening.<language>] in survey.toml, which fill the {holes} in the words."""

TOLD = ("asker", "readers", "share_when", "keep_until")
"""The facts that an opening page must tell."""

PAGE = (
    "gate", "gate-body", "gate-start",
    "opening", "opening-body",
    "consent", "consent-body", "consent-yes", "consent-no",
    "situation", "situation-body",
    "again", "again-skip",
    "end", "end-body",
    "stopped", "stopped-body",
    "declined", "declined-body",
    "paused", "paused-body",
    "help", "help-body",
)  # fmt: skip

TEXT = (
    "invitation", "reminder", "link",
    "opening", "consent", "consent-yes", "consent-no", "situation",
    "again", "again-yes-no", "again-skip",
    "end", "stopped", "deleted", "declined", "paused", "help",
)  # fmt: skip

SITUATION_FORMS = ("page", "text", "easy")

LATE_HOLES = {"link": "x" * 60}
"""Holes that are filled when a text is sent, by key, with room for what will stand there."""
