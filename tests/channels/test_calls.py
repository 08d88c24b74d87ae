"""What becomes of a text by what the provider does: taken, not taken, never, or unclear."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from provider_stub import stub

from prem.channels import calling
from prem.channels.circuit import FAILURES, LONGEST_REST, REST, Circuit
from prem.channels.model import NotSent, NotTaken, Outgoing, Unclear
from prem.channels.notify import Notify, Service
from prem.channels.twilio import Account, Twilio

AT = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
TEXT = Outgoing("+447400123456", "Is now OK?", AT, "0f" * 16, kind="invitation")
CONTENTS = {"invitation.en": "HX" + "0" * 32}
KEY = "k-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def twilio(url: str, *, whatsapp: bool = False, sender: str = "+447400654321") -> Twilio:
    status = "https://prem.test/hooks/twilio/status"
    account = Account("AC1", "token", sender, status, whatsapp, CONTENTS, 30, url)
    return Twilio(account)


def notify(url: str) -> Notify:
    return Notify(Service(KEY, "f33517ff-2a88-4f6e-b855-c550268ce08a", 7, url))


def fields_of(call: bytes) -> dict[str, str]:
    return {name: one[0] for name, one in parse_qs(call.partition(b"\r\n\r\n")[2].decode()).items()}


def test_a_text_by_twilio() -> None:
    with stub("taken") as provider:
        twilio(provider.url).send(TEXT)
        twilio(provider.url, sender="MG" + "a" * 32).send(TEXT)
    first, second = provider.calls
    assert first.startswith(b"POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\n")
    assert b"Authorization: Basic QUMxOnRva2Vu\r\n" in first
    assert fields_of(first) == {
        "To": "+447400123456",
        "From": "+447400654321",
        "Body": "Is now OK?",
        "StatusCallback": f"https://prem.test/hooks/twilio/status?r={'0f' * 16}",
    }
    assert fields_of(second)["MessagingServiceSid"] == "MG" + "a" * 32
    assert "From" not in fields_of(second)


def heard(hours: float | None, **changes: object) -> Outgoing:
    said = None if hours is None else AT - timedelta(hours=hours)
    kept = {"kind": "invitation", "reference": "r", "heard": said, **changes}
    return Outgoing("+447400123456", "Is now OK?", AT, **kept)  # type: ignore[arg-type]


def test_whatsapp_says_plain_words_for_24_hours_and_then_only_a_template() -> None:
    with stub("taken") as provider:
        channel = twilio(provider.url, whatsapp=True)
        channel.send(heard(23))
        channel.send(heard(24))
        channel.send(heard(None))
        for closed in (
            heard(25, kind="turn"),
            heard(None, language="cy"),
            heard(None, first=False),  # one template for one cause, not one for each of its texts
        ):
            with pytest.raises(NotSent):
                channel.send(closed)
    plain, *templates = map(fields_of, provider.calls)
    assert plain["To"] == "whatsapp:+447400123456"
    assert plain["From"] == "whatsapp:+447400654321"
    assert plain["Body"] == "Is now OK?"
    assert [one["ContentSid"] for one in templates] == [CONTENTS["invitation.en"]] * 2
    assert not any("Body" in one for one in templates)


def test_a_text_by_notify() -> None:
    with stub("taken") as provider:
        notify(provider.url).send(TEXT)
    [call] = provider.calls
    assert call.startswith(b"POST /v2/notifications/sms HTTP/1.1\r\n")
    assert b"Authorization: Bearer ey" in call
    assert json.loads(call.partition(b"\r\n\r\n")[2]) == {
        "phone_number": "+447400123456",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "personalisation": {"text": "Is now OK?"},
        "reference": "0f" * 16,
    }


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("slow", None),
        ("busy", NotTaken),
        ("forbidden", NotTaken),
        ("no", NotSent),
        ("broken", Unclear),
        ("gateway", Unclear),
        ("timed-out", Unclear),
        ("moved", Unclear),
        ("nameless", Unclear),
        ("wrong", Unclear),
        ("listed", Unclear),
        ("half", Unclear),
        ("chunk", Unclear),
        ("crash", Unclear),
    ],
)
@pytest.mark.parametrize("made", [twilio, notify])
def test_what_an_answer_means(made: object, how: str, what: type[Exception] | None) -> None:
    with stub(how) as provider:
        channel = made(provider.url)  # type: ignore[operator]
        if what is None:
            channel.send(TEXT)
            return
        with pytest.raises(what) as told:
            channel.send(TEXT)
        assert "447400" not in repr(told.value) + str(told.value.__cause__)
        assert len(provider.calls) == 1
    if how == "busy":
        assert told.value.after == 7  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_a_call_that_never_ends_is_cut_and_unclear(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stub(how) as provider, pytest.raises(Unclear):
        calling.post(calling.Call(provider.url + "/x", {}, b"a=b"), whole=0.3)
    assert len(provider.calls) == 1


def test_texts_that_it_will_never_take_do_not_make_it_rest() -> None:
    """It answers: each of these texts alone is at fault, and the next woman's may be none."""
    with stub("no") as provider:
        channel = twilio(provider.url)
        for _ in range(FAILURES + 1):
            with pytest.raises(NotSent):
                channel.send(TEXT)
    assert len(provider.calls) == FAILURES + 1
    assert not channel.resting(AT)


@pytest.mark.parametrize("how", ["busy", "broken"])
def test_a_provider_that_fails_again_and_again_rests(how: str) -> None:
    with stub(how) as provider:
        channel = twilio(provider.url)
        for _ in range(FAILURES + 1):
            with pytest.raises((NotTaken, Unclear)):
                channel.send(TEXT)
    assert len(provider.calls) == FAILURES
    assert channel.resting(AT)


def test_no_connection_is_surely_not_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NotTaken):
        twilio(url).send(TEXT)
    with stub("taken") as plain, pytest.raises(NotTaken):  # no TLS there
        twilio(plain.url.replace("http:", "https:")).send(TEXT)
    assert plain.calls == []


def test_the_circuit_opens_rests_and_closes() -> None:
    circuit, at = Circuit(), AT
    for _ in range(4):
        circuit.failed(at)
    assert not circuit.is_open(at)
    circuit.failed(at)
    rest = REST
    while rest < 2 * LONGEST_REST:
        assert circuit.is_open(at + min(rest, LONGEST_REST) - timedelta(seconds=1))
        at += min(rest, LONGEST_REST)
        assert not circuit.is_open(at)  # one call may try
        circuit.failed(at)
        rest *= 2
    circuit.succeeded()
    assert not circuit.is_open(at)
    circuit.failed(at)
    assert not circuit.is_open(at)


def test_after_a_rest_one_caller_tries_and_the_others_wait() -> None:
    circuit, at = Circuit(), AT
    assert [circuit.may_call(at) for _ in range(3)] == [True] * 3
    for _ in range(5):
        circuit.failed(at)
    assert not circuit.may_call(at)
    at += REST
    assert [circuit.may_call(at) for _ in range(3)] == [True, False, False]
    assert circuit.may_call(at + REST)  # the one who tried was killed: the next may
    circuit.succeeded()
    assert [circuit.may_call(at) for _ in range(3)] == [True] * 3


def test_an_open_circuit_calls_nobody() -> None:
    with stub("broken") as provider:
        channel = twilio(provider.url)
        for _ in range(5):
            with pytest.raises(Unclear):
                channel.send(TEXT)
        with pytest.raises(NotTaken):
            channel.send(TEXT)
        assert len(provider.calls) == 5
        assert channel.resting(AT)
        assert not channel.resting(AT + timedelta(minutes=2))


def test_calls_in_the_air_when_the_circuit_opens_make_its_rest_no_longer() -> None:
    circuit, now = Circuit(), AT
    for _ in range(FAILURES + 3):
        assert circuit.may_call(now) is not circuit.is_open(now)
        circuit.failed(now)
    assert circuit.is_open(now + REST - timedelta(seconds=1))
    later = now + REST
    assert [circuit.may_call(later) for _ in range(3)] == [True, False, False]
    circuit.failed(later)  # the one that tried
    assert circuit.is_open(later + 2 * REST - timedelta(seconds=1))
    assert circuit.may_call(later + 2 * REST)
    circuit.succeeded()
    assert not circuit.is_open(later)
