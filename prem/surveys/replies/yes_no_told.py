"""A yes or a no that is told and not agreed to: "aye they did", "not by anybody"."""

from __future__ import annotations

from prem.surveys.replies import lists
from prem.surveys.replies.choices import YES_NO, Choice, Code
from prem.surveys.replies.option_words import PLAIN_YES

_YES_OR_NO = (frozenset({"yes"}), frozenset({"no"}))
_WHAT = frozenset(
    {"when", "how", "why", "what", "who", "where", "until", "till", "about", "enough"}
)


def told(words: list[str], choice: Choice, *, asks: bool = False) -> Code | None:
    """Return the code where "Yes" and "No" are all the options, and nothing is agreed to.

    `asks`: the text has a question mark. Consent is none of these; the gate is.
    """
    agrees = choice.codes == YES_NO and choice.numbered
    if agrees or choice.phrases != _YES_OR_NO or len(words) < 2:
        return None
    for place, key in enumerate(("told-so", "told-not") if choice.codes != YES_NO else ()):
        if lists.sentences("yes-no", key).search(" ".join(words)):
            return choice.codes[place]
    said = _said(words, choice.language)
    known = not lists.all_words("yes-no", "tells").isdisjoint(words[:3])
    known = known or (said == ["yes"] and (choice.codes == YES_NO or words[0] in PLAIN_YES))
    if choice.codes == YES_NO and said == ["no"]:
        return None  # "no not right now" is for later
    if len(said) != 1 or not known or ("yes" in said and _denied(words)) or asks:
        return None
    return choice.codes[YES_NO.index(said[0])]


def _said(words: list[str], language: str) -> list[str]:
    """Return "yes", "no", or both, where a text begins or ends with them."""
    known = {lists.every()[0], lists.by_preference(language)[0]}
    edges = (words[0], words[-1])
    return [
        one
        for one in YES_NO
        if any(not some.words("yes-no", one).isdisjoint(edges) for some in known)
    ]


def _denied(words: list[str]) -> bool:
    """Whether a yes is taken back, and not only said of a part: "yes but nobody said when"."""
    if words[1] == "but" and not _WHAT.isdisjoint(words):
        return False
    return not lists.all_words("yes-no", "denies").isdisjoint(words)
