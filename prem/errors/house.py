"""What can be wrong with the house itself: the command line and the demo (serials 8xx)."""

from prem.errors.kinds import Kind

FAULT = Kind(
    "500.801",
    "something went wrong inside prem itself ({what}); nothing of yours is wrong, please report it",
)
DATA_FOLDER = Kind("422.802", "the folder {folder} cannot be used for data: {reason}")
NO_CONTENT = Kind(
    "422.804", "the site's own content folder {folder} is not there; PREM_CONTENT names a folder"
)
BAD_SETTING = Kind("422.805", "the setting {setting} is not accepted; it takes {accepted}")
CLOSED_CONTENT = Kind(
    "422.806", "the content folder {folder} cannot be read; give prem the right to read all of it"
)
NO_ROOM = Kind(
    "507.807", "the disk is full, or what prem prints cannot be written; make room and try again"
)
