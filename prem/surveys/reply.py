"""What a woman did, whatever the channel: the engine's input. The page and the texts make these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Begin:
    """She opened her link and pressed start, or came back to it.

    `by_link`: by the link itself, so that whoever holds the phone now sees no earlier answer.
    `anew`: it is over, and she wants to be asked again from the first question. `kiosk`: on a
    tablet that others use before and after her.
    """

    by_link: bool = False
    anew: bool = False
    kiosk: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """She chose: an item's code (int), or "yes"/"no" at consent, or a situation's id.

    `comment` is what she said besides ("only once"); `step` is the question she saw, which may
    not be the one that is due (an old tab, a late text); empty means the one that is due.
    """

    value: int | str
    comment: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """She gave one of the three non-answers (its id)."""

    non_answer: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """Free text for an open question."""

    text: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """She pressed continue without an answer: she is asked once more, kindly, then let go.

    `insists`: she saw the page that asked once more. A double tap on the page before did not.
    """

    step: str = ""
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What came could not be read as an answer (no such option, "1 or 2", a story).

    `perhaps_stop`: it may have been a wish to stop.
    """

    step: str = ""
    perhaps_stop: bool = False


@dataclass(frozen=True, slots=True)
class Skip:
    """She passed over the question."""

    step: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """She wants the question before the one she saw; pressed twice, it counts once."""

    step: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """She takes a break. `by_us`: she left off, and we rest it until she says that she goes on."""

    by_us: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """She leaves the page at once: what she had open opens no more, and her link goes on later."""


@dataclass(frozen=True, slots=True)
class Switch:
    """She changes how she answers; the question stays, and so does what she had chosen there.

    `easy` and `helped` turn a way on or off, None leaves it; `aside`: she is asked again another
    time, for someone is looking, and nothing shows it. `language` is another one that she chose.
    `value` (a code or a non-answer's id) or `words` are what stood chosen or written at `step`.
    """

    easy: bool | None = None
    helped: bool | None = None
    aside: bool = False
    language: str = ""
    step: str = ""
    value: int | str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """She wants to see what she answered in this sitting, now that it is over."""


@dataclass(frozen=True, slots=True)
class Change:
    """She wants to answer one of those once more."""

    step: str


@dataclass(frozen=True, slots=True)
class Stop:
    """She stops. `silent`: nothing may be sent to confirm it (it is not safe)."""

    silent: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """She stops, and wants her answers gone."""


@dataclass(frozen=True, slots=True)
class Help:
    """She asks for help, or who this is."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something has happened in her life (`Reading.kind`), on a `day` (ISO) where she named one.

    `beside` is the answer that she gave in the same text.
    """

    kind: str
    day: str = ""
    beside: Chosen | Declined | Wrote | Skip | Late | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A text that answers an earlier question than the one that is due; `reply` names its step."""

    reply: Chosen | Declined | Wrote | Skip | Unread


@dataclass(frozen=True, slots=True)
class Speak:
    """She asks for another language, by its code."""

    language: str


Reply = (
    Begin
    | Chosen
    | Declined
    | Wrote
    | Empty
    | Unread
    | Skip
    | Back
    | Pause
    | Leave
    | Switch
    | Check
    | Change
    | Stop
    | Delete
    | Help
    | Told
    | Late
    | Speak
)
