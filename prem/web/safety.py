"""The headers that every page carries, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable

# Nothing may run, frame, be framed, or be fetched from elsewhere; the icon is a data: address.
_POLICY = (
    "default-src 'none'; img-src data:; style-src {styles}; form-action {forms}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Our own scripts alone, each by its hash; they speak to this server alone.
_SCRIPTS = "; script-src {scripts}; connect-src 'self'"
# Recorded voices, from this server alone, on pages that may have some.
_VOICES = "; media-src 'self'"
# What no page of ours needs, so that no injected one gets it.
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def policy(
    styles: Iterable[str],
    forms: str = "'self'",
    scripts: Iterable[str] = (),
    *,
    voices: bool = False,
) -> str:
    """Return the Content-Security-Policy that allows these hashes and nothing else.

    `voices`: the page may play our own recordings.
    """
    base = _POLICY.format(styles=" ".join(styles) or "'none'", forms=forms)
    hashes = " ".join(scripts)
    base += _SCRIPTS.format(scripts=hashes) if hashes else ""
    return base + _VOICES if voices else base


def page_headers(
    styles: Iterable[str],
    forms: str = "'self'",
    scripts: Iterable[str] = (),
    *,
    voices: bool = False,
) -> dict[str, str]:
    """Return the headers of an HTML page: strict, never stored, never told where she came from."""
    return {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy(styles, forms, scripts, voices=voices),
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "permissions-policy": _PERMISSIONS,
        "cross-origin-opener-policy": "same-origin",
    }
