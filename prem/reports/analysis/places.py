"""The notes in the report: where each belongs in words, and the same note said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from prem.reports.analysis.grid import Grid

_NAMED = re.compile(r"(.*?)\b(item|scale) ([^:]+)((?:: .*)?)")

# Words for keys of results.json that do not read as words; "" leaves the key out.
_WORDS = {
    "by": "",
    "careless": "careless answers",
    "even_odd": "even and odd items",
    "dynamic": "cut-offs of its own",
    "alpha_if_dropped": "alpha if dropped",
    "alpha_ordinal": "ordinal alpha",
    "by_site_and_time": "means",
    "cfa": "scales as factors",
    "dif": "item bias",
    "efa": "loadings",
    "h": "H",
    "h_pairs": "H of pairs",
    "icc": "ICC",
    "icc_reml": "ICC of all rows",
    "indices": "",
    "irt": "graded response model",
    "item_rest_r": "item-rest",
    "little": "missing at random",
    "map": "minimum average partial",
    "ml": "ML",
    "mlr": "MLR",
    "fiml": "FIML",
    "monotonicity": "rising with the rest",
    "omega_categorical": "categorical omega",
    "omega_hierarchical": "hierarchical omega",
    "omega_total": "omega total",
    "parallel": "parallel analysis",
    "polychoric": "polychoric correlations",
    "rules": "",
    "sdc": "smallest detectable change",
    "sem": "SEM",
    "sx2": "item fit S-X2",
    "test_retest": "test-retest",
    "wlsmv": "WLSMV",
}


def notes_grid(notes: Iterable[Mapping[str, str]], titles: Mapping[str, str]) -> Grid | None:
    """Return the notes as a table, a note of several places once; None where there are none."""
    held: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        places = held.setdefault((note["text"], note["code"]), [])
        places += [in_words(place, titles) for place in _parts(note["where"])]
    if not held:
        return None
    rows = [[_joined(dict.fromkeys(places)), text, code] for (text, code), places in held.items()]
    return Grid("Notes", ("Where", "What", "Code"), rows, frozenset({0, 1, 2}))


def _parts(where: str) -> list[str]:
    """Split the keys of a note; the cell of a site and time point is one."""
    return [where] if where.startswith("by_site_and_time:") else where.split(", ")


def in_words(where: str, titles: Mapping[str, str]) -> str:
    """Return a key of results.json in words; names of items and scales stay as they are.

    >>> in_words("scales.trust.omega_total", {"trust": "Trust"})
    'scale Trust: omega total'
    >>> in_words("items.q1.monotonicity", {}), in_words("irt.trust.items.q1", {})
    ('item q1: rising with the rest', 'graded response model: trust: item q1')
    """
    if where.startswith("by_site_and_time:"):
        return f"means:{where.partition(':')[2]}"
    said: list[str] = []
    parts = where.split(".")
    before = ""
    for part in parts:
        if before in ("items", "scales"):
            said.append(f"{before[:-1]} {titles.get(part, part)}")
        elif part not in ("items", "scales") or part == parts[-1]:
            said.append(_word(part, titles))
        before = part
    return ": ".join(word for word in said if word) or "the whole"


def _word(part: str, titles: Mapping[str, str]) -> str:
    if part in titles:
        return titles[part]
    if part.endswith("_interval"):
        return f"interval of {_word(part.removesuffix('_interval'), titles)}"
    return _WORDS.get(part, part.replace("_", " "))


def _joined(places: Iterable[str]) -> str:
    """Return places in one line, those that differ by the name of an item or scale together.

    >>> _joined(["scale a: alpha", "scale b: alpha", "item q1"])
    'Scales a, b: alpha; item q1'
    """
    held: dict[tuple[str, str, str], list[str]] = {}
    for place in places:
        found = _NAMED.fullmatch(place)
        if found is None:
            held[(place, "", "")] = []
        else:
            held.setdefault((found[1], found[2], found[4]), []).append(found[3])
    said = "; ".join(
        f"{before}{kind}{'s' if len(names) > 1 else ''} {', '.join(names)}{after}"
        if kind
        else before
        for (before, kind, after), names in held.items()
    )
    return said[:1].upper() + said[1:]
