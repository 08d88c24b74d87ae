"""Ways not to answer, and yes and no, in their many spellings."""

from __future__ import annotations

from prem.surveys.replies.cleaning import without, word_set

SKIPPED = "skipped"
PASSED_OVER = frozenset({"skip", "skip it", "skip this", "pass"})
"""What passes over an open question, where anything else is hers to say."""

_FILLERS = word_set(
    "please pls plz this that one it me question q sorry ill i just think really tbh to be honest "
    "the lol haha erm um hmm well would"
)

_MEANT = {
    SKIPPED: ("skip", "skp", "skipp", "pass", "next", "0", "zero", "skip it", "no answer",
              "leave", "move on", "miss"),
    "not-sure": ("dunno", "dont know", "dno", "donno", "do not know", "not sure", "unsure", "idk",
                 "no idea", "no clue", "cant say", "cant remember", "dont remember", "im not sure",
                 "not certain", "dk", "havent clue", "cant decide", "hard say", "not to sure",
                 "not too sure", "ddont know", "im unsure", "couldnt say", "not 100 sure", "idek"),
    "rather-not-say": ("rather not say", "rather not", "id rather not say", "id rather not",
                       "prefer not say", "prefer not", "dont want say", "dont want answer",
                       "do not want answer", "wont say", "wont answer", "not saying", "private",
                       "thats private", "none of your business", "personal", "not telling",
                       "dont wanna say", "dont wanna answer", "no comment", "rns"),
    "not-about-me": ("not about", "isnt about", "not for", "doesnt apply", "does not apply",
                     "na", "n a", "not applicable", "not relevant", "doesnt fit", "isnt about me",
                     "not about me", "didnt happen", "not my situation", "doesnt concern",
                     "thats not about", "never had", "dont have"),
}  # fmt: skip
_BY_PHRASE = {words: meant for meant, several in _MEANT.items() for words in several}
# These lose too much with their fillers taken away ("not for me" is no "not for").
_WHOLE_ONLY = {"not for": "not for me", "never had": "", "dont have": "", "leave": "leave it"}

_YES_FILLERS = word_set(
    "please pls plz thanks thank you u ta x love hun go ahead course of then that is its all "
    "lets do it i am im want to happy with that fine by me"
)
_YES = word_set(
    "yes y ye yeh yh yhh ya yah yea yeah yeahh yep yup yess yesss yas aye ay uhuh mhm ok okay okey "
    "k kk sure fine alright alrite definitely absolutely ie 👍 ✅ ✔"
)
_NO = word_set("no n nah naw na nope nae noo nooo never nay 👎 ❌ ✖") - {"na", "never"}


def non_answer_in(words: list[str]) -> str | None:
    """Return "skipped" or a non-answer's id where the whole message means it."""
    said, left = " ".join(words), without(words, _FILLERS)
    if said in _BY_PHRASE:
        return None if said in _WHOLE_ONLY else _BY_PHRASE[said]
    if left in _WHOLE_ONLY:
        return _BY_PHRASE[left] if said == _WHOLE_ONLY[left] else None
    return _BY_PHRASE.get(left)


def yes_or_no(words: list[str], cleaned: str) -> str | None:
    """Return "yes" or "no" where the whole message means it, else None.

    >>> yes_or_no(["yeah", "please"], "yeah please"), yes_or_no(["no", "thanks"], "no thanks")
    ('yes', 'no')
    """
    if not words:
        sign = cleaned.strip("🏻🏼🏽🏾🏿! ")[:1]
        return "yes" if sign and sign in _YES else "no" if sign and sign in _NO else None
    if words[0] in _NO and all(word in _YES_FILLERS or word in _NO for word in words):
        return "no"
    meant = [word for word in words if word not in _YES_FILLERS]
    if words and set(meant) <= _YES and (meant or " ".join(words) in _AGREED):
        return "yes"
    return None


_AGREED = ("go ahead", "go ahead please", "of course", "fine by me", "go on", "lets go",
           "lets do it", "please do", "happy to", "im happy to", "i am happy to", "i am",
           "i do")  # fmt: skip
