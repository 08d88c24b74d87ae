"""Let simulated women answer a survey, through the product and not past it.

Women on the web go through the engine and the answers store (simulate_web.py); women who text go
through the schedule, the outbox, sender and receiver (simulate_texts.py). A study is played in
parts of some hundred women, each part in stores of its own, two parts at once where the survey can
be loaded again in another process. Only answers are kept: a simulated phone number could be
somebody's real one. Every session's survey version says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil

from prem.errors.release import BAD_MONTHS, BAD_WOMEN, REAL_ANSWERS, WRONG_TEXTS
from prem.fieldwork.simulate_part import Order, Simulated, part_folder, play_part
from prem.fieldwork.simulate_processes import Job, Load, in_processes
from prem.ports import Ports
from prem.storage import people, released, trial_stores
from prem.storage.keys import Keys
from prem.storage.merged import merge_answers
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.population import MARK, simulated

__all__ = ["Simulated", "Tell", "check_right", "check_size", "play", "simulate"]
FEW, MANY = 200, 250
"""Women that are one part; and the most of one part where there are more: then two at once, or
four and so on. What a part of so few reads again and again lies near the processor."""
MOST_WOMEN = 1_000_000
MOST_MONTHS = 240
Tell = Callable[[int], None]


def simulate(
    stores: Stores,
    keys: Keys,
    survey: Survey,
    count: int,
    *,
    ports: Ports,
    seed: int = 1,
    months: int = 24,
    tell: Tell | None = None,
    load: Load | None = None,
    at_once: int = 1,
) -> Simulated:
    """Let `count` women answer over so many months, the last of which ends now.

    The same seed gives the same answers; ids come from `ports`. `tell` is told how many women
    are done. `load` loads the survey in other processes, `at_once` of them. Refuses (422.702,
    422.703) counts and months out of range, and (422.705) stores in which a woman is enrolled, or
    real women have answered this survey.
    """
    check_size(count, months)
    _check_unreal(stores, survey)
    whole = Order(seed, count, 0, count, months, ports.now())
    return play(survey, keys, whole, ports=ports, into=stores, tell=tell, load=load,
                at_once=at_once)  # fmt: skip


def play(
    survey: Survey,
    keys: Keys,
    whole: Order,
    *,
    ports: Ports,
    into: Stores | None = None,
    tell: Tell | None = None,
    load: Load | None = None,
    at_once: int = 1,
) -> Simulated:
    """Play an order in parts and add up what was done; answers are kept where `into` is given."""
    done, progress = Simulated(), _Progress(tell)
    with ExitStack() as folders:
        jobs = [
            (number, folders.enter_context(part_folder()), order)
            for number, order in enumerate(_parts(whole))
        ]
        if into is not None:
            for _, folder, _ in jobs:
                trial_stores.made_like(into, folder)
        progress.sizes = [order.count for _, _, order in jobs]
        many = load is not None and at_once > 1 and len(jobs) > 1
        if many and load is not None:
            parts = in_processes(load, keys, jobs, at_once, progress.share)
        else:
            parts = _one_by_one(survey, keys, jobs, ports, progress.share)
        for number, part in parts:
            if into is not None:
                merge_answers(into.answers, [jobs[number][1] / "answers.sqlite"])
            done.add(part)
    return done


def check_size(count: int, months: int = 24) -> None:
    """Refuse counts of women and months that are out of range."""
    if not 1 <= count <= MOST_WOMEN:
        raise BAD_WOMEN.refuse(found=count, limit=MOST_WOMEN)
    if not 1 <= months <= MOST_MONTHS:
        raise BAD_MONTHS.refuse(found=months, limit=MOST_MONTHS)


def check_right(done: Simulated, seed: int) -> None:
    """Refuse (500.710) a simulation in which the watcher saw a wrong text."""
    if done.wrong:
        kinds = ", ".join(f"{name} {times}" for name, times in sorted(done.wrong.items()))
        raise WRONG_TEXTS.refuse(
            wrong=done.wrong.total(), texts=done.watched, kinds=kinds, seed=seed
        )


def _check_unreal(stores: Stores, survey: Survey) -> None:
    made_under = released.versions(stores.answers, survey.id)
    enrolled = people.anyone(stores.contacts.reader)  # who is invited, and has not answered yet
    if enrolled or any(not version.endswith(MARK) for version in made_under):
        raise REAL_ANSWERS.refuse(survey=survey.id)


def _parts(whole: Order) -> Iterator[Order]:
    parts = 1 if whole.count <= FEW else 2 * ceil(whole.count / (2 * MANY))
    size = ceil(whole.count / parts)
    for first in range(0, whole.count, size):
        yield replace(whole, first=first, count=min(size, whole.count - first))


def _one_by_one(
    survey: Survey,
    keys: Keys,
    jobs: list[Job],
    ports: Ports,
    share: Callable[[int, float], None],
) -> Iterator[tuple[int, Simulated]]:
    marked = simulated(survey)
    for number, folder, order in jobs:
        tell = partial(share, number)
        yield number, play_part(folder, marked, keys, ports.number, order, tell)


@dataclass(slots=True)
class _Progress:
    """Says how many women's worth of the study is done."""

    tell: Tell | None
    sizes: list[int] = field(default_factory=list)
    shares: dict[int, float] = field(default_factory=dict)

    def share(self, part: int, done: float) -> None:
        """Note what share of a part is done."""
        self.shares[part] = done
        if self.tell is not None:
            self.tell(int(sum(self.sizes[one] * share for one, share in self.shares.items())))
