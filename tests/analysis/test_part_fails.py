"""A part that fails in a way nobody foresaw is null with its note, and all the rest is there."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.cli import main

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2", "q3", "q4"]
[scales.ease]
items = ["q5", "q6", "q7", "q8"]
"""
# what is failed together; each: where its name is looked up, where the null stands, what it raises
Failing = tuple[tuple[str, str, type[Exception]], ...]
RUNS: dict[str, Failing] = {
    "structure": (
        ("structure.correlate", "polychoric.matrix", MemoryError),
        ("structure.parallel", "dimensions.parallel.retain", np.linalg.LinAlgError),
        ("structure.factorability", "factorability.kmo", FloatingPointError),
        ("structure.explore", "efa.factor_correlations", ValueError),
        ("structure.general_factor", "general_factor.omega_total", ZeroDivisionError),
    ),
    "scales": (
        ("ordered.correlations.eigenvalues", "polychoric.matrix", np.linalg.LinAlgError),
        ("validation.scale_statistics", "scales.trust.alpha.estimate", IndexError),
        ("validation.confirm_ordered", "cfa.wlsmv", MemoryError),
    ),
    "rows": (("validation._varying_rows", "dimensions.eigenvalues", MemoryError),),
    "models": (
        ("validation.confirm", "cfa.ml", np.linalg.LinAlgError),
        ("validation.irt", "irt", FloatingPointError),
        ("validation.dif", "dif", RuntimeError),
    ),
    "repeated": (
        ("validation.retest", "test_retest", KeyError),
        ("validation.change", "change", ValueError),
        ("validation.sites", "sites", np.linalg.LinAlgError),
        ("validation.by_site_and_time", "by_site_and_time", TypeError),
        ("validation.checklist", "checklist", KeyError),
    ),
}


def table() -> str:
    """Return 240 rows of women of two sites at two times, four items on each of two factors."""
    generator = np.random.default_rng(5)
    common = np.repeat(generator.standard_normal((240, 2)), 4, axis=1)
    values = np.clip(np.round(common + generator.standard_normal((240, 8)) + 3), 1, 5).astype(int)
    rows = [
        f"w{row // 2},{'ab'[row // 2 % 2]},{row % 2 + 1},{'xy'[row // 4 % 2]},"
        + ",".join(map(str, values[row]))
        for row in range(240)
    ]
    return "\n".join(["id,site,time,group," + ",".join(f"q{i}" for i in range(1, 9)), *rows])


def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (folder / "t.csv").write_text(table())
    (folder / "s.toml").write_text(SCALES)
    words = ["analyse", f"{folder}/t.csv", "--scales", f"{folder}/s.toml", "--out", f"{folder}/out"]
    names = ["--id", "id", "--site", "site", "--time", "time", "--group", "group"]
    monkeypatch.setattr(sys, "argv", ["prem", *words, *names, "--retest", "1,2", "--quick"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    found: dict[str, Any] = json.loads((folder / "out" / "results.json").read_text())
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return run(tmp_path_factory.mktemp("whole"), monkeypatch)


@pytest.mark.parametrize("failing", RUNS.values(), ids=RUNS)
def test_the_rest_is_there(
    failing: Failing,
    whole: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, _, error in failing:
        monkeypatch.setattr(f"prem.analysis.{name}", partial(fail, error))
    found = run(tmp_path, monkeypatch)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert "midwife" not in json.dumps(found)
    notes = [note for note in found["notes"] if note["code"] == "422.975"]
    for _, key, error in failing:
        assert at(found, key) is None
        assert at(whole, key) is not None or key.endswith("parallel.retain")  # --quick
        assert any(error.__name__ in note["text"] for note in notes)
    # Nothing that does not stand at a note has changed.
    hit = {place.split(".")[0] for note in notes for place in note["where"].split(", ")}
    changed = {part for part in whole if found[part] != whole[part]}
    assert changed <= hit | {"checklist", "notes", "items", "scales", "sample_size"}
    files = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert set(files) == {"results.json", "report.html", "tables.xlsx", "analysis.R"}
    assert "nobody foresaw" in files["report.html"].read_text()


def fail(error: type[Exception], *_: Any, **__: Any) -> None:
    raise error("row 7 says: my midwife")


def at(found: Any, key: str) -> Any:
    """Return what stands at a dotted key of results.json."""
    for step in key.split("."):
        found = found[step]
    return found


def test_nothing_fails_here(whole: dict[str, Any]) -> None:
    assert not [note for note in whole["notes"] if note["code"] == "422.975"]
