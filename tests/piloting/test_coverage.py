"""Coverage over a small theory: two women's outcomes, one of staff, three requirements."""

from dataclasses import replace

from prem.instruments.model import Instrument, Item
from prem.instruments.theory import Link, Outcome, Part, Requirement, Theory
from prem.piloting.coverage import Gap, coverage

WHEN, WHOM = ("pregnancy", "birth"), ("pregnant", "loss")


def an_item(identity, outcome, requirements, when=WHEN, whom=WHOM):
    return Item(
        identity, outcome, "scale", "choice", (5, 1), requirements, when, whom,
        "low", "candidate", 1, (), (), {},
    )  # fmt: skip


def an_instrument(*items):
    return Instrument(
        "small", "Small", "1", "candidate", "women", "tiny", "", ("en",), items, (), {},
        "overall", "open", {}, "",
    )  # fmt: skip


def a_requirement(identity, *parts):
    return Requirement(
        identity, "service", "", "", (), tuple(Part(one, "", same, ()) for one, same in parts)
    )


THEORY = Theory(
    "tiny", "Tiny", "1", (), (),
    (
        Outcome("S1", "short", "women", "", ()),
        Outcome("S2", "short", "women", "", ()),
        Outcome("S6", "short", "staff", "", ()),
    ),
    (),
    (
        a_requirement("5", ("5.1", ""), ("5.10", "8.5")),
        a_requirement("7"),
        a_requirement("8", ("8.5", "")),
    ),
    (), (),
    (Link("5", "S1", "", ()), Link("7", "S1", "", ()), Link("7", "S6", "", ())),
)  # fmt: skip


def of(*items, theory=THEORY):
    return coverage(an_instrument(*items), theory, WHEN, WHOM)


def test_staff_outcomes_are_not_asked_of_women():
    assert of(an_item("a", "S1", ("5",))).outcomes == ("S1", "S2")


def test_a_part_covers_its_requirement_and_stands_in_a_row_of_its_own():
    table = of(an_item("a", "S1", ("5.1",)))
    assert table.requirements["S1"] == ("5", "5.1", "7")
    assert table.items("S1", "5") == table.items("S1", "5.1") == ("a",)


def test_the_same_part_elsewhere_covers_too():
    linked = replace(THEORY, links=(Link("5.10", "S1", "", ()),))
    table = of(an_item("a", "S1", ("8.5",)), theory=linked)
    assert table.items("S1", "5.10") == ("a",)
    assert Gap("requirement", "S1", "5.10") not in table.gaps


def test_a_cell_holds_who_is_asked_when():
    table = of(
        an_item("a", "S1", ("5",), ("birth",), ("loss",)),
        an_item("b", "S1", ("5", "7"), WHEN, ("loss",)),
    )
    assert table.cells["S1", "5", "birth", "loss"] == ("a", "b")
    assert table.items("S1", "5", "pregnancy") == ("b",)
    assert table.items(situation="pregnant") == ()


def test_every_kind_of_gap_is_named():
    table = of(
        an_item("a", "S1", ("5",), ("birth",)), an_item("b", "S2", (), ("birth",), ("loss",))
    )
    assert set(table.gaps) == {
        Gap("requirement", "S1", "7"),
        Gap("moment", "S2", "", "birth", "pregnant"),
        Gap("silent", "", "", "pregnancy", "pregnant"),
        Gap("silent", "", "", "pregnancy", "loss"),
    }
    assert Gap("outcome", "S2") in of(an_item("a", "S1", ("5", "7"))).gaps


def test_an_item_without_requirement_is_no_gap_of_its_moment():
    table = of(an_item("a", "S1", ("5", "7")), an_item("b", "S2", ()))
    assert table.gaps == ()
    assert table.items("S2") == ()
