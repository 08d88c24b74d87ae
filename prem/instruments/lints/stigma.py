"""Stigma: words that make a person a condition, or a patient a culprit, with what to say instead.

After the person-first language that the theory asks for (requirement 7.5).
"""

from collections.abc import Iterator

from prem.errors import Complaint, Place, content
from prem.instruments.lints.wording import (
    entry,
    head_place,
    items_place,
    options,
    phrases,
    questions,
    words_file,
)
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

INSTEAD = {
    "abuser*": "women who use drugs", "addict": "a woman who uses drugs",
    "addicts": "women who use drugs", "addicted": "who uses drugs", "addiction*": "drug use",
    "addictive": "hard to stop", "alcoholic*": "a woman who drinks",
    "bad mother*": "leave it out: the question is about the care",
    "battered": "who has lived with violence", "chaotic": "whose life is hard just now",
    "clean and sober": "not using drugs", "get clean": "stop using drugs",
    "getting clean": "stopping drug use", "stay clean": "not use drugs",
    "staying clean": "not using drugs", "been clean": "not used drugs", "clean time": "time since",
    "complian*": "how care was agreed", "complied": "what was agreed",
    "comply": "what was agreed", "non-complian*": "what got in the way",
    "crack baby": "a baby exposed to drugs before birth", "dirty": "positive (of a test)",
    "drug abuse": "drug use", "drug habit": "drug use", "drug misuse": "drug use",
    "drug seeking": "asking for medicine", "drug user*": "women who use drugs",
    "druggie*": "women who use drugs", "failed to attend": "was not able to come",
    "failed to engage": "was not reached by the service", "fix": "leave it out",
    "hard to reach": "poorly served", "hooked": "who uses drugs", "junkie*": "women who use drugs",
    "lost custody": "whose child lives apart from her",
    "non-attend*": "what made it hard to come", "offender*": "women with a conviction",
    "promiscuous": "leave it out", "prostitut*": "sex work", "relapse*": "return to drug use",
    "sober": "not drinking", "substance abuse": "drug use", "substance misuse": "drug use",
    "suffer from": "has", "suffers from": "has", "suffering from": "with",
    "unfit": "leave it out: the question is about the care", "user": "a woman who uses drugs",
    "users": "women who use drugs", "victim*": "a woman who has lived through it",
    "vulnerable": "say what the risk is",
}  # fmt: skip
_STIGMA = phrases(INSTEAD)


def stigma_in(text: str, place: Place) -> Iterator[Complaint]:
    """Yield a complaint for every word of stigma in a text."""
    for found in _STIGMA.finditer(text):
        word = found.group(0)
        yield content.STIGMA.at(place, word=word, plain=entry(INSTEAD, word))


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of stigma in what women see and in what staff read about the instrument."""
    for one in (*questions(instrument, english=True), *options(instrument, english=True)):
        yield from stigma_in(one.words, one.place)
    for language, answers in instrument.non_answers.items():
        for answer in answers:
            place = Place(words_file(instrument, language), field=f"non_answers.{answer.id}")
            yield from stigma_in(" ".join(answer.forms.values()), place)
    yield from stigma_in(instrument.about, head_place(instrument, "about"))
    for scale in instrument.scales:
        yield from stigma_in(scale.title, head_place(instrument, f"scale {scale.id}"))
    for item in instrument.items:
        for evidence in item.evidence:
            yield from stigma_in(evidence.finding, items_place(instrument, item, "evidence"))
