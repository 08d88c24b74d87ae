"""Load an instrument or a theory by its id: whole and in order, or refused with every complaint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prem import content as folders
from prem.errors import Complaint, Place, Refusal, content
from prem.errors.kinds import near_miss
from prem.instruments.compile import compile_instrument
from prem.instruments.compile_theory import compile_theory
from prem.instruments.fields import listed, quoted
from prem.instruments.find_theory import find_theory, theory_files
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory


def instrument_ids(own: Path | None = None) -> list[str]:
    """Return the ids of all instruments: the site's own and those that prem ships."""
    return folders.names("instruments", own)


def instrument_folder(identity: str, own: Path | None = None) -> Path:
    """Return the folder of an instrument; Refusal 422.100 where there is none."""
    known = instrument_ids(own)
    folder = folders.find("instruments", identity, own=own) if identity in known else None
    if folder is None:
        raise Refusal(unknown("instrument", identity, known))
    return folder


def load_instrument(identity: str, own: Path | None = None) -> Instrument:
    """Return the instrument of this id; Refusal with all complaints where it has errors.

    `own` is a site's own content folder, which is asked first.
    """
    folder = instrument_folder(identity, own)
    instrument, complaints = compile_instrument(folder, theory_files(folder.parent, own))
    if instrument is None:
        raise Refusal.of(complaints)
    return instrument


def load_theory(identity: str, own: Path | None = None) -> Theory:
    """Return the theory of change of this id; Refusal with all complaints where it has errors."""
    path, known = find_theory(identity, theory_files(None, own))
    if path is None:
        raise Refusal(unknown("theory", identity, known))
    theory, complaints = compile_theory(path)
    if theory is None:
        raise Refusal.of(complaints)
    return theory


def unknown(what: str, word: str, known: Sequence[str]) -> Complaint:
    """Return the complaint that nothing of this kind has this id."""
    near = near_miss(word, known)
    return content.UNKNOWN_NAME.at(
        Place(), what=what, word=quoted(word), accepted=listed(known), near=near
    )
