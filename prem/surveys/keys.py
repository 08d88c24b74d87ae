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

DELETE_ON = "delete_on"
"""The day of [promises] on which all answers are deleted, where the study names one: it fills a
hole in `keep_until`, in the words of each language."""

VOUCHER = "voucher"
"""One fact more, where the survey gives vouchers and only there: that she gets one, and when."""

PROMISES = {
    "smallest_group": "how many women a result is of at least",
    "link_days": "how many days her link opens",
    "provider_days": "how many days the firm that carries texts keeps them",
}
"""The numbers of [promises] in survey.toml, which fill holes too: how prem is set up must keep them
(prem/app/promises.py)."""

AT_ONCE = ("asker", "readers", "share_when")
"""The facts that an opening page tells before she has tapped on anything."""

TOLD = (*AT_ONCE, "keep_until", *PROMISES)
"""The facts that it must tell, there or behind "More about this"."""

ON_PAPER = (*AT_ONCE, "keep_until", "smallest_group")
"""The facts that a booklet's opening must tell: paper has no link, and no firm carries it."""

MOST_WORDS = 65
"""How many words an opening shows at once, in English: about one screen of a phone 360 px wide."""

WITHOUT_NUMBERS = ("opening-body", "opening-more-body", "consent", "consent-body")
"""Words that hold no number but those of holes."""

PAGE = (
    "opening", "opening-body", "opening-more-body",
    "consent", "consent-body", "consent-yes", "consent-no",
    "situation", "situation-body",
    "again",
    "part", "part-body",
    "end", "end-body",
    "check", "check-body",
    "stopped", "stopped-body",
    "declined", "declined-body",
    "paused", "paused-body",
)  # fmt: skip

TEXT = (
    "invitation", "reminder", "link",
    "opening", "consent", "consent-yes", "consent-no", "situation",
    "again", "again-yes-no", "again-skip", "again-stop", "part",
    "end", "stopped", "started", "deleted", "declined", "paused", "help",
    "noted", "noted-sorry", "no-language", "said", "voucher", "stopped-voucher",
)  # fmt: skip

PAPER = ("title", "how-body", "opening-body", "help", "back-body", "code")
"""Words of the printed booklet that no page has."""

VOICE = (
    "hello", "yes", "later", "not-now", "again", "silence", "press",
    "leave", "stop", "break", "stay", "stopped", "paused",
    "opening", "consent", "no", "situation", "keys", "heavy", "none", "other", "skip",
    "end", "declined", "quiet", "lines",
)  # fmt: skip
"""The words of calls; each line of them is a recording of its own."""

VOICE_BEFORE = VOICE[: VOICE.index("paused")]
"""What may be said before she has pressed a key and said that now is OK."""

SITUATION_FORMS = ("page", "text", "easy")

LATE_HOLES = {
    **dict.fromkeys(("link", "said", "voucher", "stopped-voucher"), "x" * 60),
    "press": "9",
}
"""Holes that are filled when a text is sent or a key is named, by key, with room for what will
stand there."""

MOST_OPTIONS = 8
"""Keys 1 to 8 of a call: nine is for none of them."""
