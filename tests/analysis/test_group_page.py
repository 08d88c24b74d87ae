"""The page for the group: plain words, no small number, and what it says of each case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prem.analysis.plan import load_plan
from prem.analysis.scales import key_of_toml
from prem.instruments.lints.hard_words import PLAINER
from prem.reports.analysis.group import group_view

SCALES = """
[response]
minimum = 1
maximum = 5
[scales.trust]
items = ["q1", "q2"]
[scales.ease]
items = ["q3", "q4"]
[scales.help]
items = ["q5", "q6"]
model = "formative"
"""


def item(counts: dict[str, int], missing: int = 0, screens: tuple[str, ...] = ()) -> dict[str, Any]:
    said = {"n": sum(counts.values()), "missing": missing, "non_answers": {}, "counts": counts}
    return said | {"screens": list(screens)}


def scale(alpha: float | None, low: float | None, n: int = 90) -> dict[str, Any]:
    return {"n": n, "alpha": {"estimate": alpha, "low": low}}


def results(**changes: Any) -> dict[str, Any]:
    mixed = {"1": 30, "3": 30, "5": 40}
    found = {
        "data": {"rows": 120, "complete": 100, "items": 6},
        "items": {f"q{i}": item(mixed) for i in range(1, 7)},
        "scales": {"trust": scale(0.9, 0.85), "ease": scale(0.5, 0.4), "help": scale(0.3, 0.1)},
        "by_site_and_time": [{"site": "north"}, {"site": "south"}],
        "checklist": [{"property": "structural validity", "verdict": "insufficient"}],
        "sample_size": {
            "analyses": [
                {"id": "factor_analysis", "n": 60, "grade": "doubtful", "very_good": {"more": 40}},
                {
                    "id": "invariance",
                    "n": 3,
                    "grade": "inadequate",
                    "very_good": {"n": 100, "more": 97},
                },
                {"id": "retest"},
            ]
        },
    }
    return found | changes


def lines(found: dict[str, Any], *, again: bool = False, simulated: bool = False) -> list[str]:
    key = key_of_toml(SCALES, "scales.toml")
    shown = group_view(found, key, load_plan(), again=again, simulated=simulated)
    return [text for heading, said, points in shown["parts"] for text in (heading, *said, *points)]


def marked() -> dict[str, Any]:
    found = results()
    found["items"]["q1"] = item({"5": 99, "4": 1})
    found["items"]["q3"] = item({"1": 40, "5": 40}, missing=40, screens=("item_rest",))
    found["dif"] = {"ease": {"biased": ["q4"]}}
    return found


def test_it_says_what_works_what_to_look_at_and_why():
    said = " ".join(lines(marked()))
    assert "The questions on trust go together well." in said
    assert "The questions on ease do not go together well yet." in said
    assert "The questions on help each ask about their own thing." in said
    assert "do not quite fall into the topics" in said
    assert "q1: nearly everyone gave the same answer" in said
    assert "q3: many left it out, or could not answer it; it does not go along" in said
    assert "q4: some groups answered it in another way" in said
    assert "q2:" not in said
    assert "We need about 40 more women." in said
    assert "Some women need to answer twice." in said
    assert "Few women are behind this" in said


def test_it_gives_no_number_that_points_at_a_small_group():
    found = marked()
    found["data"] |= {"rows": 103}
    said = " ".join(lines(found))
    assert "100 of them" not in said  # three women left something out
    assert "97" not in said  # three women are in the smallest group
    assert "We need about 100 women in each group." in said


def test_nine_women_are_too_few_to_say_anything():
    found = results(data={"rows": 9, "complete": 9, "items": 6})
    said = lines(found)
    assert said[-1].startswith("So few answers tell us nothing yet.")
    assert not any("trust go together" in line for line in said)


def test_simulated_answers_are_called_so_and_women_who_answer_again_are_not_counted_twice():
    said = " ".join(lines(results(), again=True, simulated=True))
    assert "A computer made these answers up" in said
    assert "women answered" not in said
    assert "120 sets of answers" in said
    assert "A computer" not in " ".join(lines(results()))


def test_where_no_question_stands_out_nothing_is_named():
    said = " ".join(lines(results()))
    assert "No question stands out" in said
    assert "named above" not in said


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(groups - silent, 1)


def grade(text: str) -> float:
    """Flesch and Kincaid's reading grade (1975)."""
    sentences = [s for s in re.split(r"[.?!:]+\s*", text) if s]
    words = re.findall(r"[a-z']+", text.lower())
    each = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * each - 15.59


@pytest.mark.parametrize("found", [marked(), results()], ids=["marked", "quiet"])
def test_a_child_of_eleven_can_read_it(found):
    said = lines(found, again=True, simulated=True)
    text = " ".join(line if line[-1] in ".?!" else f"{line}." for line in said)
    assert len(re.findall(r"[.?!]", text)) > 15
    assert grade(text) <= 5.5
    assert max(len(s.split()) for s in re.split(r"[.?!:;]+", text)) <= 18
    hard = [w for w in PLAINER if re.search(rf"\b{re.escape(w.rstrip('*'))}\b", text, re.I)]
    assert hard == []
    jargon = r"\b(alpha|factor|item|scale|p|CFI|omega|validity|reliab\w*|statist\w*)\b"
    assert re.search(jargon, text) is None
