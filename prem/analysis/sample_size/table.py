"""A table of simulated answers under a fitted model, such as `prem analyse` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from prem.analysis.frame import Numbers
from prem.analysis.sample_size.fitted import Fitted, Places, fitted

# The columns beside the items; an item of such a name has no column of its own.
MARKS = ("simulated", "id", "site", "time")


@dataclass(frozen=True, slots=True)
class Study:
    """Who answers when: `women`, each at one of `sites`, at each of `times` time points.

    `icc` is the share of the variance of what is measured that lies between sites, `stability`
    the correlation of a woman's own part between two time points, `change` how much higher each
    time point is than the one before, in standard deviations of what is measured.
    """

    women: int
    sites: int = 1
    icc: float = 0.0
    times: int = 1
    stability: float = 0.7
    change: float = 0.0


def simulated_table(
    description: Mapping[str, Any], study: Study, chance: Generator
) -> dict[str, list[str]]:
    """Return the table by column: `simulated` (always 1), `id`, `site`, `time`, and the items.

    `description` is `sample_size.model` of results.json. Reverse-scored items are turned back,
    so that the same scales file reads them. Columns of site and time are there where there are
    several.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the description is not one, or an item has the name of one of the other columns.
    """
    model = fitted(description)
    taken = sorted(set(model.items) & set(MARKS))
    if taken:
        raise ValueError(f'an item is called "{taken[0]}", as a column of its own is')
    site = (np.arange(study.women) % study.sites).astype(np.int64)
    rows = [model.answers(behind) for behind in _behind(model, study, site, chance)]
    many = len(rows)
    table = {
        "simulated": ["1"] * (study.women * many),
        "id": [f"w{woman + 1}" for woman in range(study.women)] * many,
    }
    if study.sites > 1:
        table["site"] = [f"s{place + 1}" for place in site] * many
    if many > 1:
        table["time"] = [f"{time + 1}" for time in range(many) for _ in range(study.women)]
    return table | _items(np.vstack(rows), model, description)


def _behind(model: Fitted, study: Study, site: Places, chance: Generator) -> list[Numbers]:
    """Return the variables behind the answers at each time point: a woman's part and her site's."""
    places = model.factors(chance, study.sites)[site] * np.sqrt(study.icc)
    always = model.factors(chance, study.women) * np.sqrt(study.stability)
    found = []
    for time in range(study.times):
        now = model.factors(chance, study.women) * np.sqrt(1 - study.stability)
        scores = places + (always + now) * np.sqrt(1 - study.icc) + study.change * time
        found.append(model.behind(scores, chance))
    return found


def _items(rows: Numbers, model: Fitted, description: Mapping[str, Any]) -> dict[str, list[str]]:
    table = {}
    for item, column, codes in zip(model.items, rows.T, model.codes, strict=True):
        turned = description["items"][item].get("reversed", False)
        values = codes.min() + codes.max() - column if turned else column
        table[item] = [f"{value:g}" for value in values.tolist()]
    return table
