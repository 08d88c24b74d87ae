"""A synthetic population for `prem simulate`: who she is, what happens to her, what she answers.

Pure: chance comes in as a `random.Random`, and the same generator gives the same women.

The factor model (the truth that an analysis of the simulated answers should find again)
----------------------------------------------------------------------------------------
Each scale s is one factor, standard normal over women at every visit,

    f_s = g_s * G + sqrt(1 - g_s^2) * U_s          (G and U_s independent standard normal)

so factors s and t correlate g_s * g_t: `correlation(model, s, t)`. `g` runs evenly from 0.55 to
0.75 over the instrument's scales in their order (correlations 0.32 to 0.54).
From visit to visit G and U_s are redrawn in part: f(now) = sqrt(K) f(her) + sqrt(1 - K) f(visit),
with K = 0.7, the correlation of a factor with itself over time; then the site's and the time
point's effects are added to G (in its standard deviations).
An item i of scale s has y = l_i f_s + sqrt(1 - l_i^2) e, its loading `l` running 0.60, 0.66, 0.72,
0.78, 0.84, then again, over the items of a scale; the overall item loads 0.75 on G.
y is cut into codes at thresholds by which, without effects, the shares from the worst to the best
code go up by a ratio of 1.25 to 1.65 from item to item: skewed to the best, as PREMs are.

To recover it: polychoric correlations of one visit per woman, a CFA with one factor a scale:
standardised loadings tend to `l`, factor correlations to g_s g_t (both a little larger by the
spread of the site effects, whose variance is about 0.05 of G's). The answers that are missing are
missing at random given the item's sensitivity, so pairwise counts are unbiased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from random import Random
from statistics import NormalDist

from prem.instruments.model import Item
from prem.surveys.model import Survey

MARK = "+simulated"
"""Ends the survey version of every simulated session, so that no one can take it for a real one."""
STABILITY = 0.7
OVERALL_LOADING = 0.75
LOADINGS = (0.60, 0.66, 0.72, 0.78, 0.84)
RATIOS = (1.25, 1.35, 1.45, 1.55, 1.65)
GENERAL = (0.55, 0.75)
SITE_SPREAD = 0.30
"""The first site's women stand this much (in SDs of G) above the middle, the last's below it."""
TIME_STEP = 0.06
TEXT_SHARE = 0.4
SITE_WEIGHTS = (10, 8, 8, 10)
"""Women by site: synopsis, Table 3, first round. Further sites weigh as much as the last."""


@dataclass(frozen=True, slots=True)
class ItemModel:
    """How an item depends on its factor: loading, thresholds from the worst code to the best."""

    factor: int
    loading: float
    cuts: tuple[float, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The truth: `general` the g of each scale, in the instrument's order; items by id."""

    scales: tuple[str, ...]
    general: tuple[float, ...]
    items: Mapping[str, ItemModel]
    site_effects: Mapping[str, float]
    time_effects: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Traits:
    """Where a woman stands on G and on each U."""

    general: float
    own: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Woman:
    """One simulated woman. `entry` is the place of her first time point; `texts` her channel."""

    number: int
    site: str
    entry: int
    texts: bool
    traits: Traits


def simulated(survey: Survey) -> Survey:
    """Return the survey as simulated women answer it: its version says so."""
    return (
        survey if survey.version.endswith(MARK) else replace(survey, version=survey.version + MARK)
    )


def model_of(survey: Survey) -> Model:
    """Return the factor model of a survey's instrument."""
    instrument = survey.instrument
    scales = tuple(scale.id for scale in instrument.scales)
    place = {item: k for scale in instrument.scales for k, item in enumerate(scale.items)}
    choices = [item for item in instrument.items if item.kind == "choice"]
    return Model(
        scales,
        tuple(_spread(GENERAL[0], GENERAL[1], len(scales))),
        {item.id: _item_model(item, scales, place.get(item.id, 0)) for item in choices},
        dict(zip([s.id for s in survey.sites],
                 _spread(SITE_SPREAD, -SITE_SPREAD, len(survey.sites)), strict=True)),
        {point.id: TIME_STEP * k for k, point in enumerate(survey.time_points)},
    )  # fmt: skip


def correlation(model: Model, one: str, other: str) -> float:
    """Return the correlation of two scales' factors."""
    if one == other:
        return 1.0
    return model.general[model.scales.index(one)] * model.general[model.scales.index(other)]


def women(survey: Survey, count: int, chance: Random) -> Iterator[Woman]:
    """Yield so many women, spread over sites as in the study, each with her own traits.

    23 of the study's 36 came in pregnancy and 13 after birth (synopsis, above Table 3): these
    enter at the time point after birth, or at the first where the survey has no more than two.
    """
    model = model_of(survey)
    sites = [site.id for site in survey.sites]
    weights = [SITE_WEIGHTS[min(k, len(SITE_WEIGHTS) - 1)] for k in range(len(sites))]
    late = 2 if len(survey.time_points) > 2 else 0
    texts = "sms" in survey.channels
    for number in range(count):
        yield Woman(
            number,
            chance.choices(sites, weights)[0],
            0 if chance.random() < 23 / 36 else late,
            texts and chance.random() < TEXT_SHARE,
            drawn_traits(model, chance),
        )


def drawn_traits(model: Model, chance: Random) -> Traits:
    """Draw where a woman, or a visit, stands."""
    return Traits(chance.gauss(0, 1), tuple(chance.gauss(0, 1) for _ in model.scales))


def answers(
    model: Model, woman: Woman, time_point: str, chance: Random
) -> dict[str, int]:  # fmt: skip
    """Return the code that she would give to every choice item at one visit."""
    visit = drawn_traits(model, chance)
    keep, new = sqrt(STABILITY), sqrt(1 - STABILITY)
    shift = model.site_effects[woman.site] + model.time_effects[time_point]
    general = keep * woman.traits.general + new * visit.general + shift
    own = [keep * a + new * b for a, b in zip(woman.traits.own, visit.own, strict=True)]
    factors = [g * general + sqrt(1 - g * g) * u for g, u in zip(model.general, own, strict=True)]
    factors.append(general)
    return {name: _code(item, factors[item.factor], chance) for name, item in model.items.items()}


def _code(item: ItemModel, factor: float, chance: Random) -> int:
    y = item.loading * factor + sqrt(1 - item.loading**2) * chance.gauss(0, 1)
    return item.codes[sum(y > cut for cut in item.cuts)]


def _item_model(item: Item, scales: tuple[str, ...], place: int) -> ItemModel:
    """An item without a scale depends on G, which stands after the scales' factors."""
    belongs = item.scale in scales
    loading = LOADINGS[place % len(LOADINGS)] if belongs else OVERALL_LOADING
    codes = tuple(sorted(item.codes))
    ratio = RATIOS[place % len(RATIOS)]
    shares = [ratio**k for k in range(len(codes))]
    below = [sum(shares[: k + 1]) / sum(shares) for k in range(len(codes) - 1)]
    cuts = tuple(NormalDist().inv_cdf(share) for share in below)
    return ItemModel(scales.index(item.scale) if belongs else len(scales), loading, cuts, codes)


def _spread(first: float, last: float, count: int) -> list[float]:
    if count == 1:
        return [(first + last) / 2]
    return [first + (last - first) * k / (count - 1) for k in range(count)]
