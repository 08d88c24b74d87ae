"""One model of the same women's ordered answers at several times, equal over time step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from prem.analysis.frame import Numbers
from prem.analysis.invariance.ordinal_fit import Sample
from prem.analysis.invariance.ordinal_model import Integers, Ladder
from prem.analysis.ordered.spread import Spread, spread


@dataclass(frozen=True, eq=False)
class WaveSample(Sample):
    """All thresholds and correlations but those of an item with itself at another time.

    Each of these has a residual covariance of its own, which is free: it fits exactly and tells
    nothing of the rest, as if it were not there. `whole` has them, for the baseline model.
    """

    whole: Sample
    kept: Integers

    @cached_property
    def statistics(self) -> Numbers:
        """Thresholds time by time, item by item, then the correlations that are kept."""
        return self.whole.statistics[self.kept]

    @property
    def correlations(self) -> tuple[Numbers, Numbers]:
        """All correlations, also of an item with itself."""
        return self.whole.correlations


@dataclass(frozen=True, eq=False)
class Waves(Ladder):
    """The parameters of one group of women at `groups` time points.

    What `Ladder` says of groups is said of times; beside it stand the covariances of each two
    factors at each two different times, all free. What is estimated is one group's parameters.
    """

    @cached_property
    def times(self) -> Ladder:
        """The parameters of the times, as of groups."""
        return Ladder(self.of, self.cuts, self.groups, self.step)

    @cached_property
    def across(self) -> tuple[Integers, Integers]:
        """Both factors (of all times) of every covariance between different times."""
        first, second = np.triu_indices(self.factors * self.groups, 1)
        apart = first // self.factors != second // self.factors
        return first[apart], second[apart]

    @cached_property
    def kept(self) -> tuple[Integers, Integers]:
        """Both columns (of all times) of every correlation but of an item with itself."""
        p = len(self.of)
        first, second = np.triu_indices(p * self.groups, 1)
        others = first % p != second % p
        return first[others], second[others]

    @cached_property
    def place(self) -> Integers:
        """Every parameter stands where it stands in the vector."""
        return np.arange(self.size)[None, :]

    @property
    def size(self) -> int:
        """The number of free parameters."""
        return self.times.size + len(self.across[0])

    @property
    def statistics(self) -> int:
        """The number of thresholds, and of correlations that are kept."""
        return self.groups * len(self.item) + len(self.kept[0])

    def spread_out(self, vector: Numbers) -> Numbers:
        """Return the one group's parameters."""
        return vector[None, :]

    def vector(self, rows: Numbers, across: Numbers) -> Numbers:
        """Return the parameters of times x a time's parameters; the first time's count."""
        found = np.zeros(self.times.size)
        for place, own in zip(self.times.place[::-1], rows[::-1], strict=True):
            found[place[place >= 0]] = own[place >= 0]
        return np.concatenate([found, across])

    def implied(self, own: Numbers) -> Numbers:
        """Return the standardised thresholds, then the correlations that are kept."""
        rows = self.times.spread_out(own[: self.times.size])
        thresholds = [self.times.implied(row)[: len(self.item)] for row in rows]
        scaled, between = self._scaled(own)
        (i, j), of = self.kept, self._factor
        return np.concatenate([*thresholds, scaled[i] * scaled[j] * between[of[i], of[j]]])

    def slope(self, own: Numbers) -> Numbers:
        """Return the derivatives of `implied` by the parameters."""
        rows = self.times.spread_out(own[: self.times.size])
        cuts, p, many = len(self.item), len(self.of), self.groups * len(self.item)
        found = np.zeros((self.statistics, self.size))
        _, _, deltas, loads, means, _ = self.ends
        scaled, between = self._scaled(own)
        (i, j), of = self.kept, self._factor
        pull = between[of[i], of[j]], np.arange(many, self.statistics)
        for time, (row, place) in enumerate(zip(rows, self.times.place, strict=True)):
            full = np.zeros((self.statistics, len(row)))
            full[time * cuts : (time + 1) * cuts] = self.times.slope(row)[:cuts]
            delta, loading = row[self.ends[1] : deltas], row[deltas:loads]
            for mine, other in ((i, j), (j, i)):
                here = mine // p == time
                item, factor = mine[here] % p, pull[0][here] * scaled[other[here]]
                np.add.at(full, (pull[1][here], self.ends[1] + item), loading[item] * factor)
                np.add.at(full, (pull[1][here], deltas + item), delta[item] * factor)
            inside = (i // p == time) & (j // p == time)
            at = means + self._upper[self.of[i[inside] % p], self.of[j[inside] % p]]
            full[pull[1][inside], at] += (scaled[i] * scaled[j])[inside]
            found[:, place[place >= 0]] += full[:, place >= 0]
        over = i // p != j // p
        at = self._between[of[i[over]], of[j[over]]]
        found[pull[1][over], self.times.size + at] = (scaled[i] * scaled[j])[over]
        return found

    @cached_property
    def _factor(self) -> Integers:
        """The factor (of all times) of every column."""
        times = np.arange(self.groups)[:, None] * self.factors
        return np.asarray((self.of + times).ravel())

    @cached_property
    def _between(self) -> Integers:
        """The place of two factors of different times among their covariances."""
        many = self.factors * self.groups
        found = np.zeros((many, many), dtype=np.int64)
        found[self.across] = found.T[self.across] = np.arange(len(self.across[0]))
        return found

    def covariances(self, own: Numbers) -> Numbers:
        """Return the covariances of the factors of all times."""
        return self._scaled(own)[1]

    def _scaled(self, own: Numbers) -> tuple[Numbers, Numbers]:
        """Return delta lambda of every column, and the covariances of all factors."""
        rows = self.times.spread_out(own[: self.times.size])
        q, scaled = self.factors, []
        between = np.zeros((q * self.groups, q * self.groups))
        for time, row in enumerate(rows):
            _, _, delta, loading, _, inside = self.parts(row)
            scaled.append(delta * loading)
            between[time * q : time * q + q, time * q : time * q + q] = inside
        between[self.across] = between.T[self.across] = own[self.times.size :]
        return np.concatenate(scaled), between


def wave_sample(waves: Waves, ranks: Sequence[Numbers], items: tuple[str, ...]) -> WaveSample:
    """Return the sample of ranks at each time (women x items), women in the same order."""
    names = tuple(f"{item} {time}" for time in range(len(ranks)) for item in items)
    whole = spread(np.hstack(list(ranks)), names)
    first, second = np.triu_indices(len(names), 1)
    others = whole.first + np.flatnonzero(first % len(items) != second % len(items))
    kept = np.concatenate([np.arange(whole.first), others])
    part = Spread(whole.found, whole.gamma[np.ix_(kept, kept)], whole.first)
    n = len(ranks[0])
    return WaveSample(part, n, Sample(whole, n), kept)
