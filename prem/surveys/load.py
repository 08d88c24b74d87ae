"""Load a survey by its id: whole and in order, or refused with every complaint."""

from __future__ import annotations

from pathlib import Path

from prem import content as folders
from prem.errors import Refusal
from prem.instruments.load import unknown
from prem.surveys.compile import compile_survey
from prem.surveys.model import Survey


def survey_ids(own: Path | None = None) -> list[str]:
    """Return the ids of all surveys: the site's own and those that prem ships."""
    return folders.names("surveys", own)


def load_survey(identity: str, own: Path | None = None) -> Survey:
    """Return the survey of this id; Refusal with all complaints where it has errors.

    `own` is a site's own content folder, which is asked first.
    """
    known = survey_ids(own)
    folder = folders.find("surveys", identity, own=own) if identity in known else None
    if folder is None:
        raise Refusal(unknown("survey", identity, known))
    survey, complaints = compile_survey(folder, own)
    if survey is None:
        raise Refusal.of(complaints)
    return survey
