"""Coverage: every outcome that the reporter can tell of has items enough, and a link in the
theory; every woman at every time has something to answer; the short form leaves no outcome out."""

from collections.abc import Iterator
from itertools import product

from prem.errors import Complaint, Place, content
from prem.instruments.lints.wording import forms, head_place
from prem.instruments.model import SITUATIONS, TIME_POINTS, Instrument
from prem.instruments.theory import Theory

LEAST = 5


def few_items(instrument: Instrument, theory: Theory) -> Iterator[Complaint]:
    """Complain of an outcome of the instrument's reporter with fewer than five items."""
    for outcome in theory.reported_by(instrument.reporter):
        count = sum(item.outcome == outcome.id for item in instrument.items)
        if count < LEAST:
            place = head_place(instrument, "order")
            yield content.FEW_ITEMS.at(place, outcome=outcome.id, found=count, limit=LEAST)


def situations(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of a time point and a situation at which no item of an outcome may be asked.

    Every pair counts in every form, also the unlikely: a woman may be pregnant again a year
    after a birth.
    """
    place = Place(file=f"instruments/{instrument.id}/items", field="situations")
    for form, items in forms(instrument):
        for time_point, situation in product(TIME_POINTS, SITUATIONS):
            if not any(item.outcome and item.fits(time_point, situation) for item in items):
                yield content.NOTHING_TO_ANSWER.at(
                    place, form=form, situation=situation, time=time_point
                )


def short_forms(instrument: Instrument, theory: Theory) -> Iterator[Complaint]:
    """Complain of an outcome without an item in a short form."""
    for form, ids in instrument.short_forms.items():
        covered = {instrument.item(identity).outcome for identity in ids}
        for outcome in theory.reported_by(instrument.reporter):
            if outcome.id not in covered:
                place = head_place(instrument, f"short_forms.{form}")
                yield content.SHORT_FORM_GAP.at(place, form=form, outcome=outcome.id)


def links(instrument: Instrument, theory: Theory) -> Iterator[Complaint]:
    """Complain of an outcome of the reporter that no requirement is linked to."""
    linked = {link.outcome for link in theory.links}
    for outcome in theory.reported_by(instrument.reporter):
        if outcome.id not in linked:
            place = Place(file=f"theory of change {theory.id}", field="link")
            yield content.NO_LINK.at(place, outcome=outcome.id)
