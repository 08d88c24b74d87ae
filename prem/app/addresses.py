"""A woman's link opens on her phone and fits into one text, at the address of this prem."""

from __future__ import annotations

from collections.abc import Iterable

from prem.errors import Place
from prem.errors import survey as kinds
from prem.errors.channels import UNSAFE_ADDRESS
from prem.instruments.lints.texts import loud_in
from prem.settings import Settings
from prem.surveys.model import BY_TEXT, Survey
from prem.surveys.texts import too_long_for

TOKEN = 22
"""Letters of a link's token: sixteen bytes in base 64."""


def links_open(settings: Settings) -> None:
    """Refusal 422.470 where a provider would carry links that open on no phone, or unprotected.

    A demo sends nothing by a provider.
    """
    chosen = {settings.sms, settings.whatsapp, settings.voice} - {"none"}
    if chosen and not settings.demo and not settings.public_url.startswith("https://"):
        raise UNSAFE_ADDRESS.refuse(Place(field="PREM_PUBLIC_URL"))


def links_fit(surveys: Iterable[Survey], public_url: str) -> None:
    """Refusal 422.242 where a text with her link would be of two parts, in any survey's words, and
    422.243 where the address has a word that may not stand in a text."""
    base, loud = public_url.rstrip("/"), loud_in(public_url)
    for survey in surveys:
        texted = survey.asks_on(BY_TEXT)
        if texted and loud:
            word, what = loud
            raise kinds.LOUD_ADDRESS.refuse(Place(field="PREM_PUBLIC_URL"), word=word, what=what)
        for language in too_long_for(survey, f"{base}/q/{'x' * TOKEN}") if texted else ():
            raise kinds.LONG_ADDRESS.refuse(
                Place(field="PREM_PUBLIC_URL"), found=len(base), language=language
            )
