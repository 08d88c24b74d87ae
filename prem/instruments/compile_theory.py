"""Turn the file of a theory of change into a Theory, or into complaints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from prem.errors import Complaint, content
from prem.errors.kinds import near_miss
from prem.instruments.fields import Fields, listed, quoted
from prem.instruments.reading import place_of, read_toml
from prem.instruments.theory import (
    LEVELS,
    REPORTERS,
    TERMS,
    Level,
    Link,
    Outcome,
    Part,
    Problem,
    Requirement,
    Source,
    Strand,
    Term,
    Theory,
)


def compile_theory(path: Path) -> tuple[Theory | None, list[Complaint]]:
    """Return the theory in a file with all complaints about it; None where one is an error."""
    theory, complaints = draft_theory(path)
    return (None if complaints else theory), complaints


def draft_theory(path: Path) -> tuple[Theory | None, list[Complaint]]:
    """Return what can be read of a theory, with all complaints; None where nothing can.

    An instrument is held against it, so that a slip in the theory hides none in the items.
    """
    root = path.parent.parent
    complaints: list[Complaint] = []
    raw = read_toml(path, root, complaints, "a theory of change is written there")
    if raw is None:
        return None, complaints
    return _theory(Fields(raw, place_of(path, root), complaints)), complaints


def _theory(fields: Fields) -> Theory:
    sources = tuple(_source(one) for one in fields.tables("source"))
    known = [source.id for source in sources]
    boundaries = fields.table("accountability")
    theory = Theory(
        id=fields.identity(),
        title=fields.text("title"),
        version=fields.text("version"),
        sources=sources,
        problems=tuple(_problem(one, known) for one in fields.tables("problem")),
        outcomes=tuple(_outcome(one, known) for one in fields.tables("outcome")),
        impacts=tuple(_strand(one, known) for one in fields.tables("impact")),
        requirements=tuple(_requirement(one, known) for one in fields.tables("requirement")),
        floor=tuple(_strand(one, known) for one in boundaries.tables("floor")),
        ceiling=tuple(_strand(one, known) for one in boundaries.tables("ceiling")),
        links=tuple(_link(one, known) for one in fields.tables("link")),
    )
    boundaries.done()
    fields.done()
    _cross(fields, theory)
    return theory


def _source(fields: Fields) -> Source:
    source = Source(
        id=fields.identity(),
        file=fields.text("file"),
        title=fields.text("title"),
        doi=fields.text("doi", required=False),
        licence=fields.text("licence", required=False),
    )
    fields.done()
    return source


def _pointers(fields: Fields, known: Sequence[str]) -> tuple[str, ...]:
    """Read `source`: texts of the form "source id: place in it"."""
    pointers = fields.texts("source")
    for pointer in pointers:
        source, colon, where = pointer.partition(":")
        if not colon or not where.strip():
            example = f"{known[0] if known else 'toc-paper'}: Table 2"
            place = fields.at("source")
            fields.complain(content.BAD_POINTER.at(place, word=quoted(pointer), example=example))
        else:
            fields.known("source", source.strip(), known, "source")
    return pointers


def _strand(fields: Fields, known: Sequence[str], sourced: bool = True) -> Strand:
    pointers = _pointers(fields, known) if sourced or "source" in fields.raw else ()
    strand = Strand(id=fields.identity(), text=fields.text("text"), source=pointers)
    fields.done()
    return strand


def _problem(fields: Fields, known: Sequence[str]) -> Problem:
    problem = Problem(
        id=fields.identity(),
        title=fields.text("title"),
        summary=fields.text("summary"),
        source=_pointers(fields, known),
        individual=tuple(_strand(one, known, False) for one in fields.tables("individual")),
    )
    fields.done()
    return problem


def _outcome(fields: Fields, known: Sequence[str]) -> Outcome:
    outcome = Outcome(
        id=fields.identity(),
        term=cast(Term, fields.choice("term", TERMS, "term")),
        reporter=fields.choice("reporter", REPORTERS, "reporter"),
        text=fields.text("text"),
        source=_pointers(fields, known),
    )
    fields.done()
    return outcome


def _requirement(fields: Fields, known: Sequence[str]) -> Requirement:
    requirement = Requirement(
        id=fields.identity(),
        level=cast(Level, fields.choice("level", LEVELS, "level")),
        title=fields.text("title"),
        text=fields.text("text"),
        source=_pointers(fields, known),
        parts=tuple(_part(one, known) for one in fields.tables("part", required=False)),
    )
    fields.done()
    return requirement


def _part(fields: Fields, known: Sequence[str]) -> Part:
    part = Part(
        id=fields.identity(),
        text=fields.text("text"),
        same_as=fields.text("same_as", required=False),
        source=_pointers(fields, known),
    )
    fields.done()
    return part


def _link(fields: Fields, known: Sequence[str]) -> Link:
    link = Link(
        requirement=fields.text("requirement"),
        outcome=fields.text("outcome"),
        why=fields.text("why"),
        source=_pointers(fields, known),
    )
    fields.done()
    return link


def _cross(fields: Fields, theory: Theory) -> None:
    """What only the whole shows: ids used twice, links and sameness that lead nowhere."""
    strands = [s for p in theory.problems for s in p.individual]
    twins(fields, "source", [one.id for one in theory.sources])
    twins(fields, "problem", [*(one.id for one in theory.problems), *(one.id for one in strands)])
    twins(fields, "outcome", theory.outcome_ids)
    twins(fields, "impact", [one.id for one in theory.impacts])
    twins(fields, "requirement", theory.requirement_ids)
    twins(fields, "accountability", [one.id for one in (*theory.floor, *theory.ceiling)])
    for number, link in enumerate(theory.links, start=1):
        _refers(fields, f"link[{number}].requirement", link.requirement, theory.requirement_ids)
        _refers(fields, f"link[{number}].outcome", link.outcome, theory.outcome_ids)
    for part in (part for one in theory.requirements for part in one.parts if part.same_as):
        place = f"requirement.part {part.id}.same_as"
        if part.same_as == part.id:
            fields.complain(content.SELF_LINK.at(fields.at(place), word=quoted(part.id)))
        else:
            _refers(fields, place, part.same_as, theory.requirement_ids)


def _refers(fields: Fields, name: str, word: str, known: Sequence[str]) -> None:
    what = name.rpartition(".")[2].replace("same_as", "requirement")
    if word and word not in known:
        fields.complain(
            content.UNKNOWN_VALUE.at(
                fields.at(name), word=quoted(word), what=what, accepted=listed(known),
                near=near_miss(word, known),
            )
        )  # fmt: skip


def twins(fields: Fields, what: str, ids: Iterable[str]) -> None:
    """Complain of every id that is used twice."""
    seen: set[str] = set()
    for identity in ids:
        if identity and identity in seen:
            fields.complain(
                content.DUPLICATE_ID.at(fields.at(what), word=quoted(identity), what=what)
            )
        seen.add(identity)
