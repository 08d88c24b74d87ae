"""Our check of signatures against Twilio's own package, and tokens of GOV.UK Notify."""

from __future__ import annotations

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from prem.channels.notify import is_ours, token_of
from prem.channels.twilio import is_signed

TOKEN = "0123456789abcdef0123456789abcdef"
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
FIELDS = st.lists(st.tuples(WORDS, WORDS), max_size=8)
URLS = st.sampled_from(
    [
        "https://prem.test/hooks/twilio/message",
        "https://prem.test:8443/hooks/twilio/status?r=0123456789abcdef",
        "http://127.0.0.1:8000/hooks/twilio/status?r=a%20b&x=",
        "https://prem.test:443/nhs/hooks/twilio/message",
    ]
)


class Multi(dict):
    """What the package calls a MultiDict: several values a name."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def multi(fields: list[tuple[str, str]]) -> Multi:
    made = Multi()
    for name, value in fields:
        made.setdefault(name, []).append(value)
    return made


@settings(max_examples=200, deadline=None)
@given(URLS, FIELDS)
def test_what_twilio_signs_is_signed(url: str, fields: list[tuple[str, str]]) -> None:
    signature = RequestValidator(TOKEN).compute_signature(url, multi(fields))
    assert is_signed(TOKEN, url, fields, signature.encode())
    assert not is_signed(TOKEN[::-1], url, fields, signature.encode())


@settings(max_examples=200, deadline=None)
@given(URLS, FIELDS, st.data())
def test_the_two_agree_about_what_was_altered(
    url: str, fields: list[tuple[str, str]], data: st.DataObject
) -> None:
    theirs = RequestValidator(TOKEN)
    signature = theirs.compute_signature(url, multi(fields))
    other_url = data.draw(URLS)
    other = data.draw(st.one_of(st.just(fields), FIELDS))
    seen = data.draw(st.sampled_from([signature, signature[:-1], "", signature.lower(), "é"]))
    assert is_signed(TOKEN, other_url, other, seen.encode()) == bool(
        theirs.validate(other_url, multi(other), seen)
    )


@pytest.mark.parametrize(
    ("signed", "address", "good"),
    [
        ("https://prem.test:443/hooks", "https://prem.test/hooks", True),
        ("https://prem.test/hooks", "https://prem.test:443/hooks", True),
        ("http://prem.test:80/hooks", "http://prem.test/hooks", True),
        ("https://prem.test/hooks", "https://prem.test:8443/hooks", True),
        ("https://prem.test:8443/hooks", "https://prem.test/hooks", False),
        ("https://prem.test:80/hooks", "https://prem.test/hooks", False),
    ],
)
def test_an_address_with_its_port_and_without_is_the_same(
    signed: str, address: str, good: bool
) -> None:
    theirs, fields = RequestValidator(TOKEN), {"Body": "yes"}
    signature = theirs.compute_signature(signed, fields)
    assert bool(theirs.validate(address, fields, signature)) == good
    assert is_signed(TOKEN, address, fields.items(), signature.encode()) == good


def test_without_a_token_nothing_is_signed() -> None:
    signature = RequestValidator("").compute_signature("https://prem.test/", {})
    assert not is_signed("", "https://prem.test/", [], signature.encode())
    assert not is_ours("", b"Bearer ")
    assert is_ours("abc", b"Bearer abc")
    assert not is_ours("abc", b"bearer abc")
    assert not is_ours("abc", "Bearer é".encode())


def test_a_token_of_notify_is_read_by_its_own_rules() -> None:
    service, secret = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
    token = token_of(f"a-key_with-dashes-{service}-{secret}", 1_568_818_578)
    said = jwt.decode(token, secret, algorithms=["HS256"], options={"verify_iat": False})
    assert said == {"iss": service, "iat": 1_568_818_578}
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}
    with pytest.raises(ValueError, match="no key"):
        token_of("nothing", 0)
