"""Months of texts: how fast they are simulated, and that none of them is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any

from hazardous_survey import hazardous

from bench.surveys import SURVEY
from prem.fieldwork.simulate import play
from prem.fieldwork.simulate_part import Order
from prem.ports import frozen
from prem.storage.keys import new_keys
from prem.surveys.load import load_survey
from prem.surveys.model import Survey

UNTIL = datetime(2027, 12, 1, 12, tzinfo=UTC)
"""The eighteen months before hold both changes of the clock, the one in autumn twice."""
WOMEN, SEED = 6_300, 5


def hazardous_survey() -> Survey:
    """Return the study, with texts that would be wrong to the wrong woman."""
    return hazardous(load_survey(SURVEY))


def fast(women: int) -> dict[str, Any]:
    """Measure `prem simulate` over 18 months, as a command."""
    with tempfile.TemporaryDirectory() as data:
        began = perf_counter()
        words = ("simulate", SURVEY, "--women", str(women), "--months", "18", "--seed", "1")
        done = subprocess.run(
            [sys.executable, "-m", "prem", *words, "--json"],
            env={**os.environ, "PREM_DATA": data},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    said = json.loads(done.stdout)
    return {
        "seconds": round(perf_counter() - began, 2),
        "sessions": said["sessions"],
        "by_text": said["texting"],
        "texts": said["watched"],
        "wrong_texts": sum(said["wrong"].values()),
    }


def watched(women: int = WOMEN, seed: int = SEED) -> dict[str, Any]:
    """Watch more than 100,000 months of women's lives, all by text, and count wrong texts."""
    began = perf_counter()
    done = play(
        hazardous_survey(),
        new_keys(),
        Order(seed, women, 0, women, 18, UNTIL, all_text=True, repeats=True),
        ports=frozen(UNTIL),
        load=partial(hazardous_survey),
        at_once=os.cpu_count() or 1,
    )
    if done.wrong:
        raise RuntimeError("\n".join(done.examples))
    return {
        "seed": seed,
        "women": women,
        "person_months": round(done.person_months),
        "texts_watched": done.watched,
        "wrong_texts": done.wrong.total(),
        "seconds": round(perf_counter() - began, 1),
        "befell": dict(sorted(done.happened.items())),
    }
