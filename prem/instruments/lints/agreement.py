"""Agree-disagree options: people agree to be polite; answer words of the question's own do not
invite that, and say more."""

from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import options, phrases, questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

_AGREEMENT = phrases(("agree*", "disagree*"))
# In a question only what asks her to agree: "did staff agree a plan with you?" does not.
_ASKED = phrases(("you agree", "you strongly agree", "agree that", "agree or disagree"))


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of every option, and every question, that asks for agreement."""
    for one in questions(instrument, english=True):
        if found := _ASKED.search(one.words):
            yield content.AGREEMENT.at(one.place, word=found.group(0))
    for one in options(instrument, english=True):
        if _AGREEMENT.search(one.words):
            yield content.AGREEMENT.at(one.place, word=one.words)
