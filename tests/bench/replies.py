"""How often a text is read rightly, beside two baselines, and how long a reading takes."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from reply_corpus import READERS, confusion, ours, replies, score, stops

from prem.surveys.replies import Choice, read


def accuracy() -> dict[str, Any]:
    """Return the table of the reader and the baselines on the labelled replies made by us."""
    rows = replies()
    found: dict[str, Any] = {"replies, made by us and not by women": len(rows)}
    for name, reader in READERS.items():
        kinds = {kind: one.shares() for kind, one in score(reader, rows).items()}
        found[name] = {**kinds, "STOP": stops(reader, rows)}
    return {**found, "confusion of prem": confusion(ours, rows), **_speed()}


def _speed() -> dict[str, float]:
    texts = [one.text for one in replies()]
    choice = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})))
    began = perf_counter()
    for text in texts:
        read(text, choice)
    return {"texts_per_second": round(len(texts) / (perf_counter() - began), 0)}
