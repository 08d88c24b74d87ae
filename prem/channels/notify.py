"""Texts by GOV.UK Notify: how a text is handed over, and what its callbacks say.

GOV.UK Notify's REST API documentation: POST /v2/notifications/sms with a JSON Web Token made of
the API key, and callbacks with a bearer token that we choose. Every text goes through one
template of ours whose only words are ((text)).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from prem.channels.calling import Call
from prem.channels.guarded import Provider
from prem.channels.model import Inbound, Keeping, Outgoing, Report, Said

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY = re.compile(f".*?({_UUID})-({_UUID})")
"""An API key: its name, the id of the service, the secret."""
_SAYS: Mapping[str, Said] = {
    "sent": "sent",
    "sending": "sent",
    "delivered": "delivered",
    "permanent-failure": "failed",
    "temporary-failure": "failed",
    "technical-failure": "failed",
}


@dataclass(frozen=True, slots=True, repr=False)
class Service:
    """A service of GOV.UK Notify: its API key, our template, how many days it keeps texts."""

    key: str
    template: str
    keeps_days: int | None = None
    url: str = "https://api.notifications.service.gov.uk"


class Notify(Provider):
    """Sends texts by GOV.UK Notify."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service = service

    @property
    def keeps(self) -> Keeping:
        """The number and the words of each text, as long as the service is set to."""
        return Keeping("the number and the words of each text", self._service.keeps_days)

    def call(self, one: Outgoing) -> Call:
        """Return the call that asks for this text."""
        body = {
            "phone_number": one.to,
            "template_id": self._service.template,
            "personalisation": {"text": one.text},
            "reference": one.reference,
        }
        headers = {
            "Authorization": f"Bearer {token_of(self._service.key, int(one.at.timestamp()))}",
            "Content-Type": "application/json",
        }
        url = self._service.url.rstrip("/") + "/v2/notifications/sms"
        return Call(url, headers, json.dumps(body).encode())

    def named(self, answer: object) -> bool:
        """Whether the answer has the id of a notification."""
        return isinstance(answer, dict) and isinstance(answer.get("id"), str)


def token_of(key: str, at: int) -> str:
    """Return the JSON Web Token of an API key at a second since 1970; it holds for 30 seconds."""
    import jwt  # imported here: only who sends by Notify waits for it

    found = KEY.fullmatch(key)
    if found is None:
        raise ValueError("no key of GOV.UK Notify")
    return jwt.encode({"iss": found[1], "iat": at}, found[2], algorithm="HS256")


def is_ours(token: str, authorization: bytes) -> bool:
    """Whether a callback bears our token; compared in constant time; without a token none does."""
    same = hmac.compare_digest(b"Bearer " + token.encode(), authorization)
    return same and bool(token)


def inbound_of(said: Mapping[str, object]) -> Inbound | None:
    """Return the text that a callback brings; None where it brings none."""
    own_id, sender, text = (said.get(one) for one in ("id", "source_number", "message"))
    if not (isinstance(own_id, str) and isinstance(sender, str) and isinstance(text, str)):
        return None
    # Notify leaves out the plus: 447700900123.
    whole = f"+{sender}" if sender.isdigit() and not sender.startswith("0") else sender
    at = _moment(said.get("date_received"))
    return Inbound("sms", own_id[:64], whole, text, at=at) if own_id and sender else None


def _moment(word: object) -> datetime | None:
    """Return the moment that a callback names (UTC), None where it names none."""
    try:
        moment = datetime.fromisoformat(word) if isinstance(word, str) else None
    except ValueError:
        return None
    if moment is None or not 2000 < moment.year < 3000:  # beyond any clock: it is a slip
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def report_of(said: Mapping[str, object]) -> Report | None:
    """Return what a callback reports of a text of ours; None where that is nothing to us."""
    reference, status = said.get("reference"), said.get("status")
    known = _SAYS.get(status) if isinstance(status, str) else None
    return Report(reference[:64], known) if known and isinstance(reference, str) else None
