"""What can be wrong in the demo's phone simulator: serials 460 to 465."""

from prem.errors.kinds import Kind

NO_MOMENT = Kind("409.460", "nothing is planned for any phone, so there is no moment to go to")
NO_NUMBER_LEFT = Kind("409.461", "every number of the simulator is in use; start a new demo")
BAD_MOVE = Kind(
    "422.462", "the clock goes on by an hour, a day, to the next planned moment, or back to now"
)
BAD_PHONE_FORM = Kind(
    "422.463", "this form is not one of the simulator's: {field} is one of {accepted}"
)
NOT_A_DEMO = Kind(
    "409.464",
    "PREM_DEMO is set, and the store holds a number that is not kept for demonstrations: a demo's "
    "clock and phones are for simulated women only",
)
