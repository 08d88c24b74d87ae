"""The bivariate normal distribution on grids of thresholds, for many pairs of items at once."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from prem.analysis.frame import Numbers

# Stands for infinity: the normal distribution ends before in double precision.
FAR = 38.0
# Above this correlation the integral is taken from the other end, where it is short.
_STEEP = 0.9
# Up to this correlation the integral is so short that few nodes take it.
_FLAT = 0.3
_FEW_NODES, _FEW_WEIGHTS = np.polynomial.legendre.leggauss(8)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)
_FINE_NODES, _FINE_WEIGHTS = np.polynomial.legendre.leggauss(64)


def distribution(first: Numbers, second: Numbers, rho: Numbers) -> Numbers:
    """Return P(X <= h, Y <= k) on each pair's grid, shape (pairs, a, b).

    Parameters
    ----------
    first, second : the grids' h (pairs x a) and k (pairs x b), finite: FAR for infinity.
    rho : the correlation of each pair, shape (pairs,), within (-1, 1).

    Notes
    -----
    Phi(h) Phi(k) + 1/(2 pi) int_0^{asin rho} exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt, by
    20 Gauss-Legendre nodes: 1e-14 up to |rho| = 0.9 (8 nodes up to 0.3: 1e-15). Beyond, the same
    integrand is taken from asin rho to pi/2 (rho = 1, where the value is Phi(min(h, k))) by 64
    nodes: 1e-9 or better.

    References
    ----------
    Drezner & Wesolowsky 1990, J Stat Comput Simul 35:101; Genz 2004, Stat Comput 14:251.
    R: `mvtnorm::pmvnorm`.

    Examples
    --------
    >>> zero = np.zeros((1, 1))
    >>> distribution(zero, zero, np.array([0.5])).round(6).tolist()  # 1/4 + asin(rho) / (2 pi)
    [[[0.333333]]]
    """
    h, k = first[:, :, None], second[:, None, :]
    found = np.empty(np.broadcast_shapes(h.shape, k.shape))
    steep, flat = np.abs(rho) > _STEEP, np.abs(rho) <= _FLAT
    tiers = (
        (flat, _FEW_NODES, _FEW_WEIGHTS),
        (~steep & ~flat, _NODES, _WEIGHTS),
        (steep, _FINE_NODES, _FINE_WEIGHTS),
    )
    for part, nodes, weights in tiers:
        if not part.any():
            continue
        end = np.where(steep, np.sign(rho) * np.pi / 2, 0.0)[part]
        found[part] = _at_end(h[part], k[part], end)
        found[part] += _integral(h[part], k[part], end, np.arcsin(rho[part]), nodes, weights)
    return found


def density(first: Numbers, second: Numbers, rho: Numbers) -> Numbers:
    """Return the density on each pair's grid, shape (pairs, a, b): the derivative of
    `distribution` by rho.
    """
    h, k, r = first[:, :, None], second[:, None, :], rho[:, None, None]
    rest = 1 - r * r
    value: Numbers = np.exp(-(h * h + k * k - 2 * r * h * k) / (2 * rest))
    return value / (2 * np.pi * np.sqrt(rest))


def _at_end(h: Numbers, k: Numbers, end: Numbers) -> Numbers:
    """Return the distribution where the integral begins: rho = sin(end) = 0, 1 or -1."""
    angle = end[:, None, None]
    apart = ndtr(h) * ndtr(k)
    alike = ndtr(np.minimum(h, k))
    opposed = np.maximum(ndtr(h) - ndtr(-k), 0.0)
    value: Numbers = np.where(angle == 0, apart, np.where(angle > 0, alike, opposed))
    return value


def _integral(
    h: Numbers, k: Numbers, start: Numbers, end: Numbers, nodes: Numbers, weights: Numbers
) -> Numbers:
    half = (end - start) / 2
    sine = np.sin(start[:, None] + half[:, None] * (nodes + 1))
    rest = (1 - sine) * (1 + sine)
    inner = (h * k)[..., None] * (sine / rest)[:, None, None, :]
    inner -= ((h * h + k * k) / 2)[..., None] / rest[:, None, None, :]
    value: Numbers = np.exp(inner, out=inner) @ weights
    return value * (half / (2 * np.pi))[:, None, None]
