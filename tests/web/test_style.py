"""The inline style: allowed by its hash, made small without a change, readable in both schemes."""

from __future__ import annotations

import base64
import hashlib
import re

import brotli
import pytest

from prem.web.placing import environment
from prem.web.style import script_of, smaller, style_of

SHEETS = ("page.css", "staff.css")
PAIRS = {
    "page.css": [
        *(
            (ink, ground)
            for ink in ("ink", "soft", "green")
            for ground in ("paper", "card", "tint")
        ),
        ("warn", "warm"),
        ("on", "green"),
    ],
    "staff.css": [
        *((ink, ground) for ink in ("ink", "soft", "green") for ground in ("paper", "card")),
        ("ink", "tint"),
        ("ink", "warn-tint"),
        ("on-green", "green"),
    ],
}


def _schemes(css: str) -> list[dict[str, str]]:
    """The colours in light and in dark, by name."""
    roots = re.findall(r":root\{(.*?)\}", css)
    light, dark = (dict(re.findall(r"--([\w-]+):(#\w+)", root)) for root in roots)
    return [light, {**light, **dark}]


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag():
    assert _contrast("#000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_has_a_contrast_of_seven(sheet, scheme):
    colours = _schemes(style_of(environment(), sheet).css)[scheme]
    low = {p: round(_contrast(colours[p[0]], colours[p[1]]), 2) for p in PAIRS[sheet]}
    assert {pair: found for pair, found in low.items() if found < 7} == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_edge_of_a_choice_has_a_contrast_of_three(scheme):
    colours = _schemes(style_of(environment(), "page.css").css)[scheme]
    assert min(_contrast(colours["line"], colours[g]) for g in ("paper", "card")) >= 3


def test_the_policy_holds_the_hash_of_what_stands_on_the_page(client):
    for path in ("/q/x", "/", "/about/perinatal-experience"):
        page = client.get(path)
        styles = re.findall(r"<style>(.*?)</style>", page.text, re.S)
        assert len(styles) == 1
        digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
        assert 'style="' not in page.text


def test_the_womens_style_is_small():
    css = style_of(environment(), "page.css").css.encode()
    assert len(brotli.compress(css, mode=brotli.MODE_TEXT, quality=6)) < 1_500


def test_the_womens_scripts_are_small_and_allowed_by_their_hash(client):
    page = client.get("/q/x")
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.S)
    own = [
        script_of(environment(), *names).code
        for names in (("leave.js",), ("ahead.js", "listen.js"))
    ]
    assert scripts == own
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["content-security-policy"]
    together = "".join(own).encode()
    assert len(brotli.compress(together, mode=brotli.MODE_TEXT, quality=6)) < 2_600


def test_smaller_keeps_what_matters():
    css = (
        "/* a\n b */ a > b , c:hover {\n  color : red;\n margin: 0 auto;\n}\n"
        "@media (x: y) and (z) { d { e: f } }"
    )
    assert smaller(css) == "a>b,c:hover{color :red;margin:0 auto}@media (x:y) and (z){d{e:f}}"
