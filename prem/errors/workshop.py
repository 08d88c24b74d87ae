"""What can be wrong in the workshop: codes *.600 to *.699. The words are for peer advisers."""

from prem.errors.kinds import Kind

# -- coming in -----------------------------------------------------------------------------------
NOT_SIGNED_IN = Kind("403.600", "please open your invitation link first; it signs you in")
UNKNOWN_INVITATION = Kind(
    "404.601", "this link is not complete; open it again from the message that you were sent"
)
USED_INVITATION = Kind(
    "410.602", "this link has been used; a link works once, so please ask for a new one"
)
EXPIRED_INVITATION = Kind(
    "410.603", "this link is too old; it worked for {days} days, so please ask for a new one"
)
BAD_NAME = Kind(
    "422.604", "a name to call you by is needed: 1 to {limit} letters, and a nickname is fine"
)
UNKNOWN_ROLE = Kind("422.605", "the role is not known; accepted: {accepted}")
NOT_YOUR_ROLE = Kind("403.607", "only {accepted} can do this")
BAD_DAYS = Kind("422.608", "an invitation can work for 1 to {limit} days")

# -- saying what one thinks ----------------------------------------------------------------------
HALF_RATED = Kind("422.610", "please choose an answer to both questions, from 1 to 4")
BAD_RATING = Kind("422.611", "a rating is a whole number from 1 to 4")
EMPTY_COMMENT = Kind("422.612", "a comment needs at least one word")
LONG_COMMENT = Kind(
    "422.613", "this comment has {found} characters; {limit} is the most, so please shorten it"
)
NOTHING_SAID = Kind("422.614", "nothing was chosen or written yet")
BAD_DECISION = Kind("422.615", "a decision is one of: {accepted}")
BAD_REASON = Kind("422.616", "a decision needs a reason of 1 to {limit} characters")
OTHER_WORDS = Kind(
    "409.617", "the words of this question have just changed; please look at the new ones"
)

# -- finding -------------------------------------------------------------------------------------
UNKNOWN_ITEM = Kind("404.620", "there is no such question here; go back to the list")
TOO_MUCH = Kind("413.621", "this is too much to send at once; {limit} bytes is the most")
NO_INSTRUMENT = Kind("404.622", "there is no questionnaire to look at yet")
UNKNOWN_RELEASE = Kind("404.623", "there is no release of this number")
