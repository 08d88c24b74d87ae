"""What `prem analyse` is given: a table, or files of pair counts that are added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from prem.errors import Place
from prem.errors.kinds import Refusal

if TYPE_CHECKING:
    from prem.analysis.frame import Columns, Table
    from prem.analysis.notes import Notes
    from prem.analysis.pairs.counts import PairCounts
    from prem.analysis.plan import Plan
    from prem.analysis.scales import Key
    from prem.analysis.validation import Options
    from prem.analysis.work import Work
    from prem.reports.analysis.write import Source

Step = Callable[[str], None]


class Given(NamedTuple):
    """The files (a table or counts, where to save counts, her plan), and who does long work."""

    table: Path | None
    counts: tuple[Path, ...]
    save: Path | None
    jobs: int | None = None
    dask: str | None = None
    plan: Path | None = None


class Asking(NamedTuple):
    """How the files are to be read and analysed."""

    key: Key
    options: Options
    plan: Plan


def either(table: Path | None, counts: Sequence[Path], of_rows: Sequence[object]) -> None:
    """Refuse wrong usage: a table or counts, and of counts nothing that only rows have."""
    if (table is None) == (not counts):
        raise typer.BadParameter("give either a table (DATA) or --from-counts FILE")
    if counts and any(option is not None for option in of_rows):
        raise typer.BadParameter(
            "--from-counts: sites and times are in the counts, and rows are not; "
            "leave out --site, --time, --id, --group, --channel, --language, --seconds and "
            "--retest"
        )


def of_table(
    given: Given, asking: Asking, columns: Columns, notes: Notes, step: Step, work: Work
) -> tuple[dict[str, Any], Source]:
    """Analyse a table, and save its counts where that is asked for."""
    from prem.analysis.api import answers_of
    from prem.analysis.pairs.scored import count_answers
    from prem.analysis.validation import validate
    from prem.reports.analysis.write import Source
    from prem.storage.counts import write_counts
    from prem.storage.tables import read_table

    path = given.table or Path()
    step("Reading the table")
    table = read_table(path)
    simulated = _simulated(table)
    answers = answers_of(table, asking.key, columns, asking.plan, notes)
    del table  # the rows are held once while it computes
    if given.save is not None:
        write_counts(count_answers(answers), given.save)
    step("Computing")
    results = validate(answers, asking.options, asking.plan, notes, work)
    grouped = {use: str(getattr(columns, use)) for use in answers.groupings}
    return results, Source(
        *(path.name, answers.key, asking.options, columns.site, columns.time),
        groupings=grouped,
        id=columns.id,
        simulated=simulated,
    )


def _simulated(table: Table) -> bool:
    """Whether a table says of itself, in the column `simulated`, that nobody gave its answers."""
    if "simulated" not in table.frame:
        return False
    said = table.frame["simulated"].astype(str).str.lower()
    return bool(said.isin(("1", "1.0", "true", "yes")).all())


def of_counts(
    given: Given, asking: Asking, columns: Columns, notes: Notes, step: Step, work: Work
) -> tuple[dict[str, Any], Source]:
    """Add the files of counts, analyse the sum, and save it where that is asked for."""
    from prem.analysis.pairs.results import validate_pairs
    from prem.analysis.pairs.scored import score_pairs
    from prem.reports.analysis.write import Source
    from prem.storage.counts import write_counts

    name = " + ".join(path.name for path in given.counts)
    step("Adding the counts")
    pairs = _added(given.counts)
    if given.save is not None:
        write_counts(pairs, given.save)
    scored = score_pairs(pairs, asking.key, name, notes)
    step("Computing")
    results = validate_pairs(scored, asking.options, asking.plan, notes, work)
    return results, Source(name, scored.key, asking.options, pairs=scored)


def _added(files: Sequence[Path]) -> PairCounts:
    """Read one file or more and add them. Raises Refusal with the file that does not fit."""
    from prem.storage.counts import read_counts

    total = read_counts(files[0])
    for path in files[1:]:
        part = read_counts(path)
        try:
            total = total + part
        except Refusal as refusal:
            place = Place(file=path.name, item=refusal.first.place.item)
            raise Refusal(replace(refusal.first, place=place)) from None
    return total
