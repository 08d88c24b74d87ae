"""The witness itself: it sees each kind of wrong text, and is quiet where all is right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from prem.surveys.load import load_survey
from prem.surveys.model import SITUATION
from prem.surveys.population_phone import meaning
from prem.surveys.schedule.watch import KINDS, Watcher
from prem.surveys.schedule.watched import Hours, Text

STUDY = load_survey("pregnancy-to-18-months")
SAYS = STUDY.words["en"].text
WAVE = f"{STUDY.id}/birth"
BORN = date(2027, 3, 20)
NOON = datetime(2027, 3, 24, 12, tzinfo=UTC)
ASKED = [words for words, what in meaning(STUDY, "en").items() if what in STUDY.items]
HER, OLD, NEW = 7, "+447700900001", "+447700900002"


class Seen:
    """A woman who gave birth on a Saturday, and the texts that go to her, one by one."""

    def __init__(self, hours: Hours | None = None) -> None:
        self.watcher, self.sent = Watcher(STUDY), 0
        self.watcher.enrolled(HER, OLD, hours or Hours(), {"birth": BORN})

    def goes(
        self,
        words: str,
        template: str = "turn",
        at: datetime = NOON,
        wave: str = WAVE,
        to: str = OLD,
        slot: str = "",
    ) -> Seen:
        self.sent += 1
        mark = slot or f"slot {self.sent}"
        self.watcher.sent(Text(to, at, words, HER, wave, template, mark, mark))
        return self

    def invited(self, at: datetime = NOON) -> Seen:
        return self.goes(SAYS["invitation"], "invitation", at)

    def reminded(self, at: datetime = NOON) -> Seen:
        return self.goes(SAYS["reminder"], "reminder", at)

    def writes(self, at: datetime = NOON) -> Seen:
        self.watcher.settled(HER)
        self.watcher.heard(HER, at)
        return self

    def told(self, kind: str, **more: object) -> Seen:
        self.watcher.told(HER, kind, **more)  # type: ignore[arg-type]
        return self


def all_is_right() -> Seen:
    """A whole wave with what may look wrong and is not."""
    late = NOON.replace(hour=21)
    seen = Seen().invited().reminded(NOON + timedelta(days=7))
    seen.writes(late).goes(SAYS["opening"], at=late).goes(ASKED[0], at=late)
    seen.writes(late).goes(SAYS["again"], at=late).writes(late).goes(SAYS["again"], at=late)
    seen.told("prison").told("resume").reminded(NOON + timedelta(days=14))
    for words in ASKED[1:8]:
        seen.writes(late).goes(words, at=late)
    seen.writes().goes(ASKED[0]).told("number", number=NEW)
    seen.writes().told("stop").goes(SAYS["stopped"], "stop-confirmed", to=NEW)
    seen.told("start").writes().goes(SAYS["end"], to=NEW)
    seen.goes(SAYS["voucher"].replace("{voucher}", "A-1"), to=NEW)
    confirms = SAYS["stopped-voucher"].replace("{stopped-voucher}", "A-2")
    return seen.writes().told("stop").goes(confirms, "stop-confirmed", to=NEW)


def test_what_is_right_is_not_called_wrong() -> None:
    seen = all_is_right()
    assert seen.watcher.texts > 15
    assert (dict(seen.watcher.wrong), seen.watcher.examples) == ({}, [])


def twice_after_one_text() -> Seen:
    return Seen().invited().writes().goes(SAYS["again"]).goes(SAYS["again"])


def the_ninth_question() -> Seen:
    seen = Seen()
    for words in ASKED[:9]:
        seen.writes().goes(words)
    return seen


DAY = timedelta(days=1)
SITUATION_ASKED = next(w for w, what in meaning(STUDY, "en").items() if what == SITUATION)
SPRING = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
"""One minute before the clocks go forward: in the UK it is 00:59, then 02:00."""
WRONG: list[tuple[str, Callable[[], Seen]]] = [
    ("duplicate", lambda: Seen().writes().goes("Hello", slot="a").goes("Hello!", slot="a")),
    ("duplicate", twice_after_one_text),
    ("duplicate", lambda: Seen().goes(ASKED[0])),
    ("outside-hours", lambda: Seen().invited(NOON.replace(hour=18))),
    ("outside-hours", lambda: Seen(Hours(days=frozenset({0}))).invited()),
    ("outside-hours", lambda: Seen(Hours(2, 3)).invited(SPRING)),
    ("outside-hours", lambda: Seen().writes().goes(SAYS["again"], at=NOON + timedelta(hours=9))),
    ("outside-window", lambda: Seen().invited(NOON + timedelta(days=60))),
    ("outside-window", lambda: Seen().told("birth", day=date(2027, 4, 3)).invited()),
    ("outside-window", lambda: Seen().goes(SAYS["invitation"], "invitation", wave="other/birth")),
    ("held", lambda: Seen().told("prison").invited()),
    ("pressing", lambda: Seen().invited().reminded(NOON + timedelta(hours=5))),
    ("held", lambda: Seen().writes().goes(SAYS["paused"]).reminded()),
    ("after-stop", lambda: Seen().told("stop").invited()),
    ("after-stop", lambda: Seen().writes().told("stop").goes(SAYS["stopped"])
     .goes(SAYS["deleted"])),
    ("after-stop", lambda: Seen().writes().told("stop", silent=True).goes(SAYS["stopped"])),
    ("after-stop", lambda: Seen().writes().told("stop")
     .goes(SAYS["voucher"].replace("{voucher}", "A-1"))),
    ("baby", lambda: Seen().told("loss").writes().goes("How is the baby?")),
    ("baby", lambda: Seen().told("apart").writes().goes(SITUATION_ASKED)),
    ("old-number", lambda: Seen().told("number", number=NEW).invited()),
    ("too-many", lambda: Seen().invited().invited(NOON + timedelta(days=1))),
    ("too-many", lambda: Seen().invited().reminded(NOON + DAY).reminded(NOON + 2 * DAY)
     .reminded(NOON + 3 * DAY)),
    ("too-many", the_ninth_question),
    ("after-finish", lambda: Seen().writes().goes(SAYS["end"]).reminded()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "story"), WRONG)
def test_each_wrong_text_is_seen(kind: str, story: Callable[[], Seen]) -> None:
    watcher = story().watcher
    assert watcher.wrong == {kind: 1}
    assert watcher.examples[0].startswith(f"{kind}: 2027-0")


def test_every_kind_is_seen_by_some_story() -> None:
    assert {kind for kind, _ in WRONG} == set(KINDS)


def test_a_removal_that_is_over_is_over() -> None:
    seen = Seen().told("apart").told("together").writes().goes("How is the baby?")
    assert not seen.watcher.wrong


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match="eclipse"):
        Seen().told("eclipse")
