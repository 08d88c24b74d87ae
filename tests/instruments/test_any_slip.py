"""Whatever an author does to a file, the compiler answers: an instrument, or sentences."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prem.instruments.lints import lint_instrument
from prem.instruments.load import load_theory

FILES = (
    "theory.toml",
    "small/instrument.toml",
    "small/items/A1.toml",
    "small/items/general.toml",
    "small/words/en.toml",
)
VALUES = (
    '""', '"x"', "0", "-1", "1.5", "nan", "true", "[]", "[[]]", "{}", '{a = "b"}', '["a", 1]',
    '[{a = 1}]', "2026-11-21", "07:00:00", '"""\na\nb"""', '"\\u0000"', '"\\uFEFF"', '"{0} {x}"',
    '"%s"', "9999999999999999999999", '["../..", "\\u0000"]',
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_slip_never_ends_in_a_crash(author: Any, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FILES))
    whole = author.read(name)
    lines = whole.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["drop", "twice", "value", "letter", "cut"])):
        case "drop":
            del lines[number]
        case "twice":
            lines.insert(number, lines[number])
        case "value":
            lines[number] = (
                f"{lines[number].partition('=')[0]}= {data.draw(st.sampled_from(VALUES))}"
            )
        case "letter":
            lines[number] = data.draw(st.text(max_size=3)) + lines[number][1:]
        case "cut":
            del lines[number:]
    try:
        author.write(name, "\n".join(lines).encode("utf-8", "surrogatepass"))
        instrument, complaints = author.compile()
        if instrument is None:
            assert complaints
            assert all(len(str(one).splitlines()) == 1 for one in complaints)
            assert all(one.place.file.startswith("instruments/") for one in complaints)
        else:
            lint_instrument(instrument, load_theory("small-theory", author.root))
    finally:
        author.write(name, whole)
