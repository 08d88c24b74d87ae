"""Who may be enrolled: a mobile number, a known site, safe hours."""

from __future__ import annotations

import pytest
from texting import PHONE, Phone

from prem.errors import Refusal
from prem.fieldwork.enrol import Enrolment, enrol
from prem.storage import people
from prem.surveys.model import Survey

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
