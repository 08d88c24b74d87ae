"""Replies to other questions: yes or no, options that share words, an open question.

One row: the text, kind, code (or None), comment, reason.
"""

A, N, U, S = "answer", "non_answer", "unsure", "stop"

AT_YES_NO = [
    *((text, A, "yes", "", "yes") for text in
      ("yes", "Yes please", "yh", "yeah", "aye", "yep", "y", "ok", "sure", "go ahead", "1", "👍",
       "Yes x", "ok thanks")),
    *((text, A, "no", "", "no") for text in
      ("no", "No thanks", "nah", "nope", "naw", "n", "no thank you", "2", "👎")),
    ("not now", "pause", None, "", "later is not no"),
    ("maybe", U, None, "", "consent is a yes"),
    ("yes but what is it", A, "yes", "but what is it", "a yes with a remark"),
    ("yes or no", U, None, "", "both"),
    ("3", U, None, "", "no such option"),
    ("dunno", N, "not-sure", "", "the engine asks again: consent is a yes"),
]  # fmt: skip

AT_THREE = [
    ("no", A, 1, "", "one option begins so"),
    ("nah", A, 1, "", "no in other words"),
    ("yes", U, None, "", "two options begin so"),
    ("yes partly", A, 2, "", "its own words"),
    ("yes, fully", A, 3, "", "its own words"),
]
AT_GOOD = [
    ("good", A, 4, "", "its own word, though another option holds it"),
    ("very good", A, 5, "", "its own words"),
    ("very", U, None, "", "two options begin so"),
    ("vry good", A, 5, "", "one slip in an option of two words"),
    ("verry poor", A, 1, "", "the same"),
    ("poor", A, 2, "", "its own word"),
    ("goood", A, 4, "", "a letter held down"),
    ("not good", U, None, "", "a negation is not the option"),
    ("in between", A, 3, "", "its own words"),
    ("ok", "start", None, "", "not one of the words"),
]
AT_OPEN = [
    ("stop stop stop", S, None, "", "said thrice it is no answer"),
    ("2 stop", S, None, "", "a number before it changes nothing"),
    ("DELETE ALL MY ANSWERS", "delete", None, "", "in so many words"),
    ("forget it", A, "written", "forget it", "may be her answer"),
    ("this is her husband", "unsafe", None, "", "someone else speaks"),
    ("stop texting my wife", "unsafe", None, "", "someone else speaks"),
    (
        "I was calling my mum all night",
        A,
        "written",
        "I was calling my mum all night",
        "her own story",
    ),
    ("More time with one person", A, "written", "More time with one person", "hers to say"),
    ("Stop judging us", A, "written", "Stop judging us", "an answer that begins with stop"),
    ("2", A, "written", "2", "no numbers were offered"),
    ("nothing", A, "written", "nothing", "an answer"),
    ("No", A, "written", "No", "an answer"),
    ("STOP", S, None, "", "a whole message stops"),
    ("please stop texting", S, None, "", "a whole message stops"),
    ("he has my phone", "unsafe", None, "", "safety comes first"),
    ("skip", N, "skipped", "", "our word"),
    (
        "They took my phone on the ward and I could not call",
        A,
        "written",
        "They took my phone on the ward and I could not call",
        "a story about care",
    ),
    ("Support", A, "written", "Support", "her answer, not a call for help"),
    (
        "Don't contact my family without asking",
        A,
        "written",
        "Don't contact my family without asking",
        "her answer",
    ),
    ("dunno", A, "written", "dunno", "hers to say"),
    ("later", "pause", None, "", "our word"),
    ("help", "help", None, "", "our word"),
    ("back", "back", None, "", "our word"),
    ("💔", A, "written", "💔", "a sign can be an answer"),
    ("  ", U, None, "", "nothing"),
]
