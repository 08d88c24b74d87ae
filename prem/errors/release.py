"""What can be wrong with a release or a simulation: serials 700 to 799."""

from prem.errors.kinds import Kind

NOTHING_TO_RELEASE = Kind(
    "422.700",
    'the survey "{survey}" has no answers up to {week}; a release takes whole weeks that are over',
)
FOLDER_NOT_EMPTY = Kind(
    "422.701", "this folder has files in it; name a new or an empty folder for the release"
)
BAD_WOMEN = Kind("422.702", "{found} women cannot be simulated; give a number from 1 to {limit}")
BAD_MONTHS = Kind("422.703", "{found} months cannot be simulated; give a number from 1 to {limit}")
NO_FOLDER = Kind("422.704", "this folder cannot be written; name a folder that you may write to")
REAL_ANSWERS = Kind(
    "422.705",
    "this data folder holds women who are enrolled, or real answers to "
    'the survey "{survey}"; simulated women need another: '
    "give --data with a new folder",
)
UNKNOWN_SURVEY = Kind("404.706", "there is no survey of this name here; go back to the desk")
WRONG_TEXTS = Kind(
    "500.710",
    "{wrong} of {texts} simulated texts should never have gone out ({kinds}); this is a fault of "
    "ours: please report it with the seed {seed}",
)
