"""Small audio files as a recorder would save them: a valid tone, made here, nobody's voice."""

from __future__ import annotations

import struct
from pathlib import Path

from prem.instruments.recordings import Line

# A frame of MPEG-1 Layer III, 32 kbit/s, 32 kHz, mono: its head, then silence (144 bytes in all).
_FRAME = b"\xff\xfb\x18\xc4" + bytes(140)


def mp3(seconds: float = 0.5) -> bytes:
    """Frames of 36 ms (1152 samples at 32 kHz)."""
    return _FRAME * max(1, round(seconds / 0.036))


def opus(size: int = 400) -> bytes:
    """An Ogg page with the head of an Opus stream (RFC 7845), and one more of `size` bytes."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16000, 0, 0)
    pages = ((2, 0, head), (0, 1, b"OpusTags" + bytes(8)), (4, 2, bytes(size)))
    return b"".join(_page(flags, number, body) for flags, number, body in pages)


def webm(size: int = 300) -> bytes:
    """The mark of EBML and the document type of WebM."""
    return b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + b"A_OPUS" + bytes(size)


def _page(flags: int, number: int, body: bytes) -> bytes:
    lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    fields = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, 0, 7, number, 0, len(lacing))
    return fields + lacing + body


def record(folder: Path, line: Line, **instead: bytes) -> list[Path]:
    """Save a clip of a line in both formats under a folder of content; `instead` of either."""
    place = folder / "recordings" / line.language
    place.mkdir(parents=True, exist_ok=True)
    made = {"opus": opus(), "mp3": mp3(), **instead}
    paths = [place / line.file(format_) for format_ in made]
    for path, body in zip(paths, made.values(), strict=True):
        path.write_bytes(body)
    return paths
