"""Content validity against the worked tables of Polit, Beck & Owen 2007 (doi 10.1002/nur.20199).

The paper's table computes k* from I-CVI and p_c as printed (two and three decimals), so that its
k* stands up to 0.01 from the exact value. Each row is therefore tested twice: exactly as printed
when we round on the way, and against R and exact fractions, unrounded.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prem import content
from prem.piloting.validity import chance_agreement, item_validity, scale_validity

# N raters, A agreeing, I-CVI, p_c, k*, verdict: the paper's table for 3 to 9 experts, as later
# studies hand it on (the paper itself was not at hand). For 5 of 5, C(5, 5) * 0.5**5 = .031.
POLIT = [
    (3, 3, "1.00", ".125", "1.00", "excellent"),
    (3, 2, ".67", ".375", ".47", "fair"),
    (4, 4, "1.00", ".063", "1.00", "excellent"),
    (4, 3, ".75", ".250", ".67", "good"),
    (5, 5, "1.00", ".031", "1.00", "excellent"),
    (5, 4, ".80", ".156", ".76", "excellent"),
    (6, 6, "1.00", ".016", "1.00", "excellent"),
    (6, 5, ".83", ".094", ".81", "excellent"),
    (6, 4, ".67", ".234", ".57", "fair"),
    (7, 7, "1.00", ".008", "1.00", "excellent"),
    (7, 6, ".86", ".055", ".85", "excellent"),
    (7, 5, ".71", ".164", ".65", "good"),
    (8, 8, "1.00", ".004", "1.00", "excellent"),
    (8, 7, ".88", ".031", ".88", "excellent"),
    (8, 6, ".75", ".109", ".72", "good"),
    (9, 9, "1.00", ".002", "1.00", "excellent"),
    (9, 8, ".89", ".018", ".89", "excellent"),
    (9, 7, ".78", ".070", ".76", "excellent"),
]
# The same from studies that print it by the paper's formula without rounding on the way:
# BMC Health Serv Res 2017, doi 10.1186/s12913-017-2469-8, Table 10 (9 and 10 experts);
# BMC Res Notes 2016, doi 10.1186/s13104-016-2249-2, Table 4 (7 experts).
OTHERS = [
    (10, 10, "1.00", ".001", "1.00", "excellent"),
    (10, 9, ".90", ".010", ".90", "excellent"),
    (10, 8, ".80", ".044", ".79", "excellent"),
    (10, 7, ".70", ".117", ".66", "good"),
    (9, 8, ".89", ".018", ".89", "excellent"),
    (9, 7, ".78", ".070", ".76", "excellent"),
    (9, 6, ".67", ".164", ".60", "good"),
    (7, 7, "1.00", ".008", "1.00", "excellent"),
    (7, 6, ".86", ".055", ".85", "excellent"),
]


def half_up(value: float | Decimal, step: str) -> Decimal:
    return Decimal(value).quantize(Decimal(step), ROUND_HALF_UP)


def rated(raters: int, agreeing: int) -> list[int]:
    return [4] * agreeing + [2] * (raters - agreeing)


@pytest.mark.parametrize(("n", "a", "i_cvi", "chance", "kappa", "verdict"), POLIT)
def test_the_table_of_the_paper(n, a, i_cvi, chance, kappa, verdict):
    found = item_validity(rated(n, a))
    assert half_up(found.i_cvi, ".01") == Decimal(i_cvi)
    assert half_up(found.chance, ".001") == Decimal(chance)
    share, by_chance = Decimal(i_cvi), Decimal(chance)
    assert half_up((share - by_chance) / (1 - by_chance), ".01") == Decimal(kappa)
    assert found.kappa == pytest.approx(float(kappa), abs=0.01)
    assert found.verdict == verdict


@pytest.mark.parametrize(("n", "a", "i_cvi", "chance", "kappa", "verdict"), OTHERS)
def test_tables_of_studies_that_use_the_formula(n, a, i_cvi, chance, kappa, verdict):
    found = item_validity(rated(n, a))
    assert half_up(found.i_cvi, ".01") == Decimal(i_cvi)
    assert half_up(found.chance, ".001") == Decimal(chance)
    assert half_up(found.kappa, ".01") == Decimal(kappa)
    assert found.verdict == verdict


@pytest.mark.parametrize("n", range(1, 11))
def test_the_formula_by_counting_every_pattern(n):
    for a in range(n + 1):
        ways = sum(bin(pattern).count("1") == a for pattern in range(2**n))
        by_chance = Fraction(ways, 2**n)
        found = item_validity(rated(n, a))
        assert found.chance == float(by_chance)
        assert found.kappa == float((Fraction(a, n) - by_chance) / (1 - by_chance))


def test_nobody_has_rated():
    for ratings in ([], [None, None]):
        found = item_validity(ratings)
        assert (found.raters, found.i_cvi, found.kappa, found.low) == (0, None, None, None)
        assert found.verdict == "not enough raters yet"


def test_two_who_agree_are_not_yet_a_verdict():
    found = item_validity([4, 4])
    assert found.i_cvi == 1.0
    assert found.verdict == "not enough raters yet"
    assert item_validity([4, 4, 4]).verdict == "excellent"


def test_everyone_says_not_relevant():
    found = item_validity([1, 1, 1])
    assert found.i_cvi == 0.0
    assert found.kappa == pytest.approx(-1 / 7)  # (0 - 1/8) / (1 - 1/8)
    assert found.verdict == "poor"


def test_a_missing_rating_leaves_both_sides_of_the_share():
    assert item_validity([4, None, 3, 2, None]) == item_validity([2, 3, 4])


@pytest.mark.parametrize("wrong", [0, 5, -1, 7])
def test_other_ratings_are_refused(wrong):
    with pytest.raises(ValueError, match="1, 2, 3 or 4"):
        item_validity([4, wrong])


@pytest.mark.parametrize(("n", "a"), [(0, 0), (3, 4), (3, -1)])
def test_impossible_counts_are_refused(n, a):
    with pytest.raises(ValueError, match="at least one rater"):
        chance_agreement(n, a)


def test_every_count_of_up_to_twelve_raters_is_as_r_has_it():
    path = content.find("analysis", "reference", "cvi.json")
    wanted = json.loads(path.read_text())
    assert len(wanted["items"]) == sum(n + 1 for n in range(1, 13))
    for row in wanted["items"]:
        found = item_validity(rated(row["raters"], row["agreeing"]))
        for name in ("i_cvi", "chance", "kappa", "low", "high"):
            assert getattr(found, name) == pytest.approx(row[name], abs=1e-12), (row, name)
    scale = scale_validity([item_validity(rated(6, agreeing)) for agreeing in (5, 4, 6)])
    assert scale.average == pytest.approx(wanted["scale"]["average"], abs=1e-12)
    assert scale.universal == pytest.approx(wanted["scale"]["universal"], abs=1e-12)


def test_the_scale_waits_for_items_with_few_raters():
    items = [item_validity(rated(5, 5)), item_validity(rated(5, 4)), item_validity([1])]
    found = scale_validity(items)
    assert (found.items, found.waiting) == (2, 1)
    assert found.average == pytest.approx(0.9)
    assert found.universal == 0.5
    assert scale_validity([item_validity([4])]).average is None
    assert scale_validity([]).universal is None


def test_the_scale_of_a_published_panel():
    # Six raters, twelve items, two of them with 5 of 6: S-CVI/Ave .97, S-CVI/UA .83
    # (PMC7253559, Table 4).
    items = [item_validity(rated(6, 5 if number in (6, 9) else 6)) for number in range(1, 13)]
    found = scale_validity(items)
    assert half_up(found.average, ".01") == Decimal(".97")
    assert half_up(found.universal, ".01") == Decimal(".83")


@given(st.lists(st.sampled_from([1, 2, 3, 4, None]), max_size=40), st.randoms())
def test_bounds_and_order(ratings, chance):
    found = item_validity(ratings)
    shuffled = list(ratings)
    chance.shuffle(shuffled)
    assert item_validity(shuffled) == found
    if found.raters:
        assert 0 <= found.low <= found.i_cvi <= found.high <= 1
        assert -1 <= found.kappa <= 1
        assert found.kappa <= found.i_cvi
