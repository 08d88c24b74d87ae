"""Turn the folder of an instrument into an Instrument, or into all complaints about it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from prem.errors import Complaint, content
from prem.errors.kinds import near_miss
from prem.instruments.compile_items import Bounds, Found, compile_items
from prem.instruments.compile_theory import draft_theory, twins
from prem.instruments.compile_words import Language, compile_words
from prem.instruments.fields import Fields, listed, quoted
from prem.instruments.find_theory import find_theory, theory_files
from prem.instruments.hashing import instrument_hash
from prem.instruments.model import FORMS, MODELS, Instrument, Scale, Status
from prem.instruments.reading import place_of, read_toml
from prem.instruments.theory import REPORTERS, Theory

SHORT_FORM_LIMIT = 8


@dataclass(frozen=True, slots=True)
class _Head:
    """What instrument.toml says by itself; its scales have no items yet."""

    instrument: Instrument
    order: tuple[str, ...]
    fields: Fields
    short_form_fields: Fields


def compile_instrument(
    folder: Path, theories: Iterable[Path] | None = None
) -> tuple[Instrument | None, list[Complaint]]:
    """Return the instrument in a folder with all complaints; None where one is an error.

    `theories`: the files among which its theory of change is; by default those beside the
    folder and those that prem ships.
    """
    complaints: list[Complaint] = []
    root = folder.parent.parent
    path = folder / "instrument.toml"
    raw = read_toml(path, root, complaints, "an instrument begins there")
    if raw is None:
        return None, complaints
    fields = Fields(raw, place_of(path, root), complaints)
    head = _head(fields, folder.name)
    files = theory_files(folder.parent) if theories is None else list(theories)
    theory = _theory(fields, head.instrument.theory, files)
    bounds = _bounds(head.instrument, theory)
    found = compile_items(folder, head.order, bounds, complaints)
    items = [one.item for one in found]
    words = compile_words(folder, head.instrument.languages, items, complaints)
    instrument = _assemble(head.instrument, found, words)
    _cross(head, instrument, found, theory)
    if any(complaint.kind.severity == "error" for complaint in complaints):
        return None, complaints
    return replace(instrument, hash=instrument_hash(instrument)), complaints


def _head(fields: Fields, name: str) -> _Head:
    forms = fields.table("short_forms", required=False)
    instrument = Instrument(
        id=fields.identity(),
        title=fields.text("title"),
        version=fields.text("version"),
        status=cast(Status, fields.choice("status", get_args(Status), "status")),
        reporter=fields.choice("reporter", REPORTERS, "reporter"),
        theory=fields.text("theory"),
        about=fields.text("about", lines=True),
        languages=fields.identities("languages"),
        items=(),
        scales=tuple(_scale(one) for one in fields.tables("scale")),
        short_forms=MappingProxyType({form: forms.texts(form) for form in forms.raw}),
        overall=fields.text("overall"),
        open_question=fields.text("open_question"),
        non_answers={},
        hash="",
    )
    order = fields.identities("order")
    fields.done()
    if instrument.id and instrument.id != name:
        fields.complain(
            content.OTHER_ID.at(
                fields.at("id"), word=quoted(instrument.id), what="folder", name=name
            )
        )
    return _Head(instrument, order, fields, forms)


def _scale(fields: Fields) -> Scale:
    model = fields.choice("model", MODELS, "model") if "model" in fields.raw else ""
    scale = Scale(fields.identity(), fields.text("title"), fields.text("outcome"), (), model)
    fields.done()
    return scale


def _theory(fields: Fields, name: str, files: Sequence[Path]) -> Theory | None:
    """Find and compile the theory; its complaints become the instrument's."""
    if not name:
        return None
    path, known = find_theory(name, files)
    if path is None:
        fields.known("theory", name, known, "theory")
        return None
    theory, complaints = draft_theory(path)
    fields.complaints.extend(complaints)
    return theory


def _bounds(head: Instrument, theory: Theory | None) -> Bounds:
    scales = tuple(scale.id for scale in head.scales)
    return Bounds(theory, scales, (head.overall, head.open_question))


def _assemble(
    head: Instrument, found: Sequence[Found], words: Mapping[str, Language]
) -> Instrument:
    """Bring items, words and scales together."""
    items = tuple(
        replace(
            one.item,
            words=MappingProxyType(
                {
                    language: its.items[one.item.id]
                    for language, its in words.items()
                    if one.item.id in its.items
                }
            ),
        )
        for one in found
    )
    scales = tuple(
        replace(
            scale,
            items=tuple(i.id for i in items if i.scale == scale.id and not i.retired),
        )
        for scale in head.scales
    )
    return replace(
        head,
        items=items,
        scales=scales,
        non_answers=MappingProxyType({name: its.non_answers for name, its in words.items()}),
        words_status=MappingProxyType({name: its.status for name, its in words.items()}),
        whys=MappingProxyType({name: its.whys for name, its in words.items()}),
        glossary=MappingProxyType({name: its.glossary for name, its in words.items()}),
        fewer_forms=MappingProxyType(
            {name: its.forms for name, its in words.items() if its.forms != FORMS}
        ),
    )


def _cross(head: _Head, whole: Instrument, found: Sequence[Found], theory: Theory | None) -> None:
    """What only the whole shows."""
    twins(head.fields, "scale", [scale.id for scale in whole.scales])
    seen: set[str] = set()
    for one in found:
        if one.item.id and one.item.id in seen:
            place = one.fields.at("id")
            one.fields.complain(
                content.DUPLICATE_ID.at(place, word=quoted(one.item.id), what="item")
            )
        seen.add(one.item.id)
    _scales(head.fields, whole, found, theory)
    _roles(head.fields, whole)
    _short_forms(head.short_form_fields, whole)


def _scales(
    fields: Fields, whole: Instrument, found: Sequence[Found], theory: Theory | None
) -> None:
    outcomes = {scale.id: scale.outcome for scale in whole.scales}
    for number, scale in enumerate(whole.scales, start=1):
        if theory and scale.outcome:
            fields.known(f"scale[{number}].outcome", scale.outcome, theory.outcome_ids, "outcome")
        if scale.id and not scale.items:
            fields.complain(
                content.EMPTY_SCALE.at(fields.at(f"scale[{number}]"), word=quoted(scale.id))
            )
    for one in found:
        theirs = outcomes.get(one.item.scale, one.item.outcome)
        known = theory is None or one.item.outcome in theory.outcome_ids
        if theirs and known and theirs != one.item.outcome:
            place = one.fields.at("scale")
            one.fields.complain(
                content.OTHER_OUTCOME.at(place, found=one.item.outcome, scale=theirs)
            )


def _roles(fields: Fields, whole: Instrument) -> None:
    """The overall item is a choice, the open question open, and both are there."""
    for name, word, kind in (
        ("overall", whole.overall, "choice"),
        ("open_question", whole.open_question, "open"),
    ):
        fitting = [item.id for item in whole.items if item.kind == kind]
        if word and word not in fitting:
            accepted = "a choice item" if kind == "choice" else "an open item"
            fields.complain(
                content.WRONG_ROLE.at(
                    fields.at(name), what=name.replace("_", " "), word=quoted(word),
                    accepted=accepted, near=near_miss(word, fitting),
                )
            )  # fmt: skip


def _short_forms(fields: Fields, whole: Instrument) -> None:
    ids = [item.id for item in whole.items]
    for form, items in whole.short_forms.items():
        if len(items) > SHORT_FORM_LIMIT:
            fields.complain(
                content.SHORT_FORM_TOO_LONG.at(
                    fields.at(form), form=form, found=len(items), limit=SHORT_FORM_LIMIT
                )
            )
        for word in items:
            if word not in ids:
                fields.complain(
                    content.UNKNOWN_VALUE.at(
                        fields.at(form), word=quoted(word), what="item", accepted=listed(ids),
                        near=near_miss(word, ids),
                    )
                )  # fmt: skip
