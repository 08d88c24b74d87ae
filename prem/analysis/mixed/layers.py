"""Restricted likelihood of scores in layers: women, within sites, over the same few cells.

A cell is what all women can be asked: a time point, or an item at a time point. Every random
effect then has a covariance over cells, of one woman, of one site, or of the whole, and each layer
is absorbed by the same step, so that the cost is that of the patterns of missing cells and of the
sites, whatever the number of women.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from prem.analysis.frame import Numbers

Indices = npt.NDArray[np.int64]
Layer = Literal["women", "sites", "whole"]


@dataclass(frozen=True, slots=True)
class Layers:
    """Sums of scores (less the grand mean) that the likelihood needs.

    `patterns` is P x C (1 where a cell is answered). Women of one site and pattern are added up:
    U such groups have `pattern` (U,), `site` (U,), `count` (U,) and `sums` (U x C). `squares` is
    P x C x C, the products of scores. `mean` is the grand mean, `total` the number of scores.
    """

    patterns: Numbers
    pattern: Indices
    site: Indices
    count: Numbers
    sums: Numbers
    squares: Numbers
    sites: int
    women: int
    total: int
    mean: float

    @classmethod
    def of(cls, values: Numbers, site: Indices | None = None) -> Layers:
        """Return the sums of a table, women x cells, NaN where missing.

        `site` is the number of each woman's site, from 0; None where there are no sites. A woman
        without any score does not count. Raises ValueError where no two scores differ.
        """
        given = ~np.isnan(values)
        there = given.any(axis=1)
        values, given = values[there], given[there]
        if not given.any() or np.ptp(values[given]) == 0:
            raise ValueError("scores that do not vary have no variance to share out")
        where_site = np.zeros(len(values), np.int64) if site is None else site[there]
        mean = float(values[given].mean())
        centred = np.where(given, values - mean, 0.0)
        patterns, of_woman = _patterns(given)
        pairs, group = np.unique(
            np.column_stack([where_site, of_woman]), axis=0, return_inverse=True
        )
        group = group.reshape(-1)
        sums = np.zeros((len(pairs), values.shape[1]))
        np.add.at(sums, group, centred)
        order = np.argsort(of_woman, kind="stable")
        ends = np.cumsum(np.bincount(of_woman))
        blocks = np.split(centred[order], ends[:-1])
        squares = np.stack([block.T @ block for block in blocks])
        return cls(
            patterns=patterns.astype(np.float64),
            pattern=pairs[:, 1].astype(np.int64),
            site=pairs[:, 0].astype(np.int64),
            count=np.bincount(group).astype(np.float64),
            sums=sums,
            squares=squares,
            sites=0 if site is None else int(where_site.max()) + 1,
            women=len(values),
            total=int(given.sum()),
            mean=mean,
        )

    def crossed(self) -> Numbers:
        """Return the number of women of each site (rows) and pattern (columns)."""
        found = np.zeros((max(self.sites, 1), len(self.patterns)))
        found[self.site, self.pattern] = self.count
        return found


def _patterns(given: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], Indices]:
    """Return the rows that differ, and which of them each row is."""
    packed = np.packbits(given, axis=1)
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    _, first, where = np.unique(keys, return_index=True, return_inverse=True)
    return given[first], where.reshape(-1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A layer once absorbed: K' = (I + K S)^-1 K, g' and the rest, and R = (I + K S)^-1, W g."""

    k: Numbers
    g: Numbers
    r: Numbers
    w: Numbers
    wg: Numbers


@dataclass(frozen=True, slots=True)
class State:
    """The whole data absorbed: `k`, `g`, `q`, `logdet`, and what the way back needs."""

    k: Numbers
    g: Numbers
    q: float
    logdet: float
    by_pattern: Numbers
    of_sites: Absorbed | None
    of_whole: Absorbed


def absorb(k: Numbers, g: Numbers, covariance: Numbers) -> tuple[Absorbed, float, float]:
    """Integrate out effects of one layer; return it, what q loses, and the log determinant.

    `k` is L x C x C (Z'V^-1 Z of each unit over cells), `g` L x C (Z'V^-1 y). Woodbury's identity.
    """
    inside = np.eye(k.shape[-1]) + k @ covariance
    r = np.linalg.inv(inside).astype(np.float64)
    w = covariance @ r
    wg = np.einsum("lij,lj->li", w, g)
    lost = float(np.einsum("li,li->", g, wg))
    logdet = float(np.linalg.slogdet(inside)[1].sum())
    absorbed = Absorbed(k=r @ k, g=np.einsum("lij,lj->li", r, g), r=r, w=w, wg=wg)
    return absorbed, lost, logdet


def forward(data: Layers, women: Numbers, sites: Numbers, whole: Numbers) -> State:
    """Return the data with the effects of women, of sites and of the whole integrated out.

    The three covariances are C x C, in units of the error variance.
    """
    inside = np.eye(len(women)) + data.patterns[:, :, None] * women
    by_pattern = np.linalg.inv(inside) * data.patterns[:, None, :]
    each = data.crossed().sum(axis=0)
    logdet = float(each @ np.linalg.slogdet(inside)[1])
    q = float(np.einsum("pij,pij->", by_pattern, data.squares))
    units = max(data.sites, 1)
    k = np.tensordot(data.crossed(), by_pattern, 1)
    g = np.zeros((units, len(women)))
    np.add.at(g, data.site, np.einsum("uij,uj->ui", by_pattern[data.pattern], data.sums))
    of_sites = None
    if data.sites:
        of_sites, lost, more = absorb(k, g, sites)
        k, g, q, logdet = of_sites.k, of_sites.g, q - lost, logdet + more
    of_whole, lost, more = absorb(k.sum(axis=0)[None], g.sum(axis=0)[None], whole)
    return State(
        k=of_whole.k[0],
        g=of_whole.g[0],
        q=q - lost,
        logdet=logdet + more,
        by_pattern=by_pattern,
        of_sites=of_sites,
        of_whole=of_whole,
    )


def backward(
    data: Layers, state: State, k: Numbers, g: Numbers, q: float, logdet: float
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the slopes in the three covariances of a function whose slopes in `State` are given.

    With K' = R K and dK' = R dK R' - K' dS K', and so for the others: one sweep back costs as
    much as one sweep forward.
    """
    whole, k, g = _back(state.of_whole, k[None], g[None], q, logdet)
    k, g = (
        np.broadcast_to(k, (max(data.sites, 1), *k.shape[1:])),
        np.repeat(g, max(data.sites, 1), axis=0),
    )
    sites = np.zeros_like(whole)
    if state.of_sites is not None:
        sites, k, g = _back(state.of_sites, k, g, q, logdet)
    inner = q * data.squares + np.tensordot(data.crossed().T, k, 1)
    product = g[data.site][:, :, None] * data.sums[:, None, :]
    np.add.at(inner, data.pattern, (product + product.transpose(0, 2, 1)) / 2)
    each = data.crossed().sum(axis=0)
    by = state.by_pattern
    women = logdet * np.einsum("p,pij->ij", each, by) - (by @ inner @ by).sum(axis=0)
    return women, sites, whole


def _back(
    layer: Absorbed, k: Numbers, g: Numbers, q: float, logdet: float
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the slopes in a layer's covariance (C x C), and in its K and g before."""
    r, w, wg = layer.r, layer.w, layer.wg
    kg = np.einsum("lij,lj->li", layer.k, g)
    covariance = (
        logdet * layer.k
        - layer.k @ k @ layer.k
        - _outer(kg, layer.g)
        - q * layer.g[:, :, None] * layer.g[:, None, :]
    ).sum(axis=0)
    rg = np.einsum("lji,lj->li", r, g)
    before = (
        r.transpose(0, 2, 1) @ k @ r
        - _outer(rg, wg)
        + q * wg[:, :, None] * wg[:, None, :]
        + logdet * w
    )
    return covariance, before, rg - 2 * q * wg


def _outer(a: Numbers, b: Numbers) -> Numbers:
    product = a[:, :, None] * b[:, None, :]
    return np.asarray((product + product.transpose(0, 2, 1)) / 2)
