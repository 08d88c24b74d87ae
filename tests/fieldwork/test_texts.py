"""The text path, story by story, on both databases: enrol, invite, answer, stop, crash, repeat."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prem.channels.console import Console
from prem.channels.model import Inbound, NotSent
from prem.errors import Refusal
from prem.fieldwork import receive
from prem.fieldwork import tick as tick_room
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import report, send_due
from prem.fieldwork.tick import tick
from prem.ports import Ports
from prem.storage import outbox, people, stops
from prem.storage.keys import Keys
from prem.storage.rows import answer_rows
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.replies import Reading

PHONE = "+447700900123"
ENROLMENT = Enrolment("07700 900123", "north", "c0ffee", birth=date(2026, 10, 20))


class Phone:
    """A woman's phone, and the site's clock: what she writes is handed in, what is due is sent."""

    def __init__(self, field: Field, now: datetime) -> None:
        self.field, self.now, self.console = field, now, Console()
        self.channels = {"sms": self.console}
        self.ids = itertools.count(1)

    def enrolled(self) -> Phone:
        enrol(self.field, next(iter(self.field.surveys.values())), ENROLMENT)
        return self

    def invited(self) -> Phone:
        self.enrolled()
        assert tick(self.field, self.now) == 1
        self.deliver()
        return self

    def deliver(self) -> int:
        return send_due(self.field.stores, self.channels, self.field.keys, self.now)

    def writes(self, *words: str, sender: str = PHONE, id_: str | None = None) -> str:
        how = ""
        for text in words:
            came = Inbound("sms", id_ or f"SM{next(self.ids)}", sender, text)
            how = receive_text(self.field, came, self.now)
            self.deliver()
        return how

    @property
    def got(self) -> list[str]:
        return [bubble.text for bubble in self.console.threads.get(PHONE, [])]


@pytest.fixture
def phone(stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime) -> Phone:
    field = Field(stores, {survey.id: survey}, keys, ports.number, "https://example.org")
    return Phone(field, now)


def answers(phone: Phone) -> list[tuple[str, int | None, str | None]]:
    rows = answer_rows(phone.field.stores.answers, "example-survey")
    return [(row.item, row.code, row.non_answer) for row in rows]


def test_a_survey_is_answered_by_text(phone: Phone) -> None:
    phone.invited()
    assert phone.got == ["invitation text"]
    assert phone.writes("yes", "1", "baby-with-me text", "2 but only once", "skip", "5") == (
        "answered"
    )
    assert answers(phone) == [("S1-1", None, "skipped"), ("S5-1", 4, None), ("overall", 1, None)]
    assert phone.got[-1] == "end text"
    rows = list(answer_rows(phone.field.stores.answers, "example-survey"))
    assert {row.channel for row in rows} == {"sms"}


def test_the_invitation_waits_for_her_safe_hour_and_comes_once(phone: Phone) -> None:
    phone.now = phone.now.replace(hour=22)
    phone.enrolled()
    assert tick(phone.field, phone.now) == 1
    assert tick(phone.field, phone.now) == 0
    assert phone.deliver() == 0
    phone.now += timedelta(hours=11, minutes=1)
    assert phone.deliver() == 1
    assert phone.deliver() == 0


def test_each_time_point_is_invited_in_its_window(phone: Phone) -> None:
    phone.invited()
    start, invited = phone.now, 1
    for day in range(1, 80 * 7, 7):
        phone.now = start + timedelta(days=day)
        invited += tick(phone.field, phone.now)
    assert invited == 3  # weeks 0-12, months 3-12, months 12-18; birth was over when she enrolled
    [(respondents, sessions)] = phone.field.stores.answers.reader.query(
        "SELECT count(DISTINCT respondent), count(*) FROM session"
    )
    assert (respondents, sessions) == (1, 3)


@pytest.mark.parametrize("before", [(), ("yes",), ("yes", "1"), ("yes", "1", "1", "3")])
@pytest.mark.parametrize("word", ["STOP", "stop please", "Stop.", "unsubscribe"])
def test_stop_anywhere_ends_all_sending(phone: Phone, before: tuple[str, ...], word: str) -> None:
    phone.invited().writes(*before)
    assert phone.writes(word) == "stopped"
    assert phone.got[-1] == "stopped text"
    sent = len(phone.got)
    assert phone.writes("1", "hello", "yes", word) == "stopped"
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 0
    phone.deliver()
    assert len(phone.got) == sent


def test_stop_takes_back_what_waits(phone: Phone) -> None:
    phone.now = phone.now.replace(hour=22)
    phone.enrolled()
    tick(phone.field, phone.now)
    assert phone.writes("stop") == "stopped"
    phone.now += timedelta(days=1)
    phone.deliver()
    assert phone.got == ["stopped text"]
    states = outbox.counts(phone.field.stores.contacts.reader)
    assert states == {"cancelled": 1, "sent": 1}


def test_stop_between_lease_and_sending_still_stops(phone: Phone) -> None:
    phone.invited()
    came = Inbound("sms", "SM-a", PHONE, "yes")
    receive_text(phone.field, came, phone.now)
    contacts = phone.field.stores.contacts
    leased = outbox.lease(contacts.writer, phone.field.keys, 2**40, ["sms"], seconds=60, most=9)
    assert len(leased) == 2
    receive_text(phone.field, Inbound("sms", "SM-b", PHONE, "stop"), phone.now)
    assert people.number_of(contacts.reader, phone.field.keys, leased[0].person) is None


def test_stop_of_a_stranger_is_kept_and_bars_enrolment(phone: Phone) -> None:
    assert phone.writes("stop") == "stopped"
    with pytest.raises(Refusal, match=r"409\.343"):
        phone.enrolled()
    assert phone.got == []


def test_an_unsafe_text_stops_in_silence(phone: Phone) -> None:
    phone.invited()
    sent = len(phone.got)
    assert phone.writes("my partner has my phone") == "stopped"
    assert len(phone.got) == sent


def test_start_takes_a_stop_back_and_yes_does_not(phone: Phone) -> None:
    phone.invited().writes("stop")
    assert phone.writes("yes") == "stopped"
    phone.writes("start")
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 1


def test_a_provider_that_delivers_twice_is_counted_once(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1")
    assert phone.writes("3", id_="SM-same") == "answered"
    sent, before = len(phone.got), answers(phone)
    assert phone.writes("3", id_="SM-same") == "repeat"
    assert (len(phone.got), answers(phone)) == (sent, before)


def test_a_stop_that_is_delivered_again_does_not_undo_a_start(phone: Phone) -> None:
    phone.invited().writes("stop", id_="SM-stop")
    phone.writes("start")
    assert phone.writes("stop", id_="SM-stop") == "repeat"
    phone.now += timedelta(weeks=12)
    assert tick(phone.field, phone.now) == 1


def test_a_stop_that_only_the_engine_hears_is_entered_too(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-z", PHONE, "yes"), phone.now)
    # As when another text moved her on from the open question between the two readings.
    monkeypatch.setattr(receive, "_reading", lambda *_: Reading("unsure"))
    assert phone.writes("stop") == "stopped"
    assert phone.got == ["invitation text", "stopped text"]
    index = people.index_of(phone.field.keys, people.number_from(PHONE))
    assert stops.stands(phone.field.stores.contacts.reader, index)


@pytest.mark.parametrize("step", range(5))
def test_a_crash_between_the_stores_is_mended_by_the_retry(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    words = ["yes", "1", "2", "4", "5"]
    phone.invited().writes(*words[:step])
    twin_sent = len(phone.got)

    def crash(*_: object, **__: object) -> None:
        raise SystemError("the machine went away")

    came = Inbound("sms", "SM-crash", PHONE, words[step])
    with monkeypatch.context() as patch:
        patch.setattr(receive, "carry_out", crash)
        with pytest.raises(SystemError):
            receive_text(phone.field, came, phone.now)
    assert phone.deliver() == 0
    before = answers(phone)
    assert receive_text(phone.field, came, phone.now) == "answered"
    assert answers(phone) == before
    assert phone.deliver() >= 1
    assert len(phone.got) > twin_sent
    assert receive_text(phone.field, came, phone.now) == "repeat"
    phone.writes(*words[step + 1 :])
    assert phone.got.count("end text") <= 1


def test_a_sender_that_dies_leaves_it_unknown_and_never_sends_twice(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)

    class Dying:
        def send(self, to: str, text: str, at: datetime) -> str:
            raise KeyboardInterrupt

    phone.channels = {"sms": Dying()}  # type: ignore[dict-item]
    with pytest.raises(KeyboardInterrupt):
        phone.deliver()
    phone.channels = {"sms": phone.console}
    assert phone.deliver() == 0
    phone.now += timedelta(minutes=10)
    assert phone.deliver() == 0
    assert outbox.counts(phone.field.stores.contacts.reader) == {"unknown": 1}


def test_a_text_that_no_one_takes_is_failed_and_reports_settle_the_rest(phone: Phone) -> None:
    phone.invited()
    assert report(phone.field.stores, phone.field.keys, "sms", "console-1", "delivered")
    assert not report(phone.field.stores, phone.field.keys, "sms", "nobody", "delivered")

    class Refusing:
        def send(self, to: str, text: str, at: datetime) -> str:
            raise NotSent

    phone.channels = {"sms": Refusing()}  # type: ignore[dict-item]
    phone.writes("yes")
    counts = outbox.counts(phone.field.stores.contacts.reader)
    assert counts == {"delivered": 1, "failed": 2}


def test_a_text_waits_for_a_sender_that_has_its_channel(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)
    for channels in ({}, {"whatsapp": phone.console}):
        phone.channels = channels  # type: ignore[assignment]
        assert phone.deliver() == 0
    phone.channels = {"sms": phone.console}
    assert phone.deliver() == 1


def test_a_provider_that_breaks_off_stops_neither_the_others_nor_the_worker(phone: Phone) -> None:
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-y", PHONE, "yes"), phone.now)  # two texts
    console, broken = phone.console, [True]

    class Flaky:
        def send(self, to: str, text: str, at: datetime) -> str:
            if broken and broken.pop():
                raise ConnectionResetError(f"could not reach {to}")
            return console.send(to, text, at)

    phone.channels = {"sms": Flaky()}  # type: ignore[dict-item]
    assert phone.deliver() == 1
    phone.now += timedelta(minutes=10)
    assert phone.deliver() == 0
    counts = outbox.counts(phone.field.stores.contacts.reader)
    assert counts == {"sent": 2, "unknown": 1}


def test_a_fault_with_one_woman_does_not_keep_the_others_waiting(
    phone: Phone, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.enrolled()
    other = replace(ENROLMENT, phone="07700 900124")
    enrol(phone.field, survey, other)
    real, broken = tick_room.texts.messages, [True]

    def flaky(*words: object) -> tuple[str, ...]:
        if broken and broken.pop():
            raise KeyError("a word of one language is missing")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(tick_room.texts, "messages", flaky)
    assert tick(phone.field, phone.now) == 1
    assert tick(phone.field, phone.now) == 1  # mended: she is invited in the next round
    assert tick(phone.field, phone.now) == 0


def test_two_senders_never_send_the_same_text(phone: Phone) -> None:
    phone.invited().writes("yes")
    receive_text(phone.field, Inbound("sms", "SM-x", PHONE, "1"), phone.now)
    line, keys = phone.field.stores.contacts.writer, phone.field.keys
    first = outbox.lease(line, keys, 2**40, ["sms"], seconds=60, most=50)
    second = outbox.lease(line, keys, 2**40, ["sms"], seconds=60, most=50)
    assert len(first) == 1
    assert second == []


def test_who_is_no_woman_of_ours_gets_nothing(phone: Phone) -> None:
    assert phone.writes("hello") == "unknown"
    assert phone.writes("hello", sender="82228") == "unknown"
    assert phone.writes("hello", sender="VOICEMAIL") == "unknown"
    phone.enrolled()
    assert phone.writes("hello") == "quiet"
    assert phone.console.threads == {}


def test_her_link_goes_on_where_the_texts_stopped(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1", "2")
    phone.writes("link")
    word = phone.got[-1]
    assert word.startswith("Here: https://example.org/q/")
    token = word.rpartition("/")[2]
    from prem.fieldwork.interviews import Interviews

    field = phone.field
    web = Interviews(field.stores, field.surveys, field.keys, field.number)
    [turn] = web.receive_many([web.opening(token, phone.now)])
    assert turn is not None
    assert not isinstance(turn, BaseException)
    assert turn.session.responses == {"S5-1": 4}


def test_delete_stops_and_erases_what_she_answered(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "1", "2")
    assert answers(phone)
    assert phone.writes("delete my answers") == "stopped"
    assert answers(phone) == []
    assert phone.field.stores.answers.reader.query("SELECT count(*) FROM erasure") == [(1,)]
    assert phone.writes("yes") == "stopped"


BAD_NUMBERS = [
    ("", "nothing"),
    ("hello", "words"),
    ("07700 90012", "a digit short"),
    ("07700 9001234", "a digit too many"),
    ("020 7946 0123", "a landline: it gets no texts"),
    ("0808 157 0000", "a freephone line"),
    ("999", "an emergency line"),
    ("+44 12", "only a country"),
    ("07700 900123 or 07700 900124", "two numbers"),
]


@pytest.mark.parametrize(("typed", "why"), BAD_NUMBERS)
def test_what_is_no_mobile_number_is_refused_without_showing_it(typed: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        people.number_from(typed)
    assert refused.value.status == 422, why
    assert not typed or typed not in str(refused.value).replace("07700 900123", "")


@pytest.mark.parametrize(
    "typed", ["07700900123", "07700 900 123", "+447700900123", "0044 7700 900123", "(07700) 900123"]
)
def test_one_number_in_many_spellings(typed: str) -> None:
    number = people.number_from(typed)
    assert number.e164 == PHONE
    assert "7700" not in f"{number} {number!r}"


def test_a_number_from_abroad_is_accepted() -> None:
    assert people.number_from("+353 85 012 3456").e164 == "+353850123456"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site": "nrth"}, "422.341"),
        ({"language": "cy"}, "422.341"),
        ({"channel": "whatsapp"}, "422.346"),
        ({"channel": "web"}, "422.346"),
        ({"safe_from": 20, "safe_to": 9}, "422.344"),
        ({"safe_to": 25}, "422.344"),
        ({"phone": "12345"}, "422.340"),
    ],
)
def test_an_enrolment_that_cannot_be_is_refused(
    phone: Phone, survey: Survey, changes: dict[str, object], code: str
) -> None:
    words: dict[str, object] = {"phone": PHONE, "site": "north", "consent": "c0ffee", **changes}
    with pytest.raises(Refusal) as refused:
        enrol(phone.field, survey, Enrolment(**words))  # type: ignore[arg-type]
    assert refused.value.first.kind.code == code
    assert phone.field.stores.contacts.reader.query("SELECT count(*) FROM person") == [(0,)]


def test_a_number_is_enrolled_once(phone: Phone) -> None:
    phone.enrolled()
    with pytest.raises(Refusal, match=r"409\.342"):
        phone.enrolled()


def test_nothing_of_hers_is_in_a_log_or_in_the_wrong_store(
    phone: Phone, caplog: pytest.LogCaptureFixture, every_text: Callable[[Stores], str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "my midwife Ailsa Quibble shouted"
    phone.invited().writes("yes", "1", "baby-not-with-me text", f"2 {secret}", "link", "nonsense")
    phone.writes("stop")
    with pytest.raises(Refusal):
        phone.enrolled()
    everything = every_text(phone.field.stores)
    token = next(t for t in phone.got if "/q/" in t).rpartition("/")[2]
    for word in ("7700", "900123", "Quibble", "baby-not-with-me", token, "invitation text"):
        assert word not in caplog.text
        assert word not in everything, word


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(["yes", "1", "2", "0", "back", "skip", "??", "pause", ""])))
def test_after_stop_no_words_make_us_send(
    sqlite_phone: Callable[[], Phone], words: list[str]
) -> None:
    phone = sqlite_phone()
    phone.invited().writes(*words, "STOP")
    sent = len(phone.got)
    phone.writes(*words)
    phone.now += timedelta(weeks=12)
    tick(phone.field, phone.now)
    phone.deliver()
    assert len(phone.got) == sent


@pytest.fixture
def sqlite_phone(
    tmp_path_factory: pytest.TempPathFactory,
    empty_sqlite: object,
    survey: Survey,
    keys: Keys,
    ports: Ports,
    now: datetime,
    request: pytest.FixtureRequest,
) -> Callable[[], Phone]:
    import shutil

    from prem.settings import Settings
    from prem.storage.stores import open_stores

    def made() -> Phone:
        data = tmp_path_factory.mktemp("phone") / "data"
        shutil.copytree(str(empty_sqlite), data)
        opened = open_stores(Settings(data=data))
        request.addfinalizer(opened.close)
        return Phone(Field(opened, {survey.id: survey}, keys, ports.number), now)

    return made
