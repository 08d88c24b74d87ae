"""Files of pair counts: .npz, written and read without pickle, and trusted in nothing.

A file is a zip archive of six .npy arrays. Each member's header must say exactly the size that
the archive does, before anything is unpacked, so that no small file unfolds into a large memory.
"""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from prem.analysis.pairs.counts import MOST_CELLS, PairCounts
from prem.errors import Place
from prem.errors.analysis import BROKEN_COUNTS, NEWER_COUNTS, NO_COUNTS_FILE, NO_FILE

VERSION = 1
_MEMBERS = {"version": "i", "items": "U", "lengths": "i", "codes": "f", "groups": "U", "burt": "i"}
_MOST_BYTES = 8 * MOST_CELLS + 10_000_000
_MOST_ROWS = 2**40  # sums of squares stay exact in 64 bits
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,  # an encrypted member
    NotImplementedError,  # a compression that zipfile does not know
    SyntaxError,  # a header that is no Python literal
    tokenize.TokenError,
    OverflowError,
)

Array = npt.NDArray[Any]


def write_counts(pairs: PairCounts, path: Path) -> None:
    """Write counts to a file. Raises Refusal where it cannot be written."""
    arrays: dict[str, Any] = {
        "version": np.int64(VERSION),
        "items": np.array(pairs.items, dtype=np.str_),
        "lengths": np.array([len(codes) for codes in pairs.codes], dtype=np.int64),
        "codes": np.concatenate([np.empty(0), *pairs.codes]),
        "groups": np.array(pairs.groups, dtype=np.str_).reshape(-1, 2),
        "burt": pairs.burt,
    }
    try:
        with path.open("wb") as handle:
            np.savez_compressed(handle, allow_pickle=False, **arrays)
    except OSError:
        raise NO_COUNTS_FILE.refuse(Place(file=path.name)) from None


def read_counts(path: Path) -> PairCounts:
    """Read counts from a file. Raises Refusal where it is absent, damaged or inconsistent."""
    file = path.name
    if not path.is_file():
        raise NO_FILE.refuse(Place(file=file))
    try:
        arrays = _arrays(path)
    except PermissionError:
        raise NO_FILE.refuse(Place(file=file)) from None
    except _UNREADABLE:
        raise _broken(file, "it is no archive of arrays") from None
    version = int(arrays["version"].sum()) if arrays["version"].shape == () else 0
    if version != VERSION:
        raise NEWER_COUNTS.refuse(Place(file=file), version=version, known=VERSION)
    return _checked(arrays, file)


def _arrays(path: Path) -> dict[str, Array]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sorted(member.filename for member in members) != sorted(f"{n}.npy" for n in _MEMBERS):
            raise ValueError("other members")
        if sum(member.file_size for member in members) > _MOST_BYTES:
            raise ValueError("too large")
        return {
            name: _array(archive, archive.getinfo(f"{name}.npy"), kind)
            for name, kind in _MEMBERS.items()
        }


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kind: str) -> Array:
    """Return one array: plain numbers or text, of exactly the bytes that the archive announces."""
    with archive.open(member) as stream:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("another format of arrays")
        shape, columns_first, dtype = np.lib.format.read_array_header_1_0(stream)
        size = prod(shape) * dtype.itemsize
        if dtype.kind != kind or columns_first or not dtype.isnative:
            raise ValueError("another kind of array")
        if min((1, *shape)) < 0 or size > member.file_size:
            raise ValueError("a shape that is not there")
        content = stream.read()
    if len(content) != size:
        raise ValueError("another size")
    found = np.frombuffer(content, dtype=dtype).reshape(shape)
    if kind == "U" and not _text(np.frombuffer(content, dtype=np.uint32)):
        raise ValueError("no text")
    return found


def _text(points: npt.NDArray[np.uint32]) -> bool:
    """Whether all are characters: not past the end of Unicode, and no half of a pair."""
    return not ((points > 0x10FFFF) | ((points >= 0xD800) & (points <= 0xDFFF))).any()


def _checked(arrays: dict[str, Array], file: str) -> PairCounts:
    """Return the counts, once shapes, codes and every pair's sums fit together."""
    items, lengths, groups, burt = (arrays[n] for n in ("items", "lengths", "groups", "burt"))
    p = len(items) if items.ndim == 1 else 0
    if not p or len(set(items.tolist())) < p or "" in items:
        raise _broken(file, "its items have no names of their own")
    fits = lengths.max(initial=0) <= arrays["codes"].size  # or their sum might overflow
    if (
        lengths.shape != (p,)
        or lengths.min() < 0
        or not fits
        or arrays["codes"].shape != (lengths.sum(),)
    ):
        raise _broken(file, "its answers do not fit its items")
    codes = np.split(arrays["codes"].astype(np.float64), np.cumsum(lengths)[:-1])
    if not all(np.isfinite(own).all() and (np.diff(own) > 0).all() for own in codes):
        raise _broken(file, "its answers are not in ascending order")
    if groups.ndim != 2 or groups.shape[1] != 2 or not len(groups):
        raise _broken(file, "its groups are not of a site and a time")
    labels = tuple((str(site), str(time)) for site, time in groups.tolist())
    size = int(lengths.sum()) + p
    if len(set(labels)) < len(labels) or burt.shape != (len(labels), size, size):
        raise _broken(file, "its counts do not fit its groups and answers")
    burt = np.asarray(burt, dtype=np.int64)
    if not _consistent(burt, lengths):
        raise _broken(file, "its counts contradict each other")
    return PairCounts(tuple(items.tolist()), tuple(codes), labels, burt)


def _consistent(burt: npt.NDArray[np.int64], lengths: Array) -> bool:
    """Whether counts are those of rows as far as can be seen: sums agree between all pairs."""
    if burt.min() < 0 or burt.max() > _MOST_ROWS or (burt != burt.transpose(0, 2, 1)).any():
        return False
    starts = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])
    item = np.repeat(np.arange(len(lengths)), lengths + 1)
    own = np.diagonal(burt, axis1=1, axis2=2)
    if (
        np.add.reduceat(own, starts, axis=1) != own[:, : int(lengths[0]) + 1].sum(1)[:, None]
    ).any():
        return False
    inside = (item[:, None] == item[None, :]) & ~np.eye(len(item), dtype=bool)
    if burt[:, inside].any():
        return False
    return not (np.add.reduceat(burt, starts, axis=2) != own[:, :, None]).any()


def _broken(file: str, why: str) -> Exception:
    return BROKEN_COUNTS.refuse(Place(file=file), why=why)
