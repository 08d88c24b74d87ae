"""Calls by Twilio: what is asked for and answered is what Twilio's own package would say."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

from prem.channels.model import Outgoing
from prem.channels.twilio import Account
from prem.channels.twilio_voice import (
    LONGEST,
    RINGING,
    Spoken,
    TwilioVoice,
    call_report_of,
    step_of,
    twiml,
)

SID = "AC" + "0" * 32
STATUS = "https://prem.test/hooks/twilio/voice/status"


class Kept(HttpClient):
    """Keeps the request that Twilio's own client would send."""

    def __init__(self) -> None:
        """Need no network."""

    def request(self, method, url, params=None, data=None, *_, **__):  # type: ignore[no-untyped-def]
        self.asked = (method, url, data)
        return Response(201, '{"sid": "CA1"}')


def test_a_call_is_asked_for_as_twilios_own_client_asks(now) -> None:
    ours = TwilioVoice(Account(SID, "secret", "+441632960123", STATUS, keeps_days=1))
    call = ours.call(Outgoing("+447400123456", "tok-en_1", now, reference="ref1"))
    theirs = Kept()
    Client(SID, "secret", http_client=theirs).calls.create(
        to="+447400123456",
        from_="+441632960123",
        url="https://prem.test/hooks/twilio/voice?c=tok-en_1&r=ref1",
        method="POST",
        status_callback=f"{STATUS}?r=ref1",
        status_callback_method="POST",
        machine_detection="Enable",
        timeout=RINGING,
        time_limit=LONGEST,
    )
    method, url, fields = theirs.asked
    assert (method, call.url) == ("POST", url)
    assert dict(parse_qsl(call.body.decode())) == {name: str(one) for name, one in fields.items()}
    assert parse_qs(urlsplit(dict(parse_qsl(call.body.decode()))["Url"]).query)["c"] == ["tok-en_1"]
    assert "tok-en_1" not in repr(call)


SAID = (
    Spoken('Yes & <no>: "it\'s"', "en"),
    Spoken(address="https://prem.test/clips/0123456789ab.mp3"),
    Spoken("Ie:", "cy"),
)


def plain(xml: str) -> list[tuple[str, dict[str, str], str | None]]:
    return [(one.tag, dict(one.attrib), one.text) for one in ElementTree.fromstring(xml).iter()]


def test_what_it_says_is_what_twilios_own_package_writes() -> None:
    action = "https://prem.test/hooks/twilio/voice?c=a-b_c&x=1"
    theirs, hung = VoiceResponse(), VoiceResponse()
    gather = Gather(
        action=action, action_on_empty_result=True, finish_on_key="", input="dtmf",
        method="POST", num_digits=1, timeout=10,
    )  # fmt: skip
    for response in (gather, hung):
        response.say(SAID[0].words, language="en-GB", voice="Polly.Amy")
        response.play(SAID[1].address)
        response.say(SAID[2].words, language="cy-GB", voice="Polly.Gwyneth")
    theirs.append(gather)
    hung.hangup()
    assert plain(twiml(SAID, action, 10)) == plain(str(theirs))
    assert plain(twiml(SAID, "", 10)) == plain(str(hung))


def test_silence_is_a_gather_without_a_word() -> None:
    theirs = VoiceResponse()
    theirs.gather(
        action="https://p.test/x", action_on_empty_result=True, finish_on_key="", input="dtmf",
        method="POST", num_digits=1, timeout=15,
    )  # fmt: skip
    assert plain(twiml((), "https://p.test/x", 15)) == plain(str(theirs))
    assert plain(twiml((), "", 15)) == [("Response", {}, None), ("Hangup", {}, None)]


@pytest.mark.parametrize(
    ("fields", "key", "sender", "machine"),
    [
        ({"Digits": "1", "Direction": "outbound-api", "From": "+441"}, "1", "", False),
        ({"Digits": "*", "Direction": "inbound", "From": "+44740"}, "*", "+44740", False),
        ({"Digits": "#"}, "#", "", False),
        ({"Digits": "12"}, "", "", False),
        ({"Digits": "１"}, "", "", False),
        ({"Digits": ""}, "", "", False),
        ({"AnsweredBy": "machine_start"}, "", "", True),
        ({"AnsweredBy": "machine_end_beep"}, "", "", True),
        ({"AnsweredBy": "fax"}, "", "", True),
        ({"AnsweredBy": "human"}, "", "", False),
        ({"AnsweredBy": "unknown"}, "", "", False),
    ],
)
def test_a_webhook_says_a_key_a_sender_or_a_machine(fields, key, sender, machine) -> None:
    step = step_of({"CallSid": "CA1", **fields})
    assert step
    assert (step.call, step.key, step.sender, step.machine) == ("CA1", key, sender, machine)
    assert step_of(fields) is None


@pytest.mark.parametrize(
    ("status", "said"),
    [("completed", "sent"), ("busy", "failed"), ("no-answer", "failed"), ("failed", "failed"),
     ("canceled", "failed"), ("ringing", "sent"), ("in-progress", "sent")],
)  # fmt: skip
def test_how_a_call_ended_is_said_honestly(status: str, said: str) -> None:
    found = call_report_of("ref", {"CallStatus": status})
    assert found
    assert found.said == said  # "delivered" is said by her key alone
    assert call_report_of("", {"CallStatus": status}) is None
    assert call_report_of("ref", {"CallStatus": "odd"}) is None
