"""Judge the recordings beside an instrument or a survey: names, freshness, size, both formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from prem.errors import Complaint, Place
from prem.errors import recordings as kinds
from prem.instruments.reading import place_of
from prem.instruments.recordings import FOLDER, KINDS, Line, clip_of, name_of

LARGEST = 40_000
"""Bytes of a clip: ten seconds of mp3 at 32 kbit/s, twenty of opus at 16."""


def check_recordings(
    folder: Path, languages: Sequence[str], lines: Callable[[str], Sequence[Line]]
) -> list[Complaint]:
    """Return what is wrong with the recordings of a folder; one that is missing is no fault.

    `lines` gives, by language, what may be recorded there.
    """
    root = folder.parent.parent
    found: list[Complaint] = []
    for path in sorted((folder / FOLDER).glob("*")):
        if path.name in languages and path.is_dir():
            found += _of_language(path, lines(path.name), root)
        elif not _passed_over(path):
            found.append(kinds.UNKNOWN_CLIP.at(place_of(path, root)))
    return found


def _passed_over(path: Path) -> bool:
    return path.name.startswith(".") or path.name == "README.md"


def _of_language(folder: Path, lines: Sequence[Line], root: Path) -> Iterator[Complaint]:
    current = {(line.name, line.hash) for line in lines}
    wanted = {line.name: line for line in lines}
    paths = [path for path in sorted(folder.iterdir()) if not _passed_over(path)]
    whole: dict[str, set[str]] = {}
    for path in paths:
        place, clip, name = place_of(path, root), clip_of(path), name_of(path)
        if clip is None or name not in wanted:
            yield kinds.UNKNOWN_CLIP.at(place)
        elif (name, clip.hash) not in current:
            line = wanted[name]
            yield kinds.STALE_CLIP.at(place, name=name, wanted=line.file(path.suffix[1:]))
        else:
            whole.setdefault(f"{name}.{clip.hash}", set()).add(clip.kind)
            yield from _of_file(path, clip.kind, place)
    for stem, formats in whole.items():
        if len(formats) < len(set(KINDS.values())):
            place = place_of(folder / stem, root)
            yield kinds.LONELY_CLIP.at(place, found=" and ".join(sorted(formats)))


def _of_file(path: Path, kind: str, place: Place) -> Iterator[Complaint]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        yield kinds.BROKEN_CLIP.at(place, kind=kind)
        return
    if size > LARGEST:
        yield kinds.LARGE_CLIP.at(place, found=size, limit=LARGEST)
    if not is_audio(head, path.suffix[1:]):
        yield kinds.BROKEN_CLIP.at(place, kind=kind)


def is_audio(head: bytes, format_: str) -> bool:
    """Whether a file that begins so is what its ending says.

    Ogg pages begin with OggS (RFC 3533) and name OpusHead in the first (RFC 7845); WebM begins
    with the EBML mark and holds A_OPUS; mp3 with ID3 or the 11 set bits of a Layer III frame.
    """
    if format_ == "mp3":
        return head.startswith(b"ID3") or _layer_three(head)
    if format_ == "webm":
        return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head
    return head.startswith(b"OggS") and b"OpusHead" in head


def _layer_three(head: bytes) -> bool:
    synced = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    return synced and head[1] >> 1 & 3 == 1 and head[2] >> 4 not in (0, 15)
