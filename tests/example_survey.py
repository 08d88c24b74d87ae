"""A tiny survey in code, for tests of every room: five items, two sites, every situation.

    from example_survey import example_survey

    S5-1   all time points, all situations
    S3-1   after birth only, all situations
    S1-1   all time points, baby-with-me only
    overall, open

The form "full" has all of them, "text" has S5-1, S1-1 and overall.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from prem.instruments.hashing import digest
from prem.instruments.model import (
    NON_ANSWERS,
    SITUATIONS,
    TIME_POINTS,
    Change,
    Evidence,
    Instrument,
    Item,
    NonAnswer,
    Scale,
    Words,
)
from prem.surveys.keys import PAGE, TEXT
from prem.surveys.model import Site, SupportLine, Survey, SurveyWords, TimePoint

OFTEN = ("Always", "Often", "Sometimes", "Rarely", "Never")
GOOD = ("Very good", "Good", "In between", "Poor", "Very poor")


def example_item(
    item_id: str, question: str, options: tuple[str, ...] = OFTEN, **changes: object
) -> Item:
    """Return an item with the given words, asked always unless `changes` says otherwise."""
    fields: dict[str, object] = {
        "outcome": item_id.partition("-")[0] if "-" in item_id else "",
        "scale": item_id.partition("-")[0] if "-" in item_id else "",
        "kind": "choice" if options else "open",
        "codes": tuple(range(len(options), 0, -1)),
        "requirements": ("8.1",),
        "time_points": TIME_POINTS,
        "situations": SITUATIONS,
        "sensitivity": "low",
        "status": "candidate",
        "version": 1,
        "evidence": (Evidence("synopsis", "Table 5", "An example."),),
        "history": (Change(1, "2026-11-21", "First.", "tests"),),
    }
    words = Words(question, question, question, question, options, options, options)
    return Item(id=item_id, words=MappingProxyType({"en": words}), **{**fields, **changes})  # type: ignore[arg-type]


def example_instrument() -> Instrument:
    """Return an instrument of five items."""
    after = tuple(one for one in TIME_POINTS if one != "pregnancy")
    items = (
        example_item("S5-1", "Did staff explain what would happen next?"),
        example_item("S3-1", "Did staff share what they needed to know?", time_points=after),
        example_item("S1-1", "Did staff ask before they held your baby?",
                     situations=("baby-with-me",)),
        example_item("overall", "How was your care, all in all?", GOOD),
        example_item("open", "What is the one thing you would change?", ()),
    )  # fmt: skip
    said = {"rather-not-say": "I'd rather not say", "not-about-me": "This isn't about me",
            "not-sure": "I'm not sure"}  # fmt: skip
    return Instrument(
        id="example",
        title="An example",
        version="0.1",
        status="candidate",
        reporter="women",
        theory="stepping-stones",
        about="For tests.",
        languages=("en",),
        items=items,
        scales=tuple(Scale(one, one, one, (f"{one}-1",)) for one in ("S5", "S3", "S1")),
        short_forms={"text": ("S5-1", "S1-1", "overall")},
        overall="overall",
        open_question="open",
        non_answers={
            "en": tuple(
                NonAnswer(one, dict.fromkeys(("page", "text", "spoken", "easy"), said[one]))
                for one in NON_ANSWERS
            )
        },
        hash=digest([item.id for item in items]),
        words_status={"en": "source"},
    )


def example_words() -> SurveyWords:
    """Return words that name their key, so that a test sees which ones were used."""
    page = {key: f"{key.removesuffix('-body')} words" for key in PAGE}
    bodies = {key: f"{key} one\n{key} two" for key in PAGE if key.endswith("-body")}
    text = {key: f"{key} text" for key in TEXT}
    yes_no = {"consent-yes": "Yes", "consent-no": "No"}
    return SurveyWords(
        page={**page, **bodies, **yes_no},
        text={
            **text,
            **yes_no,
            "link": "Here: {link}",
            "voucher": "Yours: {voucher}",
            "stopped-voucher": "Stopped. Yours: {stopped-voucher}",
        },
        situations={
            one: {"page": f"{one} page", "text": f"{one} text", "easy": f"{one} easy"}
            for one in SITUATIONS
        },
        easy={"opening": "opening easy"},
    )


def example_survey(instrument: Instrument | None = None, **changes: object) -> Survey:
    """Return the survey; `changes` are fields of Survey to set instead."""
    instrument = instrument or example_instrument()
    windows = {"pregnancy": (-30, 0), "birth": (0, 0), "weeks-0-12": (1, 12),
               "months-3-12": (13, 52), "months-12-18": (53, 78)}  # fmt: skip
    fields: dict[str, object] = {
        "id": "example-survey",
        "title": "An example",
        "version": "0.1",
        "hash": digest(instrument.hash),
        "instrument": instrument,
        "sites": (
            Site("north", "North", "england", {"model-of-care": "clinic"}),
            Site("south", "South", "scotland", {"model-of-care": "drop-in"}),
        ),
        "time_points": tuple(
            TimePoint(one, one, "due-date" if one == "pregnancy" else "birth", *windows[one])
            for one in TIME_POINTS
        ),
        "channels": ("web", "sms"),
        "forms": {"full": tuple(item.id for item in instrument.items),
                  "text": instrument.short_forms["text"]},
        "form_of_channel": {"web": "full", "sms": "text"},
        "languages": ("en",),
        "words": {"en": example_words()},
        "support": (
            SupportLine("emergency", "Emergency", "999", "In danger"),
            SupportLine("england", "England's line", "0808 2000 247", "Abuse", "england"),
            SupportLine("scotland", "Scotland's line", "0800 027 1234", "Abuse", "scotland"),
        ),
    }  # fmt: skip
    return Survey(**{**fields, **changes})  # type: ignore[arg-type]


def heavy_survey() -> Survey:
    """Return the survey with a heavy part: S1-1 is gentle, S1-2 to S1-4 are not; texts ask all."""
    usual = example_instrument()
    words = ("How safe was it to talk?", "How gentle were they?", "How did you feel after?")
    hard = [
        example_item(f"S1-{at}", one, GOOD, sensitivity="high")
        for at, one in enumerate(words, start=2)
    ]
    items = (*usual.items[:3], *hard, *usual.items[3:])
    scales = tuple(
        replace(one, items=("S1-1", "S1-2", "S1-3", "S1-4")) if one.id == "S1" else one
        for one in usual.scales
    )
    every = tuple(item.id for item in items)
    instrument = replace(usual, items=items, scales=scales)
    return example_survey(instrument, id="heavy-survey", forms={"full": every, "text": every})
