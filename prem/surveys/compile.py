"""Turn the folder of a survey into a Survey, or into all complaints about it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from prem.errors import Complaint, Refusal, content, translation
from prem.errors import survey as kinds
from prem.errors.voice import NO_KEYS
from prem.instruments.compile_theory import twins
from prem.instruments.fields import Fields
from prem.instruments.hashing import digest
from prem.instruments.lints.grade import HIGHEST
from prem.instruments.load import instrument_ids, load_instrument
from prem.instruments.model import SITUATIONS, Instrument
from prem.instruments.reading import place_of, read_toml
from prem.surveys.compile_places import compile_sites, compile_support
from prem.surveys.compile_promises import compile_promises
from prem.surveys.compile_times import compile_time_points
from prem.surveys.compile_words import Kept, compile_facts, compile_words
from prem.surveys.keys import MOST_OPTIONS
from prem.surveys.lint_by_text import lint_by_text
from prem.surveys.model import CHANNELS, Channel, Site, SupportLine, Survey, SurveyStatus, TimePoint
from prem.surveys.readings import readings

FIRST_FILE = "survey.toml"


@dataclass(frozen=True, slots=True)
class _Head:
    """What survey.toml says by itself."""

    id: str
    title: str
    version: str
    status: SurveyStatus
    drafts: tuple[str, ...]
    kept: Kept
    instrument: Instrument | None
    languages: tuple[str, ...]
    forms: Mapping[str, tuple[str, ...]]
    form_of_channel: Mapping[str, str]
    sites: tuple[Site, ...]
    time_points: tuple[TimePoint, ...]
    support: tuple[SupportLine, ...]
    opening: Mapping[str, Mapping[str, str]]
    promises: Mapping[str, int]


def compile_survey(folder: Path, own: Path | None = None) -> tuple[Survey | None, list[Complaint]]:
    """Return the survey in a folder with all complaints; None where one is an error.

    `own` is a site's own content folder, in which its instrument is looked for first.
    """
    complaints: list[Complaint] = []
    root = folder.parent.parent
    path = folder / FIRST_FILE
    raw = read_toml(path, root, complaints, "a survey begins there")
    if raw is None:
        return None, complaints
    fields = Fields(raw, place_of(path, root), complaints)
    head = _head(fields, folder.name, own)
    words = compile_words(
        folder,
        head.languages,
        head.opening,
        head.promises,
        head.kept,
        head.form_of_channel,
        complaints,
    )
    if head.instrument is None or any(one.kind.severity == "error" for one in complaints):
        return None, complaints
    survey = Survey(
        id=head.id,
        title=head.title,
        version=head.version,
        hash=digest((head.instrument.hash, raw, words)),
        instrument=head.instrument,
        sites=head.sites,
        time_points=head.time_points,
        channels=tuple(cast(Channel, one) for one in head.form_of_channel),
        forms=head.forms,
        form_of_channel=head.form_of_channel,
        languages=head.languages,
        words=words,
        support=head.support,
        status=head.status,
        vouchers=head.kept.vouchers,
        delete_on=head.kept.delete_on,
        promises=head.promises,
    )
    _nobody_left_out(fields, survey)
    _no_draft_in_use(fields, survey, head.drafts)
    _by_keypad(fields, survey)
    lint_by_text(fields, survey)
    _easy_enough(fields, survey)
    return (None if complaints else survey), complaints


def _head(fields: Fields, name: str, own: Path | None) -> _Head:
    identity = fields.identity()
    if identity and identity != name:
        place = fields.at("id")
        fields.complain(content.OTHER_ID.at(place, word=identity, what="folder", name=name))
    instrument = _instrument(fields, own)
    forms = _forms(fields, instrument)
    languages = _languages(fields, instrument)
    promises, delete_on = compile_promises(fields.table("promises"))
    kept = Kept(fields.flag("vouchers"), delete_on)
    head = _Head(
        id=identity,
        title=fields.text("title"),
        version=fields.text("version"),
        status=cast(SurveyStatus, fields.choice("status", get_args(SurveyStatus), "status")),
        drafts=fields.texts("drafts", required=False),
        kept=kept,
        instrument=instrument,
        languages=languages,
        forms=forms,
        form_of_channel=_channels(fields, forms),
        sites=compile_sites(fields),
        time_points=compile_time_points(fields),
        support=compile_support(fields.tables("support")),
        opening=compile_facts(fields.table("opening"), languages, kept),
        promises=promises,
    )
    twins(fields, "support", [one.id for one in head.support])
    for name in ("form", "channel", "site", "time_point", "support"):
        _at_least_one(fields, name)
    fields.done()
    return head


def _at_least_one(fields: Fields, name: str) -> None:
    if fields.raw.get(name) == []:
        wanted = f"one or more tables [[{name}]]"
        fields.complain(
            content.WRONG_TYPE.at(fields.at(name), found="an empty list", accepted=wanted)
        )


def _instrument(fields: Fields, own: Path | None) -> Instrument | None:
    """Load the instrument; what is wrong in it is complained of here too."""
    word = fields.text("instrument")
    if not word or not fields.known("instrument", word, instrument_ids(own), "instrument"):
        return None
    try:
        return load_instrument(word, own)
    except Refusal as refusal:
        fields.complaints.extend(refusal.complaints)
        return None


def _languages(fields: Fields, instrument: Instrument | None) -> tuple[str, ...]:
    languages = fields.texts("languages")
    if instrument is None:
        return languages
    return tuple(
        one
        for one in languages
        if fields.known("languages", one, instrument.languages, "language of the instrument")
    )


def _forms(fields: Fields, instrument: Instrument | None) -> Mapping[str, tuple[str, ...]]:
    """Return the item ids of each form: all of them, or those of one of its short forms."""
    forms: dict[str, tuple[str, ...]] = {}
    tables = fields.tables("form")
    for one in tables:
        identity, items = one.identity(), one.text("items")
        one.done()
        if instrument is None:
            forms[identity] = ()
        elif items == "all":
            forms[identity] = tuple(item.id for item in instrument.items)
        elif one.known("items", items, ["all", *instrument.short_forms], "form of the instrument"):
            forms[identity] = instrument.short_forms[items]
    twins(fields, "form", [str(one.raw.get("id", "")) for one in tables])
    return MappingProxyType(forms)


def _channels(fields: Fields, forms: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Return the form of each channel; every form is some channel's."""
    channels: dict[str, str] = {}
    tables = fields.tables("channel")
    for one in tables:
        identity, form = one.choice("id", CHANNELS, "channel"), one.choice("form", forms, "form")
        one.done()
        channels[identity] = form
    twins(fields, "channel", [str(one.raw.get("id", "")) for one in tables])
    for form in forms:
        if form not in channels.values():
            fields.complain(kinds.NO_MAIN_CHANNEL.at(fields.at(f"form {form}")))
    return MappingProxyType(channels)


def _by_keypad(fields: Fields, survey: Survey) -> None:
    """What is asked on a call is answered by one key from 1 to 8."""
    form = survey.form_of_channel.get("voice", "")
    for identity in survey.forms.get(form, ()):
        found = len(survey.items[identity].codes)
        if not 0 < found <= MOST_OPTIONS:
            place = fields.at(f"form {form}")
            fields.complain(
                NO_KEYS.at(place, item=identity, found=found or "no", limit=MOST_OPTIONS)
            )


def _no_draft_in_use(fields: Fields, survey: Survey, drafts: Sequence[str]) -> None:
    """A live survey shows words that no speaker has checked only where it says so."""
    for language in survey.languages if survey.status == "live" else ():
        status = (survey.words[language].status, survey.instrument.words_status.get(language))
        if "draft" in status and language not in drafts:
            place = fields.at("languages")
            fields.complain(translation.DRAFT_IN_USE.at(place, language=language))


def _nobody_left_out(fields: Fields, survey: Survey) -> None:
    """Every woman has something to answer: at each time point, in each situation, in each form.

    Pregnancy and a baby do not go together in every time point; the instrument's own check says
    which pairs can be, so that here a pair counts only where some form has an item for it.
    """
    for time_point in survey.time_points:
        for situation in SITUATIONS:
            lengths = {f: len(survey.route(f, time_point.id, situation)) for f in survey.forms}
            for form, length in lengths.items():
                if not length and any(lengths.values()):
                    place = fields.at(f"form {form}")
                    fields.complain(
                        kinds.NO_ITEMS.at(
                            place, form=form, situation=situation, time_point=time_point.id
                        )
                    )


def _easy_enough(fields: Fields, survey: Survey) -> None:
    """What stands around the questions reads at grade 5 or below, in English, part by part."""
    for language in survey.languages:
        for form, found in readings(survey, language).items():
            if found.is_enough and found.grade > HIGHEST:
                place = replace(fields.place, file=f"surveys/{survey.id}/words/{language}.toml")
                grade, limit = f"{found.grade:.1f}", f"{HIGHEST:.0f}"
                fields.complain(
                    kinds.HARD_TO_READ.at(
                        replace(place, field=form), form=form, found=grade, limit=limit
                    )
                )
