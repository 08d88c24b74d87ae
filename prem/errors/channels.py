"""What can be wrong with providers of texts and their calls to us.

Serials 244, 330 to 339, 380 and 470.
"""

from prem.errors.kinds import Kind

UNKNOWN_KEEPING = Kind(
    "422.330",
    "nobody has said for how long {provider} keeps {what}; set PREM_{provider}_KEEPS_DAYS to the "
    "days that your account with it says, so that women can be told",
)
MISSING_SETTING = Kind(
    "422.331", "texts by {provider} need {settings}, which are not set; or set {choice} to none"
)
MISSING_TEMPLATE = Kind(
    "422.244",
    "WhatsApp takes no first words from us but those of a template that it has approved, and the "
    "survey {survey} needs {templates}; name them in PREM_TWILIO_CONTENTS",
)
BAD_WEBHOOK = Kind(
    "403.332", "this call is not signed by the provider for this address; nothing was changed"
)
NO_PROVIDER = Kind("404.333", "this provider of texts is not set up here; nothing was changed")
BROKEN_WEBHOOK = Kind("400.334", "this call cannot be read; nothing was changed")
WRONG_KIND = Kind("415.380", "this call must come as {accepted}; nothing was changed")
UNSAFE_ADDRESS = Kind(
    "422.470",
    "texts and calls by a provider lead women to this address; accepted with one: an address that "
    "begins with https:// and that phones can reach",
)
