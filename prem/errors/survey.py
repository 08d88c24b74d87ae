"""What can be wrong with a survey, or with what one asks of it: codes 422.200 to 422.299.

What surveys share with instruments (a missing field, an unknown id, a text of two parts) is in
content.py. 200-219 the compiler; 220-229 the commands `prem play` and `prem reply`.
"""

from prem.errors.kinds import Kind

# -- the compiler ----------------------------------------------------------------------------------
BAD_WINDOW = Kind(
    "422.200",
    "a window is two whole numbers, its first and its last week, such as [3, 12]; "
    "they lie between {least} and {most}",
)
WINDOW_BACKWARDS = Kind(
    "422.201", "the window runs from week {first} back to week {last}; write the earlier week first"
)
WINDOWS_OVERLAP = Kind(
    "422.202",
    'the windows of "{one}" ({one_weeks}) and "{other}" ({other_weeks}) overlap: a woman would be '
    "asked twice; let one end before the other begins",
)
BAD_PHONE = Kind(
    "422.203",
    '"{phone}" is no phone number of the United Kingdom; accepted: a full number such as '
    "0808 2000 247, or one of the short numbers {accepted}",
)
UNKNOWN_HOLE = Kind(
    "422.204", "{{{hole}}} stands for nothing here; accepted in this field: {accepted}{near}"
)
BROKEN_HOLE = Kind(
    "422.205", "the curly brackets do not pair; write a fact's name in one pair, such as {{asker}}"
)
UNSAID_FACT = Kind(
    "422.206", "the opening does not tell her {{{fact}}} ({what}); put it into these words"
)
LOUD_BEGINNING = Kind(
    "422.207",
    'the first {limit} letters show on a locked phone and hold "{word}"; begin with neutral words',
)
NO_ITEMS = Kind(
    "422.208",
    'the form "{form}" has nothing to ask a woman in the situation "{situation}" at "{time_point}"',
)
NO_MAIN_CHANNEL = Kind("422.209", "no channel asks this form; name it in a [[channel]] or drop it")
SAME_CHOICE = Kind("422.210", 'the words "{word}" stand for two situations; each needs its own')

LONG_BY_TEXT = Kind(
    "422.240",
    'by text this asks {found} questions at "{time_point}" in the situation "{situation}"; '
    "{limit} is the most: give the channel a shorter form",
)
SITE_IN_TEXT = Kind(
    "422.241",
    '"{word}" is in the title of the site "{site}" and may not stand in a text message: another '
    "person may read it",
)

LONG_ADDRESS = Kind(
    "422.242",
    "PREM_PUBLIC_URL has {found} letters, so that a text with a woman's link in {language} would "
    "be sent and paid for as two; reach prem at a shorter address",
)
LOUD_ADDRESS = Kind(
    "422.243",
    'PREM_PUBLIC_URL has the word "{word}", which speaks of {what}, and stands in every text with '
    "a woman's link: another person may read it; reach prem at another address",
)

# -- prem play, prem reply -------------------------------------------------------------------------
UNKNOWN_CHOICE = Kind("422.220", 'there is no {what} "{word}"; accepted: {accepted}{near}')
NOT_WRITABLE = Kind("422.221", "this file cannot be written; choose a name in a folder of yours")

LOOSE_NUMBER = Kind(
    "422.212",
    'this says "{word}"; a number here comes from a hole, so that it keeps to how prem is set up: '
    "accepted: {accepted}",
)
BROKEN_PROMISE = Kind(
    "422.222",
    "women are told {said} ({what}), but {found} is what {where} says; make them equal",
)

# -- what a woman is told ----------------------------------------------------------------------
LONG_OPENING = Kind(
    "422.397",
    "the opening shows {found} words at once; {limit} is the most: move what she need not know "
    "first to opening-more-body",
)
UNKEPT_VOUCHER = Kind(
    "422.398",
    "this tells her of a voucher, and the survey gives none; write vouchers = true in survey.toml, "
    "or leave the fact out",
)
UNKEPT_TIME = Kind(
    "422.747",
    'this tells a time ("{word}") by which nothing here deletes; say it without one, or write '
    '{{delete_on}} here and delete_on = "2031-12-31" in [promises]: `prem worker` then deletes all '
    "answers on that day",
)
NO_DAY = Kind("422.748", '"{word}" is no day; accepted: one such as 2031-12-31')
DAY_BEFORE_ANSWERS = Kind(
    "409.749",
    'by delete_on = "{day}" in [promises] of survey "{survey}" all answers would go at once, '
    "and the first of them is later than that day; nothing is deleted until the day is right",
)
UNKNOWN_CONSENT = Kind(
    "404.399", 'no words are kept under "{word}"; `prem consent` lists the versions that are'
)
OTHER_WORDS = Kind(
    "409.746",
    'the words kept under "{word}" are not those that it names: the store was changed by hand',
)
HARD_TO_READ = Kind(
    "422.211",
    'the words in the form "{form}" read at grade {found} (Flesch-Kincaid); {limit} is the '
    "highest: shorter sentences and shorter words",
)
