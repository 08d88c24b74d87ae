"""What can be wrong with a request: codes .400 to .499. Women read these sentences too."""

from prem.errors.kinds import Kind

FOREIGN_FORM = Kind(
    "403.400", "This did not come from our own page. Open your link again and try once more."
)
NO_PAGE = Kind("404.401", "There is no page at this address. Nothing you sent is lost.")
NO_METHOD = Kind("405.402", "This address does not work in that way. Nothing you sent is lost.")
TOO_MUCH = Kind("413.403", "That was too long to send. Write a little less and send it again.")
NOT_A_FORM = Kind("415.404", "This page only takes what its own form sends.")
BROKEN_FORM = Kind("400.405", "What came could not be read. Go back and send it again.")
BROKEN = Kind(
    "500.406", "Something went wrong on our side. What you sent before is kept. Please try again."
)
BUSY = Kind("503.407", "A lot is going on just now. Nothing is lost. Please try again in a moment.")
NO_INSTRUMENT = Kind(
    "404.408", 'there is no instrument called "{word}"; there are: {accepted}{near}'
)
NO_PHONE = Kind("404.409", "there is no phone with that number in the simulator")
BAD_PORT = Kind("422.410", "the port is {found}; a port is a whole number from 1 to 65535")
PORT_TAKEN = Kind("409.411", "port {port} of {host} is in use; choose another one with --port")
BAD_FIELDS = Kind(
    "422.412", "A field of this form is missing or holds what it cannot take. Go back and check it."
)
NO_LISTENING = Kind(
    "422.414",
    "prem cannot listen at port {port} of {host} ({reason}); accepted: an address of this machine, "
    "and a port that you may use, such as 8000",
)
OLD_PAGE = Kind(
    "422.450",
    "What you pressed belongs to a page that was open before. Nothing was changed by it.",
)
CROWDED = Kind(
    "429.451",
    "Many people are starting here just now. Nothing is lost. Please wait a minute and try again.",
)
NO_TEXTS = Kind("404.413", "no survey here is asked by text, so there is nothing to simulate")
