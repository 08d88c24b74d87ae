"""What can be wrong with a question about the schedule: 422.350 to 422.359."""

from prem.errors.kinds import Kind

BAD_DAYS = Kind("422.350", "{found} days are too many or too few; accepted: 1 to {limit}")
NEVER_TEXTED = Kind(
    "422.351",
    'the survey "{survey}" sends no texts and rings nobody; give it a [[channel]] '
    '"sms", "whatsapp" or "voice" to plan some',
)
