"""A woman whose baby is not with her, or has died, is never asked about caring for it at home."""

import re
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import phrases, questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

# Words that suppose the baby lives with her, in every situation where it may not.
CARING = (
    "baby's needs", "baby's routine", "be a parent", "being a parent", "parenting", "breastfe*",
    "settle your baby", "your baby sleep*", "your baby settle*", "your baby cries",
    "your baby eat*", "your baby feed*", "bond with your baby", "bonding with your baby",
    "with your baby every day", "living with your baby", "life with your baby",
)  # fmt: skip
_CARING = re.compile(
    phrases(CARING).pattern
    + r"|\b(?:car(?:e|ing) for|look(?:ing)? after|tak(?:e|ing) care of|feed(?:ing)?|bath(?:e|ing)?|"
    r"dress(?:ing)?|rais(?:e|ing)|bring(?:ing)? up|tak(?:e|ing) home)"
    r"\s+(?:for\s+)?(?:your|the|a)\s+(?:new\s+)?(?:baby|child|newborn)\b"
    # the baby and her home in one question, in either order
    r"|\b(?:baby|babies)\b.*\bhome\b|\bhome\b.*\b(?:baby|babies)\b",
    re.IGNORECASE,
)
# After a loss any word of the baby hurts; whoever may reach her asks about the care she got.
_ANY = phrases(("baby", "babies", "baby's", "newborn*", "your child", "breastfe*", "feeding"))
APART = ("baby-not-with-me", "loss", "rather-not-say")


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of words of caring for a baby in situations in which it is not with her."""
    for one in questions(instrument, english=True):
        apart = [situation for situation in APART if situation in one.item.situations]
        if apart and (found := _CARING.search(one.words)):
            where = ", ".join(apart)
            yield content.BABY_AT_HOME.at(one.place, word=found.group(0), situation=where)
        elif "loss" in apart and (found := _ANY.search(one.words)):
            yield content.BABY_AT_HOME.at(one.place, word=found.group(0), situation="loss")
