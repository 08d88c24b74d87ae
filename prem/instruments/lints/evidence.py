"""Missing evidence: a question that no woman's words stand behind is ours, not theirs."""

from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import items_place
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of every item of an outcome that points to no evidence."""
    for item in instrument.items:
        if item.outcome and not item.evidence:
            yield content.NO_EVIDENCE.at(items_place(instrument, item, "evidence"))
