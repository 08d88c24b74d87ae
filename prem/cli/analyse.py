"""`prem analyse`: the whole validation of a table of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from prem.cli.analyse_given import Asking, Given, either, of_counts, of_table
from prem.cli.steps import steps
from prem.errors import Place
from prem.errors.analysis import BAD_ENCODING, NO_FILE
from prem.settings import read_settings

if TYPE_CHECKING:
    from prem.analysis.scales import Key


def analyse(
    out: Annotated[Path, typer.Option("--out", help="The folder for the results.")],
    data: Annotated[
        Path | None, typer.Argument(help="The table: .csv, .parquet, .sav or .xlsx.")
    ] = None,
    scales: Annotated[
        Path | None, typer.Option("--scales", help="The scales, a TOML file.")
    ] = None,
    instrument: Annotated[
        str | None, typer.Option("--instrument", help="An instrument, in place of --scales.")
    ] = None,
    site: Annotated[str | None, typer.Option("--site", help="The column of the site.")] = None,
    time: Annotated[
        str | None, typer.Option("--time", help="The column of the time point.")
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="The column of the woman's random id.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", help="The column of the group: item bias (DIF).")
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", help="The column of the channel: web, text, call.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="The column of the language.")
    ] = None,
    seconds: Annotated[
        str | None,
        typer.Option("--seconds", help="The column of the seconds for all pages together."),
    ] = None,
    missing: Annotated[
        Literal["listwise", "pairwise"] | None,
        typer.Option("--missing", help="Missing answers: listwise of a table, pairwise of counts."),
    ] = None,
    factors: Annotated[
        int | None, typer.Option("--factors", help="Number of factors; else that of scales.")
    ] = None,
    extraction: Annotated[
        Literal["minres", "ml", "paf"], typer.Option("--extraction", help="How factors are found.")
    ] = "minres",
    rotation: Annotated[
        Literal["oblimin", "promax", "varimax", "geomin", "bifactor", "none"],
        typer.Option("--rotation", help="How factors are turned."),
    ] = "oblimin",
    correlation: Annotated[
        Literal["pearson", "polychoric"],
        typer.Option("--correlation", help="What the factor analysis is of."),
    ] = "pearson",
    retest: Annotated[
        str | None,
        typer.Option("--retest", help="Two time points, A,B: nothing should have changed between."),
    ] = None,
    own_plan: Annotated[
        Path | None,
        typer.Option("--plan", help="Your own plan and hypotheses, laid over analysis/plan.toml."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the simulated data.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="No simulation.")] = False,
    from_counts: Annotated[
        list[Path] | None,
        typer.Option("--from-counts", help="Saved counts in place of a table; several are added."),
    ] = None,
    save_counts: Annotated[
        Path | None,
        typer.Option("--save-counts", help="Save the counts of pairs of answers, an .npz file."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes for long work; else one for each core."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", help="Long work on a Dask cluster: its scheduler's address."),
    ] = None,
) -> None:
    """Validate an instrument on a table of answers, or on counts of pairs of answers."""
    if (scales is None) == (instrument is None):
        raise typer.BadParameter("give either --scales FILE or --instrument ID")
    names = (site, time, id_, group, channel, language, seconds)
    either(data, from_counts or (), (*names, retest))

    missing = missing or ("pairwise" if from_counts else "listwise")
    options = Asked(missing, factors, extraction, rotation, seed, quick, _pair(retest), correlation)
    given = Given(data, tuple(from_counts or ()), save_counts, jobs, dask, own_plan)
    _run(given, out, scales, instrument, names, options)


class Asked(NamedTuple):
    """The options of the analysis, as typed; `prem.analysis.validation.Options` explains them."""

    missing: Literal["listwise", "pairwise"]
    factors: int | None
    extraction: Literal["minres", "ml", "paf"]
    rotation: Literal["oblimin", "promax", "varimax", "geomin", "bifactor", "none"]
    seed: int
    quick: bool
    retest: tuple[str, str] | None
    correlation: Literal["pearson", "polychoric"]


def _pair(retest: str | None) -> tuple[str, str] | None:
    if retest is None:
        return None
    first, comma, second = retest.partition(",")
    if not comma:
        raise typer.BadParameter("--retest names two time points: --retest A,B")
    return first.strip(), second.strip()


def _run(
    given: Given,
    out: Path,
    scales: Path | None,
    instrument: str | None,
    names: tuple[str | None, ...],
    asked: Asked,
) -> None:
    # Imported here: pandas, scipy, pingouin and factor_analyzer take a second or two.
    with steps(4) as step:
        step("Loading the statistics")
        from prem.analysis.frame import Columns
        from prem.analysis.notes import Notes
        from prem.analysis.plan import load_plan
        from prem.analysis.validation import Options
        from prem.app.workers import workers
        from prem.reports.analysis.sentences import in_short
        from prem.reports.analysis.write import write_analysis

        content = read_settings().content
        plan = load_plan(content, given.plan)
        asking = Asking(_key(scales, instrument, content), Options(*asked), plan)
        found = of_counts if given.counts else of_table
        with workers(given.jobs, given.dask, step.pieces) as work:
            results, source = found(given, asking, Columns(*names), Notes(), step, work)
        step("Writing")
        write_analysis(results, source, asking.plan, out)
    typer.echo(f"{in_short(results)}\nThe report is {out / 'report.html'}")


def _key(scales: Path | None, instrument: str | None, content: Path | None) -> Key:
    from prem.analysis.scales import key_of_instrument, key_of_toml
    from prem.instruments.load import load_instrument

    if scales is None:
        return key_of_instrument(load_instrument(instrument or "", content))
    if not scales.is_file():
        raise NO_FILE.refuse(Place(file=scales.name))
    try:
        text = scales.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BAD_ENCODING.refuse(Place(file=scales.name), byte=error.start) from None
    return key_of_toml(text, scales.name)
