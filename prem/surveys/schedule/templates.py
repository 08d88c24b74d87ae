"""Templates that the clock sends by itself, and whether their words mention a baby."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from prem.instruments.lints.wording import phrases
from prem.surveys.model import Survey

INVITATION, REMINDER = "invitation", "reminder"
# More than a text may say at all (instruments/lints/texts.py): what is not forbidden can hurt, too.
# Words of every language of the study together: a false alarm costs a text, a miss costs more.
_BABY = phrases(
    ("baby", "babies", "baby's", "babies'", "newborn*", "infant*", "pregnan*", "birth", "births",
     "born", "expecting", "labour", "bump", "little one*", "your child*", "toddler*", "mum", "mums",
     "mother*", "feeding", "breastfe*", "midwi*", "maternity", "antenatal", "postnatal",
     "babi", "baban*", "beichiog*", "geni", "ganwyd", "plentyn", "mam", "bydwrag*")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A template's id, which is the key of its words, and whether they mention a baby."""

    id: str
    mentions_baby: bool


def mentions_baby(words: str) -> bool:
    """Whether words mention a baby, a pregnancy or a birth."""
    return _BABY.search(words) is not None


@lru_cache(maxsize=256)
def templates(survey: Survey, language: str) -> tuple[Template, ...]:
    """Return what a wave sends, in order: one invitation, two reminders.

    KeyError where the survey has no words in this language.
    """
    text = survey.words[language].text
    order = (INVITATION, REMINDER, REMINDER)
    return tuple(Template(one, mentions_baby(text[one])) for one in order)
