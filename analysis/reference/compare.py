"""Show how freshly computed reference values differ from the committed ones.

python3 compare.py COMMITTED FRESH: for each file that R wrote, the largest difference of any
number; exit code 1 when one is over 1e-6 or a text differs. The session is shown, never failed on.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOLERANCE = 1e-6


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a JSON tree with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{index}")
    else:
        yield path, value


def differs(committed: Path, fresh: Path) -> bool:
    """Print and return whether two JSON files differ by more than the tolerance."""
    old = dict(leaves(json.loads(committed.read_text("utf-8"))))
    new = dict(leaves(json.loads(fresh.read_text("utf-8"))))
    gaps = [(abs(old[k] - new[k]), k) for k in old.keys() & new.keys()
            if isinstance(old[k], (int, float)) and isinstance(new[k], (int, float))]
    others = [k for k in old.keys() ^ new.keys()] + [
        k for k in old.keys() & new.keys()
        if not isinstance(old[k], (int, float)) and old[k] != new[k]]
    worst, where = max(gaps, default=(0.0, "nothing"))
    print(f"{committed.name}: {len(gaps)} numbers, largest difference {worst:.3g} at {where}")
    for key in sorted(others)[:20]:
        print(f"  differs: {key}")
    return worst > TOLERANCE or bool(others)


def main(committed: Path, fresh: Path) -> int:
    """Compare every file of FRESH with its committed twin."""
    bad = False
    for new in sorted(fresh.iterdir()):
        old = committed / new.name
        if not old.exists():
            print(f"{new.name}: not committed")
            bad = True
        elif new.suffix == ".json":
            bad |= differs(old, new)
        elif old.read_bytes() != new.read_bytes():
            print(f"{new.name}: the text differs")
            sys.stdout.writelines(difflib.unified_diff(
                old.read_text("utf-8").splitlines(True), new.read_text("utf-8").splitlines(True),
                old.name, new.name, n=0))
            bad |= new.name != "session.txt"
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
