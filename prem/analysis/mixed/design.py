"""Persons, items and occasions (and sites) as random effects over the cells of a score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from prem.analysis.frame import Numbers
from prem.analysis.mixed.layers import Indices, Layer
from prem.analysis.mixed.moments import Labels, moments
from prem.analysis.mixed.reml import Component

# The effects in the words of the results; "error" holds the highest interaction too.
PERSON, SITE = "person", "site"


def effects(items: int, occasions: int, sites: bool) -> tuple[Component, ...]:
    """Return the random effects of persons x items x occasions, persons nested in sites.

    Cells are item by item, occasion within item. With one occasion its effects are left out; with
    sites each effect is there for sites too, and a person's is within her site.
    """
    one_i, one_o = np.ones((items, items)), np.ones((occasions, occasions))
    same_i, same_o = np.eye(items), np.eye(occasions)
    shapes = {"": np.kron(one_i, one_o), "item": np.kron(same_i, one_o)}
    if occasions > 1:
        shapes |= {"occasion": np.kron(one_i, same_o), "item:occasion": np.kron(same_i, same_o)}
    found = []
    layers: tuple[tuple[str, Layer], ...] = (
        (PERSON, "women"),
        *(((SITE, "sites"),) if sites else ()),
        ("", "whole"),
    )
    for unit, layer in layers:
        for facet, shape in shapes.items():
            name = ":".join(part for part in (unit, facet) if part)
            highest = unit == PERSON and shape.shape[0] == np.trace(shape @ shape)
            if name and not highest:
                found.append(Component(name, layer, shape.astype(np.float64)))
    return tuple(found)


def unbounded(
    table: Numbers, items: int, site: Indices | None, names: tuple[str, ...]
) -> dict[str, float] | None:
    """Return the same variances by Henderson's first method, of a table women x cells."""
    women, cells = np.nonzero(~np.isnan(table))
    occasions = table.shape[1] // items
    facets: Mapping[str, Labels] = {
        PERSON: women,
        SITE: np.zeros_like(women) if site is None else site[women],
        "item": cells // occasions,
        "occasion": cells % occasions,
    }
    labels = {name: _combined([facets[part] for part in name.split(":")]) for name in names}
    return moments(table[women, cells], labels)


def _combined(parts: list[Labels]) -> Labels:
    found = parts[0]
    for part in parts[1:]:
        found = np.unique(found * (int(part.max()) + 1) + part, return_inverse=True)[1].reshape(-1)
    return np.unique(found, return_inverse=True)[1].reshape(-1)
