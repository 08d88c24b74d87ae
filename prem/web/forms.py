"""What a form sends: its origin checked, its size bounded, its fields read, its reply made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from prem.errors.web import BROKEN_FORM, FOREIGN_FORM, NOT_A_FORM, TOO_MUCH
from prem.instruments.model import NON_ANSWERS
from prem.surveys.model import OPENING
from prem.surveys.own_words import own_words
from prem.surveys.reply import (
    Back,
    Begin,
    Change,
    Check,
    Chosen,
    Declined,
    Empty,
    Pause,
    Reply,
    Skip,
    Stop,
    Switch,
    Wrote,
)

BODY_LIMIT = 64 * 1024
"""Bytes of a form: room for some 20,000 letters of free text, and no more."""
_FIELDS = 20
_FORM = b"application/x-www-form-urlencoded"


class ClientGone(Exception):  # noqa: N818  # no error of hers or ours
    """She closed the page before all of it came: nobody waits for an answer."""


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """Return the request's headers by lower-case name; of repeated ones the last."""
    return dict(scope["headers"])


def check_origin(headers: Mapping[bytes, bytes]) -> None:
    """Refuse (403) a form that another site's page sent.

    Browsers of today say so themselves (Sec-Fetch-Site). Older ones send an Origin, which is
    "null" under our no-referrer policy and then says nothing; SameSite=Lax guards those.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        if site not in (b"same-origin", b"none"):
            raise FOREIGN_FORM.refuse()
        return
    origin = headers.get(b"origin", b"null")
    if origin != b"null" and origin.partition(b"://")[2] != headers.get(b"host", b""):
        raise FOREIGN_FORM.refuse()


def is_form(headers: Mapping[bytes, bytes]) -> bool:
    """Whether the request says that it brings a form."""
    return headers.get(b"content-type", b"").partition(b";")[0].strip().lower() == _FORM


async def read_form(
    headers: Mapping[bytes, bytes], receive: Receive, fields: int = _FIELDS
) -> dict[str, str]:
    """Return the fields of a form; Refusal 415, 413 or 400 where it is none that we send."""
    if not is_form(headers):
        raise NOT_A_FORM.refuse()
    body = await read_body(headers, receive)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=fields
        )
    except ValueError:
        raise BROKEN_FORM.refuse() from None
    return dict(pairs)


async def form_if_any(scope: Scope, receive: Receive) -> dict[str, str]:
    """Return the fields of a form, where one came: a link may be opened without."""
    headers = headers_of(scope)
    return await read_form(headers, receive) if is_form(headers) else {}


async def read_body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    """Return the whole body; Refusal 413 where it is larger than any form, ClientGone if cut."""
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > BODY_LIMIT:
        raise TOO_MUCH.refuse()
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_LIMIT:
            raise TOO_MUCH.refuse()
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def replies_of(form: Mapping[str, str]) -> tuple[Reply, ...]:
    """Return what she did, in order: a break or a stop comes after the answer that she chose."""
    if form.get("action") in ("pause", "stop") and (form.get("answer") or form.get("words")):
        return reply_of({**form, "action": "continue"}), _SIMPLE[form["action"]]
    return (reply_of(form),)


def reply_of(form: Mapping[str, str]) -> Reply:
    """Return what she did. Whether it fits the question is the engine's to say, not the form's."""
    step, action = form.get("step", "")[:80], form.get("action", "continue")
    if action == "back":
        return Back(step)
    if action in _SIMPLE:
        return _SIMPLE[action]
    if action in _WAYS:
        return _switch(form, _WAYS[action], step)
    if action.startswith(TONGUE):
        return _switch(form, Switch(language=action.removeprefix(TONGUE)[:20]), step)
    if form.get("change"):
        return Change(form["change"][:80])
    if action == "skip":
        return Skip(step)
    if step == OPENING:
        return Chosen("yes", step=OPENING)
    answer, words = form.get("answer", ""), own_words(form.get("words", ""))
    if not words and not answer:
        return Empty(step, insists=form.get("again") == "1")
    return _answer(answer, words, step)


_SIMPLE: Mapping[str, Reply] = {
    "pause": Pause(),
    "stop": Stop(),
    "check": Check(),
    "done": Begin(),
}
TONGUE = "in-"
"""What stands before a language in the button that changes to it."""
_WAYS: Mapping[str, Switch] = {
    "easy": Switch(easy=True),
    "plain": Switch(easy=False),
    "helped": Switch(helped=True),
    "alone": Switch(helped=False),
    "aside": Switch(aside=True),
}


def _switch(form: Mapping[str, str], way: Switch, step: str) -> Switch:
    """Return the change of her way, with what stood chosen or written when she made it."""
    words, answer = own_words(form.get("words", "")), form.get("answer", "")[:80]
    value = int(answer) if answer.isascii() and answer.isdigit() and len(answer) <= 4 else answer
    return replace(way, step=step, value=value, words=words)


def _answer(answer: str, words: str, step: str) -> Reply:
    if words:
        return Wrote(words, step)
    if answer in NON_ANSWERS:
        return Declined(answer, step)
    if answer.isascii() and answer.isdigit() and len(answer) <= 4:
        return Chosen(int(answer), step=step)
    return Chosen(answer[:80], step=step)
