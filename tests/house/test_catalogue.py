"""The catalogue of errors: codes are unique, statuses real, sentences plain."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

import prem.errors
from prem.errors import Kind, Place, all_kinds
from prem.errors.kinds import Refusal, near_miss

for _module in iter_modules(prem.errors.__path__):
    import_module(f"prem.errors.{_module.name}")

KINDS = all_kinds()


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_sentence_is_plain_and_its_status_real(code: str) -> None:
    kind = KINDS[code]
    assert 400 <= kind.status < 600
    assert 15 < len(kind.sentence) < 250
    assert "\n" not in kind.sentence
    assert "Traceback" not in kind.sentence


def test_a_code_is_never_used_twice() -> None:
    code = next(iter(KINDS))
    with pytest.raises(ValueError, match="already"):
        Kind(code, "Something else.")


def test_a_complaint_names_the_place() -> None:
    kind = next(k for k in KINDS.values() if "{" not in k.sentence)
    complaint = kind.at(Place(file="a.toml", item="S1-1", field="page", row=3))
    assert str(complaint).startswith(f"[{kind.code}] a.toml, item S1-1, field page, row 3: ")


def test_a_refusal_prints_a_line_a_complaint() -> None:
    kind = next(k for k in KINDS.values() if "{" not in k.sentence)
    refusal = Refusal.of([kind.at(), kind.at(Place(file="b.toml"))])
    assert len(str(refusal).splitlines()) == 2
    assert refusal.status == kind.status


def test_a_near_miss_is_suggested_and_a_far_one_is_not() -> None:
    assert near_miss("stauts", ["status"]) == '; did you mean "status"?'
    assert near_miss("zebra", ["status"]) == ""
