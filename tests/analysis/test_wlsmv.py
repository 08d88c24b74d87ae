"""Factor models of ordered answers beside lavaan's WLSMV, and where they are refused."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prem.analysis.cfa import ordered
from prem.analysis.cfa.ordered import confirm_ordered
from prem.analysis.frame import Answers, Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.ordered.omega import categorical_omega
from prem.analysis.ordered.spread import spread
from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.storage.tables import read_table

REFERENCE = Path(__file__).parents[2] / "analysis" / "reference"
R = json.loads((REFERENCE / "wlsmv.json").read_text("utf-8"))
SETS = list(R)


def answers_of(name: str, keep: slice = slice(None)) -> Answers:
    table = read_table(REFERENCE / ("sai.csv" if name == "sai" else "bfi.csv"))
    text = (REFERENCE / ("sai.toml" if name == "sai" else "bfi.toml")).read_text("utf-8")
    if name == "neuroticism":
        start = text.index("[scales.neuroticism]")
        text = text[: text.index("[scales.")] + text[start : text.index("[scales.openness]")]
    table = Table(table.file, table.frame[keep], table.first_row)
    return make_answers(table, key_of_toml(text, "key.toml"), Columns(), Notes())


@cache
def confirmed(name: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]], Notes]:
    answers, notes = answers_of(name), Notes()
    scales: dict[str, dict[str, Any]] = {scale: {} for scale in answers.key.scales}
    return confirm_ordered(answers, scales, load_plan(), notes)["wlsmv"], scales, notes


@pytest.mark.parametrize("name", SETS)
def test_covariances_of_the_correlations_are_those_of_lavaan(name: str) -> None:
    values = answers_of(name).values
    rows = values[~np.isnan(values).any(axis=1)]
    found = spread(rows, tuple(f"i{c}" for c in range(rows.shape[1])))
    spreads, theirs = np.diag(found.gamma), R[name]
    assert spreads[: found.first].tolist() == pytest.approx(theirs["gamma_thresholds"], rel=1e-9)
    # lavaan's pairs run (2, 1), (3, 1), (3, 2), ..; its correlations end 3e-8 from the optimum
    assert np.sort(spreads[found.first :]) == pytest.approx(
        np.sort(theirs["gamma_correlations"]), rel=1e-6
    )
    assert found.gamma.sum() == pytest.approx(theirs["gamma_sum"], rel=1e-7)


@pytest.mark.parametrize("name", SETS)
def test_the_tests_are_those_of_lavaan(name: str) -> None:
    mine, theirs = confirmed(name)[0], R[name]["fit"]
    assert (mine["n"], mine["df"]) == (R[name]["n"], theirs["df"])
    assert mine["chi2"] == pytest.approx(theirs["chisq"], rel=1e-7)
    assert mine["chi2_scaled"] == pytest.approx(theirs["chisq.scaled"], rel=1e-6)
    assert mine["p_scaled"] == pytest.approx(theirs["pvalue.scaled"], abs=1e-6)


NAMES = {
    "cfi": "cfi",
    "tli": "tli",
    "rmsea": "rmsea",
    "rmsea_low": "rmsea.ci.lower",
    "rmsea_high": "rmsea.ci.upper",
    "srmr": "srmr",
    "cfi_scaled": "cfi.scaled",
    "tli_scaled": "tli.scaled",
    "rmsea_scaled": "rmsea.scaled",
    "rmsea_scaled_low": "rmsea.ci.lower.scaled",
    "rmsea_scaled_high": "rmsea.ci.upper.scaled",
    "cfi_robust": "cfi.robust",
    "tli_robust": "tli.robust",
    "rmsea_robust": "rmsea.robust",
}


@pytest.mark.parametrize("index", NAMES)
@pytest.mark.parametrize("name", SETS)
def test_the_indices_are_those_of_lavaan(name: str, index: str) -> None:
    assert confirmed(name)[0][index] == pytest.approx(R[name]["fit"][NAMES[index]], abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_estimates_and_robust_errors_are_those_of_lavaan(name: str) -> None:
    mine, theirs = confirmed(name)[0], R[name]
    assert mine["loadings"] == pytest.approx(theirs["loadings"], abs=1e-5)
    assert mine["loadings_se"] == pytest.approx(theirs["loadings_se"], abs=1e-5)
    correlations = list(mine["factor_correlations"].values())
    assert correlations == pytest.approx(theirs["factor_correlations"], abs=1e-5)
    errors = list(mine["factor_correlations_se"].values())
    assert errors == pytest.approx(theirs["factor_correlations_se"], abs=1e-5)


@pytest.mark.parametrize("name", SETS)
def test_categorical_omega_is_that_of_semtools(name: str) -> None:
    mine = [scale["omega_categorical"] for scale in confirmed(name)[1].values()]
    given = R[name]["omega"]
    theirs = list(given.values() if isinstance(given, dict) else given)[: len(mine)]
    # semTools takes lavaan's loadings, which end some 1e-6 from the optimum
    assert mine == pytest.approx(theirs, abs=2e-6)


def test_categorical_omega_of_items_of_perfect_loading_is_one() -> None:
    cuts = [np.array([-0.5, 0.5])] * 3
    nearly = np.full(3, 0.9999999)
    assert categorical_omega(cuts, nearly, np.full((3, 3), 0.9999998)) == pytest.approx(1, abs=1e-3)
    nothing = categorical_omega(cuts, np.zeros(3), np.eye(3))
    assert nothing == pytest.approx(0, abs=1e-12)


def test_few_rows_are_refused_and_what_to_read_is_said() -> None:
    answers, notes = answers_of("bfi", slice(0, 120)), Notes()
    scales: dict[str, dict[str, Any]] = {scale: {} for scale in answers.key.scales}
    assert confirm_ordered(answers, scales, load_plan(), notes) == {"wlsmv": None}
    assert [note["code"] for note in notes.entries] == ["422.582"]
    assert "scaled test (MLR)" in notes.entries[0]["text"]
    assert not any(scales.values())


def of_rows(rows: np.ndarray, top: int) -> tuple[dict[str, Any], list[str]]:
    import pandas as pd

    names = [f"q{i}" for i in range(rows.shape[1])]
    quoted = ", ".join(f'"{name}"' for name in names)
    text = f"[response]\nminimum = 1\nmaximum = {top}\n[scales.s]\nitems = [{quoted}]"
    table = Table("t.csv", pd.DataFrame(rows, columns=names))
    answers, notes = make_answers(table, key_of_toml(text, "k"), Columns(), Notes()), Notes()
    found = confirm_ordered(answers, {"s": {}}, load_plan(), notes)["wlsmv"]
    return found, [note["code"] for note in notes.entries]


def test_what_cannot_be_fitted_is_null_with_a_note() -> None:
    generator = np.random.default_rng(2)
    twin = generator.integers(1, 5, size=(300, 3)).astype(float)
    twin = np.hstack([twin, twin[:, :1]])
    assert of_rows(twin, 4) == (None, ["422.578"])
    assert of_rows(generator.integers(1, 60, size=(300, 4)).astype(float), 60)[1] == ["422.575"]
    assert of_rows(generator.integers(1, 5, size=(300, 2)).astype(float), 4)[1] == ["422.583"]


def test_two_scales_of_which_one_has_one_item() -> None:
    import pandas as pd

    generator = np.random.default_rng(8)
    latent = generator.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=900)
    parts = [0.8 * latent[:, 0] + 0.6 * generator.standard_normal(900) for _ in range(4)]
    rows = np.digitize(np.stack([*parts, latent[:, 1]], axis=1), [-1, 0, 1]) + 1.0
    text = '[response]\nminimum = 1\nmaximum = 4\n[scales.s]\nitems = ["a", "b", "c", "d"]\n'
    text += '[scales.t]\nitems = ["e"]'
    table = Table("t.csv", pd.DataFrame(rows, columns=list("abcde")))
    answers = make_answers(table, key_of_toml(text, "k"), Columns(), Notes())
    found = confirm_ordered(answers, {"s": {}, "t": {}}, load_plan(), Notes())["wlsmv"]
    assert (found["loadings"]["e"], found["loadings_se"]["e"]) == (1.0, 0.0)
    assert found["df"] == 10 - 4 - 1
    assert found["factor_correlations"]["s~~t"] == pytest.approx(0.4, abs=0.08)
    assert found["loadings"]["a"] == pytest.approx(0.8, abs=0.05)


def test_rare_answers_are_joined_where_rows_are_few_from_rows_and_from_pairs_alike() -> None:
    import pandas as pd

    from prem.analysis.covariance import varying
    from prem.analysis.pairs.counts import count_pairs
    from prem.analysis.pairs.models import confirm_pairs

    chance = np.random.default_rng(5)
    behind = 0.7 * chance.standard_normal((260, 1)) + 0.7 * chance.standard_normal((260, 6))
    rows = np.digitize(behind, [-2.2, -1.3, -0.9, 0.2]) + 1.0
    names = [f"q{i}" for i in range(6)]
    rare = {
        name: [float(code) for code in range(1, 6) if 0 < np.sum(column == code) < 5]
        for name, column in zip(names, rows.T, strict=True)
    }
    assert any(rare.values())
    quoted = ", ".join(f'"{name}"' for name in names)
    text = f"[response]\nminimum = 1\nmaximum = 5\n[scales.s]\nitems = [{quoted}]"
    answers = make_answers(
        Table("t.csv", pd.DataFrame(rows, columns=names)),
        key_of_toml(text, "k"),
        Columns(),
        Notes(),
    )
    notes, scales = Notes(), {"s": {}}
    both = confirm_ordered(answers, scales, load_plan(), notes)
    plain, found = both["wlsmv"], both["wlsmv_joined"]
    assert [note["code"] for note in notes.entries] == ["422.985"]
    assert "merged" not in plain
    assert plain["chi2"] != pytest.approx(found["chi2"], rel=1e-3)
    assert {name for name, codes in rare.items() if codes} == set(found["merged"])
    counts = count_pairs(rows, {name: np.unique(c) for name, c in zip(names, rows.T, strict=True)})
    other, of_pairs = Notes(), {"s": {}}
    assert len(varying(rows)) == 6
    whole = confirm_pairs(counts, {"s": tuple(names)}, of_pairs, load_plan(), other)
    cfa = whole["wlsmv_joined"]
    assert whole["wlsmv"]["chi2"] == pytest.approx(plain["chi2"], rel=1e-9)
    assert cfa["merged"] == found["merged"]
    assert cfa["chi2"] == pytest.approx(found["chi2"], rel=1e-9)
    assert of_pairs["s"]["omega_categorical"] == pytest.approx(
        scales["s"]["omega_categorical"], rel=1e-9
    )
    many = confirm_ordered(
        make_answers(
            Table("t.csv", pd.DataFrame(np.vstack([rows, rows]), columns=names)),
            key_of_toml(text, "k"),
            Columns(),
            Notes(),
        ),
        {"s": {}},
        load_plan(),
        Notes(),
    )
    assert set(many) == {"wlsmv"}


def test_the_omega_of_joined_answers_stands_in_where_all_answers_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pandas as pd

    chance = np.random.default_rng(5)
    behind = 0.7 * chance.standard_normal((260, 1)) + 0.7 * chance.standard_normal((260, 6))
    rows = np.digitize(behind, [-2.2, -1.3, -0.9, 0.2]) + 1.0
    names = [f"q{i}" for i in range(6)]
    quoted = ", ".join(f'"{name}"' for name in names)
    text = f"[response]\nminimum = 1\nmaximum = 5\n[scales.s]\nitems = [{quoted}]"
    table = Table("t.csv", pd.DataFrame(rows, columns=names))
    answers = make_answers(table, key_of_toml(text, "k"), Columns(), Notes())
    settle = ordered.fit_ordered
    given = iter([None, settle])  # the model of all answers does not settle
    monkeypatch.setattr(ordered, "fit_ordered", lambda *parts: (how := next(given)) and how(*parts))
    notes, scales = Notes(), {"s": {}}
    found = confirm_ordered(answers, scales, load_plan(), notes)
    assert found["wlsmv"] is None
    assert found["wlsmv_joined"]["merged"]
    assert 0.7 < scales["s"]["omega_categorical"] < 1
    assert {"422.583", "422.985"} <= {note["code"] for note in notes.entries}
