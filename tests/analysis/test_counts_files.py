"""A file of counts is trusted in nothing: damaged or hostile, it is answered with a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prem.analysis.pairs.counts import PairCounts, count_pairs
from prem.errors.kinds import Refusal
from prem.storage.counts import read_counts, write_counts

NAN = float("nan")
VALUES = np.array([[1, 2], [2, 1], [2, NAN], [NAN, NAN]])
GROUPS = [("north", "1"), ("north", "1"), ("sør", "2"), ("", "")]


def counts() -> PairCounts:
    return count_pairs(VALUES, {"a": [1, 2], "b": [1, 2, 3]}, GROUPS)


def arrays() -> dict[str, Any]:
    """Return the arrays of a good file, by name."""
    found = counts()
    return {
        "version": np.int64(1),
        "items": np.array(found.items),
        "lengths": np.array([2, 3]),
        "codes": np.concatenate(found.codes),
        "groups": np.array(found.groups),
        "burt": found.burt,
    }


def saved(tmp_path: Path, **changed: Any) -> Path:
    """Save a good file with some arrays changed, by numpy itself."""
    path = tmp_path / "a.npz"
    np.savez(path, **{k: v for k, v in (arrays() | changed).items() if v is not None})
    return path


def refused(path: Path, code: str = "422.543") -> str:
    with pytest.raises(Refusal) as stop:
        read_counts(path)
    assert stop.value.first.kind.code == code
    assert str(path.parent) not in str(stop.value)
    return str(stop.value)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_counts(counts(), tmp_path / "a.npz")
    found = read_counts(tmp_path / "a.npz")
    assert (found.items, found.groups) == (counts().items, counts().groups)
    assert np.array_equal(found.burt, counts().burt)
    assert [own.tolist() for own in found.codes] == [[1, 2], [1, 2, 3]]


def test_counts_of_nothing_but_missing_are_read(tmp_path: Path) -> None:
    write_counts(count_pairs(np.full((2, 1), NAN), {"a": []}), tmp_path / "a.npz")
    assert read_counts(tmp_path / "a.npz").n == 2


def test_a_file_that_numpy_wrote_alike_is_read(tmp_path: Path) -> None:
    assert read_counts(saved(tmp_path)).n == 4


def burt(**cells: int) -> np.ndarray:
    found = counts().burt.copy()
    for place, value in cells.items():
        found[tuple(int(digit) for digit in place[1:])] = value
    return found


@pytest.mark.parametrize(
    "changed",
    [
        {"burt": None},
        {"more": np.zeros(1)},
        {"items": np.array(["a", "a"])},
        {"items": np.array(["a", ""])},
        {"items": np.array([["a", "b"]])},
        {"items": np.array([1, 2])},
        {"items": np.array(["a", "b"], dtype=object)},
        {"burt": np.array({"a": 1}, dtype=object)},
        {"lengths": np.array([2, 4])},
        {"lengths": np.array([-1, 6])},
        {"lengths": np.array([2**62, 2**62])},
        {"lengths": np.array([2.0, 3.0])},
        {"codes": np.array([1, 2, 1, 3, 2.0])},
        {"codes": np.array([1, 2, 1, 2, NAN])},
        {"codes": np.array([1, 2, 1, 2, np.inf])},
        {"groups": np.array(["north", "sør", ""])},
        {"groups": np.array([["x", "1"], ["x", "1"], ["y", "1"]])},
        {"groups": np.empty((0, 2), dtype="U1")},
        {"burt": np.zeros((3, 6, 6), dtype=np.int64)},
        {"burt": np.zeros((3, 7, 7))},
        {"burt": np.asfortranarray(counts().burt)},
        {"burt": counts().burt.astype(">i8")},
        {"burt": -counts().burt},
        {"burt": counts().burt * 2**41},
        {"burt": burt(_003=5)},
        {"burt": burt(_001=1, _010=1)},
        {"burt": burt(_004=9, _040=9)},
        {"burt": burt(_000=9)},
    ],
    ids=str,
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert "a.npz" in refused(saved(tmp_path, **changed))


def test_a_later_version_is_named(tmp_path: Path) -> None:
    assert "version 2" in refused(saved(tmp_path, version=np.int64(2)), "422.544")


def member(content: bytes, name: str = "burt") -> dict[str, bytes]:
    buffers = {}
    for key, value in arrays().items():
        stream = io.BytesIO()
        np.lib.format.write_array(stream, np.asarray(value))
        buffers[key] = stream.getvalue()
    return buffers | {name: content}


def packed(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def header(text: str) -> bytes:
    line = text.encode("latin1").ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(line).to_bytes(2, "little") + line


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (1000000, 1000000)}"),
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (-1, 6, 6)}"),
        header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}") + b"cos\nsystem\n.",
        header("{'descr': '<U0', 'fortran_order': False, 'shape': (5,)}"),
        header("{'descr': '<i8', 'fortran_order': False, 'shape': ('x',)}"),
        header("{'descr': ["),
        header("__import__('os')"),
        header("(" * 100),
        b"\x93NUMPY\x03\x00" + b"\xff" * 40,
    ],
    ids=range(11),
)
@pytest.mark.parametrize("name", ["burt", "items", "version"])
def test_hostile_members_are_refused(tmp_path: Path, content: bytes, name: str) -> None:
    refused(packed(tmp_path, member(content, name)))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that would unfold to a large one is refused by what the archive announces."""
    monkeypatch.setattr("prem.storage.counts._MOST_BYTES", 20_000_000)
    monkeypatch.setattr("prem.storage.counts._array", pytest.fail)
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in member(b"", "burt").items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                stream.write(content)
                for _ in range(25 if name == "burt" else 0):
                    stream.write(bytes(1_000_000))
    assert path.stat().st_size < 100_000
    refused(path)


@pytest.mark.parametrize("point", [0xFFFFFFFF, 0x110000, 0xD800, 0xDFFF])
def test_text_that_is_no_text_is_refused(tmp_path: Path, point: int) -> None:
    line = header("{'descr': '<U1', 'fortran_order': False, 'shape': (2,)}")
    text = b"a\0\0\0" + point.to_bytes(4, "little")
    refused(packed(tmp_path, member(line + text, "items")))


def outcome(path: Path) -> Any:
    """Return the counts that are read, or the code of the refusal."""
    try:
        return read_counts(path).burt.tolist()
    except Refusal as refusal:
        return refusal.first.kind.code


GOOD = io.BytesIO()
np.savez_compressed(GOOD, **arrays())


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(GOOD.getvalue()) - 1), st.binary(min_size=1, max_size=6), st.booleans())
def test_any_damage_is_refused_or_harmless(
    tmp_path: Path, at: int, noise: bytes, cut: bool
) -> None:
    content = GOOD.getvalue()
    path = tmp_path / "a.npz"
    path.write_bytes(content[:at] if cut else content[:at] + noise + content[at + len(noise) :])
    assert outcome(path) in ("422.543", "422.544", counts().burt.tolist())
