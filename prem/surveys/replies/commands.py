"""Words that are no answer: STOP first, then what keeps her safe, then the rest.

Lists are of whole messages, once polite and empty words are taken away. A stop word that begins
a longer message also stops, unless the question was an open one ("stop judging us").
"""

from __future__ import annotations

import re

from prem.surveys.replies.cleaning import one_slip, without, word_set

SHORT = 6
"""Words up to which a phrase is the message itself and not part of a story."""

POLITE = word_set(
    "please pls plz ples ok okay okey just can could u you i im id ill me my we would like the a "
    "an thanks thank thanx ta cheers hi hello hey sorry so will let lets"
)
_AROUND_STOP = POLITE | word_set(
    "now us want wanna wana to need this it all texts texting text txt txts messages messaging "
    "message msg msgs sending asking contacting everything immediately"
)
STOP_WORDS = word_set("stop stopp stopall unsubscribe unsub optout stopio arret")
STOP = STOP_WORDS | frozenset(
    ("end", "quit", "cancel", "opt out", "remove", "remove from list", "remove number",
     "leave alone", "no more", "never again", "fuck off", "piss off", "f off", "go away",
     "not interested", "no more questions", "had enough", "enough", "finish", "exit")
)  # fmt: skip
_NO_TEXTS = re.compile(
    r"(dont|do not|never)( ever)? (text|txt|message|msg|contact|bother)( us)?"
    r"( again| any ?more| ever)*"
)
# One letter away from "stop", but words of their own.
_NOT_STOP = word_set("step shop top slop stoop strop stow")

_CRISIS = re.compile(
    r"\b(kill(ing)? my ?self|end(ing)? (my life|it all)|suicid\w*|want to die|wanna die|"
    r"dont want to (live|be here)|hurt(ing)? my ?self|self ?harm\w*|take my own life)\b"
)
_PHONE_HELD = re.compile(
    r"\b(he|she|they|hes|shes|theyre|partner|boyfriend|husband|ex|mum|someone|somebody)"
    r"( (is|has|have|had|got|took|takes|checks|reads|reading|checking|going|goes|through|looking|"
    r"looks|watching|at))+ (my|me|this) ?(phone|mobile|messages|texts|msgs)\b"
)
_NOT_SAFE = re.compile(
    r"\b(not safe|isnt safe|aint safe|unsafe|hes here|shes here|he is here|theyre here|"
    r"not alone|cant talk|cant text|being watched|watching me)\b"
)
_WRONG_NUMBER = re.compile(
    r"\b(wrong (number|person|phone|num|no)|not (her|his|their) (phone|number)|"
    r"(doesnt|does not|no longer) (have|has|use) this (phone|number)|"
    r"(this is|its) not \w+s (phone|number)|number (has )?changed hands)\b"
)
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
    said = " ".join(words)
    if not words or _CRISIS.search(said):
        return False
    if (
        without(words, _AROUND_STOP) in STOP
        or said in STOP
        or _NO_TEXTS.fullmatch(without(words, POLITE))
    ):
        return True
    if _spelt_or_slipped(words):
        return True
    if open_question:
        return False
    return words[0] in STOP_WORDS or (len(words) <= 3 and not STOP_WORDS.isdisjoint(words))


def safety(words: list[str], *, open_question: bool = False) -> str | None:
    """Return what concerns her safety or another's privacy: "help", "unsafe", "wrong_number".

    Someone else with her phone is looked for in a message of any length; a phrase such as "not
    safe" only in a short one, for a longer one may be an answer about care. In an open question
    both are ("they took my phone on the ward").
    """
    said = " ".join(words)
    if _CRISIS.search(said):
        return "help"
    if _PHONE_HELD.search(said) and (not open_question or len(words) <= SHORT + 2):
        return "unsafe"
    if len(words) <= SHORT and _NOT_SAFE.search(said):
        return "unsafe"
    if len(words) <= 2 * SHORT and _WRONG_NUMBER.search(said):
        return "wrong_number"
    return None


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
    """Whether it is "s.t.o.p", "st0p" or "stpo"."""
    word = "".join(words)
    if len(words) > 1 and any(len(one) > 1 for one in words):
        return word in ("stop", "st0p")
    return word in ("stop", "st0p") or (one_slip(word, "stop") and word not in _NOT_STOP)
