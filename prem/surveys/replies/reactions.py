"""What a phone writes when a text of ours is "liked": it quotes us, and is no reply of hers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.cleaning import clean
from prem.surveys.replies.lists import alternatives

_QUOTE = '"“”‟«»„‚‘’‹›「『'
_HEAD = 80
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


def is_reaction(text: str) -> bool:
    """Whether a phone sent this by itself: `Liked "How ..."`, `👍 to “How ...”`."""
    head = unicodedata.normalize("NFKC", text[:_HEAD])
    head = "".join(c for c in head if unicodedata.category(c) != "Cf").strip()
    before, quote, _ = _split(_APOSTROPHE.sub("", head))
    if not quote:
        return bool(_of_a_thing().fullmatch(clean(text)))
    said = clean(before)
    return bool(_verb().match(said)) or _sign_to(before)


def _split(head: str) -> tuple[str, str, str]:
    found = re.search(f"[{_QUOTE}]", head)
    return (head[: found.start()], found[0], head[found.end() :]) if found else (head, "", "")


def _sign_to(before: str) -> bool:
    """Whether only signs stand before the quote, and one short word such as "to"."""
    words = re.findall(r"[^\W\d_]+", before)
    signs = any(unicodedata.category(c) in ("So", "Sk") for c in before)
    return signs and len(words) == 1 and clean(words[0]) in lists.all_words("reactions", "to")


@cache
def _verb() -> re.Pattern[str]:
    several = alternatives(lists.all_phrases("reactions", "verbs"))
    return re.compile(rf"(?:{several})\b[^\n]{{0,40}}$")


@cache
def _of_a_thing() -> re.Pattern[str]:
    verbs = alternatives(lists.all_phrases("reactions", "verbs"))
    things = alternatives(lists.all_words("reactions", "things"))
    return re.compile(rf"(?:{verbs}) (?:an? |your )?(?:{things})[.!]?")
