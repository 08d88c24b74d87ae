"""The log of what happened to women: sealed, append-only, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texting import ENROLMENT

from prem.errors import Refusal
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.ports import Ports
from prem.storage import happened, people
from prem.storage.adopted import adopt
from prem.storage.happened import bits_of
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.people import number_from
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.schedule import Happened, Safe
from prem.surveys.schedule.model import DATED, KINDS, WAVES, Kind
from prem.surveys.schedule.standing import standing

SENSITIVE = ("loss", "apart", "prison", "refuge")


@pytest.fixture
def field(stores: Stores, survey: Survey, keys: Keys, ports: Ports) -> Field:
    return Field(stores, {survey.id: survey}, keys, ports.number)


@pytest.fixture
def person(field: Field) -> int:
    [survey] = field.surveys.values()
    return enrol(field, survey, ENROLMENT)


def tell(field: Field, person: int, *events: Happened) -> None:
    for event in events:
        with field.stores.contacts.writer.transaction() as line:
            happened.add(line, field.keys, field.number, person, event, "staff")


def log(line: Line) -> list[tuple[object, ...]]:
    return line.query("SELECT person, id, nth, at FROM happened ORDER BY nth")


@pytest.mark.parametrize(
    "change",
    ["UPDATE happened SET at = 1", "DELETE FROM happened", "DELETE FROM happened WHERE nth = 0"],
)
def test_every_change_is_refused(field: Field, person: int, change: str) -> None:
    line = field.stores.contacts.writer
    before = log(line)
    with pytest.raises(Refusal, match="append-only"):
        line.write(change)
    assert len(before) == 2  # enrolled, birth
    assert log(line) == before


def test_replacing_or_emptying_is_refused_too(field: Field, person: int) -> None:
    line = field.stores.contacts.writer
    sql = (
        "REPLACE INTO happened SELECT person, id, nth, 1, body FROM happened"
        if line.driver.kind == "sqlite"
        else "TRUNCATE happened"
    )
    with pytest.raises(Refusal, match="append-only"):
        line.write(sql)


def test_what_is_sensitive_cannot_be_read_and_has_no_length_of_its_own(
    field: Field, person: int, now: datetime, every_text: Callable[[Stores], str]
) -> None:
    tell(field, person, *(Happened(kind, now) for kind in SENSITIVE))  # type: ignore[arg-type]
    tell(field, person, Happened("moved", now, site="south"))
    everything = every_text(field.stores)
    assert "'north'" not in everything
    for word in ("loss", "apart", "prison", "refuge", "birth", ENROLMENT.birth.isoformat()):  # type: ignore[union-attr]
        assert word not in everything
    rows = field.stores.contacts.reader.query("SELECT DISTINCT length(body) FROM happened")
    assert rows == [(412,)]


def test_a_row_moved_to_another_woman_does_not_open(field: Field, person: int) -> None:
    line = field.stores.contacts.writer
    [survey] = field.surveys.values()
    other = enrol(field, survey, Enrolment("07700 900124", "north", "c0ffee"))
    line.write(
        "INSERT INTO happened SELECT ?, id, 9, at, body FROM happened WHERE person = ? AND nth = 1",
        (other, person),
    )
    with pytest.raises(Refusal, match=r"500\.322"):
        happened.of(line, field.keys, [other])


def test_the_order_is_that_in_which_it_was_known(field: Field, person: int, now: datetime) -> None:
    kinds: list[Kind] = ["pause", "resume", "prison", "resume", "refuge"]
    tell(field, person, *(Happened(kind, now) for kind in kinds))  # within one second
    tell(field, person, Happened("loss", now - timedelta(days=9)))  # and one that came late
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    assert [one.kind for one in found] == ["enrolled", "birth", "loss", *kinds]
    assert {one.source for one in found} == {"staff"}
    assert standing("north", found).holds == ["refuge"]


def test_whoever_was_looking_sees_that_something_happened(
    field: Field, person: int, now: datetime
) -> None:
    line = field.stores.contacts.writer
    [[her, seen, _]] = people.to_look_at(line, 0, 9)
    tell(field, person, Happened("loss", now))
    assert people.looked(line, [(her.id, seen, 2**40)]) == set()
    [[_, seen, _]] = people.to_look_at(line, 0, 9)
    assert people.looked(line, [(her.id, seen, None)]) == {person}
    assert people.first_look(line) is None
    tell(field, person, Happened("pause", now))
    assert people.first_look(line) == 0


def test_women_from_before_the_log_are_adopted_once(field: Field, now: datetime) -> None:
    """As the migration leaves them: a row each, and days that stand open in `event`."""
    line = field.stores.contacts.writer
    for n in (1, 2):
        number = number_from(f"07700 90010{n}")
        index = people.index_of(field.keys, number)
        her = people.Person(n, index, "sms", "en", "north", 9, 15, "c0ffee", bits_of({0, 4}))
        people.add(line, field.keys, her, number)
    line.write("INSERT INTO event (person, kind, day) VALUES (1, 'due-date', 20500)")
    line.write("INSERT INTO event (person, kind, day) VALUES (1, 'birth', 20510)")
    assert adopt(line, field.keys) == 2
    assert adopt(line, field.keys) == 0
    assert line.query("SELECT * FROM event") == []
    found = happened.of(line, field.keys, [1, 2])
    assert [one.kind for one in found[2]] == ["enrolled"]
    stands = standing("", found[1])
    assert stands.days == {
        "birth": date(1970, 1, 1) + timedelta(days=20510),
        "due-date": date(1970, 1, 1) + timedelta(days=20500),
    }
    assert (stands.site, stands.safe) == ("north", Safe(9, 15, frozenset({0, 4})))
    assert people.safe_hours(line, 1) == (9, 15, 17)


moments = st.integers(0, 10_000_000).map(lambda s: datetime.fromtimestamp(1_760_000_000 + s, UTC))


@st.composite
def events(draw: st.DrawFn) -> Happened:
    kind = draw(st.sampled_from(KINDS))
    whole = kind == "enrolled"
    hours = sorted(draw(st.lists(st.integers(0, 24), min_size=2, max_size=2, unique=True)))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Happened(
        kind,
        draw(moments),
        day=draw(st.dates(date(2025, 1, 1), date(2028, 1, 1))) if kind in DATED else None,
        time_point="weeks-0-12" if kind in WAVES else "",
        site=draw(st.sampled_from(["north", "south"])) if whole or kind == "moved" else "",
        safe=Safe(*hours, days) if whole or kind == "safe" else None,
        language=draw(st.sampled_from(["en", "cy"])) if whole or kind == "language" else "",
        channel=draw(st.sampled_from(["sms", "voice"])) if whole or kind == "channel" else "",
        number=draw(st.sampled_from(["ab" * 32, "cd" * 32])) if whole or kind == "number" else "",
    )


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Field:
    from example_survey import example_survey

    from prem.ports import real
    from prem.settings import Settings
    from prem.storage.keys import load_or_create
    from prem.storage.stores import open_stores

    data, survey = tmp_path_factory.mktemp("log"), example_survey()
    keys = load_or_create(data / "keys.json")
    return Field(open_stores(Settings(data=data)), {survey.id: survey}, keys, real().number)


@settings(max_examples=40, deadline=None)
@given(told=st.lists(events(), max_size=10))
def test_her_row_is_what_her_events_say(lasting: Field, told: list[Happened]) -> None:
    line = lasting.stores.contacts.writer
    # One store for all examples: each has a woman of its own, whose number is a mark of chance.
    index = lasting.number().to_bytes(8, "big") * 4
    her = people.Person(lasting.number(), index, "sms", "en", "north", 10, 18, "c0ffee")
    people.add(line, lasting.keys, her, number_from("07700 900123"))
    first = Happened(
        "enrolled",
        datetime(1970, 1, 1, tzinfo=UTC),
        site="north",
        safe=Safe(),
        language="en",
        channel="sms",
        number=index.hex(),
    )
    tell(lasting, her.id, first, *told)
    found = happened.of(line, lasting.keys, [her.id])[her.id]
    stands = standing("", found)
    row = people.get(line, her.id)
    assert (row.site, row.language, row.channel) == (stands.site, stands.language, stands.channel)
    assert stands.safe is not None
    assert people.safe_hours(line, her.id) == (
        stands.safe.first,
        stands.safe.end,
        bits_of(stands.safe.days),
    )
    assert len(found) == len(told) + 1
    assert happened.stands(line, lasting.keys, her.id).babyless == stands.babyless
