"""A release as a document: the JSON that is frozen, and what an earlier one says of a figure.

Keys of a document (`format` "prem-release/1"):

- `survey`, `instrument`: id, title, version, hash; the instrument's `status` ("candidate");
- `number`, `made` (a day), `through` (the last ISO week whose answers are in), `simulated`;
  `fingerprint`: sha256 of all that was in, by which a later release sees that answers were erased;
- `notes`: what a reader must know, in sentences; `rules`: the thresholds of the gate;
- `sites`, `time_points`: id and title, in order;
- `figures`: id, kind (women | dispositions | scale | item), title, and `groups`, one for each
  site and time point (null = all): either `withheld` with its words, or `not_asked`, or `release`
  (the one that first had these numbers), `current` (whether they are as of `through`) and:
  women, sessions | finished, unfinished, stopped, declined | women, mean, low, high (a score from
  0, worst, to 100) | answers, low, middle, high. Counts are rounded to `rules.base`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prem.analysis.disclosure import ALL, APART, BASE, SMALLEST, Decision, Suppressed
from prem.analysis.disclosure_table import Group
from prem.analysis.release import Figure
from prem.instruments.model import Instrument

FORMAT = "prem-release/1"
Document = dict[str, Any]

SIMULATED = "Simulated data: no woman gave these answers. They show how a release looks."
CANDIDATE = (
    "The questions are candidates: women with lived experience have not yet co-produced or tested "
    "these words, so the scores prove nothing about care."
)
READING = (
    f"Counts are rounded to the nearest {BASE}, each on its own, so they do not add up.",
    f"A figure is withheld where it would tell of fewer than {SMALLEST} women, by itself or by "
    f"subtraction from other figures or an earlier release, or where fewer than {APART} women "
    "answered differently from the rest. Which of these it is is not said.",
    "A figure from an earlier release stands until enough women have answered since.",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the figures."""

    survey: Mapping[str, str]
    instrument: Instrument
    number: int
    made: str
    through: str
    simulated: bool
    fingerprint: str
    sites: Mapping[str, str]
    time_points: Mapping[str, str]


def document_of(
    heading: Heading, figures: Mapping[str, Decision[Figure]], earlier: Sequence[Document]
) -> Document:
    """Return the document of a release, to be frozen."""
    return {
        "format": FORMAT,
        "survey": dict(heading.survey),
        "instrument": _instrument(heading.instrument),
        "number": heading.number,
        "made": heading.made,
        "through": heading.through,
        "simulated": heading.simulated,
        "fingerprint": heading.fingerprint,
        "notes": _notes(heading),
        "rules": {"smallest": SMALLEST, "apart": APART, "base": BASE, "interval": 0.95},
        "sites": [{"id": one, "title": title} for one, title in heading.sites.items()],
        "time_points": [{"id": one, "title": title} for one, title in heading.time_points.items()],
        "figures": [
            {
                "id": name,
                "kind": name.partition(":")[0],
                "title": _title(heading.instrument, name),
                "groups": _groups(
                    decision,
                    heading.number,
                    groups_of(earlier, name),
                    _times_asked(heading.instrument, name),
                ),
            }
            for name, decision in figures.items()
        ],
    }


def groups_of(earlier: Sequence[Document], name: str) -> dict[Group, Document]:
    """Return the newest frozen group entries of a figure, withheld ones left out."""
    found: dict[Group, Document] = {}
    for document in earlier:
        for figure in document["figures"]:
            if figure["id"] == name:
                found |= {_group(e): e for e in figure["groups"] if "release" in e}
    return found


def last_renewal(
    earlier: Sequence[Document], name: str
) -> tuple[Document, frozenset[Group]] | None:  # fmt: skip
    """Return the release in which a figure was renewed last, and the groups that were."""
    for document in reversed(earlier):
        for figure in document["figures"]:
            renewed = frozenset(_group(e) for e in figure["groups"] if e.get("current"))
            if figure["id"] == name and renewed:
                return document, renewed
    return None


def numbers_of(entry: Document) -> Figure:
    """Return the numbers of a group's entry."""
    return {key: entry[key] for key in entry if key not in _KEYS}


_KEYS = ("site", "time_point", "release", "current")


def _groups(
    decision: Decision[Figure],
    number: int,
    frozen: Mapping[Group, Document],
    asked: Collection[str] | None,
) -> list[Document]:
    entries = []
    for (site, time), figure in decision.figures.items():
        entry: Document = {"site": site or None, "time_point": time or None}
        if time != ALL and asked is not None and time not in asked:
            entry["not_asked"] = True  # anyone can read this in the instrument
        elif isinstance(figure, Suppressed):
            entry["withheld"] = figure.reason
        else:
            known = frozen.get((site, time))
            same = known is not None and figure == numbers_of(known)
            entry["release"] = known["release"] if known is not None and same else number
            entry["current"] = (site, time) in decision.renewed
            entry |= figure
        entries.append(entry)
    return entries


def _times_asked(instrument: Instrument, name: str) -> set[str] | None:
    """The time points at which a figure's items are asked; None where it is not about items."""
    kind, _, what = name.partition(":")
    if kind not in ("scale", "item"):
        return None
    items = [i for i in instrument.items if i.id == what or (kind == "scale" and i.scale == what)]
    return {time for item in items for time in item.time_points}


def _group(entry: Document) -> Group:
    return entry["site"] or ALL, entry["time_point"] or ALL


def _instrument(instrument: Instrument) -> dict[str, str]:
    return {
        "id": instrument.id,
        "title": instrument.title,
        "version": instrument.version,
        "status": instrument.status,
        "hash": instrument.hash,
    }


def _notes(heading: Heading) -> list[str]:
    said = [SIMULATED] if heading.simulated else []
    said += [CANDIDATE] if heading.instrument.status == "candidate" else []
    return [*said, *READING]


def _title(instrument: Instrument, name: str) -> str:
    kind, _, what = name.partition(":")
    if kind == "scale":
        return next(scale.title for scale in instrument.scales if scale.id == what)
    if kind == "item":
        return instrument.item(what).words[instrument.languages[0]].page
    return {"women": "Women who began", "dispositions": "How interviews ended"}[kind]
