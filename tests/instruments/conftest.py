"""A small world as an author writes it: a theory, an instrument of five items, their words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from prem.errors import Complaint
from prem.instruments.compile import compile_instrument
from prem.instruments.model import Instrument

THEORY = """
id = "small-theory"
title = "A small theory"
version = "1"
[[source]]
id = "talks"
file = "talks.txt"
title = "Talks with women"
[[problem]]
id = "P1"
title = "Waiting"
summary = "Women wait too long."
source = ["talks: page 1"]
[[problem.individual]]
id = "P1.1"
text = "Letters come late."
[[outcome]]
id = "A1"
term = "short"
reporter = "women"
text = "women wait less"
source = ["talks: page 2"]
[[outcome]]
id = "A2"
term = "medium"
reporter = "staff"
text = "staff have time"
source = ["talks: page 3"]
[[impact]]
id = "I1"
text = "better health"
source = ["talks: page 4"]
[[requirement]]
id = "1"
level = "service"
title = "Prompt replies"
text = "Services reply in time."
source = ["talks: page 5"]
[[requirement.part]]
id = "1.1"
text = "By text message."
same_as = ""
source = ["talks: page 5"]
[[requirement.part]]
id = "1.2"
text = "By a call back."
same_as = "1.1"
source = ["talks: page 5"]
[accountability]
[[accountability.floor]]
id = "F1"
text = "Housing."
source = ["talks: page 6"]
[[accountability.ceiling]]
id = "C1"
text = "Public talk."
source = ["talks: page 6"]
[[link]]
requirement = "1.1"
outcome = "A1"
why = "A reply ends the wait."
source = ["talks: page 7"]
"""

HEAD = """
id = "small"
title = "A small measure"
version = "0.1"
status = "candidate"
reporter = "women"
theory = "small-theory"
languages = ["en"]
overall = "overall"
open_question = "open"
about = "Candidate words."
order = ["A1", "general"]
[short_forms]
text = ["A1-1", "A1-2"]
[[scale]]
id = "waiting"
title = "Waiting less"
outcome = "A1"
"""

QUESTIONS = (
    "How quickly did someone answer your call?",
    "How long was the wait in the office?",
    "How soon did a letter reach you?",
    "How early did you know the date of a visit?",
    "How fast was your medicine ready?",
)


def item(number: int) -> str:
    """Return the TOML of one item."""
    return f"""
[[item]]
id = "A1-{number}"
outcome = "A1"
scale = "waiting"
kind = "choice"
codes = [3, 2, 1]
requirements = ["1.1"]
time_points = ["pregnancy", "birth", "weeks-0-12", "months-3-12", "months-12-18"]
situations = ["pregnant", "baby-with-me", "baby-not-with-me", "loss", "rather-not-say"]
sensitivity = "low"
status = "candidate"
version = 1
[[item.evidence]]
source = "talks"
pointer = "page {number}"
finding = "Women told of long waits."
[[item.history]]
version = 1
date = "2026-11-21"
change = "First wording {number}."
by = "prem founders"
"""


GENERAL = item(8).replace("A1-8", "overall") + item(9).replace("A1-9", "open").replace(
    'kind = "choice"\ncodes = [3, 2, 1]', 'kind = "open"'
)
GENERAL = GENERAL.replace('outcome = "A1"', 'outcome = ""').replace('"waiting"', '""')


def words(identity: str, question: str, options: str = '["Good", "Fair", "Bad"]') -> str:
    """Return the TOML of one item's words."""
    forms = "\n".join(f'{form} = "{question}"' for form in ("page", "text", "spoken", "easy"))
    return f"[items.{identity}]\n{forms}\n" + (f"options = {options}\n" if options else "")


def non_answer(identity: str, said: str) -> str:
    """Return the TOML of one non-answer."""
    return f"[non_answers.{identity}]\n" + "".join(
        f'{form} = "{said}"\n' for form in ("page", "text", "spoken", "easy")
    )


WORDS = (
    'language = "en"\nstatus = "source"\n'
    + "".join(words(f"A1-{n}", q) for n, q in enumerate(QUESTIONS, start=1))
    + words("overall", "Overall, how good was your care?")
    + words("open", "What would have made your care better?", "")
    + non_answer("rather-not-say", "I'd rather keep that to myself")
    + non_answer("not-about-me", "This isn't about me")
    + non_answer("not-sure", "I'm not sure")
)


class Author:
    """The files of the small world; `edit` changes one as an author would, by its words."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "instruments" / "small"
        self.write("theory.toml", THEORY)
        self.write("small/instrument.toml", HEAD)
        self.write("small/items/A1.toml", "".join(item(n) for n in range(1, 6)))
        self.write("small/items/general.toml", GENERAL)
        self.write("small/words/en.toml", WORDS)

    def path(self, name: str) -> Path:
        return self.root / "instruments" / name

    def write(self, name: str, text: str | bytes) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str, count: int = 1) -> None:
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, count))

    def compile(self) -> tuple[Instrument | None, list[Complaint]]:
        return compile_instrument(self.folder)

    def instrument(self) -> Instrument:
        instrument, complaints = self.compile()
        assert instrument is not None, [str(one) for one in complaints]
        return instrument


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


@pytest.fixture
def new_author(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Author]:
    """Make as many small worlds as a test wants."""
    return lambda: Author(tmp_path_factory.mktemp("content"))
