"""Awkward but lawful tables: a part is null with its reason, and the rest is still there."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prem.analysis.frame import Columns, Table, make_answers
from prem.analysis.notes import Notes
from prem.analysis.plan import load_plan
from prem.analysis.scales import Key, key_of_toml
from prem.analysis.validation import Options, validate

KEY = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["a1", "a2", "a3", "a4"]
[scales.ease]
items = ["b1", "b2", "b3", "b4"]
"""


def drawn(rows: int = 300, seed: int = 3) -> pd.DataFrame:
    """Return answers of two correlated factors, four five-point items each."""
    generator = np.random.default_rng(seed)
    common = generator.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], rows)
    columns = {}
    for index, factor in enumerate("ab"):
        for item in range(1, 5):
            latent = 0.8 * common[:, index] + 0.6 * generator.standard_normal(rows)
            columns[f"{factor}{item}"] = np.clip(np.round(latent + 3), 1, 5)
    return pd.DataFrame(columns)


def analysed(
    frame: pd.DataFrame, key: str | Key = KEY, columns: Columns | None = None, **options: Any
) -> dict[str, Any]:
    notes = Notes()
    key = key_of_toml(key, "scales.toml") if isinstance(key, str) else key
    answers = make_answers(Table("data.csv", frame), key, columns or Columns(), notes)
    results = validate(answers, Options(**options), load_plan(), notes)
    json.dumps(results, allow_nan=False)  # every number is a JSON number
    return results


def reasons(results: dict[str, Any]) -> dict[str, list[str]]:
    """Return the codes of the notes by place."""
    found: dict[str, list[str]] = {}
    for note in results["notes"]:
        found.setdefault(note["where"], []).append(note["code"])
    return found


def nulls(tree: Any, path: str = "") -> list[str]:
    """Return the path of every null."""
    if isinstance(tree, dict):
        return [p for k, v in tree.items() for p in nulls(v, f"{path}.{k}" if path else str(k))]
    if isinstance(tree, list):
        return [p for v in tree for p in nulls(v, path)]
    return [path] if tree is None else []


def explained(results: dict[str, Any]) -> None:
    """Every null has a note at its key or at a key above it, or the item's own note."""
    places = [part.strip() for note in results["notes"] for part in note["where"].split(", ")]
    places += [place.split(":")[0] for place in places]
    for null in nulls({key: value for key, value in results.items() if key != "notes"}):
        parts = null.split(".")
        above = [".".join(parts[:i]) for i in range(1, len(parts) + 1)]
        keys = set(above) | {f"{parts[0]}.{p}" for p in parts[1:]}
        if parts[0] == "items":  # item_rest_r and alpha_if_dropped are explained at the scale
            keys |= {
                f"scales.{scale}{end}" for scale in results["scales"] for end in ("", ".alpha")
            }
        if parts[0] == "scales":
            keys.add(f"scales.{parts[1]}.alpha")
        assert keys & set(places), (null, places)


def test_an_ordinary_table_has_no_null() -> None:
    results = analysed(drawn())
    # four items carry no group factors, and nobody said whether the scales are reflective
    absent = ("omega_hierarchical", "model")
    ends = ("omega_hierarchical_interval.low", "omega_hierarchical_interval.high")
    expected = {f"scales.{scale}.{key}" for scale in results["scales"] for key in absent + ends}
    found = nulls(results | {"checklist": []})
    plain = ("scales.", "items.", "efa.", "dimensions.", "factorability.", "irt.", "cfa.ml.")
    assert {null for null in found if null.startswith(plain)} == expected
    explained(results)
    assert results["dimensions"]["parallel"]["retain"] == 2
    assert results["dimensions"]["map"]["retain"] == 2
    loadings = np.abs(np.array(list(results["efa"]["loadings"].values())))
    own = np.concatenate([loadings[:4].mean(0), loadings[4:].mean(0)])
    assert sorted(own)[2] > 0.6
    assert sorted(own)[1] < 0.15


def test_a_constant_item_leaves_the_rest() -> None:
    frame = drawn()
    frame["a2"] = 4.0
    results = analysed(frame)
    item = results["items"]["a2"]
    assert (item["mean"], item["sd"], item["counts"]["4"]) == (4.0, 0.0, 300)
    assert (item["skew"], item["item_rest_r"], item["alpha_if_dropped"]) == (None, None, None)
    assert "422.551" in reasons(results)["items.a2"]
    left = analysed(frame.drop(columns="a2"), KEY.replace('"a2", ', ""))
    assert results["scales"]["trust"]["alpha"] == left["scales"]["trust"]["alpha"]
    assert results["efa"] == left["efa"]
    assert results["scales"]["trust"]["mean"] != left["scales"]["trust"]["mean"]
    explained(results)


def test_an_item_without_answers_leaves_the_rest() -> None:
    frame = drawn()
    frame["b4"] = np.nan
    results = analysed(frame)
    assert results["items"]["b4"]["n"] == 0
    assert results["items"]["b4"]["mean"] is None
    assert results["data"]["complete"] == 0
    assert results["scales"]["ease"]["n"] == 300
    assert results["scales"]["ease"]["alpha"]["estimate"] > 0.7
    assert len(results["efa"]["loadings"]) == 7
    explained(results)


def test_scales_of_one_and_of_two_items() -> None:
    key = (
        KEY.replace('"a1", "a2", "a3", "a4"', '"a1"')
        .replace('"b3", "b4"', "")
        .replace('"b2", ', '"b2"')
    )
    frame = drawn()
    results = analysed(frame, key)
    one, two = results["scales"]["trust"], results["scales"]["ease"]
    assert one["alpha"] == {"estimate": None, "low": None, "high": None, "method": "feldt"}
    assert one["mean"] == pytest.approx(frame["a1"].mean())
    r = frame["b1"].corr(frame["b2"])
    assert results["items"]["b1"]["item_rest_r"] == pytest.approx(r)
    assert results["items"]["b1"]["alpha_if_dropped"] is None
    assert two["mean_inter_item_r"] == pytest.approx(r)
    found = reasons(results)
    assert found["scales.trust.alpha"] == ["422.552"]
    assert "422.553" in found["scales.ease"]
    assert "422.557" in found["efa"]  # two factors of three items
    explained(results)


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 8, 10, 12])
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("extraction", ["minres", "ml", "paf"])
def test_few_rows(rows: int, missing: str, extraction: str) -> None:
    frame = drawn().head(rows).copy()
    if rows > 3:
        frame.loc[1, "a1"] = np.nan
    results = analysed(frame, missing=missing, extraction=extraction)
    assert results["data"]["rows"] == rows
    assert results["items"]["a2"]["n"] == rows
    explained(results)
    if 5 <= rows <= 8:
        assert results["factorability"]["kmo"] is None


def test_women_who_left_out_half() -> None:
    frame = drawn(6)
    frame.iloc[0, :2] = np.nan  # two of four: a score
    frame.iloc[1, :3] = np.nan  # one of four: none
    results = analysed(frame, missing="listwise")
    cell = next(c for c in results["by_site_and_time"] if c["scale"] == "trust")
    assert (cell["site"], cell["time"], cell["n"]) == ("", "", 5)
    scores = [frame.iloc[0, 2:4].mean(), *frame.iloc[2:, :4].mean(axis=1)]
    assert cell["mean"] == pytest.approx(np.mean(scores))
    assert results["scales"]["trust"]["n"] == 4


def test_duplicated_items_make_factors_null_but_not_reliability() -> None:
    frame = drawn()
    frame["a2"] = frame["a1"]
    results = analysed(frame)
    assert results["factorability"]["kmo"] is None
    assert set(results["efa"]["loadings"].values()) == {None}
    assert results["dimensions"]["eigenvalues"][-1] == pytest.approx(0, abs=1e-12)
    assert results["scales"]["trust"]["alpha"]["estimate"] > 0.7
    explained(results)


def test_items_that_were_never_asked_together() -> None:
    frame = drawn()
    frame.loc[:149, "a1"] = np.nan
    frame.loc[150:, "b1"] = np.nan
    for missing in ("listwise", "pairwise"):
        results = analysed(frame, missing=missing)
        assert results["scales"]["trust"]["alpha"]["estimate"] > 0.6
        assert results["efa"]["factor_correlations"] is None
        explained(results)


def test_pairwise_covariances_that_contradict_each_other_give_no_alpha() -> None:
    # a1 goes with a2 and a2 with a3, but a1 against a3: no complete data could do that
    rows = [
        {one: code, other: abs(turn - code)}
        for one, other, turn in (("a1", "a2", 0), ("a2", "a3", 0), ("a1", "a3", 6))
        for code in (1.0, 2.0, 3.0, 4.0, 5.0) * 8
    ]
    frame = pd.DataFrame(rows).join(drawn(120)[["a4", "b1", "b2", "b3", "b4"]])
    results = analysed(frame, missing="pairwise")
    assert results["scales"]["trust"]["alpha"]["estimate"] is None
    assert results["scales"]["ease"]["alpha"]["estimate"] > 0.6
    found = reasons(results)
    assert "422.574" in found["scales.trust.alpha"]
    assert "422.574" in found["factorability, efa, general_factor, dimensions.map"]
    explained(results)


def test_an_item_that_goes_against_its_scale_is_named() -> None:
    frame = drawn()
    frame["a3"] = 6 - frame["a3"]
    assert "422.560" in reasons(analysed(frame))["items.a3.item_rest_r"]
    turned, as_drawn = analysed(frame, KEY.replace('"a3"', '"-a3"')), analysed(drawn())
    # runs of one answer are of the answers as given, and the drawn model says what was turned
    apart = {"data": None, "sample_size": None}
    assert turned | apart == as_drawn | apart


def test_without_a_response_range_floor_and_ceiling_are_of_the_answers_found() -> None:
    results = analysed(drawn(), KEY.split("maximum = 5")[1])
    assert "422.561" in reasons(results)["items"]
    assert results["items"]["a1"]["floor"] == analysed(drawn())["items"]["a1"]["floor"]


def test_answers_between_the_codes_have_no_counts() -> None:
    frame = drawn()
    frame.loc[4, "a1"] = 2.5
    results = analysed(frame)
    assert results["items"]["a1"]["counts"] is None
    assert "row 6: 2.5" in next(n["text"] for n in results["notes"] if n["code"] == "422.562")


def test_sites_and_time_points_that_are_missing_or_alone() -> None:
    frame = drawn(40)
    frame["site"] = ["10"] * 20 + ["9"] * 18 + ["alone", None]
    frame["time"] = [1.0, 2.0] * 20
    frame["id"] = [f"w{i // 2}" for i in range(40)]
    results = analysed(frame, columns=Columns("site", "time", "id"))
    trust = [c for c in results["by_site_and_time"] if c["scale"] == "trust"]
    cells = [(c["site"], c["time"], c["n"]) for c in trust]
    assert cells[:4] == [("9", "1", 9), ("9", "2", 9), ("10", "1", 10), ("10", "2", 10)]
    assert cells[4:] == [("alone", "1", 1)]
    assert trust[-1]["mean"] is not None
    assert (trust[-1]["sd"], trust[-1]["low"]) == (None, None)
    found = reasons(results)
    assert found["by_site_and_time"] == ["422.564"]
    assert found["by_site_and_time: alone, 1, trust"] == ["422.565"]
    assert "422.566" in found["data"]


def test_quick_simulates_nothing_and_a_seed_repeats() -> None:
    quick = analysed(drawn(), quick=True)["dimensions"]
    assert quick["parallel"] == {"retain": None, "rules": None, "polychoric": None}
    assert quick["map"]["retain"] == 2
    first, again, other = (analysed(drawn(), seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert first["dimensions"] != other["dimensions"]


def test_too_few_rows_for_factors_are_said_with_how_many_more() -> None:
    text = next(n["text"] for n in analysed(drawn(60))["notes"] if n["code"] == "422.567")
    assert "60 rows for 8 items" in text
    assert "about 40 more" in text


def test_an_instrument_is_analysed_by_its_scales() -> None:
    from prem.analysis.scales import key_of_instrument
    from prem.instruments.load import load_instrument

    key = key_of_instrument(load_instrument("perinatal-experience"))
    scale, members = next((s, i) for s, i in key.scales.items() if len(i) >= 3)
    generator = np.random.default_rng(1)
    frame = pd.DataFrame({item: generator.integers(1, 6, 50) for item in members})
    results = analysed(frame, key)
    assert list(results["scales"]) == [scale]
    assert list(results["items"]) == list(members)
    (left_out,) = (n["text"] for n in results["notes"] if n["code"] == "422.563")
    assert ", ".join(item for item in key.items if item not in members) in left_out
