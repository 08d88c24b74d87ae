"""Women, staff, programs and providers do what they like, in any order: no text is ever wrong.

A Hypothesis state machine over real stores. The rules call the verbs that the product's programs
call; the witness is the watcher of the simulator (prem/surveys/schedule/watch.py).
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from hazardous_survey import hazardous
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from prem.channels.model import Inbound
from prem.fieldwork import apply
from prem.fieldwork.field import Field
from prem.fieldwork.receive import stopping
from prem.fieldwork.simulate_network import FAULTS
from prem.fieldwork.simulate_texts import World
from prem.fieldwork.simulate_woman import Her, enrol_her, tell_staff
from prem.settings import Settings
from prem.storage import trial_stores
from prem.storage.keys import new_keys
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey
from prem.surveys.population import Traits, Woman
from prem.surveys.population_life import DAYS, HOURS, Fact, Life
from prem.surveys.population_phone import Phone
from prem.surveys.schedule.watch import Watcher

STUDY = hazardous(load_survey("pregnancy-to-18-months"))
BEGINS = datetime(2027, 3, 20, 9, 30, tzinfo=UTC)
"""A week before the clocks go forward."""
ANSWERS = ("yes", "1", "2", "3", "4", "no", "skip", "hmm", "2 but only once", "back", "help",
           "pause", "link", "YES")  # fmt: skip
TELLING = {
    "STOP": "stop", "leave me alone": "stop", "START": "start", "delete my answers": "delete",
    "he has my phone": "unsafe", "we lost the baby": "loss", "they took my baby": "apart",
    "he is back with me": "together", "i'm in prison": "prison",
}  # fmt: skip
TOLD = ("loss", "apart", "together", "moved", "prison", "refuge", "pause", "resume", "safe",
        "channel", "number", "stop")  # fmt: skip
STEPS = (
    timedelta(seconds=20), timedelta(minutes=3), timedelta(minutes=12), timedelta(hours=2),
    timedelta(hours=9), timedelta(days=1), timedelta(days=3), timedelta(days=8),
    timedelta(days=40), timedelta(days=150),
)  # fmt: skip
HERS = st.sampled_from(DAYS), st.sampled_from(HOURS)


class Messages(RuleBasedStateMachine):
    """One study; `empty` is a data folder with empty stores."""

    empty: Path
    women = Bundle("women")
    texts = Bundle("texts")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="prem-machine-"))
        shutil.copytree(self.empty, self.folder / "data")
        stores = open_stores(Settings(data=self.folder / "data"))
        for store in (stores.contacts, stores.answers):
            trial_stores.hurry(store.writer)
        number = Random(1)  # a test that repeats
        field = Field(
            stores, {STUDY.id: STUDY}, new_keys(), lambda: number.getrandbits(63),
            "https://example.org",
        )  # fmt: skip
        self.world = World(field, STUDY, Watcher(STUDY), Random(1))
        self.world.now = int(BEGINS.timestamp())
        self.count = self.ids = 0
        self._calm()

    def teardown(self) -> None:
        self.world.field.stores.close()
        shutil.rmtree(self.folder)

    def _calm(self) -> None:
        self.world.dies, self.world.network.faults = 0.0, ()

    @initialize(target=women)
    def first(self) -> Her:
        return self._enrolled(-10, (10, 18), frozenset(range(7)), born=True)

    @rule(target=women, days=st.integers(-60, 30), week=HERS[0], hours=HERS[1], born=st.booleans())
    def enrol(self, days: int, week: frozenset[int], hours: tuple[int, int], born: bool) -> object:
        if self.count > 3:
            return multiple()
        return self._enrolled(min(days, 0) if born else days, hours, week, born=born)

    def _enrolled(
        self, days: int, hours: tuple[int, int], week: frozenset[int], *, born: bool
    ) -> Her:
        self.count += 1
        day = self.world.moment.date() + timedelta(days=days)
        life = Life(self.world.moment, {"birth" if born else "due-date": day}, (*hours, week))
        numbers = [f"+4477009000{self.count}{which}" for which in (1, 2)]
        her = Her(
            Woman(self.count, "site-1", 0, True, Traits(0, ())), life,
            Phone({}, Random(1)), *numbers, "en",
        )  # fmt: skip
        enrol_her(self.world.field, STUDY, self.world.watcher, her)
        self.world.women[her.person] = her
        return her

    @rule(her=women, kind=st.sampled_from(TOLD), week=HERS[0], hours=HERS[1])
    def staff_tell(self, her: Her, kind: str, week: frozenset[int], hours: tuple[int, int]) -> None:
        fact = Fact(
            kind, self.world.moment,
            site="site-2" if kind == "moved" else "",
            hours=(*hours, week) if kind == "safe" else None,
        )  # fmt: skip
        tell_staff(self.world.field, self.world.watcher, her, fact, self.world.moment)

    @rule(her=women, kind=st.sampled_from(["birth", "due-date"]), days=st.integers(-90, 60))
    def a_date_changes(self, her: Her, kind: str, days: int) -> None:
        moment = self.world.moment
        day = moment.date() + timedelta(days=-abs(days) if kind == "birth" else days)
        tell_staff(self.world.field, self.world.watcher, her, Fact(kind, moment, day=day), moment)

    @rule(target=texts, her=women, words=st.sampled_from([*ANSWERS, *TELLING]))
    def she_writes(self, her: Her, words: str) -> tuple[Her, Inbound, str]:
        self.ids += 1
        came = Inbound(her.channel, f"SM{self.ids}", her.number, words)
        return her, came, TELLING.get(words, "")

    @rule(come=st.lists(texts, min_size=1, max_size=3))
    def handed_over_in_any_order_and_again(self, come: list[tuple[Her, Inbound, str]]) -> None:
        self.world.take_in(come)

    @rule(one=consumes(texts), seed=st.integers(0, 30))
    def handed_over_to_one_who_dies(self, one: tuple[Her, Inbound, str], seed: int) -> None:
        self.world.dies = 1.0
        self.world.chance.seed(seed)
        self.world.take_in([one])
        self._calm()

    @rule()
    def worker(self) -> None:
        self.world.work()

    @rule(seed=st.integers(0, 30))
    def worker_who_dies(self, seed: int) -> None:
        self.world.dies = 1.0
        self.world.chance.seed(seed)
        self.world.work()
        self._calm()

    @rule(fault=st.sampled_from([name for name, _ in FAULTS]))
    def worker_whose_provider_is_bad(self, fault: str) -> None:
        self.world.network.faults = ((fault, 1.0),)
        self.world.work()
        self._calm()

    @rule(step=st.sampled_from(STEPS))
    def time_goes_on(self, step: timedelta) -> None:
        until = self.world.moment + step
        self.world.play(until)
        self.world.now = int(until.timestamp())

    @invariant()
    def no_text_is_wrong(self) -> None:
        assert not self.world.watcher.wrong, self.world.watcher.examples


def run(empty: Path, examples: int, **more: object) -> None:
    machine = type("Machine", (Messages,), {"empty": empty})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,  # type: ignore[arg-type]
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_no_order_of_events_makes_a_wrong_text(empty_sqlite: Path) -> None:
    run(empty_sqlite, 80)


def test_a_stop_that_is_not_entered_is_found(
    empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "stop", lambda *_given, **_more: None)
    monkeypatch.setattr(stopping, "stop", lambda *_given, **_more: None)
    with pytest.raises(AssertionError, match="after-stop"):
        run(empty_sqlite, 120, phases=[Phase.generate], report_multiple_bugs=False)
