"""In short, for the group: one page in plain words for women who help to make the questionnaire.

It speaks of all answers together and of no count below ten, so that the page may be passed on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prem.analysis.plan import Plan
from prem.analysis.scales import Key
from prem.reports.analysis.sentences import counted

Found = Mapping[str, Any]

# Fewer answers than this say nothing of a question, and might point at somebody.
_FEWEST = 10
# Questions named on the page; more do not fit on a sheet of paper, nor into a meeting.
_MOST = 8
# Nearly all give the same answer: an item then tells women apart in fewer than one case in five.
_ALIKE = 0.80
# What cannot be said yet, by the analysis that has too few women for it.
_UNSAID = {
    "factor_analysis": "Do the questions belong to the topics we gave them?",
    "internal_consistency": "Do the questions on a topic go together?",
    "graded_response": "How much does each question tell us?",
    "invariance": "Do the questions mean the same to all women?",
    "retest": "Would a woman give the same answers a week later?",
    "change": "Do things get better or worse with time?",
    "sites": "How does one place stand beside another?",
}
_WANTED = {
    "invariance": "We need answers from two groups of women or more.",
    "retest": "Some women need to answer twice.",
    "change": "The same women need to answer at two times.",
    "sites": "We need answers from two places or more.",
}
_EACH = {"invariance": "in each group", "sites": "at each place"}
# Of the topics that go together well, just enough, not; that are lists; of which nothing is known.
_SAID = (
    "The questions on {} go together well. A score can stand for such a topic.",
    "The questions on {} go together just about well enough. Take their score with care.",
    "The questions on {} do not go together well yet. We need to see why.",
    "The questions on {} each ask about their own thing. We read them one by one.",
    "We cannot say yet if the questions on {} go together.",
)
_NEXT = (
    "Let us read the questions named above with you.",
    "Tell us what each one means to you.",
    "Then we choose with you: keep it, change it, or drop it.",
    "We drop no question for its numbers alone.",
    "After that, more women answer, and we look again.",
)


def group_view(
    results: dict[str, Any], key: Key, plan: Plan, *, again: bool, simulated: bool
) -> dict[str, Any]:
    """Return what the page shows: `parts` of a heading, sentences, and points of a list.

    `again` says that the same women may be in the table more than once, `simulated` that the table
    says of itself that nobody gave these answers.
    """
    rows = results["data"]["rows"]
    parts: list[tuple[str, list[str], list[str]]] = []
    parts.append(("What we looked at", _tested(results, key), []))
    parts.append(("Who answered", list(_who(results, again, simulated)), []))
    if rows < _FEWEST:
        said = f"So few answers tell us nothing yet. We need {_FEWEST} or more to begin."
        return {"parts": [*parts, ("What we cannot say yet", [said], [])]}
    look = list(_look(results, key, plan))
    parts.append(("What works", list(_works(results, key, plan)), []))
    parts.append(("Questions to look at with you", _opening(look), _points(look)))
    unsaid = list(_unsaid(results))
    if unsaid:
        opening = "There are things that these answers do not tell us yet."
        parts.append(("What we cannot say yet", [opening], unsaid))
    steps = list(_NEXT if look else _NEXT[1:3] + _NEXT[4:])
    if not look:
        steps[0] = "Tell us what each question means to you."
    parts.append(("What comes next", steps, []))
    return {"parts": parts}


def _tested(results: Found, key: Key) -> list[str]:
    topics = [key.titles.get(scale, scale) for scale in key.scales]
    one = len(topics) == 1
    return [
        "We looked at how well our questions work. We did not judge what anybody said.",
        f"There are {counted(results['data']['items'], 'question')} on "
        f"{counted(len(topics), 'topic')}: {topics[0] if one else _listed(topics)}.",
    ]


def _who(results: Found, again: bool, simulated: bool) -> Iterator[str]:
    data = results["data"]
    if simulated:
        yield "A computer made these answers up, to try things out. No woman gave them."
    if again:
        yield f"We have {data['rows']:,} sets of answers. A woman may have answered more than once."
    elif not simulated:
        yield f"{data['rows']:,} women answered."
    else:
        yield f"It made {data['rows']:,} sets of answers."
    left = data["rows"] - data["complete"] if data["complete"] is not None else 0
    if data["complete"] is not None and data["complete"] >= _FEWEST <= left:
        yield f"{data['complete']:,} of them answer every question."
    places = {cell["site"] for cell in results.get("by_site_and_time", ()) if cell["site"]}
    if len(places) > 1:
        yield f"The answers come from {len(places)} places."
    yield "Anyone may leave out any question, and that is fine."


def _works(results: Found, key: Key, plan: Plan) -> Iterator[str]:
    low = plan.limit("alpha_low")
    said_of: dict[str, list[str]] = {sentence: [] for sentence in _SAID}
    well, unsure, badly, lists, unknown = said_of.values()
    for scale, found in results["scales"].items():
        title, alpha = key.titles.get(scale, scale), found["alpha"]
        if key.formative(scale):
            lists.append(title)
        elif alpha["estimate"] is None:
            unknown.append(title)
        elif alpha["estimate"] < low:
            badly.append(title)
        else:
            (well if (alpha["low"] or 0) >= low else unsure).append(title)
    for sentence, topics in said_of.items():
        if topics:
            yield sentence.format(_listed(topics))
    fewest = min((s["n"] for s in results["scales"].values() if s["n"] is not None), default=None)
    if fewest is not None and fewest < plan.reliability_rows:
        yield "Few women are behind this, so it may still change."
    yield from _planned(results)


def _planned(results: Found) -> Iterator[str]:
    """Say whether the items go together as the scales have it, where the answers tell."""
    rows = [r for r in results.get("checklist") or () if r["property"] == "structural validity"]
    if rows and rows[0]["verdict"] == "sufficient":
        yield "The questions fall into the topics that we planned."
    if rows and rows[0]["verdict"] == "insufficient":
        yield "The questions do not quite fall into the topics that we planned."
    same = [row["verdict"] for row in results.get("checklist") or () if _of_groups(row)]
    if same and set(same) == {"sufficient"}:
        yield "They mean the same to the groups of women that we looked at."
    if "insufficient" in same:
        yield "Some of them may not mean the same to all groups of women."


def _of_groups(row: Found) -> bool:
    return bool(row["property"].startswith("cross-cultural validity"))


def _look(results: Found, key: Key, plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """Yield the items to look at, each with its reasons; those with most reasons first."""
    biased = {
        item for found in (results.get("dif") or {}).values() for item in found["biased"] or ()
    }
    marked = []
    for scale, items in key.scales.items():
        for item in items:
            reasons = list(_reasons(results["items"][item], item in biased, plan))
            if key.formative(scale):
                reasons = [reason for reason in reasons if reason != _APART]
            if reasons:
                marked.append((item, reasons))
    yield from sorted(marked, key=lambda one: -len(one[1]))


_APART = "it does not go along with the others on its topic"


def _reasons(found: Found, biased: bool, plan: Plan) -> Iterator[str]:
    given = sum((found["counts"] or {}).values())
    if given and max(found["counts"].values()) >= _ALIKE * given:
        yield "nearly everyone gave the same answer, so it tells us little"
    left = found["missing"] + sum((found.get("non_answers") or {}).values())  # not in counts
    if left > plan.limit("missing") * max(left + found["n"], 1):
        yield "many left it out, or could not answer it"
    if {"item_rest", "item_h", "monotone_fall"} & set(found.get("screens", ())):
        yield _APART
    if biased:
        yield "some groups answered it in another way than others"


def _opening(look: list[tuple[str, list[str]]]) -> list[str]:
    if not look:
        return ["No question stands out by its numbers."]
    return ["That a question is named here is nobody's fault. It may be hard to read or to answer."]


def _points(look: list[tuple[str, list[str]]]) -> list[str]:
    points = [f"{item}: {'; '.join(reasons)}." for item, reasons in look[:_MOST]]
    if len(look) > _MOST:
        rest = [item for item, _ in look[_MOST:]]
        shown = _listed(rest) if len(rest) <= _MOST else f"{len(rest)} more"
        points.append(f"To look at after these: {shown}.")
    return points


def _unsaid(results: Found) -> Iterator[str]:
    for row in (results.get("sample_size") or {"analyses": ()})["analyses"]:
        what = _UNSAID.get(row["id"])
        if what is None or row.get("grade") in ("adequate", "very good"):
            continue
        if "n" not in row:
            yield f"{what} {_WANTED.get(row['id'], 'We need more answers.')}"
        elif row.get("very_good"):
            step = row["very_good"]
            if row["id"] in _EACH:  # how many are there now might point at a small group
                yield f"{what} We need about {step['n']:,} women {_EACH[row['id']]}."
            else:
                yield f"{what} We need about {_women(step['more'])}."


def _women(more: int) -> str:
    """Return "1 more woman", "77 more women"."""
    return f"{more:,} more {'woman' if more == 1 else 'women'}"


def _listed(words: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
