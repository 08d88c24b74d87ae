"""The labelled replies of tests/corpus: read them, ask a reader, count what it gets right.

A reader is any function of a text and a choice that returns a Reading; the two baselines stand
beside ours in the same table.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from prem.instruments.load import load_instrument
from prem.surveys.replies import Choice, Reading, choice_of, read
from prem.surveys.replies.choices import rated, worded
from prem.surveys.replies.life import KINDS as LIFE
from prem.surveys.replies.life import TOLD
from prem.surveys.replies.lists import plain

FOLDER = Path(__file__).parent / "corpus"
PARTS = (
    "development", "held-out", "later", "blind-2", "life", "blind-3", "blind-4", "blind-5",
    "blind-6", "blind-7",
)  # fmt: skip
HELD_OUT = ("held-out-2", "held-out-3", "held-out-4")
"""Never looked at to mend the reader: what the last gives is what to expect of new words."""
TODAY = date(2026, 11, 21)
"""The day on which the texts of the corpus that name a day were written: a Saturday."""
NON_ANSWERS = ("skipped", "not-sure", "rather-not-say", "not-about-me")
Reader = Callable[[str, Choice], Reading]


@dataclass(frozen=True)
class Labelled:
    """One reply: the kind of question asked, what it means, what is said besides, its family."""

    asked: str
    means: str
    comment: str
    family: str
    text: str


def replies(*parts: str) -> list[Labelled]:
    """Return the replies of some parts of the corpus."""
    found = []
    for part in parts or PARTS:
        lines = (FOLDER / f"{part}.tsv").read_text("utf-8").splitlines()
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        found += [Labelled(**{**row, "text": _unescaped(row["text"])}) for row in rows]
    return found


@cache
def choices() -> dict[str, Choice]:
    """Return the question of each kind: our instrument's where it has one.

    Made once, as a survey's are: an equal one made anew is compared at length at each reading.
    """
    instrument = load_instrument("perinatal-experience")
    ours = {"frequency": "S3-1", "extent": "S5-3", "quality": "overall", "amount": "M2-1"}
    found = {
        kind: choice_of(instrument.item(item), instrument, "en") for kind, item in ours.items()
    }
    agree = ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree")
    welsh = ("Bob amser", "Yn aml", "Weithiau", "Anaml", "Byth")
    return {
        **found,
        "agreement": _five((*agree, "Strongly disagree"), "en"),
        "yes-no": worded(("yes", "no"), [("Yes", "No")], "en"),
        "rating": rated(0, 10),
        "open": Choice(open=True),
        "welsh": _five(welsh, "cy"),
        "well": _five(("Very well", "Well", "OK", "Badly", "Very badly"), "en"),
        "told-yes-no": worded((1, 2), [("Yes", "No")], "en"),
        "gate": Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})), numbered=False),
        "welsh-yes-no": worded(("yes", "no"), [("Ie", "Na"), ("yes", "no")], "cy"),
    }


def _five(options: tuple[str, ...], language: str) -> Choice:
    return worded((5, 4, 3, 2, 1), [options], language)


def expected(reply: Labelled, choice: Choice) -> tuple[str, object]:
    """Return the kind and the code that a reply should be read as."""
    means = reply.means.partition("+")[0]
    if means.partition(":")[0] in LIFE:
        return means.partition(":")[0], means.partition(":")[2] or None
    if means.startswith("language:"):
        return "language", means.removeprefix("language:")
    if means in NON_ANSWERS:
        return "non_answer", means
    if means == "written":
        return "answer", "written"
    if means in ("yes", "no"):
        return "answer", means
    if means.isdigit():
        place = int(means) - choice.first
        return "answer", choice.codes[place]
    return means, None


@dataclass
class Score:
    """Counts over some replies."""

    replies: int = 0
    right: int = 0
    coded_wrongly: int = 0
    comments: int = 0
    comments_kept: int = 0

    def add(self, found: Reading, want: tuple[str, object], reply: Labelled) -> None:
        """Count one reading."""
        right = is_right(found, want, reply.asked)
        self.replies += 1
        self.right += right
        self.coded_wrongly += found.kind == "answer" and not right
        if reply.comment and reply.means != "written":
            self.comments += 1
            self.comments_kept += right and plain(reply.comment) in plain(found.comment)

    def shares(self) -> dict[str, float]:
        """Return the counts as figures."""
        return {
            "replies": self.replies,
            "right_percent": round(100 * self.right / self.replies, 2),
            "coded_wrongly_percent": round(100 * self.coded_wrongly / self.replies, 2),
        }


def score(reader: Reader, rows: Iterable[Labelled]) -> dict[str, Score]:
    """Return the counts of each kind of question."""
    asked, found = choices(), {}
    for one in rows:
        choice = asked[one.asked]
        reading = reader(one.text, choice)
        found.setdefault(one.asked, Score()).add(reading, expected(one, choice), one)
    return found


def is_right(found: Reading, want: tuple[str, object], asked: str = "") -> bool:
    """Whether a reading is what it should be. What may be a STOP is asked again, as "unsure" is.

    At the gate, which only asks whether now is OK, a start is a yes.
    """
    if asked == "gate" and found.kind == "start":
        return want == ("answer", "yes")
    kind = "unsure" if found.kind == "perhaps_stop" else found.kind
    return (kind, found.code) == want


def told(reply: Labelled) -> str:
    """Return what else must be heard in a reply: "loss", "apart" or nothing."""
    kind, _, beside = reply.means.partition("+")
    return beside or (kind if kind in TOLD else "")


def stops(reader: Reader, rows: Iterable[Labelled]) -> dict[str, float]:
    """Return the share of STOPs that are read, and of other replies that are taken for one.

    One that is read as unsafe, a wrong number or a deletion ends it too, and is no miss.
    """
    asked = choices()
    ends = ("stop", "unsafe", "wrong_number", "delete")
    meant = heard = asked_plainly = others = false = 0
    for one in rows:
        kind = reader(one.text, asked[one.asked]).kind
        if one.means == "stop":
            meant, heard = meant + 1, heard + (kind in ends)
            asked_plainly += kind == "perhaps_stop"
        elif one.means not in ends:
            others, false = others + 1, false + (kind == "stop")
    return {
        "stops": meant,
        "recall_percent": round(100 * heard / meant, 2),
        "asked_plainly": asked_plainly,
        "others": others,
        "false_stops": false,
        "false_stops_percent": round(100 * false / others, 3),
    }


def mistakes(reader: Reader, rows: Iterable[Labelled]) -> list[tuple[Labelled, Reading]]:
    """Return every reply that is not read as it should be."""
    asked = choices()
    read_as = [(one, reader(one.text, asked[one.asked])) for one in rows]
    return [
        (one, found)
        for one, found in read_as
        if not is_right(found, expected(one, asked[one.asked]), one.asked)
    ]


def confusion(reader: Reader, rows: Iterable[Labelled]) -> dict[str, dict[str, int]]:
    """Return how often each meaning was read as each kind; an answer is "right" or "wrong code"."""
    asked, table = choices(), {}
    for one in rows:
        want = expected(one, asked[one.asked])
        found = reader(one.text, asked[one.asked])
        got: str = found.kind
        if got == "answer" and want[0] == "answer":
            got = "answer, right" if found.code == want[1] else "answer, wrong"
        table.setdefault(want[0], Counter())[got] += 1
    return {meant: dict(got) for meant, got in table.items()}


def whole_string(text: str, choice: Choice) -> Reading:
    """Read as the simplest systems do: the number, the option's words or STOP, nothing else."""
    said = text.strip().casefold()
    if said == "stop":
        return Reading("stop")
    if choice.open:
        return Reading("answer", "written", text)
    for place, (code, phrases) in enumerate(zip(choice.codes, choice.phrases, strict=True)):
        if said == str(place + choice.first) or said in phrases:
            return Reading("answer", code)
    return Reading("unsure")


def first_number(text: str, choice: Choice) -> Reading:
    """Read the first number found, wherever it is; else as the whole-string baseline."""
    found = None if choice.open else re.search(r"[0-9]+", text)
    if found and "stop" not in text.casefold():
        place = int(found[0]) - choice.first
        return Reading("answer", choice.codes[place]) if 0 <= place < len(choice.codes) else UNSURE
    if re.search(r"\bstop\b", text.casefold()):
        return Reading("stop")
    return whole_string(text, choice)


def ours(text: str, choice: Choice) -> Reading:
    """Read as the product does, on the day of the corpus."""
    return read(text, choice, TODAY)


UNSURE = Reading("unsure")
READERS: dict[str, Reader] = {
    "prem": ours,
    "whole string": whole_string,
    "first number": first_number,
}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(u[0-9a-f]{4}|[ntr])", lambda found: json.loads(f'"{found[0]}"'), text)
