"""What a theory of change is, once its file is read and found in order. Immutable, without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Term = Literal["short", "medium"]
Level = Literal["system", "service", "staff"]
TERMS: tuple[Term, ...] = ("short", "medium")
LEVELS: tuple[Level, ...] = ("system", "service", "staff")
REPORTERS = ("women", "staff")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the theory rests on; `file` is its name among the study's documents."""

    id: str
    file: str
    title: str
    doi: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Strand:
    """One numbered statement with its pointers: an individual problem, an impact, a boundary."""

    id: str
    text: str
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A theme of problems with the individual problems under it."""

    id: str
    title: str
    summary: str
    source: tuple[str, ...]
    individual: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What should change, when it is felt, and who can report it."""

    id: str
    term: Term
    reporter: str
    text: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-requirement; `same_as` names the part that says the same elsewhere, or is empty."""

    id: str
    text: str
    same_as: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A key requirement of good care at one level, with its parts."""

    id: str
    level: Level
    title: str
    text: str
    source: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A requirement (or part) that serves an outcome, why, and where that is shown."""

    requirement: str
    outcome: str
    why: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theory:
    """A theory of change: problems, requirements, the outcomes they serve, and the impacts."""

    id: str
    title: str
    version: str
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    outcomes: tuple[Outcome, ...]
    impacts: tuple[Strand, ...]
    requirements: tuple[Requirement, ...]
    floor: tuple[Strand, ...]
    ceiling: tuple[Strand, ...]
    links: tuple[Link, ...]

    @property
    def requirement_ids(self) -> tuple[str, ...]:
        """The ids of all requirements and of their parts, in the order of the file."""
        return tuple(
            identity
            for requirement in self.requirements
            for identity in (requirement.id, *(part.id for part in requirement.parts))
        )

    @property
    def outcome_ids(self) -> tuple[str, ...]:
        """The ids of all outcomes, in the order of the file."""
        return tuple(outcome.id for outcome in self.outcomes)

    def reported_by(self, reporter: str) -> tuple[Outcome, ...]:
        """Return the outcomes that this reporter ("women" or "staff") can tell of."""
        return tuple(outcome for outcome in self.outcomes if outcome.reporter == reporter)

    def outcome(self, outcome_id: str) -> Outcome:
        """Return the outcome of this id; KeyError where there is none."""
        for outcome in self.outcomes:
            if outcome.id == outcome_id:
                return outcome
        raise KeyError(outcome_id)

    def requirement(self, identity: str) -> Requirement | Part:
        """Return the requirement or part of this id; KeyError where there is none."""
        for requirement in self.requirements:
            if requirement.id == identity:
                return requirement
            for part in requirement.parts:
                if part.id == identity:
                    return part
        raise KeyError(identity)

    def title_of(self, identity: str) -> str:
        """Return the title of a requirement, or the text of a part, which has no title."""
        named = self.requirement(identity)
        return named.title if isinstance(named, Requirement) else named.text
