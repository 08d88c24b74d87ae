"""What can be wrong with the house itself: the command line and the demo (serials 8xx)."""

from prem.errors.kinds import Kind

FAULT = Kind(
    "500.801",
    "something went wrong inside prem itself ({what}); nothing of yours is wrong, please report it",
)
DATA_FOLDER = Kind("422.802", "the folder {folder} cannot be used for data: {reason}")
PORT_TAKEN = Kind("409.803", "another program uses port {port}; choose another with --port")
