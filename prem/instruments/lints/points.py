"""Unequal answer points: the mean of a scale is of nothing where 5 is the top here and 4 there."""

from collections import Counter
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import items_place
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of every item whose codes are not those that most of its scale have."""
    for scale in instrument.scales:
        items = [instrument.item(identity) for identity in scale.items]
        if not items:
            continue
        usual = Counter(item.codes for item in items).most_common(1)[0][0]
        for item in items:
            if item.codes != usual:
                yield content.UNEQUAL_POINTS.at(
                    items_place(instrument, item, "codes"),
                    found=str(list(item.codes)),
                    scale=scale.id,
                    usual=str(list(usual)),
                )
