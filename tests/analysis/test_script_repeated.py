"""analysis.R holds the lines of each part whose columns are given, and no others."""

from __future__ import annotations

from pathlib import Path

from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.analysis.validation import Options
from prem.reports.analysis.script import script
from prem.reports.analysis.write import Source

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
KEY = key_of_toml((REFERENCE / "sai.toml").read_text("utf-8"), "sai.toml")


def test_every_part_stands_behind_its_package() -> None:
    options = Options(retest=("1", "2"))
    columns = {"group": 'a "group"', "site": "study"}
    text = script(
        Source("sai.csv", KEY, options, "study", "time", None, columns, "id"), load_plan()
    )
    for line in (
        'pair <- c("1", "2")',
        "psych::ICC(x, lmer = FALSE)",
        "y ~ time + (1 | woman) + (1 | site)",
        "lme4::lmer(y ~ 1 + (1 | site), own)",
        "(1 | p:i) + (1 | p:o) + (1 | i:o)",
        'if (needs("mirt"))',
        'table[["a \\"group\\""]]',
        "MASS::polr(model, data)",
    ):
        assert line in text, line
    assert text.count("{") == text.count("}")
    assert text.index("everybody <- answers") < text.index("score <- function")


def test_without_columns_their_lines_are_not_there() -> None:
    text = script(Source("t.csv", KEY, Options()), load_plan())
    for word in ("== test-retest", "== change of all", "== sites", "== item bias", "pair <-"):
        assert word not in text
    assert "y ~ 1 + (1 | p) + (1 | i)" in text
    assert "woman <- NULL" in text
