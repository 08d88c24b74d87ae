"""Words that are no answer: STOP and DELETE, then the rest. See safety.py for what is before.

Lists are of whole messages, once polite and empty words are taken away. A stop word that begins
a longer message also stops, unless the question was an open one ("stop judging us").
"""

from __future__ import annotations

import re

from prem.surveys.replies.cleaning import one_slip, without, word_set
from prem.surveys.replies.safety import SHORT, is_crisis

POLITE = word_set(
    "please pls plz ples ok okay okey just can could u you i im id ill me my we would like the a "
    "an thanks thank thanx ta cheers hi hello hey sorry so will let lets"
)
_AROUND_STOP = POLITE | word_set(
    "now us want wanna wana to need this it all texts texting text txt txts messages messaging "
    "message msg msgs sending asking contacting everything immediately"
)
STOP_WORDS = word_set("stop stopall unsubscribe unsub optout stopio arret arrêt")
STOP = STOP_WORDS | frozenset(
    ("end", "quit", "cancel", "opt out", "remove", "remove from list", "remove number",
     "remove from your list", "take off", "take off list", "take off your list",
     "leave alone", "no more", "never again", "fuck off", "piss off", "f off", "go away",
     "not interested", "no more questions", "had enough", "enough", "finish", "exit")
)  # fmt: skip
_NO_TEXTS = re.compile(
    r"(dont|do not|never)( ever)? (text|txt|message|msg|contact|bother)"
    r"( us| this| number| phone| mobile| again| any ?more| ever| back)*"
)
# Said inside a longer message. "They would not stop texting me" tells of others.
_STOP_WITHIN = re.compile(
    r"(?<!not )(?<!never )(?<!nt )\bstop+ (texting|txting|text|texts|messaging|msging|messages|"
    r"sending|contacting|spamming)\b|"
    r"\b(please|pls|plz) stop+\b|"
    r"^i? ?(dont|do not) (want|wanna) (to )?(\w+ ){0,3}(any ?more|texts|messages|questions)$"
)
_STOP_SIGNS = frozenset("🛑⛔")
_STRETCHED = re.compile(r"s+t+o+p+")
_AND = word_set("and also then")
# One letter away from "stop", but words of their own.
_NOT_STOP = word_set("step shop top slop stoop strop stow")

_WHO = re.compile(
    r"\b(who (is|are|r|dis|this)|whos (this|that)|what is this|whats this|"
    r"why (are|r) (you|u)|how did (you|u) get)\b"
)

# kind -> whole messages without polite words. The order is the order in which they are tried.
WHOLE = {
    "delete": ("delete", "erase", "wipe", "forget", "delete answers", "delete data", "delete it",
               "delete everything", "erase data", "erase answers", "erase everything",
               "remove answers", "remove data", "delete info", "delete account", "delete all",
               "delete what said", "delete all answers", "delete that", "delete them"),
    "help": ("help", "info", "information", "hlp", "halp", "support", "who", "need help",
             "need support"),
    "pause": ("pause", "paus", "later", "later on", "not now", "not right now", "not just now",
              "not today", "busy", "busy now", "brb", "wait", "break", "need break", "have break",
              "take break", "in bit", "bit later", "in while", "in min", "tomorrow", "tmrw",
              "another time", "cant now", "cant right now", "hang on", "hold on", "minute",
              "give minute", "give min", "one sec", "sec", "need to go", "got to go", "gotta go",
              "have to go", "at work", "driving", "try again later", "finish later", "do later",
              "do it later", "do this later", "do that later"),
    "back": ("back", "bak", "go back", "previous", "undo", "change answer", "change last answer",
             "want to change answer", "mistake", "oops", "wrong answer", "made mistake",
             "change last one", "back one", "meant other one", "last question", "redo"),
    "call": ("call", "ring", "phone", "call back", "ring back", "phone back", "speak", "talk",
             "speak to someone", "talk to someone", "rather talk", "rather speak",
             "want to talk", "need to talk", "call instead"),
    "link": ("link", "send link", "web", "website", "online", "internet", "url", "do it online",
             "do online"),
    "start": ("start", "begin", "continue", "ready", "resume", "carry on", "unstop", "restart",
              "go", "go on", "keep going", "back again", "next question"),
}  # fmt: skip

_KIND_OF = {said: kind for kind, messages in reversed(WHOLE.items()) for said in messages}

# What is a command even where words of her own were asked for: "support" could be her answer.
_KIND_OF_OPEN = {
    **dict.fromkeys(("help", "help me"), "help"),
    **dict.fromkeys(("pause", "later", "not now"), "pause"),
    **dict.fromkeys(("back", "go back"), "back"),
    **dict.fromkeys(("delete", "delete my answers", "delete everything"), "delete"),
    **dict.fromkeys(("call me", "ring me"), "call"),
}

LANGUAGES = {
    "english": "en", "saesneg": "en",
    "welsh": "cy", "cymraeg": "cy",
    "gaelic": "gd", "gaidhlig": "gd", "gàidhlig": "gd",
    "irish": "ga", "gaeilge": "ga",
    "polish": "pl", "polski": "pl", "polsku": "pl",
    "romanian": "ro", "romana": "ro", "română": "ro",
    "urdu": "ur", "اردو": "ur",
    "punjabi": "pa", "panjabi": "pa",
    "bengali": "bn", "bangla": "bn",
    "arabic": "ar", "العربية": "ar",
    "portuguese": "pt", "português": "pt", "portugues": "pt",
    "spanish": "es", "español": "es", "espanol": "es",
    "french": "fr", "français": "fr", "francais": "fr",
    "somali": "so", "soomaali": "so",
    "ukrainian": "uk", "українська": "uk",
}  # fmt: skip

_REACTION = re.compile(
    r"^(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to|"
    r"removed an? .{1,20} from|\S{1,8} to)\s*[\"“”«„]"
)


def is_stop(words: list[str], *, open_question: bool = False) -> bool:
    """Whether a message asks to stop. `open_question`: then only a whole message does."""
    if not words or is_crisis(" ".join(words)):
        return False
    if words[0].isdigit() and words[1:]:
        words = words[1:]
    return _stops_whole(words) or (not open_question and _stops_within(words))


def is_stop_sign(cleaned: str) -> bool:
    """Whether a message without words is the sign itself."""
    return not _STOP_SIGNS.isdisjoint(cleaned)


def is_delete(words: list[str], *, open_question: bool = False) -> bool:
    """Whether her answers are to be erased, said alone, with a STOP or after a number.

    In an open question "forget it" is an answer, so there it must be said in so many words.
    """
    words = words[1:] if words and words[0].isdigit() else words
    left = without(words, POLITE | STOP_WORDS | _AND)
    kinds = _KIND_OF_OPEN if open_question and len(left.split()) == 1 else _KIND_OF
    if kinds.get(left) != "delete":
        return False
    return not open_question or left.split()[0] in ("delete", "erase")


def _stops_whole(words: list[str]) -> bool:
    said, left = " ".join(words), without(words, _AROUND_STOP)
    if left in STOP or said in STOP or _NO_TEXTS.fullmatch(without(words, POLITE)):
        return True
    repeated = left.split()
    return (bool(repeated) and STOP_WORDS.issuperset(repeated)) or _spelt_or_slipped(words)


def _stops_within(words: list[str]) -> bool:
    """Whether a STOP begins a message or is said inside it."""
    left = without(words, POLITE).split()
    if left and (left[0] in STOP_WORDS or _STRETCHED.fullmatch(left[0])):
        return True
    if len(words) <= 3 and not STOP_WORDS.isdisjoint(words):
        return True
    return bool(_STOP_WITHIN.search(" ".join(words)))


def is_reaction(cleaned: str) -> bool:
    """Whether a phone sent this by itself, quoting our text: `Liked "How ..."`."""
    return bool(_REACTION.match(cleaned))


def command(words: list[str], *, open_question: bool = False) -> tuple[str, str] | None:
    """Return the kind of a command and its code (of a language), or None."""
    said, left = " ".join(words), without(words, POLITE)
    if open_question:
        meant = _KIND_OF_OPEN.get(said)
        return (meant, "") if meant else None
    kind = _KIND_OF.get(said) or _KIND_OF.get(left)
    if kind is not None:
        return kind, ""
    if len(words) <= SHORT and _WHO.search(said):
        return "help", ""
    language = without(words, POLITE | {"in", "speak", "only", "po"})
    return ("language", LANGUAGES[language]) if language in LANGUAGES else None


def _spelt_or_slipped(words: list[str]) -> bool:
    """Whether it is "s.t.o.p", "st0p", "stpo" or "stoppp"."""
    word = "".join(words)
    if _STRETCHED.fullmatch(word):
        return True
    if len(words) > 1 and any(len(one) > 1 for one in words):
        return word == "st0p"
    return word == "st0p" or (one_slip(word, "stop") and word not in _NOT_STOP)
