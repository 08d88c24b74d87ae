"""Negations: to say "never" to "did staff not listen?" leaves both sides unsure what was meant."""

import re
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import phrases, questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

NEGATIONS = (
    "not", "no", "never", "nobody", "no one", "none", "nothing", "nowhere", "neither", "nor",
    "cannot",
)  # fmt: skip
# A question about the bad side ("how rude ...") turns the answer words round, as a negation does.
SOFT = (
    "without", "unless", "hardly", "rarely", "unable", "fail*", "lack*", "avoid*", "except",
    "unsafe", "unkind*", "unfair*", "unhappy", "unclear", "unwelcome", "unheard", "rude*",
    "ignored", "disrespect*", "judged", "ashamed",
)  # fmt: skip
_HARD = re.compile(rf"{phrases(NEGATIONS).pattern}|\b\w+n['’]t\b", re.IGNORECASE)
_SOFT = phrases(SOFT)
_SET_PHRASES = phrases(("whether or not",))


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of a negation in a question; warn of a word that turns it round."""
    for one in questions(instrument, english=True):
        text = _SET_PHRASES.sub("whether", one.words)
        if hard := _HARD.search(text):
            yield content.NEGATION.at(one.place, word=hard.group(0))
        elif soft := _SOFT.search(text):
            yield content.SOFT_NEGATION.at(one.place, word=soft.group(0))
