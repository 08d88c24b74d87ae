"""Length: about 12 words are read at once; over 20 a tired reader loses the beginning."""

from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import questions, words_in
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

MOST = 20
EASY = 14


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of a question over 20 words; warn of one over 14."""
    for one in questions(instrument):
        count = len(words_in(one.words))
        if count > MOST:
            yield content.TOO_LONG.at(one.place, found=count, limit=MOST)
        elif count > EASY:
            yield content.LONG.at(one.place, found=count)
