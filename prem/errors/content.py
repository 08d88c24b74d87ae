"""What can be wrong in the content that people write: codes 422.100 to 422.199.

100-149 the compiler of `prem/instruments` (nothing is loaded while one of these stands);
150-189 the lints on wording and coverage, of which some are only warnings.
"""

from prem.errors.kinds import Kind

# -- finding and reading a file ------------------------------------------------------------------
UNKNOWN_NAME = Kind("422.100", 'there is no {what} called "{word}"; there are: {accepted}{near}')
BROKEN_TOML = Kind("422.101", "this cannot be read as TOML: {reason}")
NOT_UTF8 = Kind("422.102", "this file is not UTF-8 (byte {byte}); save it as UTF-8")
OVERSIZED = Kind("422.103", "this file has {size} bytes; a file may have {limit} bytes at most")
MISSING_FILE = Kind("422.104", "this file is missing or cannot be read; {accepted}")

# -- one field -----------------------------------------------------------------------------------
UNKNOWN_FIELD = Kind("422.105", "this field is unknown; accepted here: {accepted}{near}")
MISSING_FIELD = Kind("422.106", "this field is missing; it takes {accepted}")
WRONG_TYPE = Kind("422.107", "this is {found}; the field takes {accepted}")
EMPTY_TEXT = Kind("422.108", "this text is empty; it takes at least one word")
UNKNOWN_VALUE = Kind("422.109", '"{word}" is not a known {what}; accepted: {accepted}{near}')
TWICE_IN_LIST = Kind("422.110", '"{word}" stands here twice; each may stand once')
BAD_ID = Kind(
    "422.111",
    '"{word}" cannot be an id; an id has up to 40 letters, digits, hyphens or full stops, '
    "and begins with a letter or digit",
)
DUPLICATE_ID = Kind("422.112", 'the id "{word}" is taken by another {what}; each id is used once')
BAD_CHARACTER = Kind(
    "422.113",
    "this holds a character that cannot be shown ({character}); "
    "words stand in one line, without control characters",
)
BAD_DATE = Kind("422.114", '"{word}" is not a date; a date is written like 2026-11-21')
BAD_POINTER = Kind(
    "422.115",
    '"{word}" is not a pointer to a source; a pointer is written "source id: place in it", '
    'such as "{example}"',
)
OTHER_ID = Kind("422.116", 'the id is "{word}" but its {what} is called "{name}"; make them equal')

# -- items, scales and forms ---------------------------------------------------------------------
BAD_CODES = Kind(
    "422.120",
    "the codes are {found}; they go down in whole numbers from 99 to 0, all different, "
    "the best experience first, such as [5, 4, 3, 2, 1]",
)
BAD_OPTION_COUNT = Kind("422.121", "there are {found} options and {codes} codes; give one for each")
SAME_OPTION = Kind("422.122", 'the option "{word}" stands here twice; each option differs')
OPEN_WITH_CODES = Kind("422.123", "an open question takes no {what}; leave it empty or out")
WITHOUT_SCALE = Kind(
    "422.124",
    "only the overall item and the open question go without {what}; accepted: {accepted}",
)
OTHER_OUTCOME = Kind(
    "422.125", 'the item belongs to "{found}" but its scale to "{scale}"; make them equal'
)
EMPTY_SCALE = Kind("422.126", 'no item has the scale "{word}"; give it items or take it out')
WRONG_ROLE = Kind(
    "422.127", 'the {what} is "{word}", which is not {accepted} of this instrument{near}'
)
SHORT_FORM_TOO_LONG = Kind(
    "422.128", 'the short form "{form}" has {found} items; it may have {limit} at most'
)
HISTORY_GAP = Kind(
    "422.129",
    "the history has the versions {found} and the item is at version {version}; "
    "the history goes 1, 2, ... up to the item's version",
)
UNLISTED_FILE = Kind(
    "422.130", "this file of items is not named in `order` of instrument.toml; name it there{near}"
)

# -- words ---------------------------------------------------------------------------------------
NO_WORDS = Kind("422.131", 'there are no words for this item in "{language}"; add [items.{item}]')
WORDS_WITHOUT_ITEM = Kind("422.132", 'there are words for "{word}" but no such item{near}')
MISSING_NON_ANSWER = Kind(
    "422.133",
    'the non-answer "{word}" is missing; add [non_answers.{word}] with page, text, spoken and easy',
)
UNDECLARED_LANGUAGE = Kind(
    "422.134",
    'there are words in "{word}" but `languages` of instrument.toml does not name it; '
    "accepted: {accepted}{near}",
)
NO_PAGE_FORM = Kind("422.136", 'every language has words for a page; name "page" among the forms')
SELF_LINK = Kind("422.135", '"{word}" says it is the same as itself; name another part')

# -- lints: wording ------------------------------------------------------------------------------
TOO_LONG = Kind("422.150", "the question has {found} words; {limit} is the most")
LONG = Kind("422.151", "the question has {found} words; about 12 is easy to read", "warning")
TWO_QUESTIONS = Kind("422.152", "this asks {found} questions in one; ask one and drop the other")
DOUBLE_QUESTION = Kind(
    "422.153", 'this asks two things with "{word}" ("{excerpt}"); keep one idea to a question'
)
NEGATION = Kind("422.154", 'the question has the negation "{word}"; ask it the positive way round')
SOFT_NEGATION = Kind(
    "422.155", '"{word}" makes the question turn round; say it positively if you can', "warning"
)
HARD_WORD = Kind("422.156", '"{word}" is a hard word; plainer: "{plain}"', "warning")
LONG_WORD = Kind(
    "422.157", '"{word}" has {found} syllables; look for a word with fewer than {limit}', "warning"
)
STIGMA = Kind("422.158", '"{word}" carries stigma; say instead: {plain}')
TEXT_PARTS = Kind(
    "422.159",
    "as a text message this takes {found} parts ({size} of {room} characters{why}); "
    "it must fit one",
)
TEXT_WORD = Kind(
    "422.160", '"{word}" may not stand in a text message: another person may read it ({what})'
)
AGREEMENT = Kind(
    "422.161",
    '"{word}" asks for agreement; ask what happened, and give answer words of the question\'s own',
)
BABY_AT_HOME = Kind(
    "422.162",
    '"{word}" may reach a woman whose baby is not with her ({situation}); '
    "take that situation out or change the words",
)

# -- lints: the whole ----------------------------------------------------------------------------
UNEQUAL_POINTS = Kind(
    "422.170",
    'the item has {found} answer points but its scale "{scale}" has {usual}; '
    "within a scale they are equal",
)
NO_EVIDENCE = Kind("422.171", "the item points to no evidence; add at least one [[item.evidence]]")
FEW_ITEMS = Kind("422.172", 'the outcome "{outcome}" has {found} items; {limit} is the least')
NOTHING_TO_ANSWER = Kind(
    "422.173", 'a woman in the situation "{situation}" at "{time}" has no item to answer in {form}'
)
SAME_WORDING = Kind("422.174", "the question in words is the same as that of item {other}")
NEAR_WORDING = Kind(
    "422.175",
    "the question reads much like item {other} (likeness {likeness} of 1, "
    "{limit} is the most); keep one, or say what is different",
    "warning",
)
SENSITIVE_OPENING = Kind(
    "422.176",
    'this item of high sensitivity is number {found} of {form} for "{situation}" at "{time}"; '
    "the first {limit} items are gentler",
)
SHORT_FORM_GAP = Kind(
    "422.177", 'the short form "{form}" has no item of the outcome "{outcome}"; add one'
)
NO_LINK = Kind(
    "422.178", 'no requirement is linked to the outcome "{outcome}"; add a [[link]] to it'
)
DRAFT_WORDS = Kind(
    "422.179",
    'the words in "{language}" are a draft; have them checked before women see them',
    "warning",
)
UNTRANSLATED = Kind(
    "422.180",
    'the words in "{language}" are the same as those in "{source}"; translate them',
    "warning",
)

# -- what is said beside the questions, and how hard the whole reads -------------------------------
WHY_OF_NOTHING = Kind("422.230", '"{word}" is no item and no outcome of this instrument{near}')
NO_WHY = Kind(
    "422.231", 'nothing says why item {item} is asked; add a sentence for it or for "{outcome}"'
)
MEANING_OF_NOTHING = Kind(
    "422.232", '"{word}" stands in no question, so no woman asks what it means'
)
LONG_EXPLANATION = Kind(
    "422.233", "this explanation has {found} words; {limit} is the most", "warning"
)
HARD_TO_READ = Kind(
    "422.234",
    'the questions in the form "{form}" read at grade {found} (Flesch-Kincaid); {limit} is '
    "the highest: shorter sentences and shorter words",
)
SAME_NON_ANSWER = Kind(
    "422.235", 'the words "{word}" stand for two non-answers; each of the three needs its own'
)
