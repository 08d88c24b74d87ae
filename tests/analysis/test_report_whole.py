"""The files of an analysis are written all together, or none of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from prem.cli import main

SCALES = """[response]
minimum = 1
maximum = 5
[scales.a]
items = ["q1", "q2", "q3"]
"""
TABLE = "q1,q2,q3\n" + "".join(
    f"{1 + i % 5},{1 + i * 3 % 5},{1 + (i + i // 7) % 5}\n" for i in range(40)
)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError, ZeroDivisionError])
def test_what_is_cut_off_leaves_the_older_results_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    (tmp_path / "data.csv").write_text(TABLE)
    (tmp_path / "scales.toml").write_text(SCALES)
    out = tmp_path / "out"
    words = ["prem", "analyse", str(tmp_path / "data.csv"), "--out", str(out), "--quick"]
    monkeypatch.setattr(sys, "argv", [*words, "--scales", str(tmp_path / "scales.toml")])

    def cut_off(*_: object) -> None:
        raise fault

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in out.iterdir()}

    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    before = files()
    assert set(before) == {"results.json", "report.html", "tables.xlsx", "analysis.R"}
    (out / "results.json").write_text("older")
    before["results.json"] = b"older"

    monkeypatch.setattr("prem.reports.analysis.tables.write_tables", cut_off)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == (130 if fault is KeyboardInterrupt else 1)
    assert files() == before
