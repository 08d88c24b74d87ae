"""`prem translate`: words to a translator and back, as a PO file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import tomli_w
import typer
from babel import Locale, UnknownLocaleError

from prem import content as folders
from prem.cli import translate_interface as pages
from prem.errors import Place, Refusal, translation
from prem.instruments.check_translation import source_of
from prem.instruments.load import instrument_ids, unknown
from prem.instruments.model import FORMS
from prem.instruments.po import as_po, from_po
from prem.instruments.reading import MAX_BYTES, read_toml
from prem.instruments.translation import Raw, messages, missing, wanted, words_file
from prem.settings import read_settings
from prem.surveys.facts import facts_of
from prem.surveys.load import survey_ids

_HEAD = """\
# Translated from "{source}" with `prem translate`; a draft until a speaker has checked it.
# [source] remembers the words that each part was made from.
"""


def translate(
    identity: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="An instrument, a survey, or interface: buttons and notices."
        ),
    ],
    language: Annotated[str, typer.Option(help="The language to translate into, such as cy.")],
    to: Annotated[Path | None, typer.Option("--to", help="Write a PO file.")] = None,
    back: Annotated[Path | None, typer.Option("--from", help="Read a PO file back.")] = None,
    forms: Annotated[
        str, typer.Option(help="For a new language: the forms that it will have.")
    ] = ",".join(FORMS),
) -> None:
    """Write a PO file for a translator (--to), or take one back into the words (--from)."""
    if (to is None) == (back is None):
        raise typer.BadParameter("give either --to FILE or --from FILE")
    own = read_settings().content
    if identity == "interface":
        _interface(language, to, back, own)
        return
    folder, what = _folder(identity, own)
    name, source = _source(folder, language)
    words = folder / "words" / f"{language}.toml"
    known: Raw = read_toml(words, folder.parent.parent, [], "words") or _new(forms)
    if to is not None:
        _write(to, as_po(source, known, language, f"prem {what} {identity}"))
        _tell(len(wanted(source, known)), len(missing(source, known)))
    elif back is not None:
        _take_back(back, words, source, known, language, name)


def _interface(language: str, to: Path | None, back: Path | None, own: Path | None) -> None:
    """Do the same with the words of buttons and notices."""
    _check_language(language)
    if language == pages.SOURCE:
        raise translation.IS_SOURCE.refuse(language=language)
    folder, source = pages.interface(own)
    path = pages.path_of(folder, language)
    texts = pages.known(path)
    if back is not None:
        texts, complaints = pages.from_po(_read(back), source, language, Place(file=back.name))
        if complaints:
            raise Refusal.of(complaints)
        path.parent.mkdir(parents=True, exist_ok=True)
    _write(to or path, pages.as_po(source, texts, language))
    _tell(len(source), sum(not texts.get(one) for one in source))


def _new(forms: str) -> Raw:
    """Return the head of a language that has no words yet."""
    named = [one.strip() for one in forms.split(",")]
    if not {"page"} <= set(named) <= set(FORMS):
        raise typer.BadParameter(f"--forms names page, and others of {', '.join(FORMS)}")
    return {} if set(named) == set(FORMS) else {"forms": named}


def _take_back(path: Path, words: Path, source: Raw, known: Raw, language: str, name: str) -> None:
    place = Place(file=path.name)
    texts, complaints = from_po(_read(path), source, language, place)
    if complaints:
        raise Refusal.of(complaints)
    head: dict[str, Any] = {"language": language, "status": known.get("status", "draft")}
    if messages(known) != texts:
        head["status"] = "draft"  # new words are nobody's checked words
    if "forms" in known:
        head["forms"] = known["forms"]
    made = words_file(texts, head, source)
    text = _HEAD.format(source=name) + tomli_w.dumps(made, multiline_strings=True)
    _write(words, text.encode())
    _tell(len(wanted(source, head)), len(missing(source, made)))


def _folder(identity: str, own: Path | None) -> tuple[Path, str]:
    instruments, surveys = instrument_ids(own), survey_ids(own)
    for what, ids in (("instrument", instruments), ("survey", surveys)):
        found = folders.find(f"{what}s", identity, own=own) if identity in ids else None
        if found is not None:
            return found, what
    raise Refusal(unknown("instrument or survey", identity, [*instruments, *surveys]))


def _source(folder: Path, language: str) -> tuple[str, Raw]:
    _check_language(language)
    there = sorted(path.stem for path in (folder / "words").glob("*.toml"))
    found = source_of(folder, there, facts_of(folder))
    if found is None:
        raise translation.NO_FILE.refuse(
            what="translated", reason='no words have status = "source"'
        )
    if found[0] == language:
        raise translation.IS_SOURCE.refuse(language=language)
    return found


def _check_language(language: str) -> None:
    try:
        Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        raise translation.NO_LANGUAGE.refuse(language=language[:40]) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4 * MAX_BYTES + 1)
    except OSError as error:
        raise translation.NO_FILE.refuse(
            what="read", reason=error.strerror or "why is not known"
        ) from None


def _write(path: Path, data: bytes) -> None:
    """Write beside the file and then in its place: a crash leaves the old words whole."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise translation.NO_FILE.refuse(
            what="written", reason=error.strerror or "why is not known"
        ) from None


def _tell(total: int, left: int) -> None:
    sys.stderr.write(f"{total - left} of {total} texts are translated.\n")
