"""How often a text is read rightly, beside two baselines, and how long a reading takes."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

from reply_corpus import FOLDER, HELD_OUT, READERS, choices, confusion, ours, replies, score, stops

from prem.surveys.replies import Choice


def accuracy() -> dict[str, Any]:
    """Return the table of the reader and the baselines on the labelled replies made by us."""
    rows = replies()
    found: dict[str, Any] = {"replies, made by us and not by women": len(rows)}
    for name, reader in READERS.items():
        kinds = {kind: one.shares() for kind, one in score(reader, rows).items()}
        found[name] = {**kinds, "STOP": stops(reader, rows)}
    first = json.loads((FOLDER / "first-readings.json").read_text("utf-8"))
    found["first readings, before the reader was mended on a part"] = first
    for part in HELD_OUT:
        held_out = replies(part)
        kinds = {kind: one.shares() for kind, one in score(ours, held_out).items()}
        found[f"{part}, never mended on"] = {**kinds, "STOP": stops(ours, held_out)}
    return {**found, "confusion of prem": confusion(ours, rows), **_speed()}


def _speed() -> dict[str, float]:
    """Return the readings in a second of one core, at each text's own question, when warm.

    The corpus is far harder than what women mostly send: "2" alone is read several times faster.
    The best of three rounds, for the machine may have other work.
    """
    asked = choices()
    texts = [(one.text, asked[one.asked]) for one in replies()]
    plain = [("2", asked["frequency"])] * len(texts)
    return {
        "texts_per_core_second": round(len(texts) / min(_seconds(texts) for _ in range(3))),
        "of_plain_numbers": round(len(plain) / min(_seconds(plain) for _ in range(3))),
    }


def _seconds(texts: list[tuple[str, Choice]]) -> float:
    began = process_time()
    for text, choice in texts:
        ours(text, choice)
    return process_time() - began
