"""Calls by Twilio: how one is asked for, what its webhooks say, and what we have it say.

Twilio's documentation: the Call resource of its REST API (2010-04-01), "TwiML for Programmable
Voice" (Response, Gather, Say, Play, Hangup), "Answering Machine Detection", and the request that
its voice webhook gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from prem.channels.calling import Call
from prem.channels.model import Keeping, Outgoing, Report, Said
from prem.channels.twilio import Twilio

RINGING = 20
"""Seconds that her phone rings: some five rings; most mailboxes wait longer."""
LONGEST = 1800
"""Seconds after which Twilio ends a call, so that an open line does not cost for ever."""
VOICES = {
    "en": ("en-GB", "Polly.Amy"),
    "cy": ("cy-GB", "Polly.Gwyneth"),
    "pl": ("pl-PL", "Polly.Ewa"),
    "ro": ("ro-RO", "Polly.Carmen"),
    "ar": ("arb", "Polly.Zeina"),
}
"""The machine's voice by language, as Twilio names it, for what nobody has recorded."""
_SAYS: Mapping[str, Said] = {
    "queued": "sent",
    "initiated": "sent",
    "ringing": "sent",
    "in-progress": "sent",
    "answered": "sent",
    # Something picked up. That it was a person is known when a key is pressed.
    "completed": "sent",
    "busy": "failed",
    "no-answer": "failed",
    "canceled": "failed",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said: a machine's words in a language, or a recording at an address."""

    words: str = ""
    language: str = "en"
    address: str = ""


class TwilioVoice(Twilio):
    """Rings by Twilio; the text of what is sent is the token under which the call is answered.

    The account's `status_url` is that of calls: its reports go there, and its Url lies above it.
    """

    @property
    def keeps(self) -> Keeping:
        """The number, the time and the keys of each call, as long as the account is set to."""
        return Keeping("the number, the time and the keys of each call", self._account.keeps_days)

    def call(self, one: Outgoing) -> Call:
        """Return the call that makes this a Call resource."""
        account = self._account
        known = urlencode({"r": one.reference})
        answered = account.status_url.removesuffix("/status")
        fields = {
            "To": one.to,
            "From": account.sender,
            "Url": f"{answered}?{urlencode({'c': one.text})}&{known}",
            "Method": "POST",
            "StatusCallback": f"{account.status_url}?{known}",
            "StatusCallbackMethod": "POST",
            # Wait until it is known who picked up: a machine is hung up on before we say a word.
            "MachineDetection": "Enable",
            "Timeout": str(RINGING),
            "TimeLimit": str(LONGEST),
        }
        path = f"/2010-04-01/Accounts/{quote(account.sid, safe='')}/Calls.json"
        return Call(account.url.rstrip("/") + path, self._headers, urlencode(fields).encode())


@dataclass(frozen=True, slots=True, repr=False)
class Stepped:
    """What a webhook says of a call: its id, who rang where we did not, the key, the machine."""

    call: str
    sender: str
    key: str
    machine: bool


def step_of(fields: Mapping[str, str]) -> Stepped | None:
    """Return what a webhook says of a call; None where it names none."""
    own_id = fields.get("CallSid", "")[:64]
    if not own_id:
        return None
    came = fields.get("Direction", "") == "inbound"
    digits = fields.get("Digits", "")
    key = digits if digits in tuple("0123456789*#") else ""
    machine = fields.get("AnsweredBy", "").startswith(("machine", "fax"))
    return Stepped(own_id, fields.get("From", "") if came else "", key, machine)


def call_report_of(reference: str, fields: Mapping[str, str]) -> Report | None:
    """Return what a call reports of itself; None where that is nothing to us."""
    said = _SAYS.get(fields.get("CallStatus", ""))
    return Report(reference[:64], said) if said and reference else None


def twiml(said: Iterable[Spoken], action: str, seconds: int) -> str:
    """Return what Twilio is to do: say it, and hand the next key to `action`, or hang up.

    A key may come at any moment and cuts the words short. No key counts, too: it is handed in.
    """
    words = "".join(map(_spoken, said))
    if not action:
        return f"{_HEAD}<Response>{words}<Hangup/></Response>"
    gather = (
        f'<Gather action={quoteattr(action)} actionOnEmptyResult="true" finishOnKey="" '
        f'input="dtmf" method="POST" numDigits="1" timeout="{seconds}">'
    )
    inside = f"{gather}{words}</Gather>" if words else f"{gather[:-1]}/>"
    return f"{_HEAD}<Response>{inside}</Response>"


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _spoken(one: Spoken) -> str:
    if one.address:
        return f"<Play>{escape(one.address)}</Play>"
    language, voice = VOICES.get(one.language, VOICES["en"])
    return f"<Say language={quoteattr(language)} voice={quoteattr(voice)}>{escape(one.words)}</Say>"
