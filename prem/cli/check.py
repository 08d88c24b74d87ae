"""`prem check`: compile and lint what people wrote, one line a complaint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from prem import content as folders
from prem.app.promises import broken_promises
from prem.errors import Complaint, Refusal
from prem.instruments.check import check_instrument
from prem.instruments.check_recordings import check_recordings
from prem.instruments.check_translation import check_translation
from prem.instruments.compile_theory import compile_theory
from prem.instruments.find_theory import theory_files
from prem.instruments.lints import grade
from prem.instruments.lints.grade import Reading
from prem.instruments.load import instrument_ids, unknown
from prem.settings import read_settings
from prem.surveys import aloud, spoken
from prem.surveys.compile import compile_survey
from prem.surveys.facts import facts_of
from prem.surveys.readings import readings
from prem.web.listening import start_lines
from prem.web.placing import environment

Readings = Mapping[Any, Reading]


@dataclass(frozen=True, slots=True)
class Grade:
    """How a part of some English words reads: grade 5 is what pupils of ten or eleven can read."""

    of: str
    part: str
    language: str
    reading: Reading

    def as_json(self) -> dict[str, Any]:
        """Return it with a grade of None where there are too few sentences for one."""
        found = self.reading
        grade = round(found.grade, 1) if found.is_enough else None
        return {"of": self.of, "part": self.part, "language": self.language,
                "sentences": found.sentences, "grade": grade}  # fmt: skip

    def __str__(self) -> str:
        """Say it in few words."""
        found = self.reading
        said = f"{found.grade:.1f}" if found.is_enough else "too few to grade"
        return f"{self.part} {said} ({_plural(found.sentences, 'sentence')})"


@dataclass(slots=True)
class Findings:
    """What the check has found so far; one complaint counts once, whoever found it."""

    checked: list[str] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)
    complaints: dict[str, Complaint] = field(default_factory=dict)

    def add(self, complaints: tuple[Complaint, ...] | list[Complaint]) -> None:
        """Add complaints that are not there yet."""
        self.complaints.update({str(one): one for one in complaints})

    def grade(self, of: str, languages: Iterable[str], read: Callable[[str], Readings]) -> None:
        """Add how the words of an instrument or a survey read, in the languages that are graded."""
        for language in languages:
            found = read(language)
            self.grades += [Grade(of, part, language, one) for part, one in found.items()]
            if not found and language not in self.ungraded:
                self.ungraded.append(language)

    def of(self, severity: str) -> list[Complaint]:
        """Return the errors, or the warnings."""
        return [one for one in self.complaints.values() if one.kind.severity == severity]


def check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="Instruments or surveys; all where none is named."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of lines.")
    ] = False,
) -> None:
    """Compile instruments and surveys; lint wording, text length, coverage and translations.

    Errors go to stderr and make the exit code 1; warnings go to stdout and do not.
    """
    findings = examine(ids or [], read_settings().content)
    errors, warnings = findings.of("error"), findings.of("warning")
    for one in errors:
        typer.echo(str(one), err=True)
    if as_json:
        typer.echo(json.dumps(_as_json(findings), ensure_ascii=False, indent=2))
    else:
        for one in warnings:
            typer.echo(f"warning: {one}")
        typer.echo(_summary(findings))
    if errors:
        raise typer.Exit(1)


def examine(ids: list[str], own: Path | None) -> Findings:
    """Check these instruments and surveys, or everything; Refusal where an id is unknown."""
    instruments, surveys = instrument_ids(own), folders.names("surveys", own)
    for word in ids:
        if word not in {*instruments, *surveys}:
            raise Refusal(unknown("instrument or survey", word, [*instruments, *surveys]))
    findings = Findings()
    if not ids:
        for path in theory_files(None, own):
            findings.add(compile_theory(path)[1])
    for identity in instruments:
        if not ids or identity in ids:
            found = check_instrument(identity, own)
            findings.checked.append(f"instrument {identity}")
            findings.coverage += [one for one in [found.as_json()] if one]
            findings.add(found.complaints)
            if whole := found.instrument:
                findings.grade(identity, whole.languages, partial(grade.readings, whole))
    for identity in surveys:
        if not ids or identity in ids:
            folder = folders.find("surveys", identity, own=own)
            findings.checked.append(f"survey {identity}")
            findings.add(_survey(folder, own, findings) if folder else [])
    return findings


def _survey(folder: Path, own: Path | None, findings: Findings) -> list[Complaint]:
    survey, complaints = compile_survey(folder, own)
    if survey is None:
        return complaints
    whole = survey
    if whole.delete_on:
        findings.days[whole.id] = whole.delete_on
    findings.grade(whole.id, whole.languages, partial(readings, whole))
    complaints += broken_promises(whole, read_settings())
    complaints += check_translation(folder, whole.languages, facts_of(folder))
    return complaints + check_recordings(
        folder,
        whole.languages,
        lambda one: (
            *start_lines(environment(own), one),
            *aloud.lines_of(whole, one),
            *spoken.lines_of(whole, one),
        ),
    )


def _summary(findings: Findings) -> str:
    errors, warnings = len(findings.of("error")), len(findings.of("warning"))
    what = ", ".join(findings.checked) or "nothing: there is no content"
    counts = [
        f"{one['id']} {one['version']} ({one['hash']}): {one['items']} items; "
        + ", ".join(f"{outcome} {count}" for outcome, count in one["outcomes"].items())
        for one in findings.coverage
    ]
    verdict = f"checked {what}: {_plural(errors, 'error')}, {_plural(warnings, 'warning')}"
    ends = [f"{name}: prem worker deletes all answers on {d}" for name, d in findings.days.items()]
    return "\n".join([*counts, *_read(findings), *ends, verdict])


def _read(findings: Findings) -> list[str]:
    """Return how the words read; single questions are linted by rules, for one sentence's grade
    says little."""
    of: dict[str, list[Grade]] = {}
    for one in findings.grades:
        of.setdefault(f"{one.of} ({one.language})", []).append(one)
    said = [f"{name} reads at grade: {', '.join(map(str, found))}" for name, found in of.items()]
    if said and findings.ungraded:
        said.append(
            f"not graded, for Flesch-Kincaid is for English: {', '.join(findings.ungraded)}"
        )
    return said


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _as_json(findings: Findings) -> dict[str, Any]:
    return {
        "checked": findings.checked,
        "errors": len(findings.of("error")),
        "warnings": len(findings.of("warning")),
        "instruments": findings.coverage,
        "reading": [one.as_json() for one in findings.grades],
        "not_graded": findings.ungraded,
        "delete_on": findings.days,
        "complaints": [one.as_json() for one in findings.complaints.values()],
    }
