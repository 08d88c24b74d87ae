"""Judge an instrument as a whole: compile it, and lint it where it compiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prem.errors import Complaint
from prem.instruments.check_recordings import check_recordings
from prem.instruments.check_translation import check_translation
from prem.instruments.compile import compile_instrument
from prem.instruments.compile_theory import compile_theory
from prem.instruments.find_theory import find_theory, theory_files
from prem.instruments.hashing import shown
from prem.instruments.lints import lint_instrument
from prem.instruments.load import instrument_folder
from prem.instruments.model import Instrument
from prem.instruments.recordings import lines_of
from prem.instruments.theory import Theory


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: all complaints, and the instrument with its theory where they compile."""

    complaints: tuple[Complaint, ...]
    instrument: Instrument | None
    theory: Theory | None

    def as_json(self) -> dict[str, Any]:
        """Return what the instrument covers, for `--json`; empty where it does not compile."""
        if self.instrument is None or self.theory is None:
            return {}
        return {
            "id": self.instrument.id,
            "version": self.instrument.version,
            "hash": shown(self.instrument.hash),
            "items": len(self.instrument.items),
            "outcomes": items_by_outcome(self.instrument, self.theory),
            "requirements_without_item": list(uncovered(self.instrument, self.theory)),
        }


def check_instrument(identity: str, own: Path | None = None) -> Checked:
    """Return everything about an instrument; Refusal 422.100 where there is none of this id.

    The lints run on an instrument that compiles: on half of one they would cry wolf.
    """
    folder = instrument_folder(identity, own)
    files = theory_files(folder.parent, own)
    instrument, complaints = compile_instrument(folder, files)
    if instrument is None:
        return Checked(tuple(complaints), None, None)
    path, _ = find_theory(instrument.theory, files)
    theory = compile_theory(path)[0] if path else None
    if theory is not None:
        complaints += lint_instrument(instrument, theory)
    whole = instrument
    complaints += check_translation(folder, whole.languages)
    complaints += check_recordings(folder, whole.languages, lambda one: lines_of(whole, one))
    return Checked(tuple(complaints), instrument, theory)


def items_by_outcome(instrument: Instrument, theory: Theory) -> Mapping[str, int]:
    """Return how many items each outcome of the instrument's reporter has."""
    return {
        outcome.id: sum(item.outcome == outcome.id for item in instrument.items)
        for outcome in theory.reported_by(instrument.reporter)
    }


def uncovered(instrument: Instrument, theory: Theory) -> tuple[str, ...]:
    """Return the requirements and parts that no item asks about.

    A part is also covered through the one it is the same as, a requirement through its parts.
    """
    named = {word for item in instrument.items for word in item.requirements}
    parts = [part for one in theory.requirements for part in one.parts]
    named |= {part.same_as for part in parts if part.id in named}
    named |= {part.id for part in parts if part.same_as in named}
    named |= {one.id for one in theory.requirements if any(p.id in named for p in one.parts)}
    return tuple(identity for identity in theory.requirement_ids if identity not in named)
