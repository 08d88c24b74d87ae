"""A packed page with one hole: made once for all, its mark put in without packing it again.

The mark is not compressed: in a deflate stream it is a stored block (RFC 1951, 3.2.4), in Brotli
an uncompressed meta-block (RFC 7932, 9.2). So what stands beside it on the page tells nothing of
it by its length, and filling the hole costs microseconds where packing costs a fifth of a
millisecond.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import brotli

from prem.web.packing import FAST, Encoding, Packed, headers_for, packed

MARK = 12
"""Letters of a mark, each of one byte."""

# Letters that stand nowhere else in a page, so that no packer refers back to them.
HOLE = "".join(map(chr, (*range(1, 9), *range(14, 18))))
# What follows each mark on our pages. It is sent unpacked too: Brotli packs what comes next by
# the two letters before it, which must be the same for every mark.
_AFTER = b'">'
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@dataclass(frozen=True, slots=True)
class Holed:
    """A page in one encoding around its hole; `crc` is that of the plain text before the hole.

    `plain_after` is the plain text after it, for gzip alone.
    """

    headers: Mapping[str, str]
    status: int
    encoding: Encoding
    plain_after: bytes
    before: bytes
    after: bytes
    crc: int
    size: int

    def marked(self, mark: str) -> Packed:
        """Return the page with this mark, of `MARK` letters, in its hole."""
        middle = mark.encode("ascii") + _AFTER
        body = self.before + _stored(middle, self.encoding) + self.after
        if self.encoding == "gzip":
            crc = zlib.crc32(self.plain_after, zlib.crc32(middle, self.crc))
            body += crc.to_bytes(4, "little") + self.size.to_bytes(4, "little")
        return packed(self.status, headers_for(self.headers, self.encoding, len(body)), body)


def pack_around(
    html: str, headers: Mapping[str, str], status: int, encoding: Encoding, quality: int = FAST
) -> Holed:
    """Return a page whose HTML has `HOLE` once, before `">`, ready for any mark."""
    before, hole, after = (part.encode() for part in html.partition(HOLE))
    after = after.removeprefix(_AFTER)
    first, last = _around(before, hole + _AFTER, after, encoding, quality)
    size = len(before) + len(hole) + len(_AFTER) + len(after)
    # Only gzip asks for it again: of a page with all its questions it is ten times the packed one.
    kept = after if encoding == "gzip" else b""
    return Holed(headers, status, encoding, kept, first, last, zlib.crc32(before), size)


def _around(
    before: bytes, middle: bytes, after: bytes, encoding: Encoding, quality: int
) -> tuple[bytes, bytes]:
    # The packers see the hole too, so that what comes after it counts its letters; what they
    # make of it is thrown away.
    if encoding == "gzip":
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        first = deflate.compress(before) + deflate.flush(zlib.Z_SYNC_FLUSH)
        deflate.compress(middle)
        deflate.flush(zlib.Z_SYNC_FLUSH)
        return _GZIP_HEADER + first, deflate.compress(after) + deflate.flush()
    if encoding == "br":
        packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=quality)
        first = packer.process(before) + packer.flush()
        packer.process(middle)
        packer.flush()
        return first, packer.process(after) + packer.finish()
    return before, after


def _stored(middle: bytes, encoding: Encoding) -> bytes:
    size = len(middle)
    if encoding == "gzip":
        return b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + middle
    if encoding == "br":
        # Not the last (1 bit 0), four nibbles of length (2 bits 0), length - 1, unpacked (1 bit 1).
        return ((size - 1) << 3 | 1 << 19).to_bytes(3, "little") + middle
    return middle
