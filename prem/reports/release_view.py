"""What a release looks like: tables of words, decided here and placed by the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Document = dict[str, Any]
Look = Literal["figure", "withheld", "not-asked"]
EVERY_SITE, EVERY_TIME = "All sites", "All time points"


@dataclass(frozen=True, slots=True)
class Part:
    """A cell: what it says first, what it says small below, and how it looks."""

    words: str
    small: str = ""
    look: Look = "figure"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A figure as a table: a column a site, a row a time point."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A scale's mean over all women, 0 to 100, in the overview; None where it is withheld."""

    title: str
    words: str
    mean: int | None
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, tables."""

    id: str
    title: str
    about: str
    tables: tuple[FigureTable, ...]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A whole release."""

    title: str
    facts: tuple[tuple[str, str], ...]
    simulated: bool
    notes: tuple[str, ...]
    bars: tuple[Bar, ...]
    sections: tuple[Section, ...]


def view_of(document: Document, digest: str) -> ReleaseView:
    """Return the view of a frozen document; `digest` is its sha256."""
    survey, instrument = document["survey"], document["instrument"]
    return ReleaseView(
        title=f"{survey['title']}: release {document['number']}",
        facts=(
            ("Answers up to", f"the end of week {document['through']}"),
            ("Made on", document["made"]),
            ("Survey", f"{survey['id']}, version {survey['version']}"),
            ("Questions", f"{instrument['id']}, version {instrument['version']}"),
            ("Status of the questions", instrument["status"]),
            ("Hash of this release", digest),
        ),
        simulated=bool(document["simulated"]),
        notes=tuple(document["notes"]),
        bars=tuple(_bar(f) for f in document["figures"] if f["kind"] == "scale"),
        sections=tuple(_sections(document)),
    )


def words_of(figure: str, entry: Document) -> Part:
    """Return the words of one group of a figure of this kind."""
    if "withheld" in entry:
        return Part("withheld", entry["withheld"], "withheld")
    if "not_asked" in entry:
        return Part("not asked", "", "not-asked")
    since = "" if entry["current"] else f"; as in release {entry['release']}"
    if figure == "women":
        return Part(f"about {entry['women']}", f"{entry['sessions']} interviews{since}")
    if figure == "scale":
        interval = f"{entry['low']} to {entry['high']}"
        return Part(str(entry["mean"]), f"{interval}; about {entry['women']} women{since}")
    if figure == "item":
        rest = f"{entry['middle']} middle, {entry['low']} poor, of about {entry['answers']}"
        return Part(f"{entry['high']} good", rest + since)
    rest = f"{entry['unfinished']} not, {entry['stopped']} stopped, {entry['declined']} declined"
    return Part(f"{entry['finished']} finished", rest + since)


def _sections(document: Document) -> list[Section]:
    about = (
        ("women", "Women who took part", "Women who began, and their interviews."),
        (
            "dispositions",
            "How interviews ended",
            "Interviews that were finished, not finished, stopped, or declined at the start.",
        ),
        (
            "scale",
            "Scores",
            "The mean from 0, the worst experience, to 100, the best, with its 95% interval. "
            "A woman counts once.",
        ),
        (
            "item",
            "Questions",
            "Answers in three bands: good (the two best of five), middle, poor (the two worst).",
        ),
    )
    return [
        Section(
            kind,
            title,
            words,
            tuple(_table(document, f) for f in document["figures"] if f["kind"] == kind),
        )
        for kind, title, words in about
    ]


def _table(document: Document, figure: Document) -> FigureTable:
    entries = {(e["site"], e["time_point"]): e for e in figure["groups"]}
    sites = [(None, EVERY_SITE), *((s["id"], s["title"]) for s in document["sites"])]
    times = [(None, EVERY_TIME), *((t["id"], t["title"]) for t in document["time_points"])]
    return FigureTable(
        figure["id"].replace(":", "-"),
        figure["title"],
        tuple(title for _, title in sites),
        tuple(
            (title, tuple(words_of(figure["kind"], entries[site, time]) for site, _ in sites))
            for time, title in times
        ),
    )


def _bar(figure: Document) -> Bar:
    whole = next(e for e in figure["groups"] if e["site"] is None and e["time_point"] is None)
    part = words_of("scale", whole)
    if part.look != "figure":
        return Bar(figure["title"], part.words, None)
    words = f"{part.words} ({whole['low']} to {whole['high']})"
    return Bar(figure["title"], words, whole["mean"], whole["low"], whole["high"])


def csv_rows(document: Document) -> list[Sequence[str]]:
    """Return the release as a long table: a header, then a row for each number or gap."""
    rows: list[Sequence[str]] = [
        ("figure", "title", "site", "time_point", "measure", "value", "withheld", "release",
         "current", "simulated")
    ]  # fmt: skip
    simulated = "yes" if document["simulated"] else "no"
    for figure in document["figures"]:
        for entry in figure["groups"]:
            place = (
                figure["id"],
                figure["title"],
                entry["site"] or "all",
                entry["time_point"] or "all",
            )
            if "release" not in entry:
                why = entry.get("withheld", "not asked")
                rows.append((*place, "", "", why, "", "", simulated))
                continue
            made = (str(entry["release"]), "yes" if entry["current"] else "no", simulated)
            rows += [
                (*place, measure, str(value), "", *made)
                for measure, value in entry.items()
                if measure not in ("site", "time_point", "release", "current")
            ]
    return rows
