"""What can be wrong with the stores, the keys and the field: codes .300 to .399.

300-319 opening and running the stores; 320-339 keys and seals; 340-369 women, links and texts.
"""

from prem.errors.kinds import Kind

# -- the stores ----------------------------------------------------------------------------------
UNSAFE_SQLITE = Kind(
    "500.300",
    "this SQLite is {found}; its WAL can lose committed answers. "
    "Accepted: 3.51.3 or newer of 3.51, and 3.53.0 or newer",
)
BAD_STORE_URL = Kind(
    "422.301", 'the URL of the store "{store}" is not accepted; it begins with postgresql://'
)
STORE_UNREACHABLE = Kind(
    "503.302", 'the store "{store}" cannot be reached; check that the database runs and its URL'
)
STORE_BUSY = Kind("503.303", "too many answers wait to be written; nothing is lost, try again")
STORE_FAULT = Kind("503.304", 'the store "{store}" could not do this ({fault}); nothing was kept')
STORE_CLOSED = Kind("503.305", "the store is closing; nothing was kept, try again in a moment")
STORE_NEWER = Kind(
    "500.306",
    'the store "{store}" is at version {found}, newer than this program knows ({head}); '
    "install the newer program",
)
DATA_FOLDER = Kind(
    "500.307", "the data folder cannot be made or written; check PREM_DATA or --data"
)
STORE_CONFLICT = Kind("409.308", 'the store "{store}" holds this already; nothing was kept')
STORE_HELD = Kind(
    "503.309", 'another program holds the store "{store}"; nothing was kept, try again'
)

# -- keys and seals ------------------------------------------------------------------------------
BAD_KEYS = Kind(
    "500.320", "the key file is not as it was written; put back the copy that you keep apart"
)
OPEN_KEYS = Kind("500.321", "others can read the key file; give it mode 0600 (it has {found})")
NO_KEYS = Kind(
    "500.324", "the key file cannot be read; check PREM_KEYS_FILE, PREM_DATA and its owner"
)
LOST_KEYS = Kind(
    "500.325",
    "the key file is not there, and new keys would open nothing that the stores hold; put back the "
    "copy that you keep apart, or check PREM_KEYS_FILE",
)
BROKEN_SEAL = Kind("500.322", "a sealed text does not open with these keys; is it the right file?")
TOO_LONG_TO_SEAL = Kind("422.323", "this takes {found} bytes; {limit} is the most here")

# -- women, links and texts ----------------------------------------------------------------------
BAD_PHONE = Kind(
    "422.340",
    "this is not a mobile number that can get texts; accepted: a UK number such as 07700 900123, "
    "or one with its country code such as +44 7700 900123",
)
UNKNOWN_WORD = Kind(
    "422.341", '"{word}" is not a {what} of this survey; accepted: {accepted}{near}'
)
ALREADY_ENROLLED = Kind("409.342", "this number is enrolled already; nothing was changed")
HAS_STOPPED = Kind(
    "409.343",
    "this number said STOP, or was given up for another; it gets no texts unless START is texted "
    "from it",
)
NOT_REACHED = Kind(
    "422.348",
    "no text may go to such a number: the country {region} with PREM_TEXT_REGIONS={regions}, the "
    "kind {kind} with PREM_TEXT_KINDS={kinds}; nothing was changed",
)
BAD_HOURS = Kind(
    "422.344", "safe hours go from one whole hour to a later one, 0 to 24, such as 10 and 16"
)
BAD_COUNT = Kind("422.345", "{found} links are too many or too few; accepted: 1 to {limit}")
NOT_ON_WEB = Kind("422.347", 'the survey "{survey}" is not asked on the web, so it has no links')
NOT_TEXTED = Kind("422.346", 'this survey is not asked by "{channel}"; accepted: {accepted}')
