"""One part of a simulated study: some hundred women in stores of their own, from first to last."""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from prem.fieldwork.deciding import Decider
from prem.fieldwork.field import Field
from prem.fieldwork.simulate_texts import World
from prem.fieldwork.simulate_web import Walk, walk_all, walks
from prem.fieldwork.simulate_woman import Her
from prem.storage import merged, trial_stores
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.population import Model, Woman, model_of, women
from prem.surveys.population_course import visits
from prem.surveys.population_life import life
from prem.surveys.population_phone import Phone
from prem.surveys.schedule.watch import Watcher

MONTH = timedelta(days=30.4375)
STEPS = 40
"""Moments at which a part tells how far it is."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which women of a study to play, up to which moment. `all_text`: nobody answers on the web
    alone. `address`: where links open. `apart`: read and write by two connections to a store, as
    a server does; else one does both, which is faster. `repeats`: ids come from the seed, too, so
    that all of it can be seen once more; such answers are not to be kept beside others."""

    seed: int
    study: int
    first: int
    count: int
    months: int
    until: datetime
    all_text: bool = False
    address: str = "https://simulated.invalid"
    apart: bool = False
    repeats: bool = False


@dataclass(slots=True)
class Simulated:
    """What was done, in counts: `watched` texts in so many person-months, `wrong` ones by kind
    with examples, and `happened`, each accident that befell."""

    women: int = 0
    sessions: int = 0
    turns: int = 0
    answers: int = 0
    texting: int = 0
    person_months: float = 0.0
    watched: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, other: Simulated) -> None:
        """Add another part's counts."""
        for name in ("women", "sessions", "turns", "answers", "texting", "watched"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.person_months += other.person_months
        self.wrong += other.wrong
        self.happened += other.happened
        self.examples += other.examples


def play_part(
    folder: Path,
    survey: Survey,
    keys: Keys,
    number: Callable[[], int],
    order: Order,
    tell: Callable[[float], None],
) -> Simulated:
    """Play a part into new stores in a folder; `tell` is told the share that is done."""
    with _quiet(), _stores(folder, order.apart) as stores:
        if order.repeats:
            number = partial(Random(f"{order.seed}:ids:{order.first}").getrandbits, 63)  # noqa: S311
        field_ = Field(stores, {survey.id: survey}, keys, number, order.address)
        begins, model = order.until - order.months * MONTH, model_of(survey)
        step = order.months * MONTH / (len(survey.time_points) + 1)
        every = women(survey, order.study, Random(order.seed))  # noqa: S311  # repeats
        on_web, world = list[Walk](), _world(field_, survey, order)
        done = Simulated(women=order.count)
        for woman in islice(every, order.first, order.first + order.count):
            chance = Random(f"{order.seed}:{woman.number}")  # noqa: S311
            came = begins + step * chance.random() * 0.9
            if woman.texts or order.all_text:
                world.add(_texting(survey, model, woman, came, order.until, chance))
                done.texting += 1
                done.person_months += (order.until - came) / MONTH
            else:
                rounds = visits(survey, model, woman, chance)
                on_web += walks(survey, woman, rounds, came, step, chance, number)
        walk_all(Decider(stores.answers, {survey.id: survey}, keys), stores, survey, on_web)
        for at in range(1, STEPS + 1):
            world.play(begins + (order.until - begins) * at / STEPS)
            tell(at / STEPS)
        done.sessions, done.turns, done.answers = merged.totals(stores.answers.writer)
    done.watched, done.wrong = world.watcher.texts, world.watcher.wrong
    done.happened, done.examples = world.counts, world.watcher.examples
    return done


def _world(field_: Field, survey: Survey, order: Order) -> World:
    chance = Random(f"{order.seed}:part:{order.first}")  # noqa: S311  # chance that repeats
    return World(field_, survey, Watcher(survey), chance)


def _texting(
    survey: Survey, model: Model, woman: Woman, came: datetime, until: datetime, chance: Random
) -> Her:
    rounds = visits(survey, model, woman, chance)
    by_wave = {f"{survey.id}/{visit.time_point}": visit for visit in rounds}
    facts = life(survey, woman, rounds, came, until, chance)
    phone = Phone(by_wave, Random(chance.random()))  # noqa: S311
    numbers = [f"+447{block}{woman.number:06d}" for block in (400, 500)]
    return Her(woman, facts, phone, numbers[0], numbers[1], survey.languages[0])


@contextmanager
def _stores(folder: Path, apart: bool) -> Iterator[Stores]:
    stores = trial_stores.opened(folder)
    stores = stores if apart else trial_stores.in_memory(stores)
    try:
        for store in (stores.contacts, stores.answers):
            trial_stores.hurry(store.writer)
            trial_stores.hurry(store.reader)
        yield stores
        if not apart:
            trial_stores.keep(stores.answers)
    finally:
        stores.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Let thousands of accidents that are meant to be fill no log."""
    log, level = logging.getLogger("prem"), logging.getLogger("prem").level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def part_folder() -> Iterator[Path]:
    """A folder for a part's stores, gone afterwards: simulated numbers are kept nowhere."""
    with tempfile.TemporaryDirectory(prefix="prem-simulated-") as folder:
        yield Path(folder)
