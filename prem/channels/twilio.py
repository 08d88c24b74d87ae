"""Texts and WhatsApp by Twilio: how a text is handed over, and what its webhooks say.

Twilio's documentation: the Message resource of its REST API (2010-04-01), "Our request to your
webhook URL", "Validate webhook requests", status callbacks, and error 63016 for the 24 hours of
a WhatsApp session.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from prem.channels.calling import Call
from prem.channels.circuit import Circuit
from prem.channels.guarded import Provider
from prem.channels.model import Inbound, Keeping, NotSent, Outgoing, Report, Said
from prem.channels.window import needs_template

_WHATSAPP = "whatsapp:"
_SAYS: Mapping[str, Said] = {
    "queued": "sent",
    "accepted": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
}


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """An account with Twilio. `sender`: a number, or the id of a messaging service (MG...).

    `contents` has the ContentSid (HX...) of a WhatsApp template by "kind.language". `status_url`
    is where its reports go; `keeps_days` what the account's settings say.
    """

    sid: str
    token: str
    sender: str
    status_url: str
    whatsapp: bool = False
    contents: Mapping[str, str] = field(default_factory=dict)
    keeps_days: int | None = None
    url: str = "https://api.twilio.com"


class Twilio(Provider):
    """Sends by one of Twilio's channels: texts, or WhatsApp."""

    def __init__(self, account: Account, circuit: Circuit | None = None) -> None:
        super().__init__(circuit)
        self._account = account
        basic = b64encode(f"{account.sid}:{account.token}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }

    @property
    def keeps(self) -> Keeping:
        """The number and the words of each text, as long as the account is set to."""
        return Keeping("the number and the words of each text", self._account.keeps_days)

    def call(self, one: Outgoing) -> Call:
        """Return the call that makes this text a Message resource."""
        account = self._account
        reports = f"{account.status_url}?{urlencode({'r': one.reference})}"
        fields = {"To": self._address(one.to), "StatusCallback": reports, **self._content(one)}
        by = "MessagingServiceSid" if account.sender.startswith("MG") else "From"
        fields[by] = account.sender if by != "From" else self._address(account.sender)
        path = f"/2010-04-01/Accounts/{quote(account.sid, safe='')}/Messages.json"
        return Call(account.url.rstrip("/") + path, self._headers, urlencode(fields).encode())

    def named(self, answer: object) -> bool:
        """Whether the answer has the id of a message."""
        return isinstance(answer, dict) and isinstance(answer.get("sid"), str)

    def _address(self, number: str) -> str:
        return f"{_WHATSAPP}{number}" if self._account.whatsapp else number

    def _content(self, one: Outgoing) -> dict[str, str]:
        """Return the words; outside a session the template of their kind, once for its cause."""
        if not self._account.whatsapp or not needs_template(one):
            return {"Body": one.text}
        sid = self._account.contents.get(f"{one.kind}.{one.language}")
        if sid is None:
            raise NotSent
        return {"ContentSid": sid}


def is_signed(token: str, url: str, fields: Iterable[tuple[str, str]], signature: bytes) -> bool:
    """Whether Twilio signed this call: HMAC-SHA1 of the address and the sorted fields.

    Twilio is not of one mind whether the address has its port, so both forms count. Compared in
    constant time; without a token nothing is signed.
    """
    words = "".join(name + value for name, value in sorted(set(fields)))
    key, matches = token.encode(), False
    for form in _forms(url):
        digest = hmac.digest(key, (form + words).encode("utf-8", "surrogatepass"), "sha1")
        matches |= hmac.compare_digest(b64encode(digest), signature)
    return matches and bool(token)


@lru_cache(maxsize=256)
def _forms(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = host if parts.port is None else host.rpartition(":")[0]
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return (
        parts._replace(netloc=bare).geturl(),
        parts._replace(netloc=f"{bare}:{port}").geturl(),
    )


def inbound_of(fields: Mapping[str, str]) -> Inbound | None:
    """Return the text that a call brings; None where it brings none."""
    sender, own_id = fields.get("From", ""), fields.get("MessageSid", "")
    if not sender or not own_id:
        return None
    media = fields.get("NumMedia", "0")
    return Inbound(
        "whatsapp" if sender.startswith(_WHATSAPP) else "sms",
        own_id[:64],
        sender.removeprefix(_WHATSAPP),
        fields.get("Body", ""),
        media=int(media) if media.isascii() and media.isdigit() and len(media) < 4 else 0,
        quoted=fields.get("OriginalRepliedMessageSid", "")[:64],
    )


def report_of(reference: str, fields: Mapping[str, str]) -> Report | None:
    """Return what a call reports of a text of ours; None where that is nothing to us."""
    said = _SAYS.get(fields.get("MessageStatus", ""))
    own_id = fields.get("MessageSid", "")[:64]
    return Report(reference[:64], said, own_id) if said and reference else None
