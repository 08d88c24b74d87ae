"""What providers of texts call: texts that came in, and reports of those that went out.

    POST /hooks/twilio/message, /hooks/twilio/status     form-encoded, signed
    POST /hooks/notify/message, /hooks/notify/status     JSON, with our bearer token

A call that is not the provider's is refused with 403 before anything of it is read further. A
good one is dealt with once, however often and late it comes: a repeat is answered like the first
and changes nothing. The log names what was refused and never what was in it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from prem.channels import notify, twilio
from prem.channels.model import Inbound, Report
from prem.errors import Refusal
from prem.errors.channels import BAD_WEBHOOK, BROKEN_WEBHOOK, NO_PROVIDER, WRONG_KIND
from prem.errors.web import BROKEN, NO_METHOD
from prem.web.faults import where
from prem.web.forms import ClientGone, headers_of, is_form, read_body
from prem.web.house import House

log = logging.getLogger("prem.web")

_FIELDS = 200
_SAID_ONCE = frozenset({"MessageSid", "From", "Body", "MessageStatus", "CallSid", "Digits"})
Came = Inbound | Report | None
"""What a call brings: a text, a report, or nothing that is anything to us."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The webhooks over one house."""

    house: House

    async def twilio(self, request: Request) -> Came:
        """Return what a call of Twilio's brings; Refusal where it is not Twilio's."""
        fields = await signed_by_twilio(self.house, request)
        if request.scope["path"].endswith("/status"):
            return twilio.report_of(request.query_params.get("r", ""), fields)
        return twilio.inbound_of(fields)

    async def notify(self, request: Request) -> Came:
        """Return what a callback of GOV.UK Notify's brings; Refusal where it has no token."""
        bearer = self.house.settings.notify_bearer
        if bearer is None:
            raise NO_PROVIDER.refuse()
        headers = headers_of(request.scope)
        if not notify.is_ours(bearer.get_secret_value(), headers.get(b"authorization", b"")):
            raise BAD_WEBHOOK.refuse()
        body = await read_body(headers, request.receive)
        if not _is_json(headers):
            raise WRONG_KIND.refuse(accepted="JSON")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise BROKEN_WEBHOOK.refuse() from None
        if not isinstance(said, dict):
            raise BROKEN_WEBHOOK.refuse()
        path = request.scope["path"]
        return notify.report_of(said) if path.endswith("/status") else notify.inbound_of(said)

    async def do(self, came: Came) -> None:
        """Carry out what a call brings: durable when it returns, one commit for all that wait.

        Refusal (503) where a store cannot write.
        """
        if isinstance(came, Report):
            await self.house.inbox.report(came)
        elif came is not None:
            await self.house.inbox.text(came)


def _is_json(headers: Mapping[bytes, bytes]) -> bool:
    kind = headers.get(b"content-type", b"").partition(b";")[0]
    return kind.strip().lower() == b"application/json"


async def signed_by_twilio(house: House, request: Request) -> dict[str, str]:
    """Return the fields of a call; Refusal where it is not Twilio's for this very address."""
    settings = house.settings
    if settings.twilio_token is None:
        raise NO_PROVIDER.refuse()
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    headers = headers_of(request.scope)
    body = await read_body(headers, request.receive)
    if body and not is_form(headers):
        raise WRONG_KIND.refuse(accepted="a form")
    url = settings.public_url.rstrip("/") + path + (f"?{query}" if query else "")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        raise BROKEN_WEBHOOK.refuse() from None
    signature = headers.get(b"x-twilio-signature", b"")
    if not twilio.is_signed(settings.twilio_token.get_secret_value(), url, pairs, signature):
        raise BAD_WEBHOOK.refuse()
    fields = dict(pairs)
    said = {pair for pair in pairs if pair[0] in _SAID_ONCE}
    if len(said) > len({name for name, _ in said}):  # nobody knows which of two words is hers
        raise BROKEN_WEBHOOK.refuse()
    return fields


def hook_doors(house: House) -> Mapping[str, ASGIApp]:
    """Return the webhooks by path: applications of their own, with nothing between them and the
    server, for they are the busiest of all."""
    hooks = Hooks(house)
    return {
        f"/hooks/{provider}/{what}": _door(answered(_doing(hooks, read)))
        for provider, read in (("twilio", hooks.twilio), ("notify", hooks.notify))
        for what in ("message", "status")
    }


def _door(answer: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        response = await answer(Request(scope, receive))
        await response(scope, receive, send)

    return door


EVERY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def _doing(
    hooks: Hooks, read: Callable[[Request], Awaitable[Came]]
) -> Callable[[Request], Awaitable[Response]]:
    async def done(request: Request) -> Response:
        await hooks.do(await read(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return done


def answered(
    do: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a webhook: what is no POST, or not its provider's, is refused."""

    async def one(request: Request) -> Response:
        try:
            if request.method != "POST":
                raise NO_METHOD.refuse()
            return await do(request)
        except ClientGone:
            return Response(status_code=400)
        except Refusal as refusal:
            return refused(request, refusal)
        except Exception as fault:
            log.error("a webhook failed: %s", where(fault))
            return PlainTextResponse(BROKEN.sentence, status_code=500)

    return one


def refused(request: Request, refusal: Refusal) -> Response:
    """Answer in one plain sentence, and log the code and nothing of the call."""
    kind = refusal.first.kind
    log.warning("a webhook was refused: [%s] at %s", kind.code, request.scope["path"])
    headers = {"allow": "POST"} if kind.status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "30"
    return PlainTextResponse(str(refusal.first), status_code=kind.status, headers=headers)
