"""How women write: the many ways to say "2" in a text, and some that say nothing we can read."""

from __future__ import annotations

from datetime import date
from random import Random

NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
REMARKS = ("but only once", "i think", "mostly anyway", "the last time", "when she was on shift")
STORIES = (
    "sorry was on the bus, what was that",
    "its a long story really",
    "who is this again?",
    "my phone died yesterday",
    "1 or 2",
    "hmm",
    "not sure which number is which",
)
SAID_NO = {
    "rather-not-say": ("rather not say", "I'd rather not say", "dont want to say"),
    "not-about-me": ("not about me", "doesn't apply", "This isn't about me", "n/a"),
    "not-sure": ("not sure", "dont know", "I'm not sure", "idk"),
}
UNREAD_SHARE = 0.02
SAID_LIFE = {
    "start": ("START", "start", "Start please"),
    "stop": ("STOP", "stop", "Stop.", "leave me alone", "stp", "take me off this"),
    "birth": ("had the baby on {day}", "Had her {day}", "baby born {day}"),
    "loss": ("we lost the baby", "i had a miscarriage"),
    "apart": ("they took my baby", "she was taken into care"),
    "together": ("he is back with me", "baby is home again"),
    "prison": ("i'm in prison",),
    "refuge": ("in a refuge",),
}
"""What a woman may text of her own accord, as a whole message."""


def wrote_number(number: int, words: str, chance: Random) -> str:
    """Return a text that means option `number` (1 to 9), whose words are `words`."""
    dice = chance.random()
    plain = words.rstrip(".")
    for share, text in (
        (0.62, str(number)),
        (0.08, f"{number}."),
        (0.04, f" {number} "),
        (0.07, NUMBER_WORDS[number]),
        (0.05, plain.lower()),
        (0.03, plain),
        (0.02, f"aye {_misspelt(plain.lower(), chance)}"),
        (0.05, f"{number} {chance.choice(REMARKS)}"),
        (0.02, f"{number}) {plain.lower()}"),
    ):
        if dice < share:
            return text
        dice -= share
    return f"Number {number}"


def wrote_non_answer(non_answer: str, chance: Random) -> str:
    """Return a text that means one of the three non-answers."""
    return chance.choice(SAID_NO[non_answer])


def wrote_nothing_clear(chance: Random) -> str | None:
    """Return a text that cannot be read as an answer, now and then; else None."""
    return chance.choice(STORIES) if chance.random() < UNREAD_SHARE else None


def wrote_stop(chance: Random) -> str:
    """Return a text that ends it."""
    return chance.choice(("STOP", "stop", "Stop.", "stop please", "STOP!!"))


def wrote_life(kind: str, day: date | None, chance: Random) -> str:
    """Return a text that tells of something that happened; "" where she would not text it."""
    if kind not in SAID_LIFE:
        return ""
    return chance.choice(SAID_LIFE[kind]).replace("{day}", f"{day:%-d %B %Y}" if day else "")


def _misspelt(word: str, chance: Random) -> str:
    """Leave one letter out: "often" -> "ofen"."""
    if len(word) < 4:
        return word
    gap = chance.randrange(1, len(word) - 1)
    return word[:gap] + word[gap + 1 :]
