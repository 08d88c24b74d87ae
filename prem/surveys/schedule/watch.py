"""Watch every text that goes out, and count those that should never have gone. Pure.

This is the witness against the scheduler, so it shares no decision with it: its windows, its safe
hours and its words of a baby are its own, from the survey's file and the clock of the UK. It is
told what is known of a woman at the moment at which the product has taken it in, and sees each
text as the provider took it, in that order.

    duplicate       the same (person, wave, template, slot) or reference again; a reply without
                    a text of hers before it, or the same words more often than she wrote
    outside-hours   at no safe day and hour of hers; a reply may follow her own text at any hour
    outside-window  an invitation or reminder when its time point is not open for her
    held            an invitation or reminder in prison, in refuge, or while she paused
    after-stop      anything but the one text that confirms her STOP
    baby            words of a baby or a birth after a loss, or while the baby is not with her
    old-number      to any number but the one that she has now
    too-many        a second invitation, a third reminder, a ninth question of one wave
    after-finish    an invitation or reminder when the wave is done
    pressing        an invitation or reminder within a day of another
    misfiled        (of what comes in) an answer to a question that she quoted, kept under another
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from prem.instruments.message import text_of
from prem.surveys.model import Survey, TimePoint
from prem.surveys.schedule.watched import LONDON, Hours, Known, Text

ANY_WORD_OF_A_BABY = re.compile(
    r"\b(bab(y|ies)|newborn|infant|pregnan\w*|births?|born|expecting|bump|little one|toddler|"
    r"mum|mother\w*|midwi\w*|maternity|antenatal|postnatal|feeding|labour)\b",
    re.IGNORECASE,
)
SCHEDULED = ("invitation", "reminder")
MOST = {"invitation": 1, "reminder": 2}
MOST_QUESTIONS = 8
AT_HER_PHONE = timedelta(minutes=15)
NEARLY_A_DAY = timedelta(hours=20)
"""A day by the clock on her wall may have 23 hours, and a text may have waited for its provider."""
SHOWN = 5
"""Examples kept of each kind of wrong."""


class Watcher:
    """Counts wrong texts of one survey, by kind; `examples` says the first of them in words."""

    def __init__(self, survey: Survey) -> None:
        self.texts = 0
        self.wrong: Counter[str] = Counter()
        self.examples: list[str] = []
        self._points: Mapping[str, TimePoint] = {
            f"{survey.id}/{point.id}": point for point in survey.time_points
        }
        self._says = {
            key: {survey.words[language].text[key] for language in survey.texted}
            for key in ("invitation", "reminder", "stopped", "deleted", "paused", "end", "declined")
        }
        # The confirmation of a STOP with a voucher in it: any code, and nothing else beside it.
        self._with_voucher = tuple(
            survey.words[language].text["stopped-voucher"].partition("{stopped-voucher}")
            for language in survey.texted
        )
        self._questions = {
            text_of(item, language)
            for item in survey.items.values()
            for language in survey.texted
            if item.kind == "choice"
        }
        self._women: dict[int, Known] = {}
        self._references: set[str] = set()

    def enrolled(
        self, person: int, number: str, hours: Hours, days: Mapping[str, date] | None = None
    ) -> None:
        """Know a woman from here on. `days`: of her due date and birth, as far as known."""
        self._women[person] = Known(number, hours, dict(days or {}))

    def told(
        self,
        person: int,
        kind: str,
        *,
        day: date | None = None,
        number: str = "",
        hours: Hours | None = None,
        wave: str = "",
        silent: bool = False,
    ) -> None:
        """Know what has happened: the product has taken it in. ValueError of an unknown kind.

        `silent`: of a STOP that must not even be confirmed.
        """
        known = self._women[person]
        known.take(kind, day, number, hours, wave)
        if silent:
            known.confirmations = 0

    def heard(self, person: int, at: datetime, *, again: bool = False) -> None:
        """Know that a text of hers is handed in, for the first time or `again` after a fault."""
        self._women[person].wrote(at, again=again)

    def settled(self, person: int) -> None:
        """Know that nothing waits to be sent to her: what she wrote until now is answered."""
        known = self._women[person]
        known.causes = 0
        known.answered.clear()

    def sent(self, text: Text) -> None:
        """See a text go out."""
        self.texts += 1
        known = self._women[text.person]
        for name, is_wrong in _WRONG.items():
            if is_wrong(self, known, text):
                key = f"{text.wave} {text.template} {text.slot}: {text.words[:60]!r}"
                self._is_wrong(name, f"{text.at:%Y-%m-%d %H:%M:%S} UTC to {text.person}, {key}")
        self._note(known, text)

    def kept(self, person: int, *, asked: tuple[int, str], under: tuple[int, str]) -> None:
        """See under which session and question an answer to a quoted question was kept."""
        if asked != under:
            self._is_wrong("misfiled", f"of woman {person}, {asked[1]} under {under[1]}")

    def _is_wrong(self, name: str, words: str) -> None:
        self.wrong[name] += 1
        if self.wrong[name] <= SHOWN:
            self.examples.append(f"{name}: {words}")

    def _note(self, known: Known, text: Text) -> None:
        self._references.add(text.reference)
        known.keys.add((text.wave, text.template, text.slot))
        if text.template in SCHEDULED:
            known.scheduled[text.wave, text.template] += 1
            known.pressed = text.at
            return
        known.answered[text.words] += 1
        known.begun.add(text.wave)
        known.paused.discard(text.wave)
        if text.words in self._says["paused"]:
            known.paused.add(text.wave)
        if text.words in self._says["end"] | self._says["declined"]:
            known.finished.add(text.wave)
        if self._confirms(text.words):
            known.confirmations -= 1
        if text.words in self._questions:
            known.questions.setdefault(text.wave, set()).add(text.words)

    def _is_duplicate(self, known: Known, text: Text) -> bool:
        if text.reference in self._references or (
            (text.wave, text.template, text.slot) in known.keys
        ):
            return True
        return text.template not in SCHEDULED and known.answered[text.words] >= known.causes

    def _is_outside_hours(self, known: Known, text: Text) -> bool:
        at_her_phone = timedelta(0) <= text.at - known.heard <= AT_HER_PHONE
        replies = text.template not in SCHEDULED and at_her_phone
        return not replies and not known.hours.hold(text.at)

    def _is_outside_window(self, known: Known, text: Text) -> bool:
        if text.template not in SCHEDULED or text.wave in known.begun:
            return False  # what she has begun does not expire under her hands
        point = self._points.get(text.wave)
        if point is None or point.anchor not in known.days:
            return True
        if point.anchor == "due-date" and ("birth" in known.days or known.lost):
            return True
        day = known.days[point.anchor]
        opens = _starts(day + timedelta(days=7 * point.from_week))
        shuts = _starts(day + timedelta(days=7 * point.to_week + 7))
        return not opens <= text.at < shuts

    def _is_held(self, known: Known, text: Text) -> bool:
        return text.template in SCHEDULED and (known.holds or text.wave in known.paused)

    def _is_after_stop(self, known: Known, text: Text) -> bool:
        soon = text.at - known.heard <= AT_HER_PHONE
        confirms = self._confirms(text.words) and soon and known.confirmations > 0
        return known.stopped and not confirms

    def _confirms(self, words: str) -> bool:
        """Whether a text is the one that confirms a STOP, a voucher in it or none."""
        if words in self._says["stopped"] | self._says["deleted"]:
            return True
        return any(
            hole and words.startswith(before) and words.endswith(after)
            for before, hole, after in self._with_voucher
        )

    def _is_of_a_baby(self, known: Known, text: Text) -> bool:
        return (known.lost or known.apart) and bool(ANY_WORD_OF_A_BABY.search(text.words))

    def _is_to_an_old_number(self, known: Known, text: Text) -> bool:
        return text.to != known.number

    def _is_too_many(self, known: Known, text: Text) -> bool:
        if text.template in SCHEDULED:
            return known.scheduled[text.wave, text.template] >= MOST[text.template]
        asked = known.questions.get(text.wave, set())
        new = text.words in self._questions and text.words not in asked
        return new and len(asked) >= MOST_QUESTIONS

    def _is_after_finish(self, known: Known, text: Text) -> bool:
        return text.template in SCHEDULED and text.wave in known.finished

    def _is_pressing(self, known: Known, text: Text) -> bool:
        return text.template in SCHEDULED and text.at - known.pressed < NEARLY_A_DAY


def _starts(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


_WRONG: Mapping[str, Callable[[Watcher, Known, Text], bool]] = {
    "duplicate": Watcher._is_duplicate,
    "outside-hours": Watcher._is_outside_hours,
    "outside-window": Watcher._is_outside_window,
    "held": Watcher._is_held,
    "after-stop": Watcher._is_after_stop,
    "baby": Watcher._is_of_a_baby,
    "old-number": Watcher._is_to_an_old_number,
    "too-many": Watcher._is_too_many,
    "after-finish": Watcher._is_after_finish,
    "pressing": Watcher._is_pressing,
}
KINDS = tuple(_WRONG)
