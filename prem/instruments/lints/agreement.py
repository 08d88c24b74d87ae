"""Agree-disagree options: people agree to be polite; answer words of the question's own do not
invite that, and say more."""

from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import options, phrases
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

_AGREEMENT = phrases(("agree*", "disagree*"))


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of every option that asks for agreement."""
    for one in options(instrument, english=True):
        if _AGREEMENT.search(one.words):
            yield content.AGREEMENT.at(one.place, word=one.words)
